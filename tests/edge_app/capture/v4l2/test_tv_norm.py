"""The TV norm of an analogue decoder: what it is set to, what its signal has, and what a driver does not answer."""

from __future__ import annotations

import errno
import os
from ctypes import Structure
from dataclasses import dataclass, field

import pytest

from edge_app.capture.v4l2 import abi
from edge_app.capture.v4l2.tv_norm import NAME, norm_name, read_tv_norm
from edge_app.records import Control

PAL, NTSC, ALL, LINES_625 = 0xFF, 0xB000, 0xFFFFFF, 0xFF06FF


@dataclass
class Decoder:
    """Answers the two requests as the kernel does: a set of norms, or an errno."""

    answers: dict[int, int] = field(default_factory=dict)
    fails: dict[int, int] = field(default_factory=dict)

    def ioctl(self, descriptor: int, request: int, argument: Structure) -> None:
        assert isinstance(argument, abi.TvNorms)
        if request not in self.answers:
            number = self.fails.get(request, errno.ENOTTY)
            raise OSError(number, os.strerror(number))
        argument.bits = self.answers[request]


@pytest.fixture
def decoder(monkeypatch: pytest.MonkeyPatch) -> Decoder:
    made = Decoder()
    monkeypatch.setattr(abi, "ioctl", made.ioctl)
    return made


def test_a_digital_device_has_no_norm(decoder: Decoder) -> None:
    assert read_tv_norm(0) is None


@pytest.mark.parametrize(
    ("chosen", "signal", "value"),
    [
        (PAL, PAL, "PAL"),
        (PAL, 0, "PAL"),  # no signal
        (PAL, ALL, "PAL"),  # the decoder cannot tell
        (PAL, LINES_625, "PAL"),
        (PAL, NTSC, "PAL, signal NTSC"),
        (NTSC, LINES_625, "NTSC, signal 625 lines"),
        (ALL, NTSC, "any"),  # it follows the signal by itself
    ],
)
def test_the_signals_norm_is_named_where_it_is_another(decoder: Decoder, chosen: int, signal: int, value: str) -> None:
    decoder.answers = {abi.G_STD: chosen, abi.QUERYSTD: signal}
    assert read_tv_norm(0) == Control(NAME, value)


@pytest.mark.parametrize("number", [errno.EBUSY, errno.ENODATA, errno.ENOTTY, errno.EIO])
def test_a_decoder_that_does_not_look_while_it_streams_says_what_it_is_set_to(decoder: Decoder, number: int) -> None:
    decoder.answers, decoder.fails = {abi.G_STD: NTSC}, {abi.QUERYSTD: number}
    assert read_tv_norm(0) == Control(NAME, "NTSC")


def test_a_decoder_that_is_gone_is_an_error(decoder: Decoder) -> None:
    decoder.fails = {abi.G_STD: errno.ENODEV}
    with pytest.raises(OSError, match="No such device"):
        read_tv_norm(0)


@pytest.mark.parametrize(
    ("norms", "name"), [(0x100, "PAL-M"), (0xFF0000, "SECAM"), (0x9000, "NTSC"), (0x1000000, "unknown (0x1000000)")]
)
def test_norms_in_words(norms: int, name: str) -> None:
    assert norm_name(norms) == name
