"""A frame that is not what the probe sees now is never taken for live."""

from __future__ import annotations

import pytest

from edge_app.capture.monitor import StreamState
from edge_app.worker import Worker
from tests.device.bench import FULL, Bench
from tests.device.frames import Mode
from tests.device.usb_probe import Faults
from tests.support.wait_until import wait_until


@pytest.fixture
def streaming(bench: Bench, worker: Worker) -> Worker:
    bench.plug()
    wait_until(lambda: worker.status().probe is StreamState.LIVE, "the first frame")
    return worker


def becomes(worker: Worker, *states: StreamState) -> None:
    seconds = wait_until(lambda: worker.status().probe in states, " or ".join(state.value for state in states))
    print(f"\n    {worker.status().probe.value} after {seconds:.2f} s", end=" ")


def test_a_frozen_scanner_is_distinguished_from_a_dead_cable(bench: Bench, streaming: Worker) -> None:
    bench.spoil(Faults(frozen=True))
    becomes(streaming, StreamState.SCANNER_FROZEN)
    bench.spoil(Faults())
    becomes(streaming, StreamState.LIVE)


def test_a_probe_that_falls_silent_is_stale_then_lost_and_comes_back(bench: Bench, streaming: Worker) -> None:
    bench.spoil(Faults(silent=True))
    becomes(streaming, StreamState.STALE, StreamState.LOST)
    becomes(streaming, StreamState.LOST, StreamState.RECONNECTING)
    bench.spoil(Faults())
    becomes(streaming, StreamState.LIVE)


@pytest.mark.parametrize("mode", [FULL, Mode("MJPG", 640, 480, 30)], ids=["raw", "compressed"])
def test_half_frames_are_never_shown(bench: Bench, worker: Worker, mode: Mode) -> None:
    bench.plug([mode])
    becomes(worker, StreamState.LIVE)
    bench.spoil(Faults(short=True))
    # Not stale: a busy machine is late with a whole frame, which then comes. A half one that was shown would put off the loss.
    becomes(worker, StreamState.LOST, StreamState.RECONNECTING)
    while worker.frames.take(0) is not None:
        pass
    assert worker.frames.take(2.0) is None
    bench.spoil(Faults())
    becomes(worker, StreamState.LIVE)


def test_a_new_resolution_in_the_middle_of_the_stream_is_reported(bench: Bench, worker: Worker) -> None:
    bench.plug([Mode("MJPG", 1280, 960, 30)])
    becomes(worker, StreamState.LIVE)
    bench.spoil(Faults(halved=True))
    becomes(worker, StreamState.FORMAT_CHANGED)
    assert "1280 x 960 to 640 x 480" in worker.status().probe_fault
    becomes(worker, StreamState.LIVE)


def test_a_grabber_that_comes_back_with_another_format_goes_on(bench: Bench, streaming: Worker) -> None:
    bench.plug([Mode("NV12", 640, 480, 30)])
    becomes(streaming, StreamState.FORMAT_CHANGED)
    assert "800 x 600 to 640 x 480" in streaming.status().probe_fault
    becomes(streaming, StreamState.LIVE)
    bench.plug([FULL])
    becomes(streaming, StreamState.FORMAT_CHANGED)
