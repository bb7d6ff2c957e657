"""An exam analysed again gives the same findings, bit for bit, or it is said what differs."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import numpy as np
import pytest

from edge_app.bundle.loader import ModelBundle, Precision
from edge_app.engine.onnx_runtime import OrtEngine
from edge_app.exams.reanalysis import Outcome, difference, reanalyse
from edge_app.exams.records import Exam, ExamImage
from edge_app.exams.store.store import ExamStore
from edge_app.pipeline import analyse
from edge_app.records import Finding, Frame, Guard, IndeterminateReason, Label, Permission, Roi
from tests.support.exam_factories import ENGINE, KEY, PATIENT, SITE, found
from tests.support.fakes import textured


def test_the_same_bundle_and_runtime_give_the_same_bits(tmp_path: Path, bundle: ModelBundle) -> None:
    engine = OrtEngine(bundle.graphs[Precision.INT8], "int8", threads=1)

    def find(frame: Frame, roi: Roi, guard: Guard | None = None) -> Finding:
        return analyse(frame, roi, bundle, engine, Permission.LABEL, guard)

    def again(stored: Finding, guard: Guard | None) -> Finding:
        return find(stored.frame, stored.roi, guard)

    with ExamStore(tmp_path, KEY, "nurse") as store:
        exam = store.start(PATIENT).id
        for seed in range(3):
            frame = Frame(textured(200, 240, seed), seed, 0, 0.1, "test probe")
            store.add(exam, SITE, find(frame, Roi(20, 30, 180, 150)), ENGINE)
        store.add(exam, SITE, find(Frame(np.zeros((200, 240), np.uint8), 9, 0, None, "test probe"), Roi(0, 0, 99, 99)), ENGINE)
    with ExamStore(tmp_path, KEY, "nurse") as store:
        kept = store.read(exam)
        assert kept.images[3].finding.label is Label.NOT_JUDGED
        assert [one.outcome for one in reanalyse(kept, bundle.id, {ENGINE: again}.get)] == [Outcome.SAME] * 4

        def nearly(stored: Finding, guard: Guard | None) -> Finding:
            finding = again(stored, guard)
            return dataclasses.replace(finding, echo_intensity=float(np.nextafter(finding.echo_intensity, 999)))

        found = {(one.outcome, one.why) for one in reanalyse(kept, bundle.id, {ENGINE: nearly}.get)}
        assert found == {(Outcome.DIFFERENT, "echo intensity")}
        for bundle_id, engine_name, word in (("another", ENGINE, "bundle"), (bundle.id, "another", "not available here")):
            replayed = list(reanalyse(kept, bundle_id, {engine_name: again}.get))
            assert all(one.outcome is Outcome.NOT_COMPARABLE and word in one.why for one in replayed)


class Remade:
    """The findings as they were, but for a guard that says something else today."""

    def __init__(self, today: Guard) -> None:
        self._today = today

    def __call__(self, stored: Finding, guard: Guard | None) -> Finding:
        return dataclasses.replace(stored, guard=guard or self._today)


def outcome_of(finding: Finding, today: Guard) -> tuple[Outcome, str]:
    exam = Exam("0" * 32, "", "nurse", PATIENT, (ExamImage(1, SITE, "", finding, ENGINE),))
    (one,) = reanalyse(exam, finding.bundle_id, {ENGINE: Remade(today)}.get)
    return one.outcome, one.why


@pytest.mark.parametrize(
    ("then", "today"), [(Guard.NO_CONTACT, Guard.FLAT), (Guard.FIT, Guard.NOT_MUSCLE), (Guard.TEXT, Guard.FIT)]
)
def test_what_another_version_of_the_guard_says_is_no_difference(then: Guard, today: Guard) -> None:
    outcome, why = outcome_of(dataclasses.replace(found(1), guard=then), today)
    assert outcome is Outcome.OTHER_GUARD and then.value in why and today.value in why


def test_what_was_refused_for_its_colour_or_stillness_is_not_judged_again_without_it(tmp_path: Path) -> None:
    def never(stored: Finding, guard: Guard | None) -> Finding:
        raise AssertionError("it was analysed")

    with ExamStore(tmp_path, KEY, "nurse") as store:
        exam = store.start(PATIENT).id
        for guard in (Guard.COLOUR, Guard.SCANNER_FROZEN):
            refused = dataclasses.replace(found(1), guard=guard, label=Label.NOT_JUDGED, probability=None)
            store.add(exam, SITE, refused, ENGINE)
        kept = store.read(exam)
    again = list(reanalyse(kept, kept.images[0].finding.bundle_id, {ENGINE: never}.get))
    assert [(one.outcome, word in one.why) for one, word in zip(again, ("colour", "frozen"), strict=True)] == [
        (Outcome.NOT_COMPARABLE, True)
    ] * 2


def test_every_part_of_a_finding_counts() -> None:
    finding = found(1)
    assert difference(finding, found(1)) == ""
    heat = finding.heat.copy()
    heat[3, 3] = np.nextafter(heat[3, 3], np.float32(9))
    for changed, name in (
        (dataclasses.replace(finding, heat=heat), "heatmap"),
        (dataclasses.replace(finding, heat=finding.heat.reshape(1, 49)), "heatmap"),
        (dataclasses.replace(finding, probability=None), "probability"),
        (dataclasses.replace(finding, label=Label.NOT_JUDGED), "label"),
        (dataclasses.replace(finding, reason=IndeterminateReason.VIEWS_DISAGREE), "reason"),
        (dataclasses.replace(finding, guard=Guard.NO_CONTACT), "guard"),
        (dataclasses.replace(finding, roi=Roi(0, 0, 1, 1)), "region"),
    ):
        assert difference(finding, changed) == name
