"""What an HDMI input offers, and the program that loads it and reads it back."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from edge_app.device_setup.capture_devices import MODULES
from edge_app.device_setup.edid import FULL_HD_60, edid
from edge_app.device_setup.system_file import TEMPLATES, template
from edge_app.device_setup.system_files import files_for
from tests.support.device_settings import settings, text
from tests.support.system_tools import program, run, tool

RULES = "etc/udev/rules.d/72-edge-app-probe.rules"


@pytest.mark.parametrize("lanes", [2, 4])
def test_edid_decode_has_nothing_to_say_against_it(tmp_path: Path, lanes: int) -> None:
    (tmp_path / "edid").write_bytes(edid(lanes))
    done = subprocess.run(
        [tool("edid-decode", "edid-decode"), "--check", tmp_path / "edid"], capture_output=True, text=True, check=False
    )
    assert "EDID conformity: PASS" in done.stdout
    assert "Warnings" not in done.stdout and "Failures" not in done.stdout
    best = next(line for line in done.stdout.splitlines() if "DTD 1:" in line)
    assert "1920x1080" in best and f"{60 if lanes == 4 else 50}.000000 Hz" in best


@pytest.mark.parametrize(("lanes", "offered"), [(2, False), (4, True)])
def test_two_lanes_do_not_offer_what_they_cannot_carry(lanes: int, offered: bool) -> None:
    extension = edid(lanes)[128:]
    vics = extension[5 : 5 + (extension[4] & 0x1F)]
    assert (FULL_HD_60.vic in vics) is offered


def test_every_block_adds_up() -> None:
    assert [sum(edid(2)[start : start + 128]) % 256 for start in (0, 128)] == [0, 0]


def hdmi_input(tmp_path: Path, name: str, loads: str, reads: str) -> subprocess.CompletedProcess[str]:
    """The program with one video device of that name, and a v4l2-ctl that loads and reads by these lines of shell."""
    program(tmp_path / "bin", "systemd-notify", f'echo "systemd-notify $*" >> {tmp_path}/called')
    (tmp_path / "edid").write_bytes(edid(2))
    if name:
        (tmp_path / "sys/class/video4linux/v4l-subdev2").mkdir(parents=True)
        (tmp_path / "sys/class/video4linux/v4l-subdev2/name").write_text(f"{name}\n")
    program(tmp_path / "bin", "v4l2-ctl", f"""
echo "v4l2-ctl $*" >> {tmp_path}/called
case "$3" in
--set-edid) file=${{4#*file=}}; file=${{file%,format=raw}}; {loads} ;;
--get-edid) out=${{4#*file=}}; {reads} ;;
*) exit 1 ;;
esac""")  # fmt: skip
    return run([TEMPLATES / "hdmi-input", tmp_path / "edid"], tmp_path / "bin", EDGE_APP_SYS=tmp_path / "sys")


def test_an_edid_that_was_kept_is_good(tmp_path: Path) -> None:
    done = hdmi_input(tmp_path, "tc358743 10-000f", f'cp "$file" {tmp_path}/kept', f'cp {tmp_path}/kept "$out"')
    assert done.returncode == 0, done.stderr
    assert "/dev/v4l-subdev2 has its EDID (256 bytes, read back)" in done.stdout
    assert "no signal yet" in done.stdout
    assert "systemd-notify --ready" in (tmp_path / "called").read_text()


@pytest.mark.parametrize(
    ("name", "loads", "reads", "said"),
    [
        ("tc358743 10-000f", "true", ': > "$out"', "has another EDID than it was given"),  # some kernels: no error, nothing kept
        ("unicam-image", "true", 'printf half > "$out"', "has another EDID than it was given"),
        ("tc358743 10-000f", "exit 1", "true", "does not take the EDID"),
        ("tc358743 10-000f", "true", "exit 1", "does not give its EDID back"),
        ("bcm2835-isp0", "true", "true", "there is no HDMI-to-CSI bridge"),
        ("", "true", "true", "there is no HDMI-to-CSI bridge"),
    ],
)
def test_one_that_was_not_is_said_aloud(tmp_path: Path, name: str, loads: str, reads: str, said: str) -> None:
    done = hdmi_input(tmp_path, name, loads, reads)
    assert done.returncode == 1
    assert done.stderr.startswith("hdmi-input: ") and done.stderr.count("\n") == 1 and said in done.stderr


def test_the_preferred_probe_gets_the_name(tmp_path: Path) -> None:
    rules = text(files_for(settings(tmp_path, '[probe]\nusb = ["534d:2109", "1209:5501"]\n')), RULES)
    first, second = (line for line in rules.splitlines() if 'SYMLINK+="us-probe"' in line)
    assert 'ATTRS{idVendor}=="534d"' in first and "link_priority=2" in first
    assert 'ATTRS{idProduct}=="5501"' in second and "link_priority=1" in second


def test_the_bridge_is_named_only_where_there_is_one(tmp_path: Path) -> None:
    assert "rp1-cfe" not in text(files_for(settings(tmp_path)), RULES)
    files = files_for(settings(tmp_path, "[hdmi_input]\nlanes = 2\n"))
    assert 'ATTR{name}=="rp1-cfe-csi2_ch0", SYMLINK+="us-probe"' in text(files, RULES)
    assert "Wants=edge-app-hdmi-input.service" in text(files, "etc/systemd/system/multi-user.target.d/50-edge-app.conf")


def test_the_kinds_of_device_that_the_kiosk_may_open_are_known_before_it_starts(tmp_path: Path) -> None:
    """systemd drops a DeviceAllow= of a kind that the kernel does not know yet."""
    unit = template("units/edge-app.service").decode()
    lines = text(files_for(settings(tmp_path)), MODULES).splitlines()
    loaded = [line for line in lines if not line.startswith("#")]
    for kind, module in {"char-video4linux": "videodev", "char-media": "mc", "char-drm": "drm"}.items():
        assert f"\nDeviceAllow={kind} rw\n" in unit and module in loaded
