"""What becomes of an export: when the program ends, when somebody has to look at images, when the next patient comes."""

from __future__ import annotations

import multiprocessing
import socket
import threading
from pathlib import Path
from typing import Any

import pytest
from pydicom.dataset import Dataset

from edge_app.exams.export.report_context import NO_SOURCES
from edge_app.exams.store.store import ExamStore
from edge_app.ui.export_controller import ExportController
from tests.support.burned_in_text import finished, three
from tests.support.dicom_archive import archive
from tests.support.dicom_peers import PATIENCE_S, peer, silent
from tests.support.exam_factories import KEY, PATIENT
from tests.support.wait_until import wait_until


def test_sending_ends_with_the_program(qapp: Any, tmp_path: Path) -> None:
    reached = threading.Event()

    def hangs(connection: socket.socket, over: threading.Event) -> None:
        reached.set()
        silent(connection, over)

    with ExamStore(tmp_path, KEY, "nurse") as store, peer(hangs) as server:
        exam = store.start(PATIENT).id
        store.finish(exam)
        exporter = ExportController(lambda: (exam, store), list, server, "a test", NO_SOURCES)
        exporter.toServer("en", False)
        assert exporter.busy and reached.wait(PATIENCE_S)
        exporter.close()
        assert not multiprocessing.active_children()


def settle(qapp: Any, exporter: ExportController) -> None:
    def over() -> bool:
        qapp.processEvents()
        return not exporter.busy

    wait_until(over, "the export")


@pytest.mark.usefixtures("exports_here")
def test_images_that_may_show_text_are_held_back_from_a_server_until_somebody_has_looked(qapp: Any, tmp_path: Path) -> None:
    received: list[Dataset] = []
    with archive(received) as server, ExamStore(tmp_path, KEY, "nurse") as store:
        exam = finished(store, *three())
        exporter = ExportController(lambda: (exam, store), list, server, "a test", NO_SOURCES)
        exporter.toServerChecked("en")
        assert exporter.state == "", "nothing has been held back yet"
        exporter.toServer("en", False)
        settle(qapp, exporter)
        assert exporter.state == "held"
        assert received == []
        assert exporter.property("possibleText") == [{"muscle": "biceps brachii", "side": "right", "numbers": "2"}]
        assert exporter.property("withheld") == [{"muscle": "tibialis anterior", "side": "left", "numbers": "3"}]
        exporter.toServerChecked("en")
        settle(qapp, exporter)
        assert exporter.state == "done"
        exporter.close()
        assert len(received) == 3 * 3 + 2
        exports = [sealed.entry.detail for sealed in store.trail() if sealed.entry.action == "export"]
        assert exports[-1] == f"pseudonymous, images looked at, to {server}"


@pytest.mark.usefixtures("exports_here")
@pytest.mark.parametrize("screens", [3, 1])
def test_images_to_look_at_on_a_stick_are_still_reported_when_the_next_patient_has_come(
    qapp: Any, tmp_path: Path, screens: int
) -> None:
    with ExamStore(tmp_path, KEY, "nurse") as store:
        exam = finished(store, *three()[:screens])
        exporter = ExportController(lambda: (exam, store), list, None, "a test", NO_SOURCES)
        exporter.toStick(str(tmp_path), "en")
        exporter.forget()
        settle(qapp, exporter)
        exporter.close()
        assert exporter.state == ("done" if screens == 3 else "")
        assert (exporter.earlier, len(exporter.property("possibleText"))) == (True, int(screens == 3))
