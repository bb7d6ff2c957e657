from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from edge_app.errors import ReleaseError
from edge_app.release import lifecycle
from edge_app.release import state as states
from edge_app.release.install import install
from edge_app.release.layout import Layout
from edge_app.release.state import MAX_FAILURES, MAX_STARTS, State
from tests.support.releases import DEVICE, SmallRelease, trusting

CRASHED = {"SERVICE_RESULT": "exit-code", "EXIT_CODE": "exited", "EXIT_STATUS": "1"}
CLEAN = {"SERVICE_RESULT": "success", "EXIT_CODE": "killed", "EXIT_STATUS": "TERM"}


@pytest.fixture(scope="module")
def updated(module_folder: Path) -> Path:
    """The root of a device on which 0.1.0 is confirmed and 0.2.0 is the candidate."""
    folder = module_folder
    layout = trusting(folder / "device")
    install(layout, SmallRelease("0.1.0").write(folder), DEVICE)
    lifecycle.select(layout)
    lifecycle.confirm(layout, passes)
    install(layout, SmallRelease("0.2.0", changes={"store_schema": 8}).write(folder), DEVICE)
    return layout.root


@pytest.fixture
def device(updated: Path, tmp_path: Path) -> Layout:
    """The same, for one test."""
    shutil.copytree(updated, tmp_path / "device", symlinks=True)
    return Layout(tmp_path / "device")


def passes(tree: Path) -> str | None:
    return None


def differs(tree: Path) -> str | None:
    return "the golden vectors differ"


def start(layout: Layout) -> str:
    """The version that systemd's start would run; the link that `start` reads says the same."""
    tree = lifecycle.select(layout)
    assert layout.selected.readlink() == tree
    return tree.name


def current(layout: Layout) -> str:
    return str(layout.current.readlink())


def test_a_candidate_is_started_and_confirmed_by_its_self_test(device: Layout) -> None:
    assert start(device) == "0.2.0"
    assert current(device) == "0.1.0"
    assert lifecycle.confirm(device, passes) == "0.2.0"
    state = states.read(device)
    assert (state.confirmed, state.candidate, state.previous, current(device)) == ("0.2.0", None, "0.1.0", "0.2.0")
    assert state.installed == ("0.1.0", "0.2.0")
    assert lifecycle.confirm(device, differs) is None  # what is confirmed is not put on trial again


def test_three_failures_bring_the_old_release_back_and_the_reason_is_kept(device: Layout) -> None:
    for _ in range(MAX_FAILURES):
        assert start(device) == "0.2.0"
        lifecycle.stopped(device, CRASHED, time="2026-11-29T10:00:00+00:00")
    assert start(device) == "0.1.0"
    left = states.read(device).last_rollback
    assert left is not None
    assert (left.version, left.time) == ("0.2.0", "2026-11-29T10:00:00+00:00")
    assert left.reason == "it failed 3 times; the last time: it ended with an error (exited 1)"


def test_what_it_said_last_is_kept_with_the_reason(device: Layout) -> None:
    for _ in range(MAX_FAILURES):
        start(device)
        lifecycle.stopped(device, CRASHED, lambda: "ImportError: libEGL.so.1: cannot open shared object file")
    left = states.read(device).last_rollback
    assert left is not None
    assert left.reason.endswith("it ended with an error (exited 1): ImportError: libEGL.so.1: cannot open shared object file")


def test_what_hangs_or_is_no_candidate_is_not_asked_for_its_last_words(device: Layout) -> None:
    def never() -> str:
        raise AssertionError("asked")

    lifecycle.stopped(device, CRASHED, never)  # it is not the candidate that was started
    start(device)
    lifecycle.stopped(device, {"SERVICE_RESULT": "watchdog", "EXIT_CODE": "dumped", "EXIT_STATUS": "ABRT"}, never)
    assert states.read(device).failures == 1


def test_a_self_test_that_fails_is_the_reason_and_not_the_exit_code_that_follows(device: Layout) -> None:
    for _ in range(MAX_FAILURES):
        start(device)
        with pytest.raises(ReleaseError, match="does not pass its self-test: the golden vectors differ"):
            lifecycle.confirm(device, differs)
        lifecycle.stopped(device, CRASHED)
    left = states.read(device).last_rollback
    assert left is not None and left.reason == "it failed 3 times; the last time: the golden vectors differ"
    assert current(device) == "0.1.0"


def test_the_reason_is_that_of_the_last_failure(device: Layout) -> None:
    start(device)
    with pytest.raises(ReleaseError):
        lifecycle.confirm(device, differs)
    lifecycle.stopped(device, CRASHED)
    for _ in range(MAX_FAILURES - 1):
        start(device)
        lifecycle.stopped(device, {"SERVICE_RESULT": "watchdog", "EXIT_CODE": "dumped", "EXIT_STATUS": "ABRT"})
    left = states.read(device).last_rollback
    assert left is not None and left.reason.endswith("it hung: the watchdog was not fed (dumped ABRT)")


def test_a_power_loss_and_a_clean_stop_are_no_failures(device: Layout) -> None:
    start(device)  # and the power goes: nobody says how it ended
    start(device)
    lifecycle.stopped(device, CLEAN)
    lifecycle.stopped(device, {})
    assert states.read(device).failures == 0
    assert start(device) == "0.2.0"
    assert lifecycle.confirm(device, passes) == "0.2.0"


def test_a_candidate_that_takes_the_machine_with_it_every_time_is_given_up(device: Layout) -> None:
    assert [start(device) for _ in range(MAX_STARTS)] == ["0.2.0"] * MAX_STARTS
    assert start(device) == "0.1.0"
    left = states.read(device).last_rollback
    assert left is not None and left.reason == "it was started 10 times and never passed its self-test"


def test_what_was_not_started_is_neither_confirmed_nor_blamed(device: Layout, tmp_path: Path) -> None:
    """An update that arrives while the old release runs."""
    assert lifecycle.confirm(device, passes) is None
    lifecycle.stopped(device, CRASHED)
    state = states.read(device)
    assert (state.confirmed, state.candidate, state.failures) == ("0.1.0", "0.2.0", 0)


def test_failures_of_a_confirmed_release_are_not_counted(device: Layout) -> None:
    start(device)
    lifecycle.confirm(device, passes)
    for _ in range(2 * MAX_FAILURES):
        assert start(device) == "0.2.0"
        lifecycle.stopped(device, CRASHED)


def test_confirming_keeps_one_previous_release_and_removes_older_ones(device: Layout, tmp_path: Path) -> None:
    start(device)
    lifecycle.confirm(device, passes)
    install(device, SmallRelease("0.3.0").write(tmp_path), DEVICE)
    (device.cache / "0.1.0").mkdir(parents=True)
    (device.releases / "0.2.5.partial").mkdir()
    start(device)
    lifecycle.confirm(device, passes)
    assert {path.name for path in device.releases.iterdir() if path.is_dir() and not path.is_symlink()} == {"0.2.0", "0.3.0"}
    assert list(device.cache.iterdir()) == []


def test_a_release_that_cannot_be_started_is_left_once_until_the_power_is_off(device: Layout, tmp_path: Path) -> None:
    device.root.joinpath("run").mkdir(exist_ok=True)
    start(device)
    lifecycle.confirm(device, passes)
    assert lifecycle.fall_back(device) == "0.1.0" == start(device)
    left = states.read(device).last_rollback
    assert left is not None and (left.version, left.reason) == ("0.2.0", "the kiosk could not be started")
    with pytest.raises(ReleaseError, match="the previous release was tried already"):
        lifecycle.fall_back(device)
    device.fell_back.unlink()
    with pytest.raises(ReleaseError, match="no previous release to go back to"):
        lifecycle.fall_back(device)


def test_a_release_that_was_never_started_is_tried_before_anything_is_gone_back_to(device: Layout, tmp_path: Path) -> None:
    device.root.joinpath("run").mkdir(exist_ok=True)
    assert lifecycle.fall_back(device) == "0.2.0" == start(device)
    assert states.read(device).last_rollback is None
    assert lifecycle.fall_back(device) == "0.1.0"  # it was started, and is given up


def test_where_none_can_be_chosen_no_earlier_choice_is_started(device: Layout) -> None:
    start(device)
    shutil.rmtree(device.releases)
    with pytest.raises(ReleaseError, match="has no release that can be started"):
        lifecycle.select(device)
    assert not device.selected.is_symlink()


def test_a_rollback_goes_to_the_previous_release_once(device: Layout) -> None:
    start(device)
    lifecycle.confirm(device, passes)
    assert lifecycle.rollback(device, "the clinic asked for it") == "0.1.0"
    assert (start(device), current(device)) == ("0.1.0", "0.1.0")
    left = states.read(device).last_rollback
    assert left is not None and (left.version, left.reason) == ("0.2.0", "the clinic asked for it")
    with pytest.raises(ReleaseError, match="no previous release"):  # two broken releases would take turns for ever
        lifecycle.rollback(device, "again")


def test_a_rollback_gives_up_a_candidate(device: Layout) -> None:
    start(device)
    assert lifecycle.rollback(device, "it flickers") == "0.1.0"
    assert start(device) == "0.1.0"


def test_a_rollback_to_a_release_that_cannot_read_the_exams_is_refused(device: Layout) -> None:
    start(device)
    lifecycle.confirm(device, passes)
    device.exams.mkdir(parents=True)
    (device.exams / lifecycle.STORE_TABLES).write_text("8\n")
    with pytest.raises(ReleaseError, match=r"release 0\.1\.0 cannot read the exams, whose tables are of form 8 and not 7"):
        lifecycle.rollback(device, "asked")
    assert start(device) == "0.2.0"
    assert lifecycle.rollback(device, "asked", anyway=True) == "0.1.0"


def test_a_rollback_to_a_release_that_is_gone_is_refused(device: Layout) -> None:
    start(device)
    lifecycle.confirm(device, passes)
    shutil.rmtree(device.tree("0.1.0"))
    with pytest.raises(ReleaseError, match="no longer on this device"):
        lifecycle.rollback(device, "asked")
    assert start(device) == "0.2.0"


def test_a_candidate_whose_folder_is_gone_is_passed_over(device: Layout) -> None:
    shutil.rmtree(device.tree("0.2.0"))
    assert start(device) == "0.1.0"


@pytest.mark.parametrize("content", [b"", b"{", b"\0" * 300, b"[]", b'{"confirmed": "../../etc"}', b'{"failures": "x"}', b"\xff"])
def test_a_damaged_state_is_read_off_the_link(device: Layout, content: bytes) -> None:
    start(device)
    lifecycle.confirm(device, passes)
    device.state.write_bytes(content)
    assert states.read(device) == State(confirmed="0.2.0", installed=("0.2.0",), floor="0.2.0")
    assert start(device) == "0.2.0"


def test_a_state_of_a_newer_program_is_read(device: Layout) -> None:
    device.state.write_text(json.dumps(json.loads(device.state.read_text()) | {"moon": "full"}))
    assert start(device) == "0.2.0"


def test_where_the_disk_cannot_be_written_the_confirmed_release_starts(device: Layout, monkeypatch: pytest.MonkeyPatch) -> None:
    """A candidate whose starts cannot be counted could hang the machine for ever."""

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(states, "atomic_write", full)
    assert start(device) == "0.1.0"


def test_without_any_release_there_is_one_sentence(tmp_path: Path) -> None:
    layout = trusting(tmp_path / "empty")
    with pytest.raises(ReleaseError, match="has no release that can be started; install one"):
        lifecycle.select(layout)
    with pytest.raises(ReleaseError, match="no previous release"):
        lifecycle.rollback(layout, "asked")
    assert lifecycle.stopped(layout, CRASHED) == State()


def test_the_first_release_of_a_device_that_fails_leaves_its_reason(tmp_path: Path) -> None:
    layout = trusting(tmp_path / "new")
    install(layout, SmallRelease("0.1.0").write(tmp_path), DEVICE)
    for _ in range(MAX_FAILURES):
        start(layout)
        lifecycle.stopped(layout, {"SERVICE_RESULT": "protocol", "EXIT_CODE": "exited", "EXIT_STATUS": "0"})
    left = states.read(layout).last_rollback
    assert left is not None and "it ended before its screen was up" in left.reason
    with pytest.raises(ReleaseError, match="has no release that can be started"):
        lifecycle.select(layout)
