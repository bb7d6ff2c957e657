"""The screen: who draws on it, and how image and touch are turned."""

from __future__ import annotations

from collections.abc import Iterator

from edge_app.device_setup.rotation import touch_matrix
from edge_app.device_setup.settings import Display
from edge_app.device_setup.system_file import SystemFile, explained, program


def screen_files(display: Display) -> Iterator[SystemFile]:
    """The compositor's settings, the program that starts it, and the rule for the touch panel."""
    yield explained(
        "etc/edge-app/display.conf",
        "How /usr/lib/edge-app/compositor draws: display in board.toml and in the clinic's settings.",
        [
            (f"compositor={display.compositor}", "Who draws: cage, or Qt itself onto the screen (eglfs, linuxfb)."),
            (
                f"rotation={display.rotation}",
                "By how many degrees clockwise the panel is mounted; the touch rule is made of it too.",
            ),
        ],
    )
    yield program("compositor", "starts the kiosk on the screen, turned as it is mounted")
    yield touch_rule(display)


def touch_rule(display: Display) -> SystemFile:
    """The udev rule by which a touch lands where the image shows what was touched."""
    matrix = " ".join(map(str, touch_matrix(display.rotation)))
    match = 'ENV{ID_INPUT_TOUCHSCREEN}=="1"'
    if display.touch != "*":
        match += f', ATTRS{{name}}=="{display.touch}"'
    return explained(
        "etc/udev/rules.d/71-edge-app-touch.rules",
        "Turns the touch panel with the image: display.rotation in board.toml.",
        [
            (
                f'SUBSYSTEM=="input", {match}, ENV{{LIBINPUT_CALIBRATION_MATRIX}}="{matrix}"',
                f"The image is turned for a panel mounted {display.rotation} degrees clockwise; this turns a touch back.",
            ),
            (
                f'SUBSYSTEM=="input", {match}, ENV{{WL_OUTPUT}}=""',
                "A panel that names its screen would be turned a second time, by the compositor.",
            ),
        ],
    )
