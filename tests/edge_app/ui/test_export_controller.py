"""An export that is under way when the program ends."""

from __future__ import annotations

import multiprocessing
import socket
import threading
from pathlib import Path
from typing import Any

from edge_app.exams.export.report_context import NO_SOURCES
from edge_app.exams.store.store import ExamStore
from edge_app.ui.export_controller import ExportController
from tests.support.dicom_peers import PATIENCE_S, peer, silent
from tests.support.exam_factories import KEY, PATIENT


def test_sending_ends_with_the_program(qapp: Any, tmp_path: Path) -> None:
    reached = threading.Event()

    def hangs(connection: socket.socket, over: threading.Event) -> None:
        reached.set()
        silent(connection, over)

    with ExamStore(tmp_path, KEY, "nurse") as store, peer(hangs) as server:
        exam = store.start(PATIENT).id
        store.finish(exam)
        exporter = ExportController(lambda: (exam, store), list, server, "a test", NO_SOURCES)
        exporter.toServer("en")
        assert exporter.busy and reached.wait(PATIENCE_S)
        exporter.close()
        assert not multiprocessing.active_children()
