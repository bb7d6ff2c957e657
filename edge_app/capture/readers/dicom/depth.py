"""How many bits grey samples use, where the header leaves it open: 16 stored of 16, and neither a window nor a VOI table.

Without a VOI the stored values are shown as they are (DICOM PS3.3 C.11.2), by the bits stored (C.7.6.3.1). Where those are
fewer than are allocated, somebody has said how many: they span the display. All of 16 is what writers put who have not
thought of it; an image of a converter of 12 bits would be black. So the largest sample of all frames says it, as for TIFF.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from edge_app.capture.readers.dicom.attributes import number
from edge_app.capture.readers.dicom.damage import DAMAGE
from edge_app.capture.readers.dicom.data_set import DataSet
from edge_app.capture.readers.dicom.images import stored_images
from edge_app.capture.readers.dicom.layout import Layout
from edge_app.capture.readers.sample_depth import held_bits


def with_held_bits(data_set: DataSet, layout: Layout) -> Layout:
    """The layout with the bits that the samples use; itself where the header says how they are shown.

    Decodes every frame up to the first that is damaged, one at a time, from where the file stands.
    """
    header = data_set.header
    stated = layout.bits_stored < 16 or number(header, "WindowWidth") > 0 or header.get("VOILUTSequence")
    if stated or layout.photometric not in ("MONOCHROME1", "MONOCHROME2"):
        return layout
    lowest = highest = 0
    try:
        for samples in stored_images(data_set, layout):
            lowest, highest = min(lowest, int(samples.min())), max(highest, int(samples.max()))
    except DAMAGE:
        pass  # whoever reads the frames meets it again
    signed = lowest < 0
    bits = held_bits(2 * max(highest, ~lowest) + 1 if signed else highest)
    return replace(layout, signed=signed, bits_stored=bits, high_bit=bits - 1)


def depth_warning(layout: Layout, held: Layout, path: Path) -> str | None:
    """One sentence where they differ."""
    if held.bits_stored == layout.bits_stored:
        return None
    return f"{path}: the 16-bit samples hold {held.bits_stored} bits and are scaled by that, as no window is stored with them"
