"""The whole appliance, watched while it examines planted patients, and what may be found of them afterwards."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from edge_app.exams.store.key_vault import KeyVault
from edge_app.exams.store.store import ExamStore
from tests.privacy.canaries import PIN, finds, planted
from tests.privacy.strace import Watched, watch

PROJECT = Path(__file__).resolve().parents[2]
EXAMS = Path(".local/share/edge-app")  # in the home of the user
# Written through memory, where strace sees no bytes: SQLite's index of its log (numbers of pages, see "WAL-Index Format" in its
# documentation), and the semaphores of multiprocessing.
KNOWN_TO_BE_UNSEEN = re.compile(r"-shm$|^/dev/shm/sem\.")


@dataclass(frozen=True)
class Run:
    """A watched run of the appliance, in a home and with a stick of its own."""

    watched: Watched
    home: Path
    stick: Path
    patients: int

    @property
    def texts(self) -> list[str]:
        """Everything that was typed in of the patients."""
        return [text for one in planted(self.patients) for text in (one.identifier, one.reason)]


def environment(home: Path, **more: str) -> dict[str, str]:
    """This process's, with the home and temporary folder of a run."""
    taken = {"DISPLAY", "WAYLAND_DISPLAY", "DBUS_SESSION_BUS_ADDRESS"}
    own = {name: value for name, value in os.environ.items() if name not in taken and not name.startswith(("XDG_", "ORT_"))}
    (home / "tmp").mkdir(parents=True, exist_ok=True)
    return {
        **own, "HOME": str(home), "TMPDIR": str(home / "tmp"), "PYTHONPATH": str(PROJECT), "EDGE_APP_BOARD": "generic",
        "QT_QPA_PLATFORM": "offscreen", "QT_QUICK_BACKEND": "software", "OMP_WAIT_POLICY": "passive", **more,
    }  # fmt: skip


def run(folder: Path, patients: int, more: Mapping[str, str], isolated: bool = True) -> Run:
    """Examine so many planted patients on the watched appliance; more: of its environment. isolated: see `watch`."""
    home, stick, records = folder / "home", folder / "stick", folder / "records"
    for one in (home, stick, records):
        one.mkdir(parents=True)
    command = [sys.executable, "-m", "tests.privacy.appliance", str(patients), str(stick)]
    return Run(watch(command, records, environment(home, **more), isolated), home, stick, patients)


def unlocked(run: Run) -> ExamStore:
    folder = run.home / EXAMS
    return ExamStore(folder / "exams", KeyVault(folder / "exams", folder / "device.key").unlock("operator", PIN), "operator")


def nothing_leaves(run: Run) -> None:
    assert not run.watched.network, run.watched.network[:3]
    assert run.watched.peers == frozenset()


def nothing_is_reported(run: Run) -> None:
    """Of the patients, of the PIN and of the key: not in a path, on a command line, in a file, on standard output or error."""
    with unlocked(run) as store:
        key = store.key
    reported = {
        "a path": "\n".join(run.watched.paths).encode(),
        "a command line": "\n".join(run.watched.arguments).encode(),
        "standard output": run.watched.said,
        **run.watched.written,
        **{str(path): path.read_bytes() for path in (*run.home.rglob("*"), *run.stick.rglob("*")) if path.is_file()},
    }
    for where, content in reported.items():
        assert not finds([*run.texts, PIN], content), where
        assert key not in content and key.hex().encode() not in content.lower(), where
    unseen = {path for path in run.watched.unseen if not KNOWN_TO_BE_UNSEEN.search(path)}
    assert not unseen, f"written without a trace in the log: {unseen}"
