"""DICOM codes for the sites of the protocol. The muscles have codes of our own scheme, below the region's SNOMED CT code."""

from __future__ import annotations

from pydicom.dataset import Dataset
from pydicom.sr.codedict import codes
from pydicom.sr.coding import Code

from edge_app.exams.records import Site
from edge_app.exams.summary import SummaryReason
from edge_app.records import IndeterminateReason, Label, Muscle, Side

SCHEME = "99EDGEAPP"
REGION = {
    Muscle.BICEPS_BRACHII: codes.SCT.MuscleOfUpperLimb,
    Muscle.TIBIALIS_ANTERIOR: codes.SCT.MuscleOfLowerLimb,
    Muscle.GASTROCNEMIUS_MEDIALIS: codes.SCT.MuscleOfLowerLimb,
}
MUSCLE = {
    Muscle.BICEPS_BRACHII: Code("BICEPS", SCHEME, "Biceps brachii"),
    Muscle.TIBIALIS_ANTERIOR: Code("TIBANT", SCHEME, "Tibialis anterior"),
    Muscle.GASTROCNEMIUS_MEDIALIS: Code("GASTMED", SCHEME, "Gastrocnemius medialis"),
}
LATERALITY = {Side.LEFT: ("L", codes.SCT.Left), Side.RIGHT: ("R", codes.SCT.Right)}
ANSWER = {
    Label.NORMAL: codes.SCT.Normal,
    Label.ABNORMAL: codes.SCT.Abnormal,
    Label.INDETERMINATE: codes.SCT.Indeterminate,
    Label.NOT_JUDGED: Code("NOTJUDGED", SCHEME, "Not judged"),
    Label.NOT_VALIDATED: Code("NOTVALIDATED", SCHEME, "Not validated on this device"),
}
# Why an answer is indeterminate, of an image and of several together.
REASON = {
    IndeterminateReason.CLOSE_TO_THRESHOLD.value: Code("CLOSE", SCHEME, "Close to the decision threshold"),
    IndeterminateReason.VIEWS_DISAGREE.value: Code("VIEWSDIFFER", SCHEME, "Mirrored and moved views of the image disagree"),
    SummaryReason.IMAGES_DISAGREE.value: Code("IMAGESDIFFER", SCHEME, "The images disagree"),
    SummaryReason.TOO_FEW_IMAGES.value: Code("TOOFEW", SCHEME, "Too few images have a label"),
    SummaryReason.SITES.value: Code("SITESINDETERMINATE", SCHEME, "At least one site is indeterminate"),
}


def item(code: Code) -> Dataset:
    """A code as an item of a code sequence."""
    dataset = Dataset()
    dataset.CodeValue, dataset.CodingSchemeDesignator, dataset.CodeMeaning = code.value, code.scheme_designator, code.meaning
    return dataset


def name_site(dataset: Dataset, site: Site) -> None:
    """Fill in where the probe was placed."""
    region = item(REGION[site.muscle])
    region.AnatomicRegionModifierSequence = [item(MUSCLE[site.muscle]), item(LATERALITY[site.side][1])]
    dataset.AnatomicRegionSequence = [region]
    dataset.ImageLaterality = LATERALITY[site.side][0]
