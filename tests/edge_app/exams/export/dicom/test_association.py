"""Sending to servers that accept, hang, trickle, abort or lie, at each step: one sentence, in time, and no memory for a claim."""

from __future__ import annotations

import socket
import ssl
import struct
import threading
import time
import tracemalloc
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.uid import ExplicitVRLittleEndian, UltrasoundImageStorage, generate_uid

from edge_app.errors import ErrorCode, ExportError
from edge_app.exams.export.dicom import pdu as messages
from edge_app.exams.export.dicom.association import Deadlines
from edge_app.exams.export.dicom.node import DicomNode, Tls
from edge_app.exams.export.dicom.store_scu import send
from tests.support.certificates import Authority
from tests.support.dicom_archive import archive
from tests.support.dicom_peers import (
    ABORT,
    RELEASED,
    Peer,
    accepted,
    answer,
    item,
    pdu,
    peer,
    read_pdu,
    says,
    silent,
    trickles,
)  # fmt: skip

SHORT = Deadlines(connect=0.15, handshake=0.15, associate=0.15, store=0.15, store_rate=1e8, release=0.15)
LONG = Deadlines(connect=60, handshake=60, associate=60, store=60, release=60)  # a peer that answers wrongly needs none of it
MUCH_LATER_S = 20.0  # on a busy machine; a peer that decides would make it last for ever
SILENT, LOST, REFUSED = ErrorCode.SERVER_SILENT, ErrorCode.SERVER_LOST, ErrorCode.SERVER_REFUSED


def one(size: int = 100) -> Dataset:
    """An object with `size` bytes of pixels."""
    dataset = Dataset()
    dataset.file_meta = FileMetaDataset()
    dataset.file_meta.TransferSyntaxUID = ExplicitVRLittleEndian
    dataset.SOPClassUID, dataset.SOPInstanceUID = UltrasoundImageStorage, generate_uid()
    dataset.PatientID = "P1"
    dataset.add_new(0x7FE00010, "OB", bytes(size))
    return dataset


def refusal(behave: Peer, objects: int = 1, size: int = 100, tls: Tls | None = None, deadlines: Deadlines = SHORT) -> ExportError:
    with peer(behave, tls) as node:
        begun = time.monotonic()
        with pytest.raises(ExportError) as caught:
            send(node, [one(size) for _ in range(objects)], deadlines)
        assert time.monotonic() - begun < MUCH_LATER_S
    assert "\n" not in str(caught.value) and str(node) in str(caught.value) and caught.value.value == "PEER"
    return caught.value


def test_a_server_that_accepts_gets_everything_also_in_small_pieces() -> None:
    received: list[Dataset] = []
    objects = [one(size) for size in (0, 2, 200_000)]
    with archive(received) as node:
        send(node, objects)
    assert [each.SOPInstanceUID for each in received] == [each.SOPInstanceUID for each in objects]
    assert [each.get("PixelData") or b"" for each in received] == [each.PixelData for each in objects]


def test_a_warning_counts_as_stored_and_a_server_that_never_confirms_the_release_does_not_undo_it() -> None:
    for last in (silent, says(pdu(1, b"")), trickles(RELEASED)):
        with peer(says(accepted(), answer(), answer(2, 0xB000), then=last)) as node:
            send(node, [one(), one()], SHORT)


@pytest.mark.parametrize(
    ("behave", "code"),
    [
        pytest.param(silent, SILENT, id="accepts the connection, then nothing"),
        pytest.param(says(accepted()), SILENT, id="accepts the association, then nothing"),
        pytest.param(says(accepted(), answer()), SILENT, id="stores one of two objects"),
        pytest.param(says(accepted()[:30]), SILENT, id="hangs inside the association's PDU"),
        pytest.param(says(accepted(), answer()[:9]), SILENT, id="hangs inside an answer's PDU"),
        pytest.param(says(b"", then=trickles(accepted())), SILENT, id="trickles the association"),
        pytest.param(says(accepted(), b"", then=trickles(answer())), SILENT, id="trickles an answer"),
        pytest.param(says(ABORT), SILENT, id="aborts instead of accepting"),
        pytest.param(says(pdu(3, b"\0\1\1\7")), ErrorCode.TITLE_REFUSED, id="rejects the association"),
        pytest.param(says(accepted(), ABORT), LOST, id="aborts instead of storing"),
        pytest.param(says(accepted(), answer(), ABORT), LOST, id="aborts at the second object"),
        pytest.param(says(accepted(), pdu(5, bytes(4))), LOST, id="releases instead of storing"),
        pytest.param(lambda connection, over: None, LOST, id="closes at once"),
        pytest.param(says(accepted(), then=lambda connection, over: None), LOST, id="closes once it has accepted"),
        pytest.param(says(accepted(result=3)), REFUSED, id="takes no such objects"),
        pytest.param(says(accepted(), answer(status=0xA700)), REFUSED, id="is full"),
        pytest.param(says(b"HTTP/1.1 400 Bad Request\r\n\r\n"), SILENT, id="is a web server"),
        pytest.param(says(pdu(2, b"", claimed=0xFFFFFFFF)), SILENT, id="claims 4 GB for the association"),
        pytest.param(says(accepted(), pdu(4, b"", claimed=0xFFFFFFFF)), LOST, id="claims 4 GB for an answer"),
        pytest.param(says(pdu(2, bytes(10))), SILENT, id="accepts in too few bytes"),
        pytest.param(says(pdu(2, bytes(68) + item(0x21, b"", claimed=0xFFFF))), SILENT, id="claims a longer item"),
        pytest.param(says(accepted(max_length=7)), SILENT, id="takes 7 bytes at once"),
        pytest.param(says(accepted(), answer(claimed=0xFFFFFFFF)), LOST, id="claims a longer fragment"),
        pytest.param(says(accepted(), answer(claimed=0)), LOST, id="claims an empty fragment"),
        pytest.param(says(accepted(), answer(flags=2)), LOST, id="answers with a data set"),
        pytest.param(says(accepted(), answer(command=0x8030)), LOST, id="answers an echo"),
        pytest.param(says(accepted(), answer(message=9)), LOST, id="answers another message"),
        pytest.param(says(accepted(), answer(flags=1) * 9999), LOST, id="answers without an end"),
    ],
)  # fmt: skip
def test_a_hostile_server_is_one_sentence_in_time(behave: Peer, code: ErrorCode) -> None:
    assert refusal(behave, objects=2, deadlines=SHORT if code is SILENT else LONG).code is code


def test_what_a_server_claims_is_not_reserved() -> None:
    tracemalloc.start()
    try:
        refusal(says(accepted(), pdu(4, b"", claimed=0xFFFFFFFF)))
        assert tracemalloc.get_traced_memory()[1] < 4e6
    finally:
        tracemalloc.stop()


def test_a_server_that_stops_reading_is_left() -> None:
    def stops_reading(connection: socket.socket, over: threading.Event) -> None:
        read_pdu(connection)
        connection.sendall(accepted())
        over.wait()

    assert refusal(stops_reading, size=32_000_000).code is SILENT


def test_a_host_that_swallows_the_connection_is_left() -> None:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen(0)  # its queue is full with the first, and the system answers no other
        waiting = [socket.socket() for _ in range(3)]
        for each in waiting:
            each.setblocking(False)
            each.connect_ex(listening.getsockname())
        with pytest.raises(ExportError, match="does not respond") as caught:
            send(DicomNode("PEER", *listening.getsockname()), [one()], SHORT)
        for each in waiting:
            each.close()
    assert caught.value.code is SILENT


@given(st.binary(max_size=300))
def test_no_bytes_surprise_the_parsers(data: bytes) -> None:
    parsers = (
        messages.parse_accepted,
        lambda body: messages.parse_response(body, messages.Command.STORE_RSP),
        lambda body: list(messages.fragments(body)),
    )
    for parse in parsers:
        try:
            parse(data)
        except messages.MalformedPdu:
            continue


# --- TLS --------------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("certificates"))


def test_an_encrypted_connection_with_certificates_of_both_sides(authority: Authority) -> None:
    ours = authority.identity("device")
    received: list[Dataset] = []
    context = authority.server_context(authority.identity("archive", "127.0.0.1"), asks_client=True)
    with archive(received, context) as node:
        send(replace(node, tls=Tls(authority.file, ours.certificate, ours.key)), [one()])
        assert len(received) == 1
        with pytest.raises(ExportError, match="encrypted") as caught:  # a server that asks for ours, and gets none
            send(replace(node, tls=Tls(authority.file)), [one()])
    assert caught.value.code is ErrorCode.SERVER_NOT_SECURE and len(received) == 1


def test_a_certificate_of_an_unknown_authority_or_another_host_is_refused(authority: Authority, tmp_path: Path) -> None:
    stranger = Authority(tmp_path, "stranger")
    for file, identity in (
        (authority.file, stranger.identity("theirs", "127.0.0.1")),
        (authority.file, authority.identity("archive.example")),
        (None, authority.identity("archive-2", "127.0.0.1")),  # whom the system trusts does not include ours
    ):
        with archive([], authority.server_context(identity)) as node, pytest.raises(ExportError, match="certificate") as caught:
            send(replace(node, tls=Tls(file)), [one()])
        assert caught.value.code is ErrorCode.SERVER_NOT_SECURE


def test_a_server_without_tls_that_hangs_trickles_or_speaks_plain_dicom_is_left(authority: Authority) -> None:
    tls = Tls(authority.file)
    for behave in (silent, trickles(bytes(100)), says(accepted())):
        assert refusal(behave, tls=tls).code is ErrorCode.SERVER_NOT_SECURE


@pytest.mark.parametrize("reset", [True, False])
def test_a_server_that_ends_an_encrypted_connection_wants_certificates(authority: Authority, reset: bool) -> None:
    context = authority.server_context(authority.identity(f"silent-{reset}", "127.0.0.1"))

    def ends(connection: socket.socket, over: threading.Event) -> None:
        with context.wrap_socket(connection, server_side=True) as encrypted:
            if reset:
                encrypted.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))

    refused = refusal(ends, tls=Tls(authority.file), deadlines=LONG)
    assert refused.code is ErrorCode.SERVER_NOT_SECURE and "certificates on both sides" in str(refused)


@pytest.mark.filterwarnings("ignore:ssl.TLSVersion.TLSv1_1 is deprecated")
def test_an_old_tls_is_refused(authority: Authority) -> None:
    context = authority.server_context(authority.identity("old", "127.0.0.1"))
    context.set_ciphers("ALL:@SECLEVEL=0")
    context.minimum_version = context.maximum_version = ssl.TLSVersion.TLSv1_1
    with archive([], context) as node, pytest.raises(ExportError, match="encrypted") as caught:
        send(replace(node, tls=Tls(authority.file)), [one()])
    assert caught.value.code is ErrorCode.SERVER_NOT_SECURE
