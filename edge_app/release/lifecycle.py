"""Which release is started, when it is confirmed and when it is left: what systemd calls around each start of the kiosk.

    ExecStartPre   select    the candidate, if it has attempts left, else the confirmed release
    ExecStartPost  confirm   once the candidate said that its screen is up: its self-test, then it is the confirmed release
    ExecStopPost   stopped   a failure of the candidate is counted; after the third, the confirmed release is back
    OnFailure      fall_back once too many starts have failed: the previous release, once

Only `select` has to work on a disk that fails: then it chooses what needs nothing written.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import datetime, timezone
from pathlib import Path

from edge_app.errors import ReleaseError
from edge_app.release import state as states
from edge_app.release.install import remove_others
from edge_app.release.layout import MANIFEST, PROGRAM, Layout
from edge_app.release.manifest import Manifest, parse
from edge_app.release.state import MAX_STARTS, Rollback, State
from edge_app.system.atomic_write import atomic_write, fsync_folder

SelfTest = Callable[[Path], str | None]  # the release's folder -> why it does not pass, or None
_ENDED_ITSELF = ("exit-code", "protocol", "signal", "core-dump")  # and may have said why; what hangs has not
STORE_TABLES = "tables"  # file beside the exams: the number of the store's tables (edge_app.exams.store.tables_note.NOTE)


def now() -> str:
    """UTC by the device's clock, ISO 8601."""
    return datetime.now(timezone.utc).isoformat(timespec="seconds")


def select(layout: Layout) -> Path:
    """Choose the release of this start and link it where `start` looks. Raises ReleaseError where there is none to run.

    `start` then finds no link, not that of an earlier start: it must not run a release that was given up.
    """
    layout.selected.unlink(missing_ok=True)
    try:
        with states.locked(layout):
            state = _with_attempts(states.read(layout))
            chosen = _first_there(layout, state.candidate, state.confirmed, state.previous)
            states.write(layout, states.started(state, chosen))
            _point(layout.current, state.confirmed)
    except (OSError, ReleaseError):  # the disk fails: a candidate whose starts cannot be counted is not started
        state = states.read_anyway(layout)
        chosen = _first_there(layout, state.confirmed, state.previous)
    tree = layout.tree(chosen)
    _link(layout.selected, str(tree))
    return tree


def confirm(layout: Layout, self_test: SelfTest) -> str | None:
    """Make the candidate that was started the confirmed release, if it passes; returns its version, or None if there is none.

    Raises ReleaseError with the reason where it does not pass, which is kept, and OSError.
    """
    candidate = states.read(layout)
    if not candidate.on_trial or candidate.candidate is None:
        with states.locked(layout):
            _point(layout.current, states.read(layout).confirmed)
        return None
    tree = layout.tree(candidate.candidate)
    found = manifest_of(tree)
    if reason := self_test(tree):
        with states.locked(layout):
            states.write(layout, states.self_test_failed(states.read(layout), reason))
        raise ReleaseError(f"release {candidate.candidate} does not pass its self-test: {reason}")
    with states.locked(layout):
        # First the state, then the link: who migrates data asks the link, and must not be early.
        after = states.confirmed(states.read(layout), found.floor)
        states.write(layout, after)
        _point(layout.current, after.confirmed)
        atomic_write(layout.program, (tree / PROGRAM).read_bytes())
    with suppress(OSError):  # it is confirmed, whatever becomes of old files
        remove_others(layout)
    return candidate.candidate


def stopped(
    layout: Layout, environment: Mapping[str, str], last_words: Callable[[], str] = lambda: "", time: str | None = None
) -> State:
    """Count the end of the candidate if systemd says that it failed; returns the state after it. Raises OSError, ReleaseError.

    environment: SERVICE_RESULT, EXIT_CODE and EXIT_STATUS, as systemd.exec(5) describes them; last_words: the last error that the
    program reported, asked for only where it ended by itself.
    """
    if (result := environment.get("SERVICE_RESULT", "success")) == "success":
        return states.read(layout)
    reason = _reason(result, environment)
    if states.read(layout).on_trial and result in _ENDED_ITSELF and (words := last_words()):
        reason = f"{reason}: {words}"
    with states.locked(layout):
        state = states.failed(states.read(layout), reason, time or now())
        states.write(layout, state)
    return state


def rollback(layout: Layout, reason: str, anyway: bool = False) -> str:
    """Make the previous release the confirmed one, or give up a candidate; returns the version that runs from the next start.

    anyway: also where the previous release cannot read the exams any more. Raises ReleaseError, OSError.
    """
    with states.locked(layout):
        after = states.rolled_back(states.read(layout), reason, now())
        if after.confirmed is None:
            raise ReleaseError("no other release is confirmed on this device; install one with `deploy.sh update`")
        tree = layout.tree(after.confirmed)
        if not (tree / MANIFEST).exists():
            raise ReleaseError(
                f"release {after.confirmed} is no longer on this device; give its file: `deploy.sh rollback --release FILE`"
            )
        tables = store_tables(layout)
        if not anyway and tables is not None and tables > (known := manifest_of(tree).store_schema):
            raise ReleaseError(
                f"release {after.confirmed} cannot read the exams, whose tables are of form {tables} and not {known} any more; "
                "back them up with this release, then add --anyway"
            )
        states.write(layout, after)
        _point(layout.current, after.confirmed)
    return after.confirmed


def fall_back(layout: Layout) -> str:
    """Leave the release that cannot be started, once until the power is switched off; returns the version that is next.

    A release that was installed meanwhile and never started is what is tried next. Raises ReleaseError where nothing else is left
    to try, and OSError.
    """
    state = states.read(layout)
    if state.candidate is not None and not state.on_trial:
        return state.candidate
    if layout.fell_back.exists():
        raise ReleaseError(
            "the previous release was tried already; restart the device, or install another with `deploy.sh update`"
        )
    layout.fell_back.touch()  # first: whatever happens now, the page comes next and not another round
    return rollback(layout, "the kiosk could not be started")


def call_off(layout: Layout, version: str, reason: str) -> None:
    """Give up a candidate before it was ever started. Raises OSError, ReleaseError."""
    with states.locked(layout):
        state = states.read(layout)
        if state.candidate == version:
            states.write(layout, states.without_candidate(state, reason, now()))


def last_rollback(layout: Layout) -> Rollback | None:
    """The last release that was left, and why. Raises ReleaseError."""
    return states.read(layout).last_rollback


def manifest_of(tree: Path) -> Manifest:
    """The manifest of an unpacked release. Raises ReleaseError."""
    try:
        return parse((tree / MANIFEST).read_bytes())
    except OSError as exc:
        raise ReleaseError(f"{tree / MANIFEST} cannot be read ({exc.strerror}); install the release again") from exc


def store_tables(layout: Layout) -> int | None:
    """The number of the store's tables, which stands beside the encrypted store; None where nobody has noted it."""
    with suppress(OSError, ValueError):
        return int((layout.exams / STORE_TABLES).read_text(encoding="ascii"))
    return None


def _with_attempts(state: State) -> State:
    if state.candidate is None or state.starts < MAX_STARTS:
        return state
    return states.without_candidate(state, f"it was started {state.starts} times and never passed its self-test", now())


def _first_there(layout: Layout, *versions: str | None) -> str:
    for version in versions:
        if version is not None and (layout.tree(version) / MANIFEST).exists():
            return version
    raise ReleaseError(f"{layout.releases} has no release that can be started; install one with `deploy.sh install`")


def _point(link: Path, version: str | None) -> None:
    """Make the link to the confirmed release say what the state says. Raises OSError."""
    if version is not None and not (link.is_symlink() and str(link.readlink()) == version):
        _link(link, version)
        fsync_folder(link.parent)


def _link(link: Path, target: str) -> None:
    """Replace a link by one rename."""
    link.parent.mkdir(parents=True, exist_ok=True)
    part = link.with_name(f".{link.name}.new")
    part.unlink(missing_ok=True)  # of a program that was killed
    part.symlink_to(target)
    part.replace(link)


def _reason(result: str, environment: Mapping[str, str]) -> str:
    """What systemd says of the end, in words."""
    ended = f"{environment.get('EXIT_CODE', '')} {environment.get('EXIT_STATUS', '')}".strip()
    said = {
        "timeout": "it did not start or stop in time",
        "watchdog": "it hung: the watchdog was not fed",
        "protocol": "it ended before its screen was up",
        "exit-code": "it ended with an error",
        "signal": "it was ended by a signal",
        "core-dump": "it crashed",
        "oom-kill": "it took more memory than there is",
    }.get(result, f"systemd reports {result}")
    return f"{said} ({ended})" if ended else said
