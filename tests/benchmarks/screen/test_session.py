"""Where things are on the screen; and the whole of it, with twenty real flashes."""

from __future__ import annotations

import os
import time

import pytest

from benchmarks.result.records import Display
from benchmarks.run.task import EngineSetting, Task
from benchmarks.screen.displays import available
from benchmarks.screen.marker import SQUARES
from benchmarks.screen.probe import MEAN_PERIOD
from benchmarks.screen.session import places_on_screen, time_screen
from benchmarks.screen.tasks import KioskReady
from edge_app.bundle.loader import DEFAULT_BUNDLE

FLASHES, RATE = 20, 10.0  # of a slow source: the machine that runs the tests is busy


def test_places_lie_where_the_image_is_drawn() -> None:
    ready = KioskReady((100.0, 50.0, 320.0, 240.0), (320, 240, 160, 80), 0.0, "", "")  # half as large as the frame
    squares, region = places_on_screen(ready)
    assert len(squares) == SQUARES and {x for x, _ in squares} == {100 + 627 // 2}
    assert squares[1][1] - squares[0][1] == 12
    assert {260 < x < 340 and 170 < y < 210 for x, y in region} == {True} and len(set(region)) == 64


@pytest.mark.slow
@pytest.mark.usefixtures("at_length")
@pytest.mark.parametrize("display", ["xvfb", "cage"])
def test_twenty_flashes_reach_the_screen(display: Display) -> None:
    if display not in available():
        pytest.skip(f"{display} is not installed")
    setting, seconds = EngineSetting("onnxruntime", "int8", 1, None), FLASHES * MEAN_PERIOD / RATE + 2
    task = Task(
        "screen", setting, True, str(DEFAULT_BUNDLE), "", "", True, 0, seconds, time.monotonic_ns(), os.getpid(),
        display=display, source_hz=RATE,
    )  # fmt: skip
    own, ready = set[int](), list[bool]()
    done = time_screen(task, own, lambda: ready.append(True), lambda: None).done
    run = done.screen
    assert run is not None and ready and not own, "no process is left"
    flash, overlay = (times.ms for times in done.times)
    assert run.flashes >= FLASHES // 2 and len(flash) == run.flashes - run.unseen and run.unseen <= run.flashes // 4
    assert len(overlay) == len(flash) - run.without_overlay > 0
    assert all(0 < ms < 2000 for ms in flash) and all(
        ms <= late for ms, late in zip(sorted(flash), sorted(overlay), strict=False)
    )
    assert 0 < run.shown_hz < 1.5 * RATE and run.kiosk_cores > 0 and run.kiosk_rss_mb > 50 and run.apart_p50_ms > 0
