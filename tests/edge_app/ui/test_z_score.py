"""The z-score beside the network's answer: withheld wherever it would mean nothing."""

from __future__ import annotations

from dataclasses import replace

import pytest

from edge_app.exams.records import Patient
from edge_app.records import Label, Sex
from edge_app.ui.z_score import EchoScore, disagree
from tests.support.exam_factories import PATIENT, SITE, found


def test_withheld_without_a_reference_or_a_known_patient() -> None:
    score, finding = EchoScore(None), found()
    assert score.of(finding, SITE, PATIENT) is None  # of a device without a device profile
    simulated = replace(finding, frame=replace(finding.frame, source="simulated probe"))
    known = score.of(simulated, SITE, PATIENT)
    assert known is not None
    brighter = score.of(replace(simulated, echo_intensity=simulated.echo_intensity + 20), SITE, PATIENT)
    assert brighter is not None and brighter > known
    assert score.of(simulated, SITE, Patient()) is None
    assert score.of(simulated, SITE, Patient(age=44, sex=Sex.MALE, height_cm=180)) is None


@pytest.mark.parametrize(
    ("label", "z_score", "differ"),
    [
        (Label.NORMAL, 2.0, True), (Label.NORMAL, 1.9, False), (Label.ABNORMAL, 1.9, True), (Label.ABNORMAL, 2.5, False),
        (Label.NORMAL, None, False), (Label.NOT_JUDGED, 4.0, False), (None, 4.0, False),
    ],
)  # fmt: skip
def test_disagreement(label: Label | None, z_score: float | None, differ: bool) -> None:
    assert disagree(label, z_score) is differ
