"""What a new release tests of itself on the device, beside its bundle, before it is confirmed.

Nothing here needs a probe, a network or the PIN: a new release must not be refused for what is not its own. That the screen is up
is known before: systemd runs the self-test only once the kiosk has said that its first image is shown.
"""

from __future__ import annotations

import math
import socket
from collections.abc import Sequence
from pathlib import Path

from edge_app.bundle.loader import ModelBundle
from edge_app.capture.source import FrameSource
from edge_app.diagnostics.self_test import Check
from edge_app.engine.protocol import Engine
from edge_app.errors import EdgeError, StoreError
from edge_app.exams.store.database import STORE, known_tables
from edge_app.exams.store.key_vault import VAULT
from edge_app.exams.store.tables_note import noted_tables
from edge_app.exams.store.vanished import refuse_vanished
from edge_app.pipeline import analyse
from edge_app.records import Guard, Permission, Roi

_CONNECT_S = 3.0


def frame_check(source: FrameSource, bundle: ModelBundle, engine: Engine) -> Check:
    """A frame of the built-in source goes the whole way to a finding. Whether it is judged right is for the golden vectors."""
    name = "built-in source"
    try:
        with source:
            frame = source.read()
        if frame is None:
            return Check(name, False, "gives no frame")
        region = Roi(frame.width // 4, frame.height // 4, frame.width // 2, frame.height // 2)
        finding = analyse(frame, region, bundle, engine, Permission.SCORE, Guard.FIT)
    except EdgeError as exc:
        return Check(name, False, str(exc))
    probability = finding.probability
    computed = probability is not None and math.isfinite(probability) and bool((finding.heat >= 0).all())
    return Check(name, computed, f"{frame.width} x {frame.height} px through {engine.name}")


def store_check(folder: Path, device_key: Path) -> Check:
    """As far as the exams can be looked at without their PIN: the files are there, can be read, and are of no newer program."""
    name = "exams"
    try:
        refuse_vanished(folder)
        if not (folder / VAULT).exists():
            return Check(name, True, "none are kept yet")
        for file in (folder / VAULT, folder / STORE, device_key):
            with file.open("rb") as opened:
                opened.read(1)
    except StoreError as exc:
        return Check(name, False, str(exc))
    except OSError as exc:
        return Check(name, False, f"{exc.filename} cannot be read ({exc.strerror})")
    noted, known = noted_tables(folder), known_tables()
    if noted is not None and noted > known:
        return Check(name, False, f"their tables are of form {noted}, written by a newer program; known is {known}")
    return Check(name, True, f"can be read; tables {'not noted' if noted is None else noted}, known {known}")


def probe_check(source: str, devices: Sequence[str]) -> Check:
    """Whether something is plugged in that the configured source could be. It only warns: a probe may be in another room.

    devices: names of the video devices and cameras that are plugged in.
    """
    found = ", ".join(devices) or "no video device"
    plugged = bool(devices) or not source.startswith(("v4l2:", "picamera:"))
    return Check("probe", plugged, f"{found} plugged in; frames are to come from {source}", required=False)


def server_check(server: tuple[str, int] | None) -> Check:
    """Whether the DICOM server takes a connection. It only warns: networks come and go. server: host, port; None: not set."""
    if server is None:
        return Check("server", True, "none is set", required=False)
    try:
        socket.create_connection(server, _CONNECT_S).close()
    except OSError as exc:
        return Check("server", False, f"the DICOM server does not answer ({exc.strerror or exc})", required=False)
    return Check("server", True, "the DICOM server answers", required=False)
