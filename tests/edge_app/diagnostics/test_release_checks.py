"""What a new release has to pass on a device, and what only warns."""

from __future__ import annotations

import socket
from dataclasses import replace
from pathlib import Path
from types import TracebackType

from edge_app.bundle.loader import ModelBundle
from edge_app.capture.simulated import SimulatedProbe
from edge_app.diagnostics.release_checks import frame_check, probe_check, server_check, store_check
from edge_app.diagnostics.self_test import Check, Report
from edge_app.engine.onnx_runtime import OrtEngine
from edge_app.engine.protocol import Inference
from edge_app.errors import CaptureError, EngineError
from edge_app.exams.store.key_vault import DEVICE_KEY, VAULT
from edge_app.exams.store.tables_note import note_tables
from edge_app.records import Frame, GreyImage
from tests.support.clinic import FastVault
from tests.support.exam_factories import filled


class SilentSource:
    """A FrameSource that fails as it is asked."""

    identity, frames_per_second = "silent", 30.0

    def __enter__(self) -> SilentSource:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        pass

    def read(self) -> Frame | None:
        raise CaptureError("the source is silent; wake it")


class BrokenEngine:
    """An Engine whose runtime fails."""

    name = "broken"

    def run(self, image: GreyImage) -> Inference:
        raise EngineError("the runtime fails; install it again")


def test_a_frame_of_the_built_in_source_goes_all_the_way_or_is_a_failed_check(bundle: ModelBundle, engine: OrtEngine) -> None:
    probe = SimulatedProbe()  # takes its time to make
    check = frame_check(probe, bundle, engine)
    assert check.passed and check.required and check.figures.startswith("640 x 480 px through")
    assert frame_check(SilentSource(), bundle, engine) == Check("built-in source", False, "the source is silent; wake it")
    assert frame_check(probe, bundle, BrokenEngine()).figures == "the runtime fails; install it again"


def test_exams_are_looked_at_as_far_as_that_goes_without_a_pin(tmp_path: Path) -> None:
    folder = tmp_path / "exams"
    key = folder / DEVICE_KEY
    assert store_check(folder, key).figures == "none are kept yet"
    FastVault(folder).create("nurse", "123456")
    filled(folder).close()
    assert store_check(folder, key).passed
    note_tables(folder, 99)
    newer = store_check(folder, key)
    assert not newer.passed and "of form 99, written by a newer program" in newer.figures
    (folder / "exams.db").unlink()
    assert "missing" in store_check(folder, key).figures
    (folder / VAULT).unlink()
    assert store_check(folder, key).passed


def test_what_is_not_the_releases_own_only_warns() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        assert server_check(("127.0.0.1", port)).passed
    checks = (server_check(("127.0.0.1", port)), probe_check("v4l2:1209:5501:-", []))
    assert [(check.passed, check.required) for check in checks] == [(False, False)] * 2
    assert probe_check("simulated", []).passed and probe_check("v4l2:1209:5501:-", ["a grabber"]).passed
    report = Report("a bundle", "research", checks, None)
    assert report.passed
    assert not replace(report, checks=(*checks, Check("golden vectors", False, ""))).passed
