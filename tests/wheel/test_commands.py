"""Four commands of the installed wheel, in an empty environment, away from the checkout."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.wheel.installed import CHECKOUT, Installed

pytestmark = [pytest.mark.wheel, pytest.mark.timeout(1200)]  # the first test waits for the installation


def test_it_is_the_installed_one_and_nothing_of_the_checkout(installed: Installed) -> None:
    found = installed.run("python", "-c", "import edge_app; print(edge_app.__file__)")
    assert Path(found.stdout.strip()).is_relative_to(installed.programs.parent)
    for package in ("quantize", "benchmarks", "tests", "torch"):
        assert installed.run("python", "-c", f"import {package}").returncode == 1


@pytest.mark.parametrize("board", sorted(file.parent.name for file in (CHECKOUT / "firmware_configs").glob("*/board.toml")))
def test_config_knows_every_board(installed: Installed, board: str) -> None:
    done = installed.run("edge-app", "config", "--board", board)
    assert done.returncode == 0, done.stderr
    assert 'engine.runtime = "' in done.stdout and f"{board}/board.toml" in done.stdout
    assert str(CHECKOUT) not in done.stdout


def test_doctor_passes(installed: Installed) -> None:
    done = installed.run("edge-app", "doctor")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "FAIL" not in done.stdout and "project-2026" in done.stdout


def test_examine_then_analyse_what_it_wrote(installed: Installed) -> None:
    exam = installed.folder / "exam"
    done = installed.run("edge-app", "examine", "--muscle", "biceps brachii", "--frames", "3", "--out", str(exam))
    assert done.returncode == 0, done.stderr
    assert (exam / "exam.png").stat().st_size > 10_000
    images = sorted(str(file) for file in exam.rglob("*.png") if file.name != "exam.png")
    assert images

    done = installed.run("edge-app", "analyse", images[0], "--out", "overlays")
    assert done.returncode == 0, done.stderr
    (line,) = done.stdout.splitlines()
    found = json.loads(line)
    # The heatmap that was drawn over it is colour to the guard; and an image is from no device.
    assert (found["label"], found["guard"], found["validated"], found["score"]) == ("not judged", "colour", False, None)
    assert list((installed.folder / "overlays").glob("*.png"))
