"""DICOM codes for the sites of a protocol: a muscle's code, below the region's SNOMED CT code.

The paper's muscles have codes of our own scheme, any other the code that its protocol gives, or one of our own scheme again.
"""

from __future__ import annotations

from hashlib import sha256

from pydicom.dataset import Dataset
from pydicom.sr.codedict import codes
from pydicom.sr.coding import Code

from edge_app.exams.protocols.protocol import Protocol
from edge_app.exams.records import Site
from edge_app.exams.summary import SummaryReason
from edge_app.records import IndeterminateReason, Label, Muscle, Side

SCHEME = "99EDGEAPP"
LONGEST_MEANING = 64  # characters of a code's meaning (LO)
_REGION: dict[str, Code] = {
    Muscle.BICEPS_BRACHII: codes.SCT.MuscleOfUpperLimb,
    Muscle.TIBIALIS_ANTERIOR: codes.SCT.MuscleOfLowerLimb,
    Muscle.GASTROCNEMIUS_MEDIALIS: codes.SCT.MuscleOfLowerLimb,
}
_MUSCLE: dict[str, Code] = {
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
    Label.OTHER_MUSCLE: Code("OTHERMUSCLE", SCHEME, "No finding: the model was not made for this muscle"),
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


def region_code(site: Site) -> Code:
    """Of the body; of a muscle that nobody said where it is, that it is a muscle."""
    code: Code = _REGION.get(site.muscle, codes.SCT.SkeletalMuscle)
    return code


def muscle_code(site: Site, protocol: Protocol) -> Code:
    """Of the muscle. Where the protocol gives none, its name is the meaning, and the value follows from the name."""
    if site.muscle in _MUSCLE:
        return _MUSCLE[site.muscle]
    if (given := protocol.texts(site.muscle).code) is not None:
        return Code(given.value, given.scheme, given.meaning)
    return Code(f"M{sha256(site.muscle.encode()).hexdigest()[:15].upper()}", SCHEME, site.muscle.capitalize())


def class_code(label: str) -> Code:
    """Of a class that a model calls. Its name is the meaning, and the value follows from the name."""
    return Code(f"C{sha256(label.encode()).hexdigest()[:15].upper()}", SCHEME, label[:LONGEST_MEANING])


def class_probability_code(label: str, is_score: bool) -> Code:
    """What a measurement of a class's probability is called, or of its score on a device that was not validated."""
    value = sha256(label.encode()).hexdigest()[:14].upper()
    meaning = f"{'Research score' if is_score else 'Probability'} of the class {label}"
    return Code(f"{'CS' if is_score else 'CP'}{value}", SCHEME, meaning[:LONGEST_MEANING])


def name_site(dataset: Dataset, site: Site, protocol: Protocol) -> None:
    """Fill in where the probe was placed."""
    region = item(region_code(site))
    region.AnatomicRegionModifierSequence = [item(muscle_code(site, protocol)), item(LATERALITY[site.side][1])]
    dataset.AnatomicRegionSequence = [region]
    dataset.ImageLaterality = LATERALITY[site.side][0]
