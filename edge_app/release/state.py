"""What the device knows of its releases: `state.json`, replaced whole, and the changes of it, which are pure functions."""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, fields, replace
from typing import Any

from edge_app.errors import ReleaseError
from edge_app.release import version
from edge_app.release.layout import Layout
from edge_app.system.atomic_write import atomic_write

MAX_FAILURES = 3  # of a candidate, then it is dropped
MAX_STARTS = 10  # of a candidate that never failed and was never confirmed: power that goes, or a machine that hangs as a whole
_LONGEST_REASON = 400  # characters


@dataclass(frozen=True)
class Rollback:
    """That a release was left, and why."""

    version: str  # the one that was left
    reason: str
    time: str  # UTC, ISO 8601, by the device's clock


@dataclass(frozen=True)
class State:
    """The releases of a device, by their versions."""

    confirmed: str | None = None  # passed its self-test here; it runs unless there is a candidate
    candidate: str | None = None  # unpacked, and still to be confirmed
    previous: str | None = None  # was confirmed before, and can be gone back to
    selected: str | None = None  # chosen at the last start
    starts: int = 0  # of the candidate
    failures: int = 0  # of the candidate, as systemd reported them
    reason: str = ""  # of the candidate's last failure
    floor: str | None = None  # older versions are refused
    installed: tuple[str, ...] = ()  # all that were ever confirmed here
    last_rollback: Rollback | None = None
    applied: str | None = None  # the release whose system files are in place

    @property
    def on_trial(self) -> bool:
        """Whether it is the candidate that was started last."""
        return self.candidate is not None and self.candidate == self.selected


# --- changes ----------------------------------------------------------------------------------------------------------


def with_candidate(state: State, candidate: str) -> State:
    """A release was unpacked. The confirmed one is not tried again: what was to be tried in its place is let go of."""
    return replace(state, candidate=None if candidate == state.confirmed else candidate, starts=0, failures=0, reason="")


def started(state: State, selected: str) -> State:
    """A release was chosen for a start."""
    on_trial = selected == state.candidate
    return replace(state, selected=selected, starts=state.starts + on_trial)


def failed(state: State, reason: str, time: str) -> State:
    """systemd said that the release which was started last has failed. Only a candidate's failures count."""
    if not state.on_trial:
        return state
    state = replace(state, failures=state.failures + 1, reason=state.reason or reason[:_LONGEST_REASON])
    if state.failures < MAX_FAILURES:
        return replace(state, reason="")  # the next start may fail of something else
    return without_candidate(state, f"it failed {state.failures} times; the last time: {state.reason}", time)


def self_test_failed(state: State, reason: str) -> State:
    """The candidate did not pass its self-test; systemd will report a failure, of which this is the reason."""
    return replace(state, reason=reason[:_LONGEST_REASON]) if state.on_trial else state


def without_candidate(state: State, reason: str, time: str) -> State:
    """The candidate is given up, for this reason."""
    assert state.candidate is not None
    dropped = Rollback(state.candidate, reason[:_LONGEST_REASON], time)
    return replace(state, candidate=None, starts=0, failures=0, reason="", last_rollback=dropped)


def with_system_files(state: State, version: str) -> State:
    """The system's files are those of this release."""
    return replace(state, applied=version)


def confirmed(state: State, floor: str) -> State:
    """The candidate passed its self-test. floor: of its manifest."""
    if not state.on_trial:
        return state
    assert state.candidate is not None
    return replace(
        state,
        confirmed=state.candidate,
        previous=state.confirmed if state.confirmed != state.candidate else state.previous,
        candidate=None,
        starts=0,
        failures=0,
        reason="",
        floor=max(state.floor, floor, key=version.order) if state.floor else floor,
        installed=(*(one for one in state.installed if one != state.candidate), state.candidate),
    )


def rolled_back(state: State, reason: str, time: str) -> State:
    """Back to the previous release. The one that is left cannot be gone back to: two broken ones would take turns for ever.

    Raises ReleaseError where there is nothing to go back to.
    """
    if state.candidate is not None:
        return without_candidate(state, reason, time)
    if state.previous is None or state.confirmed is None:
        raise ReleaseError("there is no previous release to go back to; install one with `deploy.sh update`")
    left = Rollback(state.confirmed, reason[:_LONGEST_REASON], time)
    return replace(state, confirmed=state.previous, previous=None, last_rollback=left)


# --- the file ---------------------------------------------------------------------------------------------------------


def read(layout: Layout) -> State:
    """The state; of a file that is damaged, what the link to the confirmed release says. Raises ReleaseError."""
    try:
        return _parsed(layout.state.read_bytes())
    except FileNotFoundError:
        return State()
    except OSError as exc:
        raise ReleaseError(f"{layout.state} cannot be read ({exc.strerror}); check the data partition") from exc
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return _of_link(layout)


def read_anyway(layout: Layout) -> State:
    """The state, or where the disk does not give it, what the link to the confirmed release says."""
    try:
        return read(layout)
    except ReleaseError:
        return _of_link(layout)


def write(layout: Layout, state: State) -> None:
    """Raises OSError; the earlier state is then still there."""
    atomic_write(layout.state, (json.dumps(asdict(state), indent=1) + "\n").encode())


@contextmanager
def locked(layout: Layout, name: str = ".lock", wait: bool = True) -> Iterator[None]:
    """One program at a time changes the state; the kernel gives the lock back however a program ends.

    Raises OSError, and BlockingIOError where somebody holds the lock and `wait` is false.
    """
    layout.releases.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(layout.releases / name, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
        yield
    finally:
        os.close(descriptor)


def _parsed(content: bytes) -> State:
    """Fields that are not known are left aside: a newer release may have written them. Raises what `read` expects."""
    found: dict[str, Any] = json.loads(content)
    found["confirmed"]  # that is always written: without it this is another file
    known = {field.name: found[field.name] for field in fields(State) if field.name in found}
    for name in ("confirmed", "candidate", "previous", "selected", "floor", "applied"):
        if known.get(name) is not None:
            _of_version(known[name])
    if any(type(known.get(name, 0)) is not int for name in ("starts", "failures")):
        raise ValueError("not a count")
    known["installed"] = tuple(_of_version(one) for one in known.get("installed", ()))
    if rollback := known.get("last_rollback"):
        known["last_rollback"] = Rollback(str(rollback["version"]), str(rollback["reason"]), str(rollback["time"]))
    known["reason"] = str(known.get("reason", ""))
    return State(**known)


def _of_version(text: str) -> str:
    try:
        version.order(text)
    except ReleaseError as exc:
        raise ValueError("not a version") from exc
    return text


def _of_link(layout: Layout) -> State:
    with suppress(OSError, ValueError):
        name = _of_version(layout.current.readlink().name)
        return State(confirmed=name, installed=(name,), floor=name)
    return State()
