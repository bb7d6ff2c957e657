"""Who a device is, read from folders laid out as the kernel's sysfs is."""

from __future__ import annotations

from pathlib import Path

import pytest

from edge_app.capture.v4l2.device_id import find_device_id, is_key, lacks_port, video_nodes
from tests.support.sysfs import plug


def test_a_usb_device_is_named_by_vendor_product_and_serial(tmp_path: Path) -> None:
    plug(tmp_path, "1-1.2", 0)
    who = find_device_id("video0", tmp_path / "class")
    assert (who.key, who.port, who.name) == ("1209:5501:SIM0001", "1-1.2", "US Probe")


def test_the_key_survives_another_port_and_another_number(tmp_path: Path) -> None:
    plug(tmp_path / "before", "1-1", 0)
    plug(tmp_path / "after", "2-3.1", 4)
    before, after = (
        find_device_id("video0", tmp_path / "before" / "class"),
        find_device_id("video4", tmp_path / "after" / "class"),
    )
    assert before.key == after.key and before.port != after.port


def test_a_device_without_a_serial_has_a_dash(tmp_path: Path) -> None:
    plug(tmp_path, "1-1", 0, serial=None)
    who = find_device_id("video0", tmp_path / "class")
    assert (who.key, who.unique_id) == ("1209:5501:-", "1209:5501:-:1-1")
    assert lacks_port(who.key) and not lacks_port(who.unique_id)


def test_a_serial_number_or_a_place_on_the_bus_tells_apart_enough(tmp_path: Path) -> None:
    plug(tmp_path, "1-1", 0)
    who = find_device_id("video0", tmp_path / "class")
    assert who.unique_id == who.key and not lacks_port(who.key)
    assert not lacks_port("platform:vivid.0:-")


def test_a_serial_with_spaces_and_bad_bytes_is_one_printable_word(tmp_path: Path) -> None:
    plug(tmp_path, "1-1", 0, serial="A B\x01C")
    assert find_device_id("video0", tmp_path / "class").serial == "A_B_C"


def test_a_device_that_is_not_on_usb_is_named_by_its_place(tmp_path: Path) -> None:
    place = tmp_path / "devices" / "platform" / "fe801000.csi"
    place.mkdir(parents=True)
    entry = tmp_path / "class" / "video0"
    entry.mkdir(parents=True)
    (entry / "name").write_text("unicam\n")
    (entry / "device").symlink_to(place)
    who = find_device_id("video0", tmp_path / "class")
    assert who.key == who.unique_id == "platform:fe801000.csi:-"


def test_nodes_come_in_the_order_of_their_numbers(tmp_path: Path) -> None:
    for number in (10, 2, 0):
        plug(tmp_path, f"1-{number + 1}", number)
    (tmp_path / "class" / "v4l-subdev0").mkdir()
    assert video_nodes(tmp_path / "class") == ["video0", "video2", "video10"]


def test_a_machine_that_never_saw_a_video_device_has_no_nodes(tmp_path: Path) -> None:
    assert video_nodes(tmp_path / "class") == []


def test_a_device_that_is_gone_is_an_os_error(tmp_path: Path) -> None:
    with pytest.raises(OSError):
        find_device_id("video0", tmp_path / "class")


@pytest.mark.parametrize(
    ("text", "expected"),
    [("1209:5501:SIM0001", True), ("1209:5501:-", True), ("platform:vivid.0:-", True), ("1209:5501:a:b", True),
     ("/dev/video0", False), ("/dev/v4l/by-path/pci-0000:00:14.0-usb-0:1:1.0-video-index0", False), ("video0", False)],
)  # fmt: skip
def test_a_key_is_distinguished_from_a_path(text: str, expected: bool) -> None:
    assert is_key(text) is expected
