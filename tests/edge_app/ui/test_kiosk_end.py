"""How the kiosk ends: with its window, by a signal, and without a trace in the process."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QEventLoop, Qt, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest

from edge_app.bundle.loader import ModelBundle
from edge_app.ui.kiosk import run
from tests.support.fakes import Probe
from tests.support.kiosk import Brightness

ENDING = """
import os, signal, sys, threading, time
from pathlib import Path
from PySide6.QtCore import QTimer
from edge_app.bundle.loader import Precision, load_bundle
from edge_app.engine.onnx_runtime import OrtEngine
from edge_app.bundle.trusted_keys import read_keys
from edge_app.ui import kiosk
from edge_app.worker import TimeLimits
from tests.support import fakes

bundle = load_bundle(Path(sys.argv[1]), read_keys(Path(sys.argv[2])))
way, seconds = sys.argv[3], float(sys.argv[4])
app = kiosk.application()
live = threading.Event()

class Probe(fakes.Probe):
    def read(self):
        live.set()
        return super().read()

def close_when_live():
    if live.is_set():
        for window in app.topLevelWindows():
            window.close()
    else:
        QTimer.singleShot(100, close_when_live)

def kill_when_live():  # from a thread, so that the signal may arrive at any point, in the middle of a paint too
    live.wait()
    time.sleep(seconds)
    os.kill(os.getpid(), getattr(signal, way))

if way == "close":
    QTimer.singleShot(100, close_when_live)
else:
    threading.Thread(target=kill_when_live).start()
engine = OrtEngine(bundle.graphs[Precision.INT8], "int8", 1)
sys.exit(kiosk.run(Probe(pixels=fakes.textured(480, 640)), bundle, engine, size=(800, 480), limits=TimeLimits(stop_s=60)))
"""


@pytest.mark.parametrize(
    ("way", "code", "seconds"),
    [
        ("close", 0, 0.0),
        ("SIGTERM", 0, 0.5),
        ("SIGINT", 130, 0.5),
        *(pytest.param("SIGINT", 130, 0.5 + i * 0.011, marks=pytest.mark.slow) for i in range(1, 10)),
    ],
)
def test_the_process_ends_cleanly_with_its_window_or_a_signal(
    bundle_folder: Path, keys_folder: Path, way: str, code: int, seconds: float
) -> None:
    ended = subprocess.run(
        [sys.executable, "-c", ENDING, str(bundle_folder), str(keys_folder), way, str(seconds)],
        capture_output=True, text=True, timeout=240, check=False,
    )  # fmt: skip
    assert (ended.returncode, ended.stderr) == (code, "")


def test_ctrl_q_ends_it(qapp: QGuiApplication, bundle: ModelBundle, brightness: Brightness) -> None:
    looks = iter(range(100))

    def press() -> bool:
        QTest.keyClick(qapp.topLevelWindows()[0], Qt.Key.Key_Q, Qt.KeyboardModifier.ControlModifier)
        return next(looks) == 99  # it did not end by itself

    assert run(Probe(), bundle, brightness, size=(800, 480), over=press) == 0
    assert next(looks) < 99


def test_after_it_has_ended_other_event_loops_run(qapp: QGuiApplication, bundle: ModelBundle, brightness: Brightness) -> None:
    """Closing its window asks Qt to end the application once more; found later, that would end every loop as it begins."""
    assert run(Probe(), bundle, brightness, size=(800, 480), over=lambda: True) == 0
    qapp.processEvents()
    came: list[bool] = []
    loop = QEventLoop()
    QTimer.singleShot(1, lambda: came.append(True))
    QTimer.singleShot(20, loop.quit)
    loop.exec()
    assert came
