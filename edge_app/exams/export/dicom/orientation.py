"""The orientation of an image in DICOM.

Patient Orientation (0020,0020) stays empty: it names directions of the body, and how the probe was held is unknown. The side on
which the probe marker is shown is a condition of the acquisition. So it is stored as an item of the Acquisition Context Sequence
(PS3.3 C.7.6.14), which a Standard Extended SOP Class may contain, as a sentence in Image Comments, which viewers show, and as an
evaluation of each image in the structured report.
"""

from __future__ import annotations

from pydicom.dataset import Dataset
from pydicom.sr.codedict import codes
from pydicom.sr.coding import Code

from edge_app.exams.export.dicom.codes import SCHEME, item

MIRRORED = Code("MIRRORED", SCHEME, "Mirrored: the side of the probe's mark is on the right")
ANSWER = {True: codes.SCT.Yes, False: codes.SCT.No, None: codes.SCT.Unknown}
COMMENT = {
    True: "Mirrored: the side of the probe's mark is shown on the right.",
    False: "Not mirrored: the side of the probe's mark is shown on the left.",
    None: "It is not known whether the image is mirrored.",
}


def acquisition_context(mirrored: bool | None) -> list[Dataset]:
    """The Acquisition Context Sequence of an image."""
    context = Dataset()
    context.ValueType = "CODE"
    context.ConceptNameCodeSequence = [item(MIRRORED)]
    context.ConceptCodeSequence = [item(ANSWER[mirrored])]
    return [context]
