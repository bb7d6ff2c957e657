"""The controls that a driver has: which of them count, and what becomes of a driver's errors."""

from __future__ import annotations

import errno
import os
from ctypes import Structure
from dataclasses import dataclass, field

import pytest

from edge_app.capture.v4l2 import abi
from edge_app.capture.v4l2.controls import IDS, read_controls, write_control
from edge_app.records import Control

INTEGER, BUTTON = 1, 4
INACTIVE, VOLATILE = 0x0010, 0x0080


@dataclass
class Driver:
    """Answers the three requests as the kernel does: id -> kind, flags and value."""

    has: dict[int, tuple[int, int, int]] = field(default_factory=dict)
    stalls: set[int] = field(default_factory=set)  # ids whose value it cannot tell
    gone: bool = False

    def ioctl(self, descriptor: int, request: int, argument: Structure) -> None:
        assert isinstance(argument, abi.ControlQuestion | abi.ControlValue)
        if self.gone:
            raise OSError(errno.ENODEV, os.strerror(errno.ENODEV))
        if argument.id not in self.has:
            raise OSError(errno.EINVAL, os.strerror(errno.EINVAL))
        kind, flags, value = self.has[argument.id]
        if isinstance(argument, abi.ControlQuestion):
            argument.type, argument.flags = kind, flags
        elif request == abi.S_CTRL:
            self.has[argument.id] = kind, flags, argument.value
        elif argument.id in self.stalls:
            raise OSError(errno.EPIPE, os.strerror(errno.EPIPE))
        else:
            argument.value = value


@pytest.fixture
def driver(monkeypatch: pytest.MonkeyPatch) -> Driver:
    driver = Driver({IDS["brightness"]: (INTEGER, 0, -11), IDS["contrast"]: (INTEGER, 0, 32)})
    monkeypatch.setattr(abi, "ioctl", driver.ioctl)
    return driver


def test_what_somebody_chose_is_read(driver: Driver) -> None:
    driver.has[IDS["white balance temperature"]] = INTEGER, INACTIVE, 4600  # automatic
    driver.has[IDS["gain"]] = INTEGER, VOLATILE, 7  # follows the light
    driver.has[IDS["gamma"]] = BUTTON, 0, 0
    assert read_controls(0) == (Control("brightness", "-11"), Control("contrast", "32"))


def test_a_control_that_the_driver_fails_to_report_is_left_out(driver: Driver) -> None:
    driver.stalls.add(IDS["brightness"])
    assert read_controls(0) == (Control("contrast", "32"),)


def test_a_device_that_is_gone_is_an_error(driver: Driver) -> None:
    driver.gone = True
    with pytest.raises(OSError, match="No such device"):
        read_controls(0)


def test_a_control_is_set(driver: Driver) -> None:
    write_control(0, Control("contrast", "40"))
    assert Control("contrast", "40") in read_controls(0)


@pytest.mark.parametrize(
    ("control", "number"),
    [
        (Control("depth", "40"), errno.EINVAL),
        (Control("gain", "1"), errno.EINVAL),
        (Control("contrast", "4.0 cm"), errno.ERANGE),
        (Control("contrast", "9" * 20), errno.ERANGE),
    ],
)
def test_what_cannot_be_set_is_refused(driver: Driver, control: Control, number: int) -> None:
    before = dict(driver.has)
    with pytest.raises(OSError) as caught:
        write_control(0, control)
    assert caught.value.errno == number and driver.has == before
