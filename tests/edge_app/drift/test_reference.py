"""The drift reference: mean and spread between patients, read strictly from a manifest."""

from __future__ import annotations

import json
from dataclasses import asdict, replace

import pytest

from edge_app.drift.quantities import PatientSummary, Quantity
from edge_app.drift.reference import MIN_PATIENTS, MIN_SD, DriftReference, Spread, drift_reference
from edge_app.typed_reader import FormatError, build, parse_json
from tests.support.drift_patients import REFERENCE, patient


def test_mean_and_spread_between_patients() -> None:
    half = 50
    summaries = [patient({Quantity.ECHO_INTENSITY: z}) for z in (-1.0, 1.0) for _ in range(half)]
    reference = drift_reference(summaries)
    assert reference.echo_intensity.mean == pytest.approx(80.0)
    assert reference.echo_intensity.sd == pytest.approx(12.0, rel=0.01)
    assert reference.echo_intensity.patients == 2 * half
    assert reference.axial_width.sd == MIN_SD[Quantity.AXIAL_WIDTH]  # did not vary at all


def test_without_a_known_scale_none_is_watched() -> None:
    summaries = [PatientSummary(18, {q: v for q, v in patient().values.items() if q is not Quantity.SCALE})] * MIN_PATIENTS
    assert drift_reference(summaries).of(Quantity.SCALE) is None


def test_it_survives_the_manifest() -> None:
    assert build(DriftReference, parse_json(json.dumps(asdict(REFERENCE)).encode())) == REFERENCE


@pytest.mark.parametrize("bad", [Spread(0.0, 0.0, 200), Spread(0.0, -1.0, 200), Spread(0.0, 2.0, MIN_PATIENTS - 1)])
def test_what_cannot_be_is_refused_by_name(bad: Spread) -> None:
    with pytest.raises(FormatError, match="score"):
        replace(REFERENCE, score=bad)


@pytest.mark.parametrize("text", ["NaN", "1e999", '"80"', "null"])
def test_a_manifest_with_a_number_that_is_none_is_refused(text: str) -> None:
    document = json.dumps(asdict(REFERENCE)).replace("80.0", text)
    with pytest.raises(FormatError):
        build(DriftReference, parse_json(document.encode()))


def test_too_few_patients_are_no_reference() -> None:
    with pytest.raises(FormatError, match=f"takes {MIN_PATIENTS} patients"):
        drift_reference([patient()] * (MIN_PATIENTS - 1))
    with pytest.raises(FormatError):
        drift_reference([])
