"""What the kernel's driver says of the probe's controls: read, followed while it streams, and set."""

from __future__ import annotations

from edge_app.capture.devices.controls import apply_controls, current_controls
from edge_app.capture.v4l2.kernel import KernelVideo
from edge_app.capture.v4l2.source import V4l2Source
from edge_app.records import Control
from tests.device import descriptors
from tests.device.bench import FULL, KEY, Bench
from tests.device.guest_enumeration import plugged
from tests.support.wait_until import wait_until

USUAL = (Control("brightness", "128"), Control("contrast", "32"))
BRIGHTER = (Control("brightness", "140"), Control("contrast", "32"))


def test_controls_are_read_followed_and_set(bench: Bench) -> None:
    plugged(bench, [FULL])
    assert current_controls(KEY, KernelVideo()) == USUAL
    with V4l2Source(KEY) as source:
        assert source.read().controls == USUAL
        done = list(apply_controls(KEY, BRIGHTER, KernelVideo()))  # by another program
        assert done == ["brightness is 140, was 128", "contrast is 32"]
        assert bench.controls() == {descriptors.BRIGHTNESS: 140, descriptors.CONTRAST: 32}
        wait_until(lambda: source.read().controls == BRIGHTER, "the frames to carry the new brightness")
