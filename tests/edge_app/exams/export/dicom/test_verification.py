"""The test of a DICOM node: it answers, or one sentence says why not."""

from __future__ import annotations

import socket
from dataclasses import replace
from pathlib import Path

import pytest

from edge_app.errors import ErrorCode, ExportError
from edge_app.exams.export.dicom.association import Deadlines
from edge_app.exams.export.dicom.node import DicomNode, Tls
from edge_app.exams.export.dicom.verification import verify
from tests.support.certificates import Authority
from tests.support.dicom_archive import archive
from tests.support.dicom_peers import ABORT, Peer, accepted, answer, pdu, peer, read_pdu, silent

SHORT = Deadlines(connect=0.15, handshake=0.15, associate=0.15, echo=0.15, release=0.15)
LONG = Deadlines(connect=60, handshake=60, associate=60, echo=60, release=60)
SILENT, REFUSED, LOST = ErrorCode.SERVER_SILENT, ErrorCode.TITLE_REFUSED, ErrorCode.SERVER_LOST


def replies(*answers: bytes) -> Peer:
    """Answers each PDU with the next of these, then says nothing more."""

    def behave(connection: socket.socket, over: object) -> None:
        for one in answers:
            read_pdu(connection)
            connection.sendall(one)
        silent(connection, over)  # type: ignore[arg-type]

    return behave


def test_a_real_node_answers() -> None:
    with archive([]) as node:
        verify(node)


@pytest.mark.parametrize(
    ("behave", "code"),
    [
        pytest.param(replies(pdu(3, b"\0\1\1\7")), REFUSED, id="does not know our title"),
        pytest.param(replies(ABORT), SILENT, id="aborts"),
        pytest.param(replies(accepted(result=3)), REFUSED, id="takes no test"),
        pytest.param(replies(accepted(), answer(command=0x8030, status=0x0122)), REFUSED, id="answers that it does not"),
        pytest.param(replies(accepted(), answer(command=0x8001)), LOST, id="answers a C-STORE"),
        pytest.param(replies(accepted(), answer(command=0x8030, message=9)), LOST, id="answers another message"),
        pytest.param(replies(accepted(), ABORT), LOST, id="aborts instead of answering"),
        pytest.param(replies(accepted()), SILENT, id="accepts, then nothing"),
        pytest.param(silent, SILENT, id="says nothing"),
        pytest.param(replies(b"HTTP/1.1 400 Bad Request\r\n\r\n"), SILENT, id="is a web server"),
    ],
)  # fmt: skip
def test_why_a_node_does_not_answer_is_one_sentence(behave: Peer, code: ErrorCode) -> None:
    with peer(behave) as node, pytest.raises(ExportError) as caught:
        verify(node, SHORT if code is SILENT else LONG)
    assert caught.value.code is code and "\n" not in str(caught.value) and str(node) in str(caught.value)


def test_an_answer_without_a_release_is_an_answer() -> None:
    with peer(replies(accepted(), answer(command=0x8030))) as node:
        verify(node, SHORT)


def test_nobody_listens() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # taken, and nobody listens on it
        with pytest.raises(ExportError, match="does not respond") as caught:
            verify(DicomNode("PEER", *taken.getsockname()))
    assert caught.value.code is SILENT


def test_an_encrypted_node_answers_and_trouble_with_certificates_is_told_apart(tmp_path: Path) -> None:
    authority = Authority(tmp_path)
    with archive([], authority.server_context(authority.identity("archive", "127.0.0.1"))) as node:
        verify(replace(node, tls=Tls(authority.file)))
        with pytest.raises(ExportError, match="certificates") as caught:
            verify(replace(node, tls=Tls()))  # whom the system trusts does not include ours
    assert caught.value.code is ErrorCode.SERVER_NOT_SECURE
