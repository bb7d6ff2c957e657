"""A screen without a window manager, as under a bare X server: nobody else makes the window as large as it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
SHOW = """
from PySide6.QtCore import QTimer
from PySide6.QtQuick import QQuickView
from edge_app.ui import kiosk
app = kiosk.application()
view = QQuickView()
view.resize(1280, 800)
kiosk.show(view, fullscreen=True)
QTimer.singleShot(500, lambda: (print(view.width(), view.height()), app.quit()))
app.exec()
"""


@pytest.mark.skipif(shutil.which("Xvfb") is None, reason="needs Xvfb; install it with:  sudo apt-get install xvfb")
@pytest.mark.parametrize("size", ["800x480", "480x800", "1920x1080"])
def test_full_screen_is_the_whole_screen(size: str) -> None:
    read, write = os.pipe()
    arguments = ["Xvfb", "-displayfd", str(write), "-screen", "0", f"{size}x24", "-nolisten", "tcp"]
    with subprocess.Popen(arguments, pass_fds=[write], stderr=subprocess.DEVNULL) as server:
        os.close(write)
        try:
            with os.fdopen(read) as told:
                display = told.readline().strip()
            environment = {
                **os.environ, "DISPLAY": f":{display}", "QT_QPA_PLATFORM": "xcb", "QT_QUICK_BACKEND": "software",
                "PYTHONPATH": str(ROOT),
            }  # fmt: skip
            shown = subprocess.run(
                [sys.executable, "-c", SHOW], env=environment, capture_output=True, text=True, timeout=120, check=False
            )
        finally:
            server.terminate()
    assert shown.stdout.split() == size.split("x"), shown.stderr
