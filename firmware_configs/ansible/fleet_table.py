"""One table of a fleet, from what `deploy.sh` said of each device: python3 fleet_table.py FOLDER DEVICE...

The standard library only: it runs with whatever Python Ansible has.
"""

from __future__ import annotations

import csv
import json
import re
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

TABLE, ANSWERS = "fleet.csv", "answers.json"
STEPS = ("install", "update", "rollback")
_DEVICE = "edge-app release: "  # begins what a device says of itself
_FORMULA = ("=", "+", "-", "@", "\t", "\r")  # a spreadsheet would compute what begins so


@dataclass(frozen=True)
class Answer:
    """How one call of deploy.sh ended."""

    command: str
    code: int
    output: str
    errors: str


@dataclass(frozen=True)
class Row:
    """One device; its fields are the columns. Empty: not known."""

    device: str
    step: str  # "update done", "update failed" or "not tried"
    error: str  # why the step failed, or why the device did not answer where there was no step
    healthy: str  # "yes" or "no"
    runs: str  # version of the release whose process runs
    confirmed: str
    previous: str
    went_back_from: str
    went_back_because: str
    board: str
    architecture: str
    python: str
    free_gb: str  # 10^9 bytes, for releases and exams
    restarts: str  # of the kiosk, since systemd counts
    doctor: str  # "passed" or "failed"
    engine: str  # the fastest, measured beside the running kiosk
    p50_ms: str
    p95_ms: str


def read_answers(file: Path) -> list[Answer]:
    """What Ansible has registered of each call; empty where there is nothing."""
    if not file.exists():
        return []
    found = (one for one in json.loads(file.read_text(encoding="utf-8")) if "rc" in one)
    return [Answer(one["cmd"][1], one["rc"], one["stdout"], one["stderr"]) for one in found]


def row(device: str, answers: Iterable[Answer]) -> Row:
    """The line of a device."""
    by_command = {answer.command: answer for answer in answers}
    if not by_command:
        return Row(device, "not tried", *[""] * (len(fields(Row)) - 2))
    step = next((by_command[name] for name in STEPS if name in by_command), None)
    status, doctor, bench = (by_command.get(name) for name in ("status", "doctor", "bench"))
    said = _status(status)
    service, state, machine = (said.get(part) or {} for part in ("service", "state", "device"))
    left = state.get("last_rollback") or {}
    blamed = step if step is not None else status if not said else None
    return Row(
        device=device,
        step=f"{step.command} {'failed' if step.code else 'done'}" if step else "",
        error=_complaint(blamed.errors) if blamed and blamed.code else "",
        healthy=("yes" if said["healthy"] else "no") if "healthy" in said else "",
        runs=_text(service.get("running")),
        confirmed=_text(state.get("confirmed")),
        previous=_text(state.get("previous")),
        went_back_from=_text(left.get("version")),
        went_back_because=_text(left.get("reason")),
        board=_text(machine.get("board")),
        architecture=_text(machine.get("architecture")),
        python=_text(machine.get("python")),
        free_gb=f"{said['free'] / 1e9:.1f}" if said.get("free") is not None else "",
        restarts=_text(service.get("restarts")),
        doctor=("failed" if doctor.code else "passed") if doctor and said else "",
        **_speed(bench.output if bench else ""),
    )


def write(folder: Path, rows: Sequence[Row]) -> Path:
    """fleet.csv, as a spreadsheet reads it."""
    file = folder / TABLE
    columns = [field.name for field in fields(Row)]
    with file.open("w", newline="", encoding="utf-8") as out:
        table = csv.writer(out)
        table.writerow(columns)
        table.writerows([_plain(getattr(one, column)) for column in columns] for one in rows)
    return file


def _status(answer: Answer | None) -> Mapping[str, Any]:
    """The JSON of `deploy.sh status --json`, also of a device that is not healthy; empty if there is none."""
    try:
        said = json.loads(answer.output) if answer else {}
    except json.JSONDecodeError:
        return {}
    return said if isinstance(said, dict) else {}


def _speed(measured: str) -> dict[str, str]:
    """The engine that `edge-app tune` would choose, and its times."""
    chosen = re.search(r"^chosen: (.+)$", measured, re.MULTILINE)
    name = chosen[1] if chosen else ""
    times = re.search(rf"^{re.escape(name)} +\d+ +([\d.]+) +([\d.]+) +\d+ ", measured, re.MULTILINE) if name else None
    return {"engine": name, "p50_ms": times[1], "p95_ms": times[2]} if times else {"engine": "", "p50_ms": "", "p95_ms": ""}


def _complaint(text: str) -> str:
    """Why: the device's own reason if there is one, or the last of deploy.sh that says more than on which device it failed."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    reasons = [line for line in lines if line.startswith(_DEVICE)]
    said = [line for line in lines if not re.match(r"deploy\.sh: \S+ failed on ", line)]
    return (reasons or said or lines or [""])[-1]


def _text(value: object) -> str:
    return "" if value is None else str(value)


def _plain(text: str) -> str:
    return f"'{text}" if text.startswith(_FORMULA) else text


def main(args: Sequence[str]) -> int:
    if len(args) < 2:
        print("usage: python3 fleet_table.py FOLDER DEVICE...", file=sys.stderr)
        return 2
    folder, devices = Path(args[0]), args[1:]
    print(write(folder, [row(device, read_answers(folder / device / ANSWERS)) for device in devices]))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
