"""How many frames behind the probe is a slow reader? Ours beside cv2.VideoCapture with its default queue."""

from __future__ import annotations

import time
from bisect import bisect_right
from collections.abc import Callable

import cv2
import numpy as np
import pytest

from edge_app.capture.v4l2.kernel import KernelVideo
from edge_app.capture.v4l2.source import V4l2Source
from edge_app.records import GreyImage
from tests.device.bench import FULL, KEY, Bench
from tests.device.frames import number_of
from tests.device.guest_enumeration import plugged

BUSY = (0.0, 1.5, 6.0)  # frame periods between two reads
COUNTED = 40
SETTLING = 8  # frames until a queue has filled

Hand = tuple[int, int]  # number of the frame, and the moment it was handed over, monotonic ns


def handed_over(read: Callable[[], GreyImage], busy: float) -> list[Hand]:
    """The frames a reader gets who is busy for so many periods after each."""
    hands = []
    for _ in range(SETTLING + COUNTED):
        frame = read()
        hands.append((number_of(frame), time.monotonic_ns()))
        time.sleep(busy / FULL.frames_per_second)
    return hands[SETTLING:]


def behind(hands: list[Hand], completed_ns: list[int]) -> list[int]:
    """For each frame, how many newer ones the probe had sent completely when it was handed over."""
    return [bisect_right(completed_ns, at_ns) - 1 - number for number, at_ns in hands]


@pytest.mark.timeout(300)
def test_never_more_than_one_frame_behind(bench: Bench) -> None:
    plugged(bench, [FULL])
    lines = []
    for busy in BUSY:
        ages: list[float] = []
        with V4l2Source(KEY) as source:

            def ours(source: V4l2Source = source, ages: list[float] = ages) -> GreyImage:
                frame = source.read()
                ages.append((time.monotonic_ns() - frame.captured_ns) / 1e6)
                return frame.pixels

            hands = handed_over(ours, busy)
        lag = behind(hands, bench.completed_ns())
        p50, p99 = np.percentile(ages[SETTLING:], [50, 99])
        lines.append(f"V4l2Source, busy {busy:g} periods: behind {summary(lag)}; age p50 {p50:.1f} ms, p99 {p99:.1f} ms")
        with_opencv = behind(opencv_hands(busy), bench.completed_ns())
        lines.append(f"cv2.VideoCapture, the same: behind {summary(with_opencv)}")
        assert max(lag) <= 1
    print("", *lines, sep="\n    ")


def opencv_hands(busy: float) -> list[Hand]:
    (node,) = KernelVideo().nodes()
    capture = cv2.VideoCapture(str(node.path), cv2.CAP_V4L2)
    try:

        def read() -> GreyImage:
            grabbed, bgr = capture.read()
            assert grabbed
            return np.asarray(bgr[..., 1], np.uint8)

        return handed_over(read, busy)
    finally:
        capture.release()


def summary(lag: list[int]) -> str:
    return f"{np.median(lag):.0f}, at most {max(lag)}"
