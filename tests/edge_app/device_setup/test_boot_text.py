"""Lines for firmware and boot loader: put in, replaced, taken out again; what was there stays as it was."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st

from edge_app.device_setup.boot_text import (
    BEGIN,
    END,
    config_lines,
    kernel_arguments,
    with_arguments,
    with_block,
    with_entry,
    without_block,
    without_entry,
)
from edge_app.device_setup.settings import MAX_CONFIG_LINE, load_system
from edge_app.errors import ConfigError
from tests.support.device_settings import EVERYTHING, settings

STOCK = "# For more options see the documentation\ndtparam=audio=on\ndtoverlay=vc4-kms-v3d\n\n[cm4]\notg_mode=1\n"
CMDLINE = (
    "console=serial0,115200 console=tty1 root=PARTUUID=1234-02 rootfstype=ext4 fsck.repair=yes rootwait quiet consoleblank=600"
)
EXTLINUX = """TIMEOUT 30
DEFAULT primary

MENU TITLE L4T boot options

LABEL primary
      MENU LABEL primary kernel
      LINUX /boot/Image
      INITRD /boot/initrd
      APPEND ${cbootargs} root=PARTUUID=aa rw rootwait rootfstype=ext4 mminit_loglevel=4 console=ttyTCU0,115200 console=tty0

# When testing a custom kernel, make a backup entry:
# LABEL backup
#    LINUX /boot/Image.backup
"""
PI5 = load_system("raspberry-pi-5").settings
lines = st.text("ab=#[],\n é", max_size=60)


@examples(max_examples=20)
@given(lines.filter(lambda text: BEGIN not in text and END not in text))
def test_what_was_put_in_comes_out_again(stock: str) -> None:
    wanted = with_block(stock, PI5, CMDLINE)
    assert with_block(wanted, PI5, CMDLINE) == wanted
    assert without_block(wanted) == stock.rstrip("\n") + "\n"


def test_a_block_that_somebody_broke_is_not_guessed_at() -> None:
    with pytest.raises(ConfigError, match=r"config\.txt has the line .* without .*; remove"):
        without_block(with_block(STOCK, PI5, CMDLINE).replace(END, ""))


def test_lines_after_the_block_stay() -> None:
    changed = with_block(STOCK, PI5, CMDLINE) + "[pi5]\nusb_max_current_enable=1\n"
    assert without_block(changed).endswith("otg_mode=1\n[pi5]\nusb_max_current_enable=1\n")


def test_arguments_take_the_place_of_those_of_the_same_name() -> None:
    merged = with_arguments(CMDLINE, kernel_arguments(PI5))
    assert merged.split()[:2] == ["console=serial0,115200", "console=tty1"]
    assert "consoleblank=0" in merged.split() and "consoleblank=600" not in merged
    assert "root=PARTUUID=1234-02" in merged.split()
    assert with_arguments(merged, kernel_arguments(PI5)) == merged


def test_every_line_fits_the_firmware_and_says_why(tmp_path: Path) -> None:
    everything = list(config_lines(settings(tmp_path, EVERYTHING)))
    assert [line for line, why in everything if len(line) > MAX_CONFIG_LINE or not why] == []
    assert ("dtoverlay=tc358743", "The HDMI-to-CSI bridge, on 2 lanes (hdmi_input).") in everything


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("lanes = 2", "dtoverlay=tc358743"),
        ("lanes = 4", "dtoverlay=tc358743,4lane=1"),
        ('lanes = 4\nconnector = "cam0"', "dtoverlay=tc358743,4lane=1,cam0"),
    ],
)
def test_the_bridge_is_named_with_its_lanes(tmp_path: Path, text: str, line: str) -> None:
    named = [one for one, _ in config_lines(settings(tmp_path, f"[hdmi_input]\n{text}\n"))]
    assert line in named and "camera_auto_detect=0" in named
    # dtparam of the board itself come before the overlay, whose parameters they would be taken for.
    assert max(i for i, one in enumerate(named) if one.startswith("dtparam=")) < named.index(line)


def test_a_boards_own_lines_come_last(tmp_path: Path) -> None:
    own = settings(tmp_path, '[boot]\nconfig = [["dtoverlay=gpio-fan,gpiopin=14", "The fan on pin 8."]]\n', "raspberry-pi-4")
    assert list(config_lines(own))[-1] == ("dtoverlay=gpio-fan,gpiopin=14", "The fan on pin 8.")


@pytest.mark.parametrize(
    ("rotation", "argument"), [(0, None), (90, "fbcon=rotate:3"), (180, "fbcon=rotate:2"), (270, "fbcon=rotate:1")]
)
def test_the_console_is_upright_too(tmp_path: Path, rotation: int, argument: str | None) -> None:
    named = [one for one, _ in kernel_arguments(settings(tmp_path, f"[display]\nrotation = {rotation}\n"))]
    assert [one for one in named if one.startswith("fbcon")] == ([argument] if argument else [])


def test_extlinux_starts_a_copy_and_keeps_the_entry_it_started_before() -> None:
    arguments = list(kernel_arguments(load_system("jetson-orin-nano").settings))
    wanted = with_entry(EXTLINUX, arguments)
    assert "\nDEFAULT edge-app\n" in wanted and wanted.count("\nLABEL primary\n") == 1
    _, own = wanted.split("\nLABEL edge-app\n")
    assert "APPEND ${cbootargs} root=PARTUUID=aa rw" in own and "console=ttyTCU0,115200 console=tty0" in own
    assert own.count("consoleblank=0") == 1 and "LINUX /boot/Image\n" in own
    assert with_entry(wanted, arguments) == wanted
    assert without_entry(wanted) == EXTLINUX


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("LABEL primary\n  APPEND x\n", "names no DEFAULT entry"),
        ("DEFAULT other\nLABEL primary\n  APPEND x\n", "names no DEFAULT entry"),
        ("DEFAULT primary\nLABEL primary\n  LINUX /boot/Image\n", "has 0 APPEND lines"),
    ],
)
def test_an_extlinux_that_is_not_understood_is_left_alone(text: str, said: str) -> None:
    with pytest.raises(ConfigError, match=said):
        with_entry(text, [])
