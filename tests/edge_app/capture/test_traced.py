"""A source whose frames are followed."""

from __future__ import annotations

import pytest

from edge_app.capture.calibrated import calibrated
from edge_app.capture.source import Device, StreamCounts
from edge_app.capture.traced import traced
from edge_app.errors import CaptureError
from edge_app.tracing.recorder import TraceRecorder
from tests.support.fakes import Probe
from tests.support.traces import trace_of


class ProbeWithCounts(Probe):
    """A `Device`."""

    mode = "GREY 160 x 120 at 50 Hz"
    counts = StreamCounts(dropped=3)


def test_frames_losses_and_reconnections_are_reported() -> None:
    probe, recorder = Probe(rate=1000), TraceRecorder(64)
    source = traced(calibrated(probe, recorder), recorder)
    with source:
        first = source.read()
        probe.unplug()
        with pytest.raises(CaptureError, match="was lost"):
            source.read()
    with pytest.raises(CaptureError, match="not there"):
        source.__enter__()
    probe.plug_in()
    with source:
        second = source.read()
    assert first is not None and second is not None and (first.sequence, second.sequence) == (0, 1)
    trace = trace_of(recorder)
    assert [(span.name, span.frame) for span in trace.spans] == [("capture", 0), ("field", 0), ("capture", 1), ("field", 1)]
    assert [instant.name for instant in trace.instants if instant.name != "captured"] == [
        "source opened", "source lost", "source cannot be opened", "source opened"
    ]  # fmt: skip


def test_a_recording_ends_without_a_loss() -> None:
    probe, recorder = Probe(), TraceRecorder(64)
    with traced(probe, recorder) as source:
        probe.end()
        assert source.read() is None
    trace = trace_of(recorder)
    assert [instant.name for instant in trace.instants] == ["source opened"]


def test_a_device_stays_a_device() -> None:
    device = traced(ProbeWithCounts(), TraceRecorder(64))
    assert isinstance(device, Device)
    assert (device.mode, device.counts.dropped, device.identity) == ("GREY 160 x 120 at 50 Hz", 3, "test probe")
    assert not isinstance(traced(Probe(), TraceRecorder(64)), Device)
