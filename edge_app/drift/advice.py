"""What a supervisor should look at, from which quantities moved together."""

from __future__ import annotations

from collections.abc import Collection
from enum import Enum

from edge_app.drift.quantities import Quantity


class Advice(str, Enum):
    """A code; the screen translates it. `SENTENCES` are the English words."""

    PROBE = "probe"
    PRESET = "preset"
    GAIN = "gain"
    CONTACT = "contact"
    PATIENTS = "patients"


SENTENCES = {
    Advice.PROBE: "Look at the image of the probe in air and test its elements: a dark stripe stays at the same place.",
    Advice.PRESET: "Compare the scanner's preset (depth, frequency, grey map, dynamic range) with the one that was validated.",
    Advice.GAIN: "Compare gain and time gain with the validated preset; where they are the same, more patients may be ill.",
    Advice.CONTACT: "Look at why images are not judged: gel, pressure, placing of the region.",
    Advice.PATIENTS: "Only the score moved: ask whether other patients are examined than before, and compare with the verdicts.",
}

_PRESET = {
    Quantity.LATERAL_WIDTH,
    Quantity.AXIAL_WIDTH,
    Quantity.SPECKLE_SNR,
    Quantity.HIGH_FREQUENCY_RATIO,
    Quantity.SCALE,
    Quantity.FIELD_SHAPE,
    Quantity.FINEST_LATERAL_DETAIL,
    Quantity.FINE_LATERAL_DETAIL,
}


def advise(moved: Collection[Quantity]) -> Advice:
    """The most specific cause that fits. A gain leaves the texture as it is; another preset does not."""
    if Quantity.COLUMN_DROPOUT in moved:
        return Advice.PROBE
    if not _PRESET.isdisjoint(moved):
        return Advice.PRESET
    if Quantity.NEAR_FIELD_DROPOUT in moved:  # last: another grey map deepens every dip
        return Advice.PROBE
    if Quantity.ECHO_INTENSITY in moved:
        return Advice.GAIN
    return Advice.CONTACT if Quantity.ABSTENTION in moved else Advice.PATIENTS
