"""The last ten seconds, in a bounded piece of memory."""

from __future__ import annotations

import numpy as np
import pytest

from edge_app.records import Finding, Frame, Roi
from edge_app.ui.cine_buffer import CineBuffer
from tests.support.fakes import finding


def stream(recent: CineBuffer, seconds: float, rate: float, height: int, width: int) -> Finding:
    for i in range(int(seconds * rate)):
        last = finding(Frame(np.zeros((height, width), np.uint8), i, int(i * 1e9 / rate), None, "test"), Roi(0, 0, 9, 9))
        recent.add(last)
    return last


@pytest.mark.parametrize("rate", [15.0, 30.0, 60.0])
def test_ten_seconds_are_kept_ten_a_second(rate: float) -> None:
    recent = CineBuffer()
    last = stream(recent, 25, rate, 12, 16)
    strip = recent.until(last)
    times = [kept.frame.captured_ns / 1e9 for kept in strip]
    assert times == sorted(times) and strip[-1] is last
    assert 9.5 <= times[-1] - times[0] <= 10.1
    assert max(np.diff(times)) <= 2 / 10 and len(strip) >= 70


def test_large_frames_are_kept_less_often_but_as_long() -> None:
    recent = CineBuffer(max_bytes=20 * 48 * 64)
    last = stream(recent, 25, 30, 48, 64)
    strip = recent.until(last)
    assert recent.bytes <= 20 * 48 * 64 and 15 <= len(strip) <= 21
    assert last.frame.captured_ns - strip[0].frame.captured_ns >= 8.5e9


def test_elsewhere_is_forgotten() -> None:
    recent = CineBuffer()
    last = stream(recent, 2, 30, 12, 16)
    recent.clear()
    assert recent.until(last) == (last,)
