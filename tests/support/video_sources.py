"""A V4l2Source over video devices in memory."""

from __future__ import annotations

import pytest

from edge_app.capture.formats import FormatRequest
from edge_app.capture.v4l2.source import V4l2Source
from edge_app.errors import CaptureError
from tests.support.fake_video import GRABBER, Camera, Clock, FakeVideo

KEY = GRABBER.key


def source_of(*cameras: Camera, device: str = KEY, wish: FormatRequest | None = None) -> tuple[V4l2Source, Clock]:
    clock = Clock()
    return V4l2Source(device, wish or FormatRequest(80, 60), FakeVideo(*cameras, clock=clock, sleep=clock.sleep), clock), clock


def fault_of(*cameras: Camera, device: str = KEY) -> str:
    """The one sentence that opening and reading it ends with."""
    source, _ = source_of(*cameras, device=device)
    with pytest.raises(CaptureError) as caught, source:
        source.read()
    assert "\n" not in str(caught.value)
    assert all(camera.opened == 0 for camera in cameras)
    return str(caught.value)
