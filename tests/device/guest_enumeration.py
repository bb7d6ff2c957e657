"""The probe is known for what it is, and each of its formats is read to the last bit."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import numpy as np
import pytest

from edge_app.capture.devices.listing import list_devices
from edge_app.capture.formats import FormatRequest
from edge_app.capture.v4l2.kernel import KernelVideo
from edge_app.capture.v4l2.source import V4l2Source
from edge_app.errors import CaptureError
from tests.device.bench import FULL, KEY, SMALL, Bench
from tests.device.descriptors import Identity
from tests.device.frames import Mode, number_of, numbered
from tests.support.wait_until import wait_until

WISH = FormatRequest(320, 240, 30)


def plugged(bench: Bench, modes: list[Mode], key: str = KEY, identity: Identity | None = None) -> None:
    bench.plug(modes, identity)
    wait_until(lambda: key in [offer.identity.key for offer in list_devices(KernelVideo()) if offer.modes], f"the device {key}")


def test_identity_formats_and_rate_are_listed(bench: Bench) -> None:
    plugged(bench, [FULL, Mode("NV12", 640, 480, 25), Mode("MJPG", 1280, 720, 30), Mode("GREY", 320, 240, 60)])
    (offer,) = list_devices(KernelVideo())
    assert (offer.identity.vendor, offer.identity.product, offer.identity.serial) == ("1209", "5501", "SIM0001")
    assert offer.identity.name.startswith("Software Ultrasound Probe")
    assert {str(mode) for mode in offer.modes} == {
        "YUYV 800 x 600 at 30 Hz", "NV12 640 x 480 at 25 Hz", "MJPG 1280 x 720 at 30 Hz", "GREY 320 x 240 at 60 Hz",
    }  # fmt: skip


RAW = [Mode("YUY2", 320, 240, 30), Mode("NV12", 320, 240, 30), SMALL, Mode("YUY2", 322, 241, 30), Mode("GREY", 321, 241, 30)]


@pytest.mark.parametrize("mode", RAW, ids=str)
def test_luminance_is_what_was_sent_to_the_last_bit(bench: Bench, mode: Mode) -> None:
    plugged(bench, [mode])
    with V4l2Source(KEY, WISH) as source:
        for _ in range(10):
            pixels = source.read().pixels
            assert np.array_equal(pixels, numbered(number_of(pixels), mode.width, mode.height))


def test_luminance_of_jpeg_is_what_was_sent_but_for_its_loss(bench: Bench) -> None:
    plugged(bench, [Mode("MJPG", 320, 240, 30)])
    with V4l2Source(KEY, WISH) as source:
        pixels = source.read().pixels
    sent = numbered(number_of(pixels), 320, 240)
    assert np.median(np.abs(pixels.astype(int) - sent)) <= 3


def test_the_format_with_the_least_conversion_is_chosen(bench: Bench) -> None:
    plugged(bench, [Mode(name, 320, 240, 30) for name in ("MJPG", "YUY2", "GREY")])
    with V4l2Source(KEY, WISH) as source:
        source.read()
        assert source.mode.startswith("GREY")


def test_a_device_in_use_is_said_to_be_in_use(bench: Bench) -> None:
    plugged(bench, [SMALL])
    with V4l2Source(KEY, WISH) as first:
        first.read()
        with pytest.raises(CaptureError, match="in use by another program"), V4l2Source(KEY, WISH):
            pass
        first.read()


def test_a_device_without_permission_is_refused_in_a_sentence(bench: Bench) -> None:
    plugged(bench, [SMALL])
    os.seteuid(65534)  # nobody
    try:
        with pytest.raises(CaptureError, match=r"no permission.*group 'video'"), V4l2Source(KEY, WISH):
            pass
    finally:
        os.seteuid(0)


def test_a_device_that_offers_only_4k_is_refused_in_a_sentence(bench: Bench) -> None:
    plugged(bench, [Mode("MJPG", 3840, 2160, 30)])
    with pytest.raises(CaptureError, match="3840 x 2160"), V4l2Source(KEY):
        pass


def test_another_serial_is_another_device(bench: Bench) -> None:
    plugged(bench, [SMALL], "1209:5501:SIM0002", Identity(serial="SIM0002"))
    with pytest.raises(CaptureError, match=r"SIM0001 is not plugged in.*SIM0002"), V4l2Source(KEY):
        pass


def test_the_commands_show_it(bench: Bench) -> None:
    plugged(bench, [SMALL])
    listed = edge_app("devices", "--json")
    assert listed.returncode == 0, listed.stderr
    assert KEY in json.dumps(json.loads(listed.stdout))
    watched = edge_app("watch", "--source", f"v4l2:{KEY}", "--seconds", "3")
    assert watched.returncode == 0, watched.stderr
    assert "GREY 320 x 240" in watched.stdout
    bench.detach()
    refused = edge_app("watch", "--source", f"v4l2:{KEY}", "--seconds", "1")
    assert refused.returncode != 0
    assert "not plugged in" in refused.stderr
    assert "Traceback" not in refused.stderr


def edge_app(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-m", "edge_app", *arguments], capture_output=True, text=True, timeout=60)
