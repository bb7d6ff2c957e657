"""The query in a process of its own: it answers, fails with its sentence, and ends at once when it is stopped."""

from __future__ import annotations

import socket
import threading

import pytest

from edge_app.errors import ErrorCode, WorklistError
from edge_app.exams.export.dicom.node import DicomNode
from edge_app.exams.export.stop import Stop
from edge_app.exams.worklist.subprocess import find_in_subprocess
from tests.support.dicom_peers import peer, silent
from tests.support.dicom_worklist import scheduled, worklist

AT_ONCE_S = 10.0  # on a busy machine; the server has 15 s for the association


def test_it_answers_and_a_failure_keeps_its_code() -> None:
    with worklist([scheduled()]) as node:
        assert [entry.name for entry in find_in_subprocess(node, "", Stop()).entries] == ["Doe, Jane"]
    with pytest.raises(WorklistError) as caught:
        find_in_subprocess(DicomNode("RIS", "127.0.0.1", node.port), "", Stop())
    assert (caught.value.code, caught.value.value) == (ErrorCode.SERVER_SILENT, "RIS")


def test_a_stop_ends_it_wherever_it_is() -> None:
    stop, connected, ended = Stop(), threading.Event(), threading.Event()

    def never_answers(connection: socket.socket, over: threading.Event) -> None:
        connected.set()
        silent(connection, over)

    def ask(node: DicomNode) -> None:
        with pytest.raises(WorklistError):
            find_in_subprocess(node, "", stop)
        ended.set()

    with peer(never_answers) as node:
        thread = threading.Thread(target=ask, args=(node,))
        thread.start()
        assert connected.wait(60)
        stop.request()
        assert ended.wait(AT_ONCE_S)
        thread.join()
