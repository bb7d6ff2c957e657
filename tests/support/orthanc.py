"""Orthanc, a real DICOM server, on this machine."""

from __future__ import annotations

import json
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.request import urlopen

from edge_app.exams.export.dicom.node import DicomNode
from tests.support.exported_exams import where

ATTEMPTS = 3  # to start a server on free ports
WORKLIST_PLUGIN = Path("/usr/share/orthanc/plugins/libModalityWorklists.so")  # of Debian's package


class OrthancDidNotStart(Exception):
    """Orthanc ended, or does not answer."""


@contextmanager
def orthanc(folder: Path, **settings: Any) -> Iterator[tuple[DicomNode, str]]:
    """A server, and the address of its web interface."""
    for attempt in range(ATTEMPTS):
        try:
            server, node, address = _started(folder, settings)
        except OrthancDidNotStart:
            if attempt == ATTEMPTS - 1:
                raise
            continue
        with server:
            try:
                yield node, address
            finally:
                server.terminate()
        return


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _started(folder: Path, settings: dict[str, Any]) -> tuple[subprocess.Popen[bytes], DicomNode, str]:
    """On ports that were free a moment ago: Orthanc must be given them, and another program may be faster."""
    dicom, web = _free_port(), _free_port()
    everything = {
        "Name": "tests", "StorageDirectory": str(folder / "orthanc"), "IndexDirectory": str(folder / "orthanc"),
        "DicomAet": "ORTHANC", "DicomPort": dicom, "HttpPort": web, "RemoteAccessAllowed": False, "Plugins": [],
        "AuthenticationEnabled": False, **settings,
    }  # fmt: skip
    (folder / "orthanc.json").write_text(json.dumps(everything))
    command, quiet = [str(where("Orthanc")), str(folder / "orthanc.json")], subprocess.DEVNULL
    server = subprocess.Popen(command, stdout=quiet, stderr=quiet)
    address = f"http://127.0.0.1:{web}"
    deadline = time.monotonic() + 120
    while True:
        try:
            urlopen(f"{address}/system", timeout=1).close()
            return server, DicomNode("ORTHANC", "127.0.0.1", dicom), address
        except OSError:
            if time.monotonic() > deadline or server.poll() is not None:
                server.kill()
                server.wait()
                raise OrthancDidNotStart from None
            time.sleep(0.1)
