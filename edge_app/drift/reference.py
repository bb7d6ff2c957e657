"""The drift reference: what each watched quantity was over the validation subjects. It travels in the signed bundle's manifest.

It holds for one device profile and one way of placing the region: both shift every quantity as much as a fault does.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import fmean, stdev

from edge_app.drift.quantities import PatientSummary, Quantity
from edge_app.typed_reader import FormatError

MIN_PATIENTS = 30  # of a reference; from fewer the mean is off by more than the detector's allowance
OPTIONAL = (  # a reference of an earlier version, or of images of unknown scale, lacks some of them
    Quantity.SCALE,
    Quantity.NEAR_FIELD_DROPOUT,
    Quantity.FIELD_SHAPE,
    Quantity.FINEST_LATERAL_DETAIL,
    Quantity.FINE_LATERAL_DETAIL,
)
MIN_SD = {  # a quantity that hardly varied in validation would alarm at nothing
    Quantity.ECHO_INTENSITY: 1.0,
    Quantity.LATERAL_WIDTH: 0.01,
    Quantity.AXIAL_WIDTH: 0.01,
    Quantity.SPECKLE_SNR: 0.02,
    Quantity.HIGH_FREQUENCY_RATIO: 0.01,
    Quantity.COLUMN_DROPOUT: 0.5,
    Quantity.FINEST_LATERAL_DETAIL: 0.005,
    Quantity.FINE_LATERAL_DETAIL: 0.005,
    Quantity.NEAR_FIELD_DROPOUT: 0.05,
    Quantity.SCALE: 0.01,
    Quantity.FIELD_SHAPE: 0.01,
    Quantity.SCORE: 0.5,
    Quantity.ABSTENTION: 0.05,
}


@dataclass(frozen=True)
class Spread:
    """How a quantity varies from patient to patient."""

    mean: float
    sd: float  # standard deviation between patients, above 0
    patients: int  # that had the quantity


@dataclass(frozen=True)
class DriftReference:
    """`Quantity` -> its spread over the validation patients; one field each, so that a manifest cannot lack one."""

    echo_intensity: Spread  # grey levels, 0-255
    lateral_width: Spread
    axial_width: Spread
    speckle_snr: Spread
    high_frequency_ratio: Spread
    column_dropout: Spread
    score: Spread  # logit
    abstention: Spread  # share, 0-1
    scale: Spread | None = None  # log10 of mm per pixel; None: unknown in validation, and then not watched
    near_field_dropout: Spread | None = None  # grey levels; the same
    field_shape: Spread | None = None  # log10 of width over height; None, as in the next two: made by an earlier version
    finest_lateral_detail: Spread | None = None  # log10
    fine_lateral_detail: Spread | None = None  # log10

    def __post_init__(self) -> None:
        """Raises FormatError for what cannot be."""
        for quantity in Quantity:
            spread = self.of(quantity)
            if spread is not None and (spread.sd < MIN_SD[quantity] or spread.patients < MIN_PATIENTS):
                place = _field(quantity)
                raise FormatError(
                    f'has as "{place}" {spread.patients} patients with a standard deviation of {spread.sd:g}; it takes '
                    f"{MIN_PATIENTS} patients and {MIN_SD[quantity]:g}",
                    place,
                )

    def of(self, quantity: Quantity) -> Spread | None:
        """The spread of one quantity; None: it is not watched."""
        spread: Spread | None = getattr(self, _field(quantity))
        return spread


@dataclass(frozen=True)
class DeviceReference:
    """The reference of one device at one preset."""

    device: str  # `Frame.source`
    preset: str | None  # the scanner's, as its device profile names it; None: the device has only one
    made_of: str  # which patients, in words; says whether they are simulated
    reference: DriftReference

    def __post_init__(self) -> None:
        """Raises FormatError for what cannot be."""
        if not self.device or not self.made_of.strip():
            raise FormatError('has a drift reference that does not say its "device" or what it was "made_of"', "device")


def find_reference(references: Iterable[DeviceReference], device: str, preset: str | None) -> DriftReference | None:
    """The first one of the device at this preset; None: its drift is not watched. The scale is not asked: it is watched."""
    return next((one.reference for one in references if (one.device, one.preset) == (device, preset)), None)


def drift_reference(patients: Sequence[PatientSummary]) -> DriftReference:
    """From the summaries of the validation subjects. Raises FormatError when they are too few."""
    spreads = {_field(quantity): _spread(quantity, patients) for quantity in Quantity}
    for quantity in OPTIONAL:
        if not any(quantity in patient.values for patient in patients):
            del spreads[_field(quantity)]
    return DriftReference(**spreads)


def _spread(quantity: Quantity, patients: Sequence[PatientSummary]) -> Spread:
    values = [patient.values[quantity] for patient in patients if quantity in patient.values]
    if len(values) < 2:
        return Spread(0.0, 0.0, len(values))
    return Spread(fmean(values), max(stdev(values), MIN_SD[quantity]), len(values))


def _field(quantity: Quantity) -> str:
    return quantity.value.lower().replace(" ", "_").replace("-", "_")
