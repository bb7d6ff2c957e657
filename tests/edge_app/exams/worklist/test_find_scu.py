"""Worklists of a real server (Orthanc), of one in this process, and of servers that do what they never should."""

from __future__ import annotations

import socket
import struct
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

import pytest
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.uid import UID, ExplicitVRLittleEndian, generate_uid

from edge_app.errors import ErrorCode, WorklistError
from edge_app.exams.export.dicom.association import Deadlines
from edge_app.exams.export.dicom.node import DicomNode, Tls
from edge_app.exams.records import Order, Patient
from edge_app.exams.worklist.find_scu import LIMIT, find_scheduled
from edge_app.records import Sex
from tests.support.certificates import Authority
from tests.support.dicom_archive import archive
from tests.support.dicom_peers import ABORT, Peer, accepted, pdu, peer, says, silent, trickles
from tests.support.dicom_worklist import TODAY, encoded, scheduled, worklist
from tests.support.exported_exams import needs
from tests.support.orthanc import WORKLIST_PLUGIN, orthanc

DAY = timedelta(days=1)
SHORT = Deadlines(connect=0.15, handshake=0.15, associate=0.15, find=0.3, release=0.15)
LONG = Deadlines(connect=60, handshake=60, associate=60, find=60, release=60)  # a peer that answers wrongly needs none of it
SILENT, LOST, NONE = ErrorCode.SERVER_SILENT, ErrorCode.SERVER_LOST, ErrorCode.NO_WORKLIST
PENDING, DONE = 0xFF00, 0x0000
WORKLIST_FILE = UID("1.2.276.0.7230010.3.1.0.1")  # SOP class of DCMTK's worklist files, which Orthanc's plugin reads


def response(status: int, dataset: bytes = b"", message: int = 1, command: int = 0x8020) -> bytes:
    """P-DATA-TF with a C-FIND response, and its data set if there is one."""
    values = [(0x0100, command), (0x0120, message), (0x0800, 0x0001 if dataset else 0x0101), (0x0900, status)]
    head = b"".join(struct.pack("<HHIH", 0, element, 2, value) for element, value in values)
    data = struct.pack(">IBB", len(head) + 2, 1, 3) + head
    return pdu(4, data + (struct.pack(">IBB", len(dataset) + 2, 1, 2) + dataset if dataset else b""))


def refusal(node: DicomNode, deadlines: Deadlines = LONG) -> WorklistError:
    with pytest.raises(WorklistError) as caught:
        find_scheduled(node, deadlines=deadlines, today=TODAY)
    assert "\n" not in str(caught.value) and str(node) in str(caught.value) and "send" not in str(caught.value)
    return caught.value


def test_what_is_scheduled_is_found_todays_first() -> None:
    asked: list[Dataset] = []
    entries = [
        scheduled("yesterday", day=TODAY - DAY), scheduled("tomorrow", day=TODAY + DAY), scheduled("late", time="1500"),
        scheduled("timeless", time="xx", step_ScheduledProcedureStepStartDate=""), scheduled("early", time="0715"),
    ]  # fmt: skip
    with worklist(entries, asked=asked) as node:
        found = find_scheduled(node, "ROOM_3", today=TODAY)
    assert [entry.patient.identifier for entry in found.entries] == ["early", "late", "tomorrow", "yesterday", "timeless"]
    assert not found.is_cut and found.unreadable == 0
    (step,) = asked[0].ScheduledProcedureStepSequence
    assert (step.Modality, step.ScheduledStationAETitle) == ("US", "ROOM_3")


def test_an_empty_worklist_is_no_error() -> None:
    with worklist([]) as node:
        assert find_scheduled(node, today=TODAY).entries == ()


def test_answers_without_an_identifier_are_counted_and_the_others_shown() -> None:
    with worklist([scheduled(None), scheduled("1"), scheduled("")]) as node:
        found = find_scheduled(node, today=TODAY)
    assert [entry.patient.identifier for entry in found.entries] == ["1"] and found.unreadable == 2


@pytest.mark.parametrize(("count", "is_cut"), [(LIMIT, False), (LIMIT + 1, True), (3 * LIMIT, True)])
def test_no_more_than_the_limit_are_asked_for(count: int, is_cut: bool) -> None:
    with worklist([scheduled(str(number + 1)) for number in range(count)]) as node:
        found = find_scheduled(node, today=TODAY)
    assert len(found.entries) == LIMIT and found.is_cut is is_cut


def endless(connection: socket.socket, over: object) -> None:
    while True:  # until the connection is closed
        connection.sendall(response(PENDING, encoded(scheduled())))


def test_a_server_that_never_stops_is_left_once_there_are_enough() -> None:
    with peer(says(accepted(), b"", then=endless)) as node:
        found = find_scheduled(node, deadlines=Deadlines(release=0.15), today=TODAY)
    assert len(found.entries) == LIMIT and found.is_cut


def test_the_connection_may_be_encrypted(tmp_path: Path) -> None:
    authority = Authority(tmp_path)
    context = authority.server_context(authority.identity("server", "127.0.0.1"))
    with worklist([scheduled()], tls=context) as node:
        secure = DicomNode(node.title, node.host, node.port, Tls(authority.file))
        assert len(find_scheduled(secure, today=TODAY).entries) == 1
        unknown = DicomNode(node.title, node.host, node.port, Tls(Authority(tmp_path, "other").file))
        assert refusal(unknown).code is ErrorCode.SERVER_NOT_SECURE


def test_a_server_without_a_worklist_is_named() -> None:
    with archive([]) as node:
        assert (error := refusal(node)).code is NONE and "no worklist" in str(error)
    with worklist([], status=0xA900) as node:
        assert (error := refusal(node)).code is NONE and "0xA900" in str(error)


def test_a_server_that_does_not_know_us_names_the_titles() -> None:
    with peer(says(pdu(3, b"\0\1\1\3"))) as node:
        assert (error := refusal(node)).code is ErrorCode.TITLE_REFUSED and "EDGE_APP" in str(error)


def test_a_server_that_is_not_there_is_one_sentence() -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        assert refusal(DicomNode("RIS", "127.0.0.1", probe.getsockname()[1])).code is SILENT


@pytest.mark.parametrize(
    ("behave", "code"),
    [
        pytest.param(silent, SILENT, id="says nothing"),
        pytest.param(says(accepted()), SILENT, id="answers no query"),
        pytest.param(says(accepted(), response(PENDING, encoded(scheduled()))), SILENT, id="ends after one entry"),
        pytest.param(says(accepted(), b"", then=trickles(response(DONE))), SILENT, id="trickles"),
        pytest.param(says(accepted(result=3)), NONE, id="has no worklist"),
        pytest.param(says(accepted(), ABORT), LOST, id="aborts"),
        pytest.param(says(accepted(), response(DONE, message=9)), LOST, id="answers another query"),
        pytest.param(says(accepted(), response(DONE, command=0x8001)), LOST, id="answers as if it had stored"),
        pytest.param(says(accepted(), pdu(4, b"", claimed=0xFFFFFFFF)), LOST, id="claims 4 GB"),
        pytest.param(says(accepted(), response(DONE)[:-2] + b"\0"), SILENT, id="cuts an answer"),
    ],
)  # fmt: skip
def test_a_hostile_server_is_one_sentence_in_time(behave: Peer, code: ErrorCode) -> None:
    with peer(behave) as node:
        assert refusal(node, SHORT if code is SILENT else LONG).code is code


def test_a_data_set_without_an_end_is_refused_while_it_is_received() -> None:
    def part(size: int) -> bytes:
        return pdu(4, struct.pack(">IBB", size + 2, 1, 0) + bytes(size))

    head = response(PENDING, b"xx")[:-8]  # without its data set
    begun = struct.pack(">BxI", 4, len(head) - 6) + head[6:]
    with peer(says(accepted(), begun + part(60_000) * 3)) as node:
        assert refusal(node).code is LOST


def worklist_files(folder: Path, entries: Sequence[Dataset]) -> Path:
    """As Orthanc's plugin reads them."""
    folder.mkdir()
    for number, entry in enumerate(entries):
        entry.file_meta = FileMetaDataset()
        entry.file_meta.TransferSyntaxUID = ExplicitVRLittleEndian
        entry.file_meta.MediaStorageSOPClassUID, entry.file_meta.MediaStorageSOPInstanceUID = WORKLIST_FILE, generate_uid()
        entry.save_as(folder / f"{number}.wl", enforce_file_format=True)
    return folder


@needs("Orthanc")
@pytest.mark.skipif(not WORKLIST_PLUGIN.exists(), reason=f"{WORKLIST_PLUGIN} is not there: install Debian's package orthanc")
def test_a_real_server_gives_its_worklist(tmp_path: Path) -> None:
    latin = scheduled("B2", "Müller^Jörg", time="0800", PatientSex="M", SpecificCharacterSet="ISO_IR 100")
    entries = [
        scheduled("A1"), latin, scheduled("CT", step_Modality="CT"), scheduled("old", day=TODAY - 7 * DAY),
        scheduled("other", step_ScheduledStationAETitle="ROOM_3", time="1000"),
    ]  # fmt: skip
    files = worklist_files(tmp_path / "worklist", entries)
    settings = {
        "Plugins": [str(WORKLIST_PLUGIN)], "Worklists": {"Enable": True, "Database": str(files)},
        "DicomAlwaysAllowFindWorklist": True, "DicomModalities": {"edge": ["EDGE_APP", "127.0.0.1", 104]},
    }  # fmt: skip
    with orthanc(tmp_path, **settings) as (node, _):
        everywhere = find_scheduled(node, today=TODAY)
        here = find_scheduled(node, "EDGE_APP", today=TODAY)
    assert [(entry.patient.identifier, entry.name) for entry in everywhere.entries] == [
        ("B2", "Müller, Jörg"), ("A1", "Doe, Jane"), ("other", "Doe, Jane"),
    ]  # fmt: skip
    assert here.entries == everywhere.entries[:2] and not here.is_cut and here.unreadable == 0
    assert here.entries[1].patient == Patient("A1", 63, Sex.FEMALE, 168.0, 62.5)
    assert here.entries[1].order == Order("A-2026-0815", "1.2.826.0.1.3680043.8.498.1", "R7", "Muscle ultrasound", "S1")
