"""`--trace`: the file that is left."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import cv2
import pytest
from click.testing import CliRunner, Result

from edge_app.__main__ import main
from edge_app.ui import kiosk
from tests.support.fakes import textured
from tests.support.traces import read_trace, trace_of

PATH = ["capture", "field", "analysis", "region", "echo intensity", "preprocess", "inference", "map"]


@pytest.fixture
def recording(tmp_path: Path) -> Path:
    folder = tmp_path / "Jane Doe"
    folder.mkdir()
    for seed in range(3):
        cv2.imwrite(str(folder / f"{seed}.png"), textured(200, 240, seed))
    return folder


def examine(recording: Path, trace: Path, bundle: Path, keys: Path) -> Result:
    words = ["examine", "--source", recording, "--out", recording.parent / "exam", "--trace", trace]
    return CliRunner().invoke(main, [*map(str, words), "--bundle", str(bundle), "--keys", str(keys), "--threads", "1"])


def test_the_path_of_each_frame_without_a_screen(recording: Path, bundle_folder: Path, keys_folder: Path, tmp_path: Path) -> None:
    file = tmp_path / "trace.json"
    done = examine(recording, file, bundle_folder, keys_folder)
    assert done.exit_code == 0, done.output
    assert b"Jane" not in file.read_bytes()
    trace = read_trace(file.read_bytes())
    assert trace.threads == ("MainThread",)
    for frame in range(3):
        names = [span.name for span in trace.of(frame)]
        assert names[: len(PATH)] == PATH
        assert set(names[len(PATH) :]) <= {"views"}
    assert len(trace.flows) == 3
    assert [instant.name for instant in trace.instants if instant.name != "captured"] == ["source opened"]


def test_the_kiosk_leaves_it_when_it_is_closed(
    recording: Path, bundle_folder: Path, keys_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    show, file = kiosk.run, tmp_path / "trace.json"

    def until_something_is_shown(*given: Any, **named: Any) -> int:
        named["over"] = lambda: any(span.name == "shown" for span in trace_of(named["tracer"]).spans)
        return show(*given, **named)

    monkeypatch.setattr(kiosk, "run", until_something_is_shown)
    monkeypatch.setattr("edge_app.cli.run.display_fault", lambda: None)
    monkeypatch.setattr("edge_app.system.redaction.install_redaction", lambda: None)  # it is for the whole process
    monkeypatch.setenv("HOME", str(tmp_path))
    words = ["run", "--live", "--size", "480x400", "--source", recording, "--trace", file, "--threads", "1"]
    done = CliRunner().invoke(main, [*map(str, words), "--bundle", str(bundle_folder), "--keys", str(keys_folder)])
    assert done.exit_code == 0, done.output
    assert b"Jane" not in file.read_bytes()
    trace = read_trace(file.read_bytes())
    assert set(trace.threads) == {"capture", "inference", "MainThread"}
    assert {"capture", "analysis", "update", "paint", "shown"} <= {span.name for span in trace.spans}
    assert trace.names("source opened") and trace.overwritten == 0


def test_a_place_where_it_cannot_be_written_is_reported_before_the_exam(
    recording: Path, bundle_folder: Path, keys_folder: Path
) -> None:
    done = examine(recording, recording / "0.png" / "trace.json", bundle_folder, keys_folder)
    assert done.exit_code != 0 and not isinstance(done.exception, OSError)
    assert "trace.json cannot be written" in done.stderr and done.stderr.count("\n") == 1
    assert not (recording.parent / "exam").exists()
