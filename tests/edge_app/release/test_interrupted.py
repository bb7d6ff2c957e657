"""Whatever is interrupted, wherever: a working release can be started, and the same command brings it to its end."""

from __future__ import annotations

import random
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from edge_app.release import lifecycle
from edge_app.release import state as states
from edge_app.release.install import install
from edge_app.release.layout import Layout
from edge_app.release.unpack import read_back
from tests.support.ended_at_step import Ending, end_at
from tests.support.killed import killed
from tests.support.releases import DEVICE, SmallRelease, trusting

OLD, NEW, NEXT = "0.1.0", "0.2.0", "0.3.0"
MANY = 200  # steps: more than any command has


def passes(tree: Path) -> str | None:
    return None


def confirm_all(layout: Layout) -> None:
    """Started and confirmed, as systemd does it."""
    lifecycle.select(layout)
    lifecycle.confirm(layout, passes)


@pytest.fixture(scope="module")
def files(module_folder: Path) -> dict[str, Path]:
    return {version: SmallRelease(version).write(module_folder) for version in (OLD, NEW, NEXT)}


@pytest.fixture(scope="module")
def stages(module_folder: Path, files: dict[str, Path]) -> dict[str, Path]:
    """Roots of devices: the old release confirmed; the new one a candidate; started; both confirmed and the next one started."""
    layout = trusting(module_folder / "device")
    install(layout, files[OLD], DEVICE)
    confirm_all(layout)
    kept = {}

    def keep(name: str) -> None:
        kept[name] = module_folder / name
        shutil.copytree(layout.root, kept[name], symlinks=True)

    keep("confirmed")
    install(layout, files[NEW], DEVICE)
    keep("candidate")
    lifecycle.select(layout)
    keep("started")
    lifecycle.confirm(layout, passes)
    install(layout, files[NEXT], DEVICE)
    lifecycle.select(layout)
    keep("third")
    return kept


def starts_something_whole(layout: Layout) -> str:
    """The version that a start would take now; every byte of it is there. Nothing is counted."""
    before = layout.state.read_bytes()
    tree = lifecycle.select(layout)
    layout.state.write_bytes(before)
    read_back(lifecycle.manifest_of(tree), tree)
    return tree.name


def every_step(
    stage: Path, folder: Path, command: Callable[[Layout], object], done: Callable[[Layout], bool], ending: Ending, stride: int
) -> int:
    """End the command at every `stride`-th step, look, run it again; returns how many steps there were."""
    for step in range(0, MANY, stride):
        root = folder / "device"
        shutil.copytree(stage, root, symlinks=True)
        layout = Layout(root)
        reached = end_at(step, ending, root, lambda at=layout: command(at))  # type: ignore[misc]
        assert starts_something_whole(layout)
        command(layout)
        assert done(layout), f"step {step}"
        assert starts_something_whole(layout)
        shutil.rmtree(root)
        if not reached:
            return step
    raise AssertionError("it never came to its end")


def is_installed(layout: Layout) -> bool:
    return states.read(layout).candidate == NEW and layout.tree(NEW).is_dir() and not list(layout.releases.glob("*.partial"))


def is_confirmed(version: str) -> Callable[[Layout], bool]:
    def confirmed(layout: Layout) -> bool:
        state = states.read(layout)
        return (state.confirmed, state.candidate, str(layout.current.readlink())) == (version, None, version)

    return confirmed


@pytest.mark.parametrize("ending", Ending)
def test_an_installation_can_be_run_again(
    stages: dict[str, Path], files: dict[str, Path], tmp_path: Path, ending: Ending
) -> None:
    every_step(stages["confirmed"], tmp_path, lambda layout: install(layout, files[NEW], DEVICE), is_installed, ending, stride=8)


@pytest.mark.slow
@pytest.mark.parametrize("ending", Ending)
def test_an_installation_can_be_run_again_at_every_step(
    stages: dict[str, Path], files: dict[str, Path], tmp_path: Path, ending: Ending
) -> None:
    steps = every_step(
        stages["confirmed"], tmp_path, lambda layout: install(layout, files[NEW], DEVICE), is_installed, ending, stride=1
    )
    assert steps > 20
    print(f"an installation {ending.value} at each of its {steps} steps")


@pytest.mark.parametrize("ending", Ending)
def test_a_confirmation_can_be_run_again(stages: dict[str, Path], tmp_path: Path, ending: Ending) -> None:
    every_step(stages["third"], tmp_path, confirm_all, is_confirmed(NEXT), ending, stride=4)


@pytest.mark.slow
@pytest.mark.parametrize("ending", Ending)
@pytest.mark.parametrize(("stage", "version"), [("started", NEW), ("third", NEXT)])
def test_a_confirmation_can_be_run_again_at_every_step(
    stages: dict[str, Path], tmp_path: Path, ending: Ending, stage: str, version: str
) -> None:
    steps = every_step(stages[stage], tmp_path, confirm_all, is_confirmed(version), ending, stride=1)
    assert steps >= 6
    print(f"a confirmation {ending.value} at each of its {steps} steps")


@pytest.mark.parametrize("ending", Ending)
def test_a_rollback_is_done_or_not_done(stages: dict[str, Path], tmp_path: Path, ending: Ending) -> None:
    """It is not asked for twice: a second one would go back further."""
    for step in range(MANY):
        root = tmp_path / "device"
        shutil.copytree(stages["started"], root, symlinks=True)
        layout = Layout(root)
        confirm_all(layout)
        reached = end_at(step, ending, root, lambda at=layout: lifecycle.rollback(at, "asked"))  # type: ignore[misc]
        lifecycle.select(layout)
        state = states.read(layout)
        assert (state.confirmed, state.previous) in ((NEW, OLD), (OLD, None))
        assert str(layout.current.readlink()) == state.confirmed == starts_something_whole(layout)
        shutil.rmtree(root)
        if not reached:
            assert step >= 5
            return
    raise AssertionError("it never came to its end")


@pytest.mark.parametrize("ending", Ending)
def test_a_start_that_is_ended_is_no_failure(stages: dict[str, Path], tmp_path: Path, ending: Ending) -> None:
    for step in range(MANY):
        root = tmp_path / "device"
        shutil.copytree(stages["candidate"], root, symlinks=True)
        layout = Layout(root)
        reached = end_at(step, ending, root, lambda at=layout: lifecycle.select(at))  # type: ignore[misc]
        assert lifecycle.select(layout).name == NEW
        assert states.read(layout).failures == 0
        confirm_all(layout)
        assert is_confirmed(NEW)(layout)
        shutil.rmtree(root)
        if not reached:
            return
    raise AssertionError("it never came to its end")


def updates(layout: Layout, files: dict[str, Path], chance: random.Random, count: int) -> int:
    """Interrupt so many updates at random moments, one version after the other; returns how often no release could be started."""
    without = 0
    versions = [OLD, NEW, NEXT]
    for number in range(count):
        file = files[versions[number % len(versions)]]

        def update(report: int, file: Path = file) -> None:
            install(layout, file, DEVICE, rollback=True)
            confirm_all(layout)

        killed(update, chance, within_s=0.2)
        try:
            starts_something_whole(layout)
        except Exception as exc:
            without += 1
            print(f"update {number}: {exc}")
        if chance.random() < 0.5:
            install(layout, file, DEVICE, rollback=True)
            confirm_all(layout)
            assert states.read(layout).confirmed == versions[number % len(versions)]
    return without


def test_interrupted_updates_leave_a_working_release(stages: dict[str, Path], files: dict[str, Path], tmp_path: Path) -> None:
    shutil.copytree(stages["confirmed"], tmp_path / "device", symlinks=True)
    assert updates(Layout(tmp_path / "device"), files, random.Random(14), 4) == 0


@pytest.mark.slow
def test_210_interrupted_updates_leave_a_working_release(
    stages: dict[str, Path], files: dict[str, Path], tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    count = 40 if request.config.getoption("--short") else 210
    shutil.copytree(stages["confirmed"], tmp_path / "device", symlinks=True)
    without = updates(Layout(tmp_path / "device"), files, random.Random(), count)
    print(f"{without} of {count} interrupted updates left the device without a working release")
    assert without == 0
