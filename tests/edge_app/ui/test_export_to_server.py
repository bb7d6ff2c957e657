"""A finished exam sent to the DICOM server that was configured, by touch; and what the screen says where none answers."""

from __future__ import annotations

import socket
from dataclasses import replace
from pathlib import Path

import pytest
from pydicom.dataset import Dataset

from edge_app.exams.export import delivery
from edge_app.exams.export.dicom.node import DicomNode
from edge_app.exams.export.text_review import SiteImages, TextReview
from edge_app.exams.summary import PROTOCOL
from edge_app.exams.workflow import Step
from edge_app.ui.exam_controller import ExamController
from tests.kiosk_driver.hand import Hand
from tests.support.burned_in_text import tissue
from tests.support.clinic import begun, finish, stored, take
from tests.support.dicom_archive import archive
from tests.support.kiosk import StartKiosk


def finished(start: StartKiosk, folder: Path, server: DicomNode | None) -> tuple[Hand, ExamController]:
    """A kiosk whose exam, of one image, is done."""
    folder.mkdir()
    _, hand, exam = begun(start, folder, pixels=tissue(), server=server, media=list)
    take(hand, exam)
    finish(hand, exam)
    return hand, exam


def test_sent_and_reported(start: StartKiosk, tmp_path: Path) -> None:
    received: list[Dataset] = []
    with archive(received) as server:
        hand, exam = finished(start, tmp_path / "exams", server)
        hand.touch("send")
        hand.wait(lambda: exam.exporter.state not in ("", "busy"), "the sending")
    assert (exam.exporter.state, bool(exam.exporter.sent)) == ("done", True)
    assert sorted(one.Modality for one in received) == ["DOC", "SEG", "SR", "US", "US"]
    assert len({one.StudyInstanceUID for one in received}) == 1
    with stored(tmp_path / "exams") as store:
        assert [s.entry.detail for s in store.trail() if s.entry.action == "export"] == [f"pseudonymous, to {server}"]


@pytest.mark.usefixtures("exports_here")
def test_a_server_that_does_not_answer_is_a_sentence_and_the_next_patient_can_come(start: StartKiosk, tmp_path: Path) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        hand, exam = finished(start, tmp_path / "exams", DicomNode("NOBODY", "127.0.0.1", probe.getsockname()[1]))
    hand.touch("send")
    hand.wait(lambda: exam.exporter.state not in ("", "busy"), "the failure")
    assert "does not respond" in exam.exporter.state
    hand.touch("nextPatient")
    assert exam.workflow.step is Step.PATIENT


@pytest.mark.usefixtures("exports_here")
def test_what_is_held_back_is_sent_by_a_touch_of_its_own(
    start: StartKiosk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[bool] = []
    look_at = TextReview((SiteImages(PROTOCOL[0], (1, 2)), SiteImages(PROTOCOL[3], (7,))), (SiteImages(PROTOCOL[1], (4,)),))

    def export(*_: object) -> TextReview:
        asked.append(bool(_[-1]))
        return replace(look_at, sent=bool(_[-1]))

    monkeypatch.setattr(delivery, "export_in_subprocess", export)
    hand, exam = finished(start, tmp_path / "exams", DicomNode("ARCHIVE", "192.0.2.10", 104))
    assert not hand.can("sendChecked")
    hand.touch("send")
    hand.wait(lambda: exam.exporter.state == "held", "the answer")
    said = exam.exporter.property("possibleText"), exam.exporter.property("withheld")
    assert [row["numbers"] for rows in said for row in rows] == ["1, 2", "7", "4"]
    hand.touch("sendChecked")
    hand.wait(lambda: exam.exporter.state == "done", "the sending")
    assert asked == [False, True] and not hand.can("sendChecked")


def test_without_a_server_nothing_offers_to_send(start: StartKiosk, tmp_path: Path) -> None:
    hand, _ = finished(start, tmp_path / "exams", None)
    assert not hand.can("send")
