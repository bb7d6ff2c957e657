"""The screen's settings, its touch rule, and the program that starts the compositor: with cage of Debian 12 and of Debian 13."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from edge_app.device_setup.screen import touch_rule
from edge_app.device_setup.settings import Display
from edge_app.device_setup.system_file import TEMPLATES, template
from edge_app.device_setup.system_files import files_for
from tests.support.device_settings import settings, text
from tests.support.system_tools import program, run, tool

OLD_HELP = "echo 'Usage: cage [OPTIONS] [--] APPLICATION' >&2; echo ' -r	 Rotate the output 90 degrees clockwise' >&2"
NEW_HELP = "echo 'Usage: cage [OPTIONS] [--] APPLICATION'; echo ' -m last Use only the last connected output'"


def cage(folder: Path, usage: str) -> None:
    """A cage that shows its own arguments and Qt's platform, then runs its application."""
    program(folder, "cage", f"""
case "$*" in -h) {usage}; exit 0 ;; esac
echo "cage $* as $QT_QPA_PLATFORM"
while [ "$1" != -- ]; do shift; done
shift
exec "$@"
""")  # fmt: skip


def started(tmp_path: Path, compositor: str, rotation: int, *, outputs: str = "") -> subprocess.CompletedProcess[str]:
    conf = tmp_path / "display.conf"
    conf.write_text(text(files_for(settings(tmp_path, f'[display]\nrotation = {rotation}\ncompositor = "{compositor}"\n')),
                         "etc/edge-app/display.conf"))  # fmt: skip
    listing = "\n".join(f"echo '{line}'" for line in outputs.splitlines())
    program(tmp_path / "bin", "wlr-randr", f'if [ $# -gt 0 ]; then echo "wlr-randr $*"; exit 0; fi\n{listing}')
    return run([TEMPLATES / "compositor", "echo", "the", "kiosk"], tmp_path / "bin", EDGE_APP_DISPLAY=conf)


@pytest.mark.parametrize(("rotation", "flags"), [(0, ""), (90, "-r "), (180, "-r -r "), (270, "-r -r -r ")])
def test_an_older_cage_turns_by_quarters(tmp_path: Path, rotation: int, flags: str) -> None:
    cage(tmp_path / "bin", OLD_HELP)
    done = started(tmp_path, "cage", rotation)
    assert done.stdout.splitlines() == [f"cage -d {flags}-- echo the kiosk as wayland", "the kiosk"]


@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
def test_a_newer_one_is_turned_from_inside_before_the_kiosk_starts(tmp_path: Path, rotation: int) -> None:
    cage(tmp_path / "bin", NEW_HELP)
    listing = 'DSI-1 "(null) (null) (DSI-1)"\n  Enabled: yes\n  Modes:\n    800x480 px, 60.0 Hz\n  Transform: normal'
    done = started(tmp_path, "cage", rotation, outputs=listing)
    turned = [f"wlr-randr --output DSI-1 --transform {rotation}"] if rotation else []
    assert done.stdout.splitlines()[1:] == [*turned, "the kiosk"]
    assert " -r" not in done.stdout.splitlines()[0]


def test_without_a_screen_to_turn_nothing_is_shown_the_wrong_way_round(tmp_path: Path) -> None:
    cage(tmp_path / "bin", NEW_HELP)
    done = started(tmp_path, "cage", 90)
    assert done.returncode == 1 and "names no screen" in done.stderr and "the kiosk\n" not in done.stdout.splitlines()[1:]


@pytest.mark.parametrize("platform", ["eglfs", "linuxfb"])
def test_qt_draws_itself_where_it_is_asked_to(tmp_path: Path, platform: str) -> None:
    conf = tmp_path / "display.conf"
    conf.write_text(f"compositor={platform}\nrotation=0\n")
    done = run([TEMPLATES / "compositor", "sh", "-c", "echo $QT_QPA_PLATFORM"], tmp_path / "bin", EDGE_APP_DISPLAY=conf)
    assert done.stdout == f"{platform}\n"


def test_an_unknown_compositor_is_named(tmp_path: Path) -> None:
    (tmp_path / "display.conf").write_text("compositor=weston\nrotation=0\n")
    done = run([TEMPLATES / "compositor", "true"], tmp_path / "bin", EDGE_APP_DISPLAY=tmp_path / "display.conf")
    assert done.returncode == 1 and "unknown compositor 'weston'" in done.stderr


def test_this_machines_cage_takes_the_flags_that_its_help_has() -> None:
    """`-v` prints the version and ends, after what stands before it was parsed."""
    own = tool("cage", "cage")
    usage = subprocess.run([own, "-h"], capture_output=True, text=True, check=False)
    flags = ["-d", "-r", "-r"] if "Rotate" in usage.stdout + usage.stderr else ["-d"]
    parsed = subprocess.run([own, *flags, "-v"], capture_output=True, text=True, check=False)
    assert parsed.returncode == 0 and "ersion" in parsed.stdout + parsed.stderr, parsed.stderr


@pytest.mark.parametrize(
    ("rotation", "matrix"),
    [(0, "1 0 0 0 1 0"), (90, "0 -1 1 1 0 0"), (180, "-1 0 1 0 -1 1"), (270, "0 1 0 -1 0 1")],
)
def test_image_and_touch_come_of_one_setting(tmp_path: Path, rotation: int, matrix: str) -> None:
    files = files_for(settings(tmp_path, f"[display]\nrotation = {rotation}\n"))
    assert f"\nrotation={rotation}\n" in text(files, "etc/edge-app/display.conf")
    assert f'ENV{{LIBINPUT_CALIBRATION_MATRIX}}="{matrix}"' in text(files, "etc/udev/rules.d/71-edge-app-touch.rules")


def test_only_the_touch_panel_that_is_named_is_turned() -> None:
    rule = touch_rule(Display("cage", 90, "FT5406*")).content.decode()
    assert rule.count('ATTRS{name}=="FT5406*"') == 2


@pytest.mark.parametrize("board", ["generic", "generic-arm64", "jetson-orin-nano", "raspberry-pi-4", "raspberry-pi-5"])
def test_where_cage_is_installed_what_hands_it_the_screen_is_too(board: str, tmp_path: Path) -> None:
    packages = settings(tmp_path, board=board).board.packages
    assert "cage" in packages and "seatd" in packages


def test_the_kiosk_stays_in_its_own_unit() -> None:
    """A session of logind's is another unit, and systemd hears of the kiosk only from this one: it would never be ready."""
    unit = template("units/edge-app.service").decode()
    assert "\nType=notify\n" in unit and "\nPAMName=" not in unit and "\nEnvironment=LIBSEAT_BACKEND=seatd\n" in unit


def test_what_runs_after_the_start_does_not_hang_up_the_kiosks_console() -> None:
    """systemd resets a unit's console before each of its commands, ExecStartPost among them."""
    unit = template("units/edge-app.service").decode()
    assert "\nExecStartPost=" in unit and "\nTTYPath=" in unit
    assert not re.search(r"^TTY(Reset|VHangup|VTDisallocate)=", unit, re.MULTILINE)


@pytest.mark.parametrize("board", ["generic", "generic-arm64", "raspberry-pi-4", "raspberry-pi-5"])
def test_overlayroot_has_what_its_script_calls(board: str, tmp_path: Path) -> None:
    """`grep` in the initial RAM disk: without busybox there is none, and the root is not put back, silently."""
    packages = settings(tmp_path, board=board).board.packages
    assert "overlayroot" in packages and "busybox" in packages


@pytest.mark.parametrize("board", ["generic", "generic-arm64", "raspberry-pi-4", "raspberry-pi-5"])
def test_where_the_kiosk_sets_time_and_network_polkit_is_asked(board: str, tmp_path: Path) -> None:
    """Without it only root may. A stock Debian has none; a Jetson's desktop has."""
    assert "polkitd" in settings(tmp_path, board=board).board.packages
