"""A Raspberry Pi 5: what leads from the HDMI bridge to the video node is set to the size of the signal, and follows it.

media-ctl and v4l2-ctl are programs of the test that keep what they are told, as the kernel would; no board was here.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from edge_app.device_setup.edid import edid
from edge_app.device_setup.system_file import TEMPLATES
from tests.support.system_tools import program, run

BRIDGE = "tc358743 11-000f"
NO_SIGNAL = "exit 1"
FULL_HD = r'printf "\tActive width: 1920\n\tActive height: 1080\n\tPixelclock: 148500000 Hz (60.00 frames per second)\n"'
HD = r'printf "\tActive width: 1280\n\tActive height: 720\n\tPixelclock: 74250000 Hz (60.00 frames per second)\n"'
WAY = [
    "v4l2-ctl -d /dev/v4l-subdev2 --set-dv-bt-timings query",
    'media-ctl -d /dev/media3 -l "csi2":4 -> "rp1-cfe-csi2_ch0":0 [1]',
    f'media-ctl -d /dev/media3 -V "{BRIDGE}":0 [fmt:UYVY8_1X16/SIZE]',
    'media-ctl -d /dev/media3 -V "csi2":0 [fmt:UYVY8_1X16/SIZE field:none colorspace:smpte170m]',
    'media-ctl -d /dev/media3 -V "csi2":4 [fmt:UYVY8_1X16/SIZE field:none colorspace:smpte170m]',
]


def way(width: int, height: int) -> list[str]:
    """What has to be said, in this order, for a signal of that size."""
    said = [line.replace("SIZE", f"{width}x{height}") for line in WAY]
    return [*said, f"v4l2-ctl -d /dev/video0 --set-fmt-video=width={width},height={height},pixelformat=UYVY"]


@pytest.fixture
def board(tmp_path: Path) -> Path:
    """A Raspberry Pi 5 with a camera at one connector (media1) and the bridge at the other (media3)."""
    (tmp_path / "edid").write_bytes(edid(4))
    subdev = tmp_path / "sys/class/video4linux/v4l-subdev2"
    subdev.mkdir(parents=True)
    (subdev / "name").write_text(f"{BRIDGE}\n")
    for media in ("media0", "media1", "media3"):
        (tmp_path / "sys/bus/media/devices" / media).mkdir(parents=True)
    program(tmp_path / "bin", "systemd-notify", f'echo "systemd-notify $*" >> {tmp_path}/called')
    program(
        tmp_path / "bin",
        "media-ctl",
        f"""
case "$3" in -e) case "$2 $4" in
    "/dev/media3 {BRIDGE}") echo /dev/v4l-subdev2; exit 0 ;;
    "/dev/media1 rp1-cfe-csi2_ch0") echo /dev/video8; exit 0 ;;
    "/dev/media3 rp1-cfe-csi2_ch0") echo /dev/video0; exit 0 ;;
    *) exit 1 ;;
esac ;; esac
echo "media-ctl $*" >> {tmp_path}/called
if [ -e {tmp_path}/streams ]; then
    rm {tmp_path}/streams
    echo "Unable to setup formats: Device or resource busy (16)" >&2
    exit 1
fi""",
    )
    return tmp_path


def follow(board: Path, *signals: str) -> tuple[list[str], str, str]:
    """What was said to the kernel from the first look at the signal on, and what the program printed.

    signals: what asking for the signal answers, one look after the other; after the last the program is ended.
    """
    for number, signal in enumerate(signals, 1):
        program(board / "signals", str(number), signal)
    program(board / "bin", "v4l2-ctl", f"""
case "$3" in
--set-edid) file=${{4#*file=}}; cp "${{file%,format=raw}}" {board}/kept ;;
--get-edid) cp {board}/kept "${{4#*file=}}" ;;
--query-dv-timings) echo >> {board}/looks; exec {board}/signals/$(wc -l < {board}/looks) ;;
*) [ ! -e {board}/looks ] || echo "v4l2-ctl $*" >> {board}/called ;;
esac""")  # fmt: skip
    program(board / "bin", "timeout", f"""
[ "$*" = "5 v4l2-ctl -d /dev/v4l-subdev2 --wait-for-event=source_change=0" ] || exit 1
[ $(wc -l < {board}/looks) -lt {len(signals)} ] || kill $PPID""")  # fmt: skip
    done = run([TEMPLATES / "hdmi-input", board / "edid"], board / "bin", EDGE_APP_SYS=board / "sys")
    return (board / "called").read_text().splitlines(), done.stdout, done.stderr


READY = "systemd-notify --ready"


def test_the_way_is_set_once_before_the_kiosk_starts(board: Path) -> None:
    called, said, complained = follow(board, FULL_HD, FULL_HD, FULL_HD)
    assert called == [*way(1920, 1080), READY]
    assert "/dev/video0 gets 1920 x 1080 from /dev/v4l-subdev2" in said and complained == ""


def test_without_a_signal_the_kiosk_starts_and_the_way_is_set_when_there_is_one(board: Path) -> None:
    assert follow(board, NO_SIGNAL, NO_SIGNAL, HD)[0] == [READY, *way(1280, 720)]


def test_another_signal_is_followed_and_a_lost_one_changes_nothing(board: Path) -> None:
    called, _, _ = follow(board, FULL_HD, NO_SIGNAL, FULL_HD, HD)
    assert called == [*way(1920, 1080), READY, *way(1280, 720)]


def test_while_the_old_size_is_still_streamed_it_is_tried_again(board: Path) -> None:
    (board / "streams").touch()
    called, said, complained = follow(board, FULL_HD, FULL_HD)
    assert called == [*way(1920, 1080)[:2], READY, *way(1920, 1080)]
    assert "cannot be set to 1920 x 1080 yet (Unable to setup formats: Device or resource busy (16))" in complained
    assert "gets 1920 x 1080" in said


def test_a_bridge_that_is_gone_ends_it_for_systemd_to_start_it_again(board: Path) -> None:
    program(board / "bin", "sleep", "exit 0")
    called, _, complained = follow(board, FULL_HD, f"rm -r {board}/sys/class/video4linux/v4l-subdev2", FULL_HD, FULL_HD)
    assert called == [*way(1920, 1080), READY]
    assert complained == "hdmi-input: /dev/v4l-subdev2 is gone; check the ribbon cable\n"


def test_a_board_without_that_receiver_has_nothing_to_set(board: Path) -> None:
    program(board / "bin", "media-ctl", "exit 1")
    assert follow(board, FULL_HD)[0] == [READY]
