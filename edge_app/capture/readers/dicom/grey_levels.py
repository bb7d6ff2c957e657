"""Stored values of MONOCHROME and PALETTE COLOR images -> 8 bits, by one table a file.

Sources: DICOM PS3.3 C.11.1 (rescale, modality LUT), C.11.2 (VOI windows and LUTs), C.7.6.3.1.5 and .6 (palettes).

Of 8 bits or fewer the stored values are taken as they are: such an image was stored as the scanner showed it, and a window
beside it is what a workstation once set. Of more bits the values are measurements, and the window says which of them the
scanner's screen showed: without it the image is dark or flat. The first window counts.
Without one, the stored bits span 0 to 255; of 16 stored bits those that are used (`depth`).
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from pydicom import Dataset
from pydicom.pixels.processing import apply_color_lut, apply_modality_lut, apply_voi

from edge_app.capture.readers.dicom.attributes import number
from edge_app.capture.readers.dicom.layout import Layout, Samples

Table = npt.NDArray[np.uint8]  # (2^bits,) grey or (2^bits, 3) RGB of every stored value, the lowest first


def level_table(header: Dataset, layout: Layout) -> Table:
    """The 8-bit level of every stored value. Raises what pydicom raises for tables that are damaged."""
    lowest = -(1 << (layout.bits_stored - 1)) if layout.signed else 0
    values = np.arange(lowest, lowest + (1 << layout.bits_stored))
    if layout.photometric == "PALETTE COLOR":
        return _palette(values, header)
    shown = _shown(values, header, layout)
    levels = np.clip(shown, 0, 255).astype(np.uint8)
    return 255 - levels if layout.photometric == "MONOCHROME1" else levels


def look_up(samples: Samples, table: Table, layout: Layout) -> npt.NDArray[np.uint8]:
    """(H, W) stored values -> (H, W) grey or (H, W, 3) RGB."""
    return np.asarray(table[samples + (1 << (layout.bits_stored - 1)) if layout.signed else samples], np.uint8)


def _palette(values: npt.NDArray[np.int64], header: Dataset) -> Table:
    kind = np.int32 if values[0] < 0 else np.uint16
    colours = apply_color_lut(values.astype(kind), header)
    # Entries of 16 bits span the full range, but some scanners write 8 bits into them.
    shift = 8 if colours.dtype == np.uint16 and colours.max(initial=0) > 255 else 0
    return np.asarray(colours >> shift, np.uint8)


def _shown(values: npt.NDArray[np.int64], header: Dataset, layout: Layout) -> npt.NDArray[np.float64]:
    """0 to 255 and, outside the window, beyond."""
    bits, whole = layout.bits_stored, np.arange(values.size, dtype=np.float64)
    stored = whole * 255 // (values.size - 1) if bits < 8 else np.floor(whole * 256 / values.size)
    if bits <= 8:
        return stored
    # Tables are indexed by integers: a signed value needs a signed type, an unsigned one an unsigned type.
    typed = values.astype(np.int16 if layout.signed else np.uint16)
    measured = np.asarray(apply_modality_lut(typed, header), np.float64)
    tables = header.get("VOILUTSequence")
    if tables:
        entries = np.asarray(apply_voi(np.rint(measured).astype(np.int32), header), np.float64)
        return np.floor(entries * 256 / (1 << int(tables[0].LUTDescriptor[2])))
    centre, width = number(header, "WindowCenter"), number(header, "WindowWidth")
    if width > 0:
        return _windowed(measured, centre, width, str(header.get("VOILUTFunction") or "LINEAR"))
    return stored if measured[-1] >= measured[0] else 255 - stored


def _windowed(measured: npt.NDArray[np.float64], centre: float, width: float, function: str) -> npt.NDArray[np.float64]:
    """PS3.3 C.11.2.1.2 and .3."""
    if function == "SIGMOID":
        return 255 / (1 + np.exp(np.clip(-4 * (measured - centre) / width, -500, 500)))
    if function == "LINEAR_EXACT":
        share = (measured - centre) / width + 0.5
    else:
        share = (measured - (centre - 0.5)) / max(width - 1, 1e-6) + 0.5
    return np.rint(255 * np.clip(share, 0, 1))
