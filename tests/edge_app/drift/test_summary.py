"""The monthly summary: right counts, no identity, and nothing that is nearly one patient's own."""

from __future__ import annotations

import json
from dataclasses import asdict, astuple, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge_app.drift.advice import SENTENCES, Advice
from edge_app.drift.detector import Direction
from edge_app.drift.monitor import DriftAlarm
from edge_app.drift.quantities import Quantity
from edge_app.drift.summary import MIN_REPORTED, ExamNumbers, MonthlySummary, monthly_summary
from edge_app.records import Label
from edge_app.typed_reader import build, parse_json
from tests.support.drift_patients import REFERENCE, image, images

ALARM = DriftAlarm(Quantity.ECHO_INTENSITY, Direction.ABOVE, 7, 25, 450, Advice.GAIN)


def exam(patient: str, network: Label = Label.NORMAL, clinician: Label | None = Label.NORMAL) -> ExamNumbers:
    return ExamNumbers(patient, images(echo_z=1.0), network, clinician)


def month(exams: list[ExamNumbers], alarms: tuple[DriftAlarm, ...] = ()) -> MonthlySummary:
    return monthly_summary("2026-11", "1234:5678:serial", "nmd-assistnet 0a1b2c3d", exams, alarms, REFERENCE)


def test_counts_means_and_alarms() -> None:
    exams = [exam(f"hash {i}") for i in range(10)]
    exams.append(replace(exam("hash 0"), images=(image(not_judged="saturated"),)))
    summary = month(exams, (ALARM,))
    assert (summary.exams, summary.patients, summary.images) == (11, 10, 181)
    assert summary.not_judged == {"no contact": 10, "saturated": 1}
    lines = {line.quantity: line for line in summary.quantities}
    assert set(lines) == set(Quantity)
    assert lines[Quantity.ECHO_INTENSITY].mean == pytest.approx(92.0)
    assert lines[Quantity.ECHO_INTENSITY].deviations == pytest.approx(1.0)
    assert lines[Quantity.AXIAL_WIDTH].deviations == pytest.approx(0.0)
    page = summary.to_markdown()
    assert "11 exams of 10 patients, 181 accepted images, 11 of them not judged (6.1%)." in page
    assert "| echo intensity | 10 | 92 | 80 | +1.00 |" in page
    assert "- echo intensity above the reference over 25 patients (450 images). " + SENTENCES[Advice.GAIN] in page


def test_agreement_with_its_interval() -> None:
    answers = [(Label.NORMAL, Label.NORMAL)] * 6 + [(Label.ABNORMAL, Label.ABNORMAL)] * 2
    answers += [(Label.ABNORMAL, Label.NORMAL), (Label.NORMAL, Label.ABNORMAL), (Label.NOT_JUDGED, Label.NORMAL)]
    exams = [exam(f"hash {i}", *pair) for i, pair in enumerate(answers)] + [exam("hash x", Label.NORMAL, None)]
    agreement = month(exams).agreement
    assert agreement is not None and agreement.share is not None
    assert (agreement.decided, agreement.undecided, agreement.without_verdict) == (10, 1, 1)
    assert astuple(agreement.share) == pytest.approx((0.8, 0.490, 0.943), abs=0.001)  # Wilson's interval of 8 in 10
    assert "agree on 80% of 10 exams (95 % interval 49% to 94%)" in month(exams).to_markdown()


@given(patients=st.lists(st.text(min_size=6, alphabet="äöüßxyz"), max_size=12))
def test_no_identity_is_in_it(patients: list[str]) -> None:
    summary = month([exam(patient) for patient in patients])
    for patient in patients:
        assert patient not in summary.to_markdown()
        assert patient not in json.dumps(asdict(summary), ensure_ascii=False)


@pytest.mark.parametrize("patients", range(MIN_REPORTED))
def test_figures_of_few_patients_are_withheld(patients: int) -> None:
    summary = month([exam(f"hash {i}") for i in range(patients)])
    assert summary.quantities == () and summary.agreement is None
    assert "withheld" in summary.to_markdown() and "too few verdicts" in summary.to_markdown()


def test_the_json_is_the_record() -> None:
    summary = month([exam(f"hash {i}") for i in range(6)], (ALARM,))
    document = json.dumps(asdict(summary))
    assert build(MonthlySummary, parse_json(document.encode())) == summary
    assert json.loads(document)["alarms"][0]["advice"] == "gain"
