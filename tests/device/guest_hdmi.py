"""An HDMI receiver by the kernel's V4L2: another video mode in the middle of the stream, and no signal at all."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from edge_app.capture.formats import FormatRequest
from edge_app.capture.monitor import StreamState
from edge_app.capture.v4l2.kernel import KernelVideo
from edge_app.capture.v4l2.source import V4l2Source
from edge_app.records import Finding, Roi
from edge_app.worker import Worker
from tests.device import hdmi
from tests.support.fakes import finding
from tests.support.wait_until import wait_until


@pytest.fixture
def signal() -> Iterator[hdmi.Signal]:
    """Of a receiver that is plugged in and gets 640 x 480."""
    hdmi.plug()
    try:
        node = next(node for node in KernelVideo().nodes() if node.identity.key == hdmi.KEY)
        with hdmi.signal_at(node.path) as signal:
            signal.becomes("640x480p59")
            yield signal
    finally:
        if hdmi.present():
            hdmi.pull()


@pytest.fixture
def source() -> V4l2Source:
    return V4l2Source(hdmi.KEY, FormatRequest(800, 600))


@pytest.fixture
def live(signal: hdmi.Signal, source: V4l2Source) -> Iterator[Worker]:
    with Worker(source, finding, lambda frame: Roi(0, 0, frame.width, frame.height)) as worker:
        wait_until(lambda: worker.status().probe is StreamState.LIVE, "the first frame")
        yield worker


def size_of_the_next(worker: Worker) -> tuple[int, int]:
    worker.frames.take(0)
    newest = worker.frames.take(5.0)
    assert newest is not None
    frame = newest.frame if isinstance(newest, Finding) else newest
    return frame.width, frame.height


def test_another_video_mode_in_the_middle_of_the_stream_is_reported_and_survived(
    signal: hdmi.Signal, source: V4l2Source, live: Worker
) -> None:
    assert size_of_the_next(live) == (640, 480)
    before = source.counts.restarts
    signal.becomes("800x600p60")
    seconds = wait_until(lambda: live.status().probe is StreamState.FORMAT_CHANGED, "the new format to be reported")
    print(f"\n    {source.mode}, reported {seconds:.2f} s after the change", end=" ")
    assert "640 x 480 to 800 x 600" in live.status().probe_fault
    assert size_of_the_next(live) == (800, 600)
    wait_until(lambda: live.status().probe is StreamState.LIVE, "the state live")
    assert source.counts.restarts == before + 1
    assert StreamState.LOST not in [change.state for change in live.transitions]


def test_ten_changes_of_the_video_mode_leave_the_stream_running(signal: hdmi.Signal, source: V4l2Source, live: Worker) -> None:
    before = source.counts.restarts
    for mode in ["800x600p60", "640x480p59"] * 5:
        signal.becomes(mode)
        width = int(mode.split("x")[0])
        wait_until(lambda width=width: size_of_the_next(live)[0] == width, f"a frame of {mode}")  # type: ignore[misc]
    assert source.counts.restarts == before + 10
    assert StreamState.LOST not in [change.state for change in live.transitions]


def test_no_signal_is_distinguished_from_a_pulled_plug_and_its_return_is_live(signal: hdmi.Signal, live: Worker) -> None:
    signal.ends()
    wait_until(lambda: live.status().probe is StreamState.LOST, "the loss")
    assert "gets no video signal; check that the scanner is on" in live.status().probe_fault
    signal.becomes("640x480p59")
    seconds = wait_until(lambda: live.status().probe is StreamState.LIVE, "the return")
    print(f"\n    live {seconds:.2f} s after the signal's return", end=" ")


def test_a_receiver_that_is_pulled_and_plugged_again_is_live_again(signal: hdmi.Signal, live: Worker) -> None:
    hdmi.pull()
    wait_until(lambda: live.status().probe is StreamState.LOST, "the loss")
    assert "was unplugged" in live.status().probe_fault or "is not plugged in" in live.status().probe_fault
    hdmi.plug()
    seconds = wait_until(lambda: live.status().probe is StreamState.LIVE, "the return")
    print(f"\n    live {seconds:.2f} s after the plug", end=" ")
