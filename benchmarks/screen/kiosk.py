"""The kiosk on a display server, its source the flashing probe, as a process of its own: `python -m benchmarks.screen.kiosk`.

It takes a KioskTask as JSON on standard input and answers with a KioskReady once the first image is drawn.
"""

from __future__ import annotations

import hashlib
import os
import sys
import time
from importlib.metadata import packages_distributions, version
from pathlib import Path

import msgspec

from benchmarks.screen.probe import DEVICE
from benchmarks.screen.tasks import KioskReady, KioskTask
from edge_app.system.parent import end_with_parent
from edge_app.system.service_notify import READY


def main() -> int:
    """Returns the exit code."""
    task = msgspec.json.decode(sys.stdin.buffer.read(), type=KioskTask)
    end_with_parent(task.parent)
    os.environ["QT_QUICK_BACKEND"] = "software"  # as on a board without OpenGL; a GPU is not what is measured

    from PySide6.QtCore import QPointF
    from PySide6.QtGui import QGuiApplication

    from edge_app.bundle.loader import load_bundle
    from edge_app.bundle.trusted_keys import trusted_keys
    from edge_app.capture.calibrated import calibrated
    from edge_app.capture.openigtlink.source import Address, OpenIGTLinkSource
    from edge_app.config import Runtime
    from edge_app.engine.factory import EngineChoice, make_engine, target
    from edge_app.engine.runtimes import RUNTIMES
    from edge_app.ui import kiosk
    from edge_app.ui.image_items import LiveImage

    setting = task.setting
    bundle = load_bundle(Path(task.bundle), trusted_keys(Path(task.keys) if task.keys else None))
    runtime: Runtime = msgspec.convert(setting.runtime, Runtime)
    engine = make_engine(bundle, EngineChoice(runtime, setting.precision, setting.threads, bool(setting.spinning)))
    graph = target(bundle, runtime, setting.precision).graph
    packages = packages_distributions().get(RUNTIMES[runtime].module)

    class Announcer:
        """A Service that says on standard output when and where the image is drawn."""

        watchdog_s: float | None = None

        def notify(self, *states: str) -> None:
            if READY not in states:
                return
            window = QGuiApplication.topLevelWindows()[0]
            item = window.contentItem().findChild(LiveImage)  # type: ignore[attr-defined]
            corner, of_screen = item.mapToScene(QPointF(0, 0)), window.position()
            left, top = corner.x() + of_screen.x(), corner.y() + of_screen.y()
            ready = KioskReady(
                (left, top, item.width(), item.height()),
                item.live.roi.getRect(),
                (time.monotonic_ns() - task.spawned_ns) / 1e6,
                version(packages[0]) if packages else "unknown",
                hashlib.sha256(graph).hexdigest(),
            )
            print(msgspec.json.encode(ready).decode(), flush=True)

    source = calibrated(OpenIGTLinkSource(Address("127.0.0.1", task.port, DEVICE)))
    return kiosk.run(source, bundle, engine, fullscreen=True, research=lambda: True, service=Announcer())


if __name__ == "__main__":
    sys.exit(main())
