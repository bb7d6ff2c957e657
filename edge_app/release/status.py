"""What `deploy.sh status` shows: which release runs, by the process and not by intention, and what became of the last update."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from edge_app.errors import ReleaseError
from edge_app.release import service, version
from edge_app.release import state as states
from edge_app.release.device import Device
from edge_app.release.layout import Layout
from edge_app.release.read_only_root import root_state
from edge_app.release.service import RELEASE_VARIABLE, Service
from edge_app.release.state import Rollback, State

_DEPTH = len(Layout().tree("0").parents)  # of a release's folder below the root


@dataclass(frozen=True)
class Status:
    """The device now."""

    service: Service
    state: State
    device: Device
    free: int | None  # bytes on the data partition
    root: str = "unknown"  # whether it is put back at every start

    @property
    def healthy(self) -> bool:
        """Whether the confirmed release runs with its screen up, and nothing waits to be confirmed."""
        running = self.service.running
        return self.service.screen_is_up and running is not None and running == self.state.confirmed and not self.state.candidate

    def as_json(self) -> str:
        return json.dumps({"healthy": self.healthy, **asdict(self)}, indent=1, ensure_ascii=True)

    def lines(self) -> list[str]:
        """For people."""
        service, state = self.service, self.state
        running = f"release {service.running} (process {service.pid})" if service.running else "nothing"
        words = [
            ("runs", f"{running}{f', since {service.since}' if service.since else ''}"),
            ("systemd", f"{service.active or 'unknown'} ({service.sub or 'unknown'}), {service.restarts} restarts"),
            ("confirmed", state.confirmed or "none"),
            ("candidate", f"{state.candidate}, {state.starts} starts, {state.failures} failures" if state.candidate else "none"),
            ("previous", state.previous or "none"),
            ("floor", state.floor or "none"),
            ("board", f"{self.device.board or 'not named'}, {self.device.architecture}, Python {self.device.python}"),
            ("root", self.root),
            ("free", "unknown" if self.free is None else f"{self.free / 1e9:.1f} GB for releases and exams"),
        ]
        if service.status:
            words.insert(2, ("says", service.status))
        if left := state.last_rollback:
            words.append(("went back", f"from {left.version} at {left.time}: {left.reason}"))
        return [f"{name:10} {text}" for name, text in [("healthy", "yes" if self.healthy else "NO"), *words]]


def newer_release_left(environment: Mapping[str, str]) -> Rollback | None:
    """The release that was left, if it is newer than the one that a program with this environment is of."""
    tree = Path(environment.get(RELEASE_VARIABLE, ""))
    if len(tree.parents) < _DEPTH:
        return None  # it is of no release
    left = states.read_anyway(Layout(tree.parents[_DEPTH - 1])).last_rollback
    try:
        return left if left and version.order(left.version) > version.order(tree.name) else None
    except ReleaseError:
        return None


def status(layout: Layout) -> Status:
    """Ask systemd, the kernel and the state. Raises ReleaseError."""
    free = None
    with suppress(OSError):
        free = shutil.disk_usage(layout.data).free
    return Status(service.ask(layout), states.read(layout), Device.here(layout), free, root_state(layout))
