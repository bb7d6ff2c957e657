"""What `edge-app devices` says of what is plugged in."""

from __future__ import annotations

import json
from dataclasses import replace

from edge_app.capture.devices.listing import device_as_json, device_lines, list_devices, summary_line
from edge_app.capture.formats import Mode
from tests.support.fake_video import GRABBER, Camera, FakeVideo

MODES = [Mode("MJPG", 1280, 720, 30.0), Mode("YUYV", 800, 600, 30.0), Mode("YUYV", 800, 600, 15.0), Mode("H264", 800, 600, 0.0)]


def test_a_device_is_listed_with_identity_formats_and_what_would_be_streamed() -> None:
    (offer,) = list_devices(FakeVideo(Camera(MODES, node=2)))
    text = "\n".join(device_lines(offer))
    parts = ("1209:5501:SIM0001", "Simulated US Probe", "port 1-1", "/dev/video2", "800 x 600   30, 15 Hz", "rate not reported")
    for part in parts:
        assert part in text
    assert "streams MJPG 1280 x 720 at 30 Hz with:  edge-app run --source v4l2:1209:5501:SIM0001" in text


def test_a_device_of_several_nodes_is_listed_once_and_two_devices_twice() -> None:
    twin = replace(GRABBER, port="1-2")
    found = list_devices(FakeVideo(Camera(), Camera(node=1), Camera(node=2, identity=twin)))
    assert [offer.identity.port for offer in found] == ["1-1", "1-2"]


def test_a_device_without_a_serial_number_is_said_to_be_known_only_by_its_port() -> None:
    (offer,) = list_devices(FakeVideo(Camera(identity=replace(GRABBER, serial="-"))))
    text = "\n".join(device_lines(offer))
    assert "no serial number: its device profile, 1209:5501:-:1-1, applies only to this port" in text
    assert "edge-app run --source v4l2:1209:5501:-\n" in text + "\n"
    assert device_as_json(offer)["device_profile"] == "1209:5501:-:1-1"


def test_a_device_that_may_not_be_opened_is_listed_with_the_reason() -> None:
    (offer,) = list_devices(FakeVideo(Camera(denied=True)))
    assert offer.modes == () and "group 'video'" in offer.fault
    assert offer.fault in "\n".join(device_lines(offer))


def test_a_device_none_of_whose_formats_is_understood_is_listed_with_the_reason() -> None:
    camera = Camera([Mode("H264", 800, 600, 30.0)])
    (offer,) = list_devices(FakeVideo(camera))
    assert offer.chosen is None and "only H264" in offer.fault and camera.opened == 0


def test_the_json_says_the_same() -> None:
    (offer,) = list_devices(FakeVideo(Camera(MODES)))
    read = json.loads(json.dumps(device_as_json(offer)))
    assert (read["key"], read["serial"], read["port"], read["node"]) == (GRABBER.key, "SIM0001", "1-1", "/dev/video0")
    assert {"format": "YUYV", "width": 800, "height": 600, "rate": 15.0} in read["modes"]


def test_controls_and_speed_are_listed() -> None:
    camera = Camera([Mode("YUYV", 1280, 720, 5.0)], controls={"brightness": 128, "contrast": 32}, usb_mbits=480.0)
    (listed,) = list_devices(FakeVideo(camera))
    text = "\n".join(device_lines(listed))
    for part in (
        "runs at USB 2 speed (480 Mbit/s)",
        "is set to brightness 128, contrast 32",
        "only 5 frames/s: running at USB 2 speed",
    ):
        assert part in text
    assert summary_line(listed).endswith("Simulated US Probe, USB 2 speed (480 Mbit/s): brightness 128, contrast 32")
    said = device_as_json(listed)
    assert said["controls"] == {"brightness": "128", "contrast": "32"} and said["usb_mbits"] == 480.0
    assert "reports no control" in summary_line(list_devices(FakeVideo(Camera()))[0])
