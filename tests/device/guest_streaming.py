"""800 x 600 at 30 Hz: every frame that was sent is handed over, once and in order."""

from __future__ import annotations

import time

from edge_app.capture.v4l2.source import V4l2Source
from tests.device.bench import FULL, KEY, Bench
from tests.device.frames import number_of
from tests.device.guest_enumeration import plugged

FRAMES = 300


def test_three_hundred_frames_without_a_gap(bench: Bench) -> None:
    plugged(bench, [FULL])
    with V4l2Source(KEY) as source:
        source.read()
        began = time.monotonic()
        frames = [source.read() for _ in range(FRAMES)]
        rate = FRAMES / (time.monotonic() - began)
    numbers = [number_of(frame.pixels) for frame in frames]
    stamps = [frame.captured_ns for frame in frames]
    print(f"\n    {source.mode}: {FRAMES} frames, {rate:.1f} a second (the machine emulates; the probe asks for 30)")
    assert {frame.pixels.shape for frame in frames} == {(600, 800)}
    assert [number - numbers[0] for number in numbers] == list(range(FRAMES)), "frames are missing or come twice"
    assert [frame.sequence - frames[0].sequence for frame in frames] == list(range(FRAMES))
    assert stamps == sorted(set(stamps))
    assert source.counts.damaged == 0
