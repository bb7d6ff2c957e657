"""A working day in a clinic, by touch only: nothing here calls the program but a finger on the screen, and the stick's owner.

The first patient is examined whole and exported, which a write-protected stick refuses once; the second one is entered wrongly,
and corrected; the third exam is of a person who is not there, and discarded. A second operator is added, comes in and examines
somebody; then the first patient returns.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from edge_app.exams.records import Patient
from edge_app.exams.summary import IMAGES_WANTED, PROTOCOL
from edge_app.exams.workflow import Step
from edge_app.ui.removable_media import Stick
from tests.kiosk.clinic_day import OPERATOR, ClinicDay, clinic_day
from tests.kiosk_driver.film import PIN, choose_pin, freeze

SECOND, SECOND_PIN = "Nurse B", "1379"
EXPORT_S = 900.0  # it gives way to everything else, so on a busy machine it waits

pytestmark = pytest.mark.kiosk


def test_a_working_day(tmp_path: Path, size: tuple[int, int], language: str) -> None:
    with clinic_day(tmp_path, size, language) as day:
        choose_pin(day.hand, PIN)
        day.hand.wait(lambda: not day.exam.lock.locked, "the lock to open")
        first_patient(day)
        wrongly_entered(day)
        somebody_who_is_not_there(day)
        second_operator(day)
        returning_patient(day)
        day.exam.lock.lock()
    with day.open_store(PIN) as store:
        kept = [store.read(line.id) for line in store.exams()]  # the newest first
        assert [exam.patient.identifier for exam in kept] == ["CASE 1", "CASE 4", "CASE 2", "CASE 1"]
        assert [len(exam.images) for exam in kept] == [2, 1, 1, len(PROTOCOL) * IMAGES_WANTED]
        assert [exam.by for exam in kept] == [OPERATOR, SECOND, OPERATOR, OPERATOR]
        assert [exam.verdict and exam.verdict.by for exam in kept] == [OPERATOR, SECOND, OPERATOR, OPERATOR]
        assert all(exam.finished for exam in kept)
        assert store.faults() == []
        actions = [(sealed.entry.action, sealed.entry.detail.partition(" ")[0]) for sealed in store.trail()]
    discarded = {("delete", "shot"), ("reason", "poor"), ("delete", ""), ("reason", "wrong")}
    assert {("export", "pseudonymous,"), ("view", "list"), *discarded} <= set(actions)


def first_patient(day: ClinicDay) -> None:
    """All sites, one after the other by themselves, then the export: refused once, then done."""
    began = day.hand.taps
    enter(day, "CASE 1")
    day.hand.touch("next")
    for _ in range(len(PROTOCOL) * IMAGES_WANTED):
        take(day)
    finish(day)
    print(f"\n{len(PROTOCOL) * IMAGES_WANTED} images: {day.hand.taps - began} taps", end=" ")
    assert not day.hand.can("place0"), "a write-protected stick takes nothing"
    day.sticks[:] = [Stick(day.stick)]
    day.hand.touch("place0")
    day.hand.wait(lambda: day.exam.exporter.state not in ("", "busy"), "the export", EXPORT_S)
    assert day.exam.exporter.state == "done" and list(day.stick.rglob("DICOMDIR"))
    next_patient(day)


def wrongly_entered(day: ClinicDay) -> None:
    """The identifier was of somebody else; the image is kept."""
    enter(day, "CASE 9")
    day.hand.touch("next")
    take(day)
    day.hand.touch("back")
    day.hand.touch("patient")
    day.hand.touch("identifier")
    day.hand.touch("keyErase")
    day.hand.type("2")
    day.hand.touch("correct")
    day.hand.wait(lambda: day.exam.workflow.step is Step.PROTOCOL, "the correction")
    finish(day)
    next_patient(day)


def somebody_who_is_not_there(day: ClinicDay) -> None:
    """An exam with an image, discarded as a whole."""
    enter(day, "CASE 3")
    day.hand.touch("next")
    take(day)
    day.hand.touch("back")
    open_images(day)
    day.hand.touch("delete")
    day.hand.touch("deletion0")
    day.hand.hold_down("holdToDelete")
    day.hand.wait(lambda: day.exam.workflow.step is Step.PATIENT and not day.exam.busy, "the exam to go")


def second_operator(day: ClinicDay) -> None:
    """Added by the first one, who is a supervisor; each exam names who took it."""
    day.hand.open_settings("people")
    day.hand.touch("addPerson")
    day.hand.type(SECOND)
    day.hand.touch("operator")
    day.hand.pin(SECOND_PIN)
    day.hand.pin(SECOND_PIN)
    day.hand.wait(lambda: day.hand.can(f"pinOf-{SECOND}"), "the list of people")
    day.hand.touch("back")
    day.hand.touch("back")
    come_in(day, SECOND, SECOND_PIN)
    day.hand.touch("settings")
    assert not day.hand.can("section-people"), "only a supervisor may see them"
    day.hand.touch("back")
    enter(day, "CASE 4")
    day.hand.touch("next")
    take(day)
    day.hand.touch("back")
    finish(day)
    next_patient(day)
    come_in(day, OPERATOR, PIN)


def come_in(day: ClinicDay, name: str, pin: str) -> None:
    """Instead of whoever is there."""
    day.hand.touch("lock")
    day.hand.touch("anotherUser")
    day.hand.touch(f"user-{name}")
    day.hand.pin(pin)
    day.hand.wait(lambda: not day.exam.lock.locked, f"{name} to come in")


def returning_patient(day: ClinicDay) -> None:
    """One image is taken again before the exam is finished; afterwards it is compared with the first exam's."""
    enter(day, "CASE 1")
    day.hand.touch("next")
    take(day)
    take(day)
    day.hand.touch("back")
    open_images(day)
    day.hand.touch("image2")
    read(day)
    assert day.hand.can("compare"), "the first exam has images of this site"
    day.hand.touch("takeAgain")
    day.hand.touch("deletion0")
    day.hand.hold_down("holdToDelete")
    day.hand.wait(lambda: day.exam.workflow.step is Step.LIVE, "the live image")
    take(day)
    day.hand.touch("back")
    finish(day)
    next_patient(day)
    day.hand.touch("exams")
    read(day)
    day.hand.touch("exam0")
    read(day)
    day.hand.touch("image1")
    read(day)
    day.hand.touch("compare")
    read(day)
    assert day.exam.stored.opened.property("isComparing")
    for _ in range(4):
        day.hand.touch("back")
        read(day)
    assert day.hand.can("anonymous")


def enter(day: ClinicDay, identifier: str) -> None:
    day.hand.touch("identifier")
    day.hand.type(identifier)
    day.hand.touch("begin")
    day.hand.wait(lambda: day.exam.workflow.step is Step.PROTOCOL, "the protocol")
    exam = day.exam.workflow.exam
    assert exam is not None and exam.patient == Patient(identifier)


def take(day: ClinicDay) -> None:
    """An image; the simulated probe has to get there first."""
    before = day.exam.property("images")
    day.hand.images(12)
    freeze(day.hand, day.exam)
    day.hand.touch("accept")
    day.hand.wait(lambda: day.exam.property("images") > before, "the image to be saved")


def finish(day: ClinicDay) -> None:
    """From the protocol or the summary to the end, with an assessment of one's own."""
    if day.exam.workflow.step is Step.PROTOCOL:
        day.hand.touch("sumUp")
    day.hand.touch("toVerdict")
    day.hand.touch("verdict-not judged")
    day.hand.wait(lambda: day.hand.ready("reason"), "the reason")
    if not day.hand.can("finish"):  # the network has an answer, and this differs from it
        day.hand.touch("reasonChoice0")
    day.hand.hold_down("finish")
    day.hand.wait(lambda: day.exam.workflow.step is Step.DONE, "the end of the exam")


def next_patient(day: ClinicDay) -> None:
    day.hand.touch("nextPatient")
    day.hand.wait(lambda: day.exam.workflow.step is Step.PATIENT, "the next patient")


def open_images(day: ClinicDay) -> None:
    """From the protocol to the images of the exam in progress."""
    day.hand.touch("back")
    read(day)


def read(day: ClinicDay) -> None:
    day.hand.wait(lambda: day.hand.find("tapGuard") is None and not day.exam.stored.reader.busy, "the store to be read")
