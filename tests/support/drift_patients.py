"""Made-up numbers of patients: what these tests share."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from pathlib import Path

import numpy as np

from edge_app.drift.monitor import MIN_PATIENTS, MonitorState, accept
from edge_app.drift.quantities import ImageNumbers, PatientSummary, Quantity
from edge_app.drift.reference import DriftReference, Spread
from edge_app.drift.texture import TextureNumbers
from edge_app.exams.store.database import STORE, Database

REFERENCE = DriftReference(
    echo_intensity=Spread(80.0, 12.0, 200),
    lateral_width=Spread(0.95, 0.06, 200),
    axial_width=Spread(0.5, 0.03, 200),
    speckle_snr=Spread(2.8, 0.12, 200),
    high_frequency_ratio=Spread(1.2, 0.04, 200),
    column_dropout=Spread(2.8, 1.3, 200),
    score=Spread(-1.0, 2.0, 200),
    abstention=Spread(0.05, 0.06, 200),
    scale=Spread(-1.0, 0.01, 200),
    near_field_dropout=Spread(0.42, 0.07, 200),
    field_shape=Spread(0.0, 0.01, 200),
    finest_lateral_detail=Spread(-0.88, 0.005, 200),
    fine_lateral_detail=Spread(-0.64, 0.0055, 200),
)
IMAGES = 18  # of a patient
QUIET = DriftReference(**{name: Spread(0.0, 1e6, 200) for name in REFERENCE.__dataclass_fields__})  # against which nothing moves
DARK = replace(QUIET, echo_intensity=Spread(20.0, 2.0, 200))  # against which every image is too bright


def at(quantity: Quantity, z: float = 0.0) -> float:
    """A value `z` standard deviations above the reference."""
    spread = REFERENCE.of(quantity)
    assert spread is not None
    return spread.mean + z * spread.sd


def patient(z: dict[Quantity, float] | None = None, images: int = IMAGES) -> PatientSummary:
    """A patient at the reference, but for the quantities named: `z` standard deviations away."""
    moved = z or {}
    return PatientSummary(images, {quantity: at(quantity, moved.get(quantity, 0.0)) for quantity in Quantity})


def image(
    echo_z: float = 0.0,
    dropout_z: float = 0.0,
    ratio_z: float = 0.0,
    detail_z: float = 0.0,
    not_judged: str | None = None,
    mm_per_pixel: float | None = 0.1,
) -> ImageNumbers:
    """One accepted image of a patient at the reference, but for what is named."""
    texture = TextureNumbers(
        lateral_width=at(Quantity.LATERAL_WIDTH),
        axial_width=at(Quantity.AXIAL_WIDTH),
        speckle_snr=at(Quantity.SPECKLE_SNR),
        high_frequency_ratio=at(Quantity.HIGH_FREQUENCY_RATIO, ratio_z),
        column_dropout=at(Quantity.COLUMN_DROPOUT, dropout_z),
        finest_lateral_detail=at(Quantity.FINEST_LATERAL_DETAIL, detail_z),
        fine_lateral_detail=at(Quantity.FINE_LATERAL_DETAIL),
    )
    probability = None if not_judged else 1 / (1 + float(np.exp(-at(Quantity.SCORE))))
    near_field = at(Quantity.NEAR_FIELD_DROPOUT)
    shape = at(Quantity.FIELD_SHAPE)
    return ImageNumbers(at(Quantity.ECHO_INTENSITY, echo_z), texture, probability, not_judged, mm_per_pixel, near_field, shape)


def images(
    count: int = IMAGES, echo_z: float = 0.0, dropout_z: float = 0.0, ratio_z: float = 0.0, detail_z: float = 0.0
) -> tuple[ImageNumbers, ...]:
    """A patient's accepted images, one of them not judged, as it happens."""
    return (image(not_judged="no contact"), *(image(echo_z, dropout_z, ratio_z, detail_z) for _ in range(count - 1)))


def almost_alarmed(device: str, bundle: str) -> MonitorState:
    """A monitor that one more bright patient against DARK makes alarm."""
    state = MonitorState(device, bundle)
    for number in range(MIN_PATIENTS - 1):
        state = accept(state, f"{number:032x}", images(2), DARK)
    return state


def keep_state(folder: Path, key: bytes, state: MonitorState) -> None:
    """Put the state of a monitor into a store that is closed."""
    with closing(Database(folder / STORE, key)) as database:
        row = state.device, state.bundle, state.to_json().decode()
        database.execute("INSERT INTO drift_state (device, bundle, state) VALUES (?, ?, ?)", row)
