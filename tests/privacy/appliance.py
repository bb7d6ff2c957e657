"""`python -m tests.privacy.appliance COUNT STICK [FAULT]`: the real `edge-app run`; a hand examines COUNT planted patients.

Three things are stood in for: the touch panel by `Hand`, the stick by a folder, and the display, where DISPLAY names none, by
Qt's offscreen platform. Everything else is what the command builds: settings, model, probe, worker, store, export.

FAULT breaks it once the first patient is typed in: "slot" and "store" raise an error that tells the patient, "crash" is one in
machine code.
"""

from __future__ import annotations

import os
import signal
import sys
from contextlib import AbstractContextManager, ExitStack, nullcontext
from dataclasses import replace
from pathlib import Path
from typing import Any
from unittest.mock import patch

from PySide6.QtCore import QTimer
from PySide6.QtGui import QGuiApplication

from edge_app.__main__ import main as edge_app
from edge_app.cli import exam_wiring, run
from edge_app.exams.export import subprocess
from edge_app.exams.store.store import ExamStore
from edge_app.exams.workflow import Step
from edge_app.ui import exam_controller
from edge_app.ui import kiosk as window
from edge_app.ui.exam_controller import ExamController
from edge_app.ui.exam_services import ExamServices
from edge_app.ui.removable_media import Stick
from tests.kiosk_driver import film
from tests.kiosk_driver.hand import Hand
from tests.privacy.canaries import PIN, Planted, planted

EXPORTED = 10  # every so many patients, the first among them


def examine(hand: Hand, exam: ExamController, patient: Planted) -> None:
    """From the patient's identifier to the finished exam, the screen locked and unlocked in between."""
    hand.touch("identifier")
    hand.type(patient.identifier)
    hand.touch("begin")
    hand.touch("next")
    hand.images(3)
    film.freeze(hand, exam)
    hand.touch("accept")
    hand.wait(lambda: exam.property("images") == 1, "the image to be saved")
    hand.touch("back")
    hand.touch("lock")
    hand.pin(PIN)
    hand.touch("sumUp")
    hand.touch("toVerdict")
    hand.touch("verdict-abnormal")
    hand.touch("reason")
    hand.type(patient.reason)
    hand.hold_down("finish")
    hand.wait(lambda: exam.workflow.step is Step.DONE, "the end of the exam")


def screening(kiosk: window.Kiosk, patients: list[Planted]) -> None:
    """All patients; every tenth is exported, to the server where one is configured."""
    hand, exam = Hand(kiosk), kiosk.exam
    assert exam is not None
    film.choose_pin(hand, PIN)
    hand.touch("purpose-clinical use")
    for number, patient in enumerate(patients):
        examine(hand, exam, patient)
        if number % EXPORTED == 0:
            hand.touch("send" if exam.exporter.property("server") else "place0")
            hand.wait(lambda: exam.exporter.state not in ("", "busy"), "the export")
            if exam.exporter.state == "held":  # tissue that looks like words; the user looks, and sends
                hand.touch("sendChecked")
                hand.wait(lambda: exam.exporter.state not in ("held", "busy"), "the sending")
            assert exam.exporter.state == "done", exam.exporter.state
        hand.touch("nextPatient")
    hand.touch("lock")
    hand.wait(lambda: hand.can("pin1"), "the lock")


def failing(fault: str) -> AbstractContextManager[object]:
    """Have the beginning of the next exam fail with the patient in hand."""

    def fail(*patient: object) -> None:
        if fault == "crash":
            os.kill(os.getpid(), signal.SIGSEGV)
        raise ValueError(f"cannot begin {patient}")

    match fault:
        case "":
            return nullcontext()
        case "store":
            return patch.object(ExamStore, "start", lambda _, *given: fail(*given))
        case _:
            return patch.object(exam_controller, "patient_of", fail)


def fail_with(kiosk: window.Kiosk, patient: Planted) -> None:
    """Type in a patient, touch on, and see the failure survived."""
    hand, exam = Hand(kiosk), kiosk.exam
    assert exam is not None
    film.choose_pin(hand, PIN)
    hand.touch("purpose-clinical use")
    hand.touch("identifier")
    hand.type(patient.identifier)
    hand.touch("begin")
    hand.images(10)
    assert exam.workflow.step is Step.PATIENT and hand.can("begin")


def main(count: int, stick: Path, fault: str = "") -> int:
    ended: list[bool] = []

    class Driven(window.Kiosk):
        """Touched as soon as it is there."""

        def __enter__(self) -> window.Kiosk:
            QTimer.singleShot(0, self.drive)
            return super().__enter__()

        def drive(self) -> None:
            try:
                if fault:
                    fail_with(self, planted(count)[0])
                else:
                    screening(self, planted(count))
                ended.append(True)
            finally:
                QGuiApplication.quit()

    def exam_services(*given: Any) -> ExamServices:
        return replace(real_services(*given), media=lambda: [Stick(stick)])

    real_services = exam_wiring.exam_services
    with ExitStack() as stack:
        stack.enter_context(patch.object(exam_wiring, "exam_services", exam_services))
        stack.enter_context(patch.object(subprocess, "NICENESS", 0))  # a busy machine would keep the hand waiting
        stack.enter_context(patch.object(window, "Kiosk", Driven))
        stack.enter_context(failing(fault))
        if not os.environ.get("DISPLAY"):
            stack.enter_context(patch.object(run, "display_fault", lambda: None))
        try:
            edge_app(["run", "--threads", "1", "--size", "800x480"])
        except SystemExit as exc:
            return int(exc.code or 0) if ended else 1
    return 1


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]), Path(sys.argv[2]), *sys.argv[3:]))
