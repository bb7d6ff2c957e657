"""An exam whose program was killed goes on at its step, and by its images where the note does not help."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from edge_app.exams.records import Exam
from edge_app.exams.step_note import NOTE, StepNote
from edge_app.exams.store.store import ExamStore
from edge_app.exams.summary import IMAGES_WANTED, PROTOCOL
from edge_app.exams.workflow import Step, Workflow
from edge_app.records import Label
from tests.support.exam_factories import ENGINE, KEY, PATIENT, found

FIFTH = PROTOCOL[4]


@pytest.fixture
def store(tmp_path: Path) -> Iterator[ExamStore]:
    with ExamStore(tmp_path, KEY, "nurse") as opened:
        yield opened


def begun(store: ExamStore, images: int = 1) -> Workflow:
    """An exam with images of the fifth site, the first not yet looked at."""
    exam = store.start(PATIENT).id
    for seed in range(images):
        store.add(exam, FIFTH, found(seed, 40, 40), ENGINE)
    return Workflow().begun(store.read(exam))


STEPS: dict[str, Callable[[Workflow], Workflow]] = {
    "protocol": lambda flow: flow,
    "live at a site out of turn": lambda flow: flow.at(FIFTH),
    "live at a site without an image": lambda flow: flow.at(PROTOCOL[2]),
    "summed up early": lambda flow: flow.summed_up(),
    "verdict": lambda flow: flow.summed_up().to_verdict(),
    "correction from the protocol": lambda flow: flow.correcting(),
    "correction from the summary": lambda flow: flow.summed_up().correcting(),
}


@pytest.mark.parametrize("step", STEPS)
def test_it_goes_on_at_the_same_step(store: ExamStore, tmp_path: Path, step: str) -> None:
    flow = STEPS[step](begun(store))
    StepNote(tmp_path).write(flow)
    resumed = StepNote(tmp_path).resume(store)
    assert (resumed.step, resumed.site) == (flow.step, flow.site)
    if flow.step is Step.CORRECTION:
        assert resumed.back().step is flow.back().step
    assert resumed.exam is not None and resumed.exam.patient == PATIENT and len(resumed.exam.images) == 1


def test_a_frozen_image_that_was_not_accepted_is_gone(store: ExamStore, tmp_path: Path) -> None:
    StepNote(tmp_path).write(begun(store).at(FIFTH).frozen())
    resumed = StepNote(tmp_path).resume(store)
    assert (resumed.step, resumed.site) == (Step.LIVE, FIFTH)


@pytest.mark.parametrize("saved", [1, 2, 3])
def test_killed_between_an_image_and_its_note_it_goes_on_as_if_it_had_been_noted(
    store: ExamStore, tmp_path: Path, saved: int
) -> None:
    flow = begun(store, saved - 1).at(FIFTH).frozen()
    StepNote(tmp_path).write(flow)
    assert flow.exam is not None
    store.add(flow.exam.id, FIFTH, found(saved, 40, 40), ENGINE)
    resumed, expected = StepNote(tmp_path).resume(store), flow.accepted(store.read(flow.exam.id))
    assert (resumed.step, resumed.site) == (expected.step, expected.site)


def test_a_finished_exam_waits_for_its_export_until_the_next_patient(store: ExamStore, tmp_path: Path) -> None:
    flow = begun(store).summed_up().to_verdict()
    assert flow.exam is not None
    StepNote(tmp_path).write(flow)  # killed between the end of the exam and its note
    store.give_verdict(flow.exam.id, Label.NORMAL, "")
    store.finish(flow.exam.id)
    resumed = StepNote(tmp_path).resume(store)
    assert resumed.step is Step.DONE and resumed.exam is not None and resumed.exam.id == flow.exam.id
    StepNote(tmp_path).write(resumed.next_patient())
    assert StepNote(tmp_path).resume(store) == Workflow()


def test_more_images_than_a_site_may_have_are_not_asked_for(store: ExamStore, tmp_path: Path) -> None:
    StepNote(tmp_path).write(begun(store, IMAGES_WANTED + 1).at(FIFTH))
    assert StepNote(tmp_path).resume(store).step is Step.PROTOCOL


@pytest.mark.parametrize(
    "note",
    [
        b"", b"\0\0\0", b"{", b"[]", b'{"exam": "%s"}', b'{"exam": "%s", "step": "dance", "site": 4, "corrected_at": "protocol"}',
        b'{"exam": "%s", "step": "live", "site": 99, "corrected_at": "protocol"}',
        b'{"exam": "%s", "step": "live", "site": -1, "corrected_at": "protocol"}',
        b'{"exam": "%s", "step": "live", "site": null, "corrected_at": "protocol"}',
        b'{"exam": "%s", "step": "done", "site": null, "corrected_at": "protocol"}',
        b'{"exam": "%s", "step": "patient", "site": null, "corrected_at": "protocol"}',
        b'{"exam": "%s", "step": "correction", "site": null, "corrected_at": "live"}',
        b'{"exam": "another", "step": "summary", "site": null, "corrected_at": "protocol"}',
    ],
)  # fmt: skip
def test_with_a_note_that_makes_no_sense_it_goes_on_by_its_images(store: ExamStore, tmp_path: Path, note: bytes) -> None:
    flow = begun(store)
    assert isinstance(flow.exam, Exam)
    (tmp_path / NOTE).write_bytes(note.replace(b"%s", flow.exam.id.encode()))
    resumed, expected = StepNote(tmp_path).resume(store), Workflow.resumed(flow.exam)
    assert (resumed.step, resumed.site, resumed.exam and resumed.exam.id) == (expected.step, expected.site, flow.exam.id)


def test_a_step_that_does_not_fit_what_the_exam_holds_is_not_taken(store: ExamStore, tmp_path: Path) -> None:
    empty = store.start(PATIENT)
    for impossible in (Workflow(Step.SUMMARY, empty), Workflow(Step.VERDICT, empty)):
        StepNote(tmp_path).write(impossible)
        assert StepNote(tmp_path).resume(store).step is Step.PROTOCOL


def test_the_note_of_an_earlier_version_is_read(store: ExamStore, tmp_path: Path) -> None:
    flow = begun(store).at(FIFTH).frozen()
    assert flow.exam is not None
    earlier = b'{"exam": "%s", "step": "review", "site": 4, "corrected_at": "protocol"}'
    (tmp_path / NOTE).write_bytes(earlier.replace(b"%s", flow.exam.id.encode()))
    resumed = StepNote(tmp_path).resume(store)
    assert (resumed.step, resumed.site) == (Step.LIVE, FIFTH)


def test_nothing_of_the_patient_is_in_it(store: ExamStore, tmp_path: Path) -> None:
    flow = begun(store).at(FIFTH)
    StepNote(tmp_path).write(flow)
    note = (tmp_path / NOTE).read_text()
    assert flow.exam is not None and PATIENT.identifier is not None and PATIENT.identifier not in note
    assert str(PATIENT.age) not in note.replace(flow.exam.id, "")
    assert (tmp_path / NOTE).stat().st_mode & 0o077 == 0


def test_a_disk_that_takes_nothing_does_not_hold_up_the_exam(
    store: ExamStore, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / NOTE).mkdir()  # in the way
    with caplog.at_level(logging.WARNING):
        StepNote(tmp_path).write(begun(store))
    assert "goes on by its images" in caplog.text
