"""Checks for a screen that Qt can open, before Qt is loaded: without one, Qt aborts the whole process."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping

from edge_app.system.release_trial import RELEASE

_DIRECT = ("eglfs", "linuxfb", "vnc")  # Qt platforms that need neither X11 nor Wayland
_PROBE = "import sys; from PySide6.QtGui import QGuiApplication; sys.exit(QGuiApplication([]).primaryScreen() is None)"
_TIMEOUT_S = 20.0
_DEVICE_TIMEOUT_S = 100.0  # an appliance has nothing else to do: a slow card is no missing screen, and systemd limits its start


def display_fault(environment: Mapping[str, str] | None = None) -> str | None:
    """Why no screen can be used, in a few words; None if one can.

    If the environment (default: this process's) names a display, a child process tries to open it: the display may be
    gone, or a library of Qt's platform plugin may be missing.
    """
    environment = os.environ if environment is None else environment
    platform = environment.get("QT_QPA_PLATFORM", "").split(":")[0]
    named = environment.get("DISPLAY") or environment.get("WAYLAND_DISPLAY")
    if not named and platform not in _DIRECT:
        return "neither DISPLAY nor WAYLAND_DISPLAY is set"
    timeout_s = _DEVICE_TIMEOUT_S if RELEASE in environment else _TIMEOUT_S
    try:
        probe = subprocess.run(
            [sys.executable, "-c", _PROBE], env=dict(environment), capture_output=True, timeout=timeout_s, check=False
        )
    except subprocess.TimeoutExpired:
        return f"Qt did not open {named or platform} within {timeout_s:.0f} s"
    return None if probe.returncode == 0 else f"Qt cannot open {named or platform}"


def use_offscreen() -> None:
    """Let Qt render off screen, in software. Call it before Qt is loaded."""
    os.environ["QT_QPA_PLATFORM"], os.environ["QT_QUICK_BACKEND"] = "offscreen", "software"
