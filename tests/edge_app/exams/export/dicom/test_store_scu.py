"""A real DICOM server stores what is sent and gives it back."""

from __future__ import annotations

import dataclasses
import json
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.request import urlopen

import pydicom
import pytest

from edge_app.exams.export.dicom.node import DicomNode
from edge_app.exams.export.dicom.overlay_legend import with_legend
from edge_app.exams.export.export import to_server
from edge_app.exams.export.exported_image import redacted
from edge_app.exams.store.store import ExamStore
from edge_app.exams.summary import PROTOCOL
from edge_app.imaging.heatmap import overlay
from tests.support.exam_factories import KEY, PATIENT
from tests.support.exported_exams import HIDDEN, NOTICE, needs, one_exam, where

ATTEMPTS = 3  # to start a server on free ports


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


class OrthancDidNotStart(Exception):
    """Orthanc ended, or does not answer."""


@pytest.fixture
def orthanc(tmp_path: Path) -> Iterator[tuple[DicomNode, str]]:
    """A real DICOM server on this machine, and the address of its web interface."""
    for attempt in range(ATTEMPTS):
        try:
            with started_orthanc(tmp_path) as server:
                yield server
            return
        except OrthancDidNotStart:
            if attempt == ATTEMPTS - 1:
                raise


@contextmanager
def started_orthanc(tmp_path: Path) -> Iterator[tuple[DicomNode, str]]:
    """On ports that were free a moment ago: Orthanc must be given them, and another program may be faster."""
    dicom, web = free_port(), free_port()
    settings = {
        "Name": "tests", "StorageDirectory": str(tmp_path / "orthanc"), "IndexDirectory": str(tmp_path / "orthanc"),
        "DicomAet": "ORTHANC", "DicomPort": dicom, "HttpPort": web, "RemoteAccessAllowed": False, "Plugins": [],
        "AuthenticationEnabled": False,
    }  # fmt: skip
    (tmp_path / "orthanc.json").write_text(json.dumps(settings))
    command, quiet = [str(where("Orthanc")), str(tmp_path / "orthanc.json")], subprocess.DEVNULL
    with subprocess.Popen(command, stdout=quiet, stderr=quiet) as server:
        address = f"http://127.0.0.1:{web}"
        deadline = time.monotonic() + 120
        while True:
            try:
                urlopen(f"{address}/system", timeout=1).close()
                break
            except OSError:
                if time.monotonic() > deadline or server.poll() is not None:
                    server.kill()
                    raise OrthancDidNotStart from None
                time.sleep(0.1)
        try:
            yield DicomNode("ORTHANC", "127.0.0.1", dicom), address
        finally:
            server.terminate()


@needs("Orthanc")
def test_a_real_server_stores_them_and_gives_them_back(orthanc: tuple[DicomNode, str], tmp_path: Path) -> None:
    server, address = orthanc
    with ExamStore(tmp_path, KEY, "nurse") as store:
        exam = one_exam(store, PATIENT, "weak on the left", places=14)
        to_server(store, exam, server, dataclasses.replace(HIDDEN, text_checked=True))  # its noise looks like words
        assert str(server) in store.trail()[-1].entry.detail
    with urlopen(f"{address}/instances", timeout=10) as answer:
        instances = json.load(answer)
    assert len(instances) == 3 * len(PROTOCOL) + 2
    kinds, shown = [], []
    for instance in instances:
        with urlopen(f"{address}/instances/{instance}/file", timeout=10) as answer:
            (tmp_path / "back.dcm").write_bytes(answer.read())
        back = pydicom.dcmread(tmp_path / "back.dcm")
        kinds.append(back.Modality)
        assert str(back.PatientID).startswith("P") and "Clinic" not in str(back)
        if back.Modality == "US":
            with urlopen(f"{address}/instances/{instance}/preview", timeout=10) as answer:
                assert answer.read().startswith(b"\x89PNG")
        if "Secondary Capture" in back.SOPClassUID.name:
            shown.append(back.pixel_array)
    assert sorted(set(kinds)) == ["DOC", "SEG", "SR", "US"]
    with ExamStore(tmp_path, KEY, "nurse") as store:
        sent = [
            with_legend(overlay(redacted(image).pixels, image.finding.roi, image.finding.heat), image.finding.roi, NOTICE)
            for image in store.read(exam).images
        ]
    assert sorted(one.tobytes() for one in shown) == sorted(one.tobytes() for one in sent)
