"""The probe is known for what it is, and each of its formats is read to the last bit."""

from __future__ import annotations

import numpy as np
import pytest

from edge_app.capture.devices import offers
from edge_app.capture.modes import Wish
from edge_app.capture.v4l2 import V4l2Source
from edge_app.capture.v4l2_kernel import KernelVideo
from edge_app.errors import CaptureError
from tests.device.bench import FULL, KEY, Bench
from tests.device.descriptors import Identity
from tests.device.pictures import Mode, PixelFormat, number_of, numbered
from tests.device.until import until

SMALL = Wish(320, 240, 30)


def plugged(bench: Bench, modes: list[Mode], key: str = KEY, identity: Identity | None = None) -> None:
    bench.plug(modes, identity)
    until(lambda: key in [offer.identity.key for offer in offers(KernelVideo()) if offer.modes], f"the device {key}")


def test_identity_formats_and_rate_are_listed(bench: Bench) -> None:
    plugged(bench, [FULL, Mode("NV12", 640, 480, 25), Mode("MJPG", 1280, 720, 30), Mode("GREY", 320, 240, 60)])
    (offer,) = offers(KernelVideo())
    assert (offer.identity.vendor, offer.identity.product, offer.identity.serial) == ("1209", "5501", "SIM0001")
    assert offer.identity.name.startswith("Software Ultrasound Probe")
    assert {str(mode) for mode in offer.modes} == {
        "YUYV 800 x 600 at 30 Hz", "NV12 640 x 480 at 25 Hz", "MJPG 1280 x 720 at 30 Hz", "GREY 320 x 240 at 60 Hz",
    }  # fmt: skip


@pytest.mark.parametrize("pixel_format", ["YUY2", "NV12", "GREY", "MJPG"])
def test_every_format_gives_the_luminance_that_was_sent(bench: Bench, pixel_format: PixelFormat) -> None:
    plugged(bench, [Mode(pixel_format, 320, 240, 30)])
    with V4l2Source(KEY, SMALL) as source:
        for _ in range(10):
            pixels = source.read().pixels
            sent = numbered(number_of(pixels), 320, 240)
            lossy = 255 if pixel_format == "MJPG" else 0
            assert np.percentile(np.abs(pixels.astype(int) - sent), 90) <= (8 if lossy else 0)
            assert lossy or np.array_equal(pixels, sent)


def test_the_format_with_the_least_conversion_is_chosen(bench: Bench) -> None:
    plugged(bench, [Mode(name, 320, 240, 30) for name in ("MJPG", "YUY2", "GREY")])
    with V4l2Source(KEY, SMALL) as source:
        source.read()
        assert source.mode.startswith("GREY")


def test_a_device_in_use_is_said_to_be_in_use(bench: Bench) -> None:
    plugged(bench, [Mode("GREY", 320, 240, 30)])
    with V4l2Source(KEY, SMALL) as first:
        first.read()
        with pytest.raises(CaptureError, match="in use by another program"), V4l2Source(KEY, SMALL):
            pass
        first.read()


def test_a_device_that_offers_only_4k_is_refused_in_a_sentence(bench: Bench) -> None:
    plugged(bench, [Mode("MJPG", 3840, 2160, 30)])
    with pytest.raises(CaptureError, match="3840 x 2160"), V4l2Source(KEY):
        pass


def test_another_serial_is_another_device(bench: Bench) -> None:
    plugged(bench, [Mode("GREY", 320, 240, 30)], "1209:5501:SIM0002", Identity(serial="SIM0002"))
    with pytest.raises(CaptureError, match=r"SIM0001 is not plugged in.*SIM0002"), V4l2Source(KEY):
        pass
