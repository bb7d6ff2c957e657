"""Which board with which system: names are checked, and every lock that is needed is there."""

from __future__ import annotations

from pathlib import Path

import pytest

from firmware_configs.release.errors import BuildError
from firmware_configs.release.target import BOARDS, target
from locks.renew import GLIBC, NOT_ON_DEVICES, read_pins

CHECKOUT = Path(__file__).resolve().parents[3]
EVERY = [(board.name, suite) for board in BOARDS.values() for suite in board.suites]


@pytest.mark.parametrize(("board", "suite"), EVERY)
def test_the_lock_of_a_target_is_for_its_python_and_c_library(board: str, suite: str) -> None:
    found = target(board, suite)
    assert GLIBC[found.suite.python] == found.suite.wheels_glibc.replace(".", "_")
    assert tuple(map(int, found.suite.wheels_glibc.split("."))) <= tuple(map(int, found.suite.glibc.split(".")))
    pins = read_pins(CHECKOUT / "locks" / found.suite.python / "device.txt")[found.board.architecture]
    appliance = read_pins(CHECKOUT / "locks" / found.suite.python / "appliance.txt")[found.board.architecture]
    assert pins == {name: pin for name, pin in appliance.items() if name not in NOT_ON_DEVICES}


def test_a_board_runs_its_first_suite_where_none_is_named() -> None:
    assert target("raspberry-pi-5").suite.python == "3.11"
    assert target("jetson-orin-nano", "jetpack-7").platform == "aarch64-manylinux_2_39"
    assert (target("generic").platform, target("generic").debian_architecture) == ("x86_64-manylinux_2_36", "amd64")


def test_unknown_names_are_refused_with_the_nearest() -> None:
    with pytest.raises(BuildError, match=r"board 'raspberry-pi-6', did you mean 'raspberry-pi-[45]'"):
        target("raspberry-pi-6")
    with pytest.raises(BuildError, match=r"jetson-orin-nano has no suite 'bookworm'.*it runs jetpack-6 or jetpack-7"):
        target("jetson-orin-nano", "bookworm")
