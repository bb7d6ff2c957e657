"""What deploy.sh said of each device, as one table."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pytest

from edge_app.release.device import Device
from edge_app.release.service import Service
from edge_app.release.state import Rollback, State
from edge_app.release.status import Status
from firmware_configs.ansible.fleet_table import main

SPEED = """\
edge-app tune, 2026-11-29, bundle test
machine: a board
screen: none, the engines only
engine                                 start ms   p50 ms   p95 ms  runs  golden vectors
LiteRT int8, 3 threads                       85     8.04     9.90    10  8 of 8 labels equal
ONNX Runtime int8, 4 threads                120     7.90    11.25    10  8 of 8 labels equal
OpenVINO int8, 4 threads               rejected: it is not installed
chosen: LiteRT int8, 3 threads
"""


def answered(command: str, output: str = "", code: int = 0, errors: str = "") -> dict[str, Any]:
    """As Ansible registers a call of deploy.sh."""
    return {
        "cmd": ["/somewhere/deploy.sh", command, "pi@10.0.0.7"],
        "rc": code,
        "stdout": output,
        "stderr": errors,
        "changed": False,
    }


def said(reason: str = "it hung", running: str | None = "0.2.0") -> str:
    """What `status --json` prints."""
    service = Service("notify", "active", "running", "success", 42, 1, "edge-app", "live", "today", 0, 0, running)
    state = State(confirmed="0.2.0", previous="0.1.9", last_rollback=Rollback("0.2.1", reason, "2026-11-29T10:00:00Z"))
    return Status(service, state, Device("aarch64", "3.11", "2.36", "raspberry-pi-5"), 12_340_000_000).as_json()


def table(folder: Path, *devices: str, **answers: object) -> list[dict[str, str]]:
    """The lines of these devices; answers: of some, by name."""
    for name, found in answers.items():
        (folder / name).mkdir()
        (folder / name / "answers.json").write_text(json.dumps(found))
    assert main([str(folder), *devices]) == 0
    with (folder / "fleet.csv").open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def test_a_device_is_a_line_with_everything_that_it_said(tmp_path: Path) -> None:
    answers = [answered("update"), answered("status", said()), answered("doctor"), answered("bench", SPEED)]
    (line,) = table(tmp_path, "probe", probe=answers)
    assert line == {
        "device": "probe", "step": "update done", "error": "", "healthy": "yes", "runs": "0.2.0", "confirmed": "0.2.0",
        "previous": "0.1.9", "went_back_from": "0.2.1", "went_back_because": "it hung", "board": "raspberry-pi-5",
        "architecture": "aarch64", "python": "3.11", "free_gb": "12.3", "restarts": "1", "doctor": "passed",
        "engine": "LiteRT int8, 3 threads", "p50_ms": "8.04", "p95_ms": "9.90",
    }  # fmt: skip


def test_a_failed_step_says_why_and_a_device_that_was_not_reached_says_so(tmp_path: Path) -> None:
    complaint = "edge-app release: it was given up\ndeploy.sh: release 0.2.1 does not run on pi\ndeploy.sh: update failed on pi\n"
    answers = [
        answered("update", code=1, errors=complaint),
        answered("status", said(running=None), 1),
        answered("doctor", code=1),
    ]
    failed, untouched = table(tmp_path, "probe", "other", probe=answers)
    assert (failed["step"], failed["error"]) == ("update failed", "edge-app release: it was given up")
    assert (failed["healthy"], failed["runs"], failed["doctor"], failed["p50_ms"]) == ("no", "", "failed", "")
    assert untouched["step"] == "not tried"
    assert set(untouched.values()) == {"other", "not tried", ""}


def test_a_device_that_does_not_answer_has_the_reason_and_no_figures(tmp_path: Path) -> None:
    silent = answered(
        "status", "", 1, "deploy.sh: pi cannot be reached by ssh with a key; try: ssh pi\ndeploy.sh: status failed on pi\n"
    )
    skipped = {"skipped": True, "changed": False}  # the step, where there was none
    (line,) = table(tmp_path, "probe", probe=[skipped, silent, answered("doctor", code=1)])
    assert "cannot be reached" in line["error"]
    assert (line["step"], line["healthy"], line["doctor"]) == ("", "", "")


@pytest.mark.parametrize("reason", ["=HYPERLINK(0)", "@SUM(A1)", "-1", "+1"])
def test_a_spreadsheet_computes_nothing_that_a_device_says(tmp_path: Path, reason: str) -> None:
    (line,) = table(tmp_path, "probe", probe=[answered("status", said(reason))])
    assert line["went_back_because"] == f"'{reason}"


def test_without_devices_it_says_how_it_is_called(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(tmp_path)]) == 2
    assert "FOLDER DEVICE" in capsys.readouterr().err
