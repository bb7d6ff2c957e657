"""The kiosk, drawn into memory, as a process of its own beside what is measured: `python -m benchmarks.kiosk_beside`.

It takes a Task as JSON on standard input, shows its frames at 30 a second with its engine, and says "ready" once the first image
is drawn. It analyses its frames itself: the pipeline beside it competes with more than a device's own does.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

import msgspec

from benchmarks.run.task import Task
from edge_app.config import Runtime
from edge_app.system.parent import end_with_parent
from edge_app.system.service_notify import READY

WINDOW = (1280, 800)  # px


class Announcer:
    """A Service that says on standard output when the kiosk is ready."""

    watchdog_s: float | None = None

    def notify(self, *states: str) -> None:
        if READY in states:
            print("ready", flush=True)


def main() -> int:
    """Returns the exit code."""
    task = msgspec.json.decode(sys.stdin.buffer.read(), type=Task)
    end_with_parent(task.parent)
    os.environ["QT_QPA_PLATFORM"], os.environ["QT_QUICK_BACKEND"] = "offscreen", "software"

    from benchmarks.stages.frames import IMAGES, STREAM_HZ
    from edge_app.bundle.loader import load_bundle
    from edge_app.bundle.trusted_keys import trusted_keys
    from edge_app.capture.playback import PlaybackSource
    from edge_app.engine.factory import EngineChoice, make_engine
    from edge_app.ui import kiosk

    setting = task.setting
    bundle = load_bundle(Path(task.bundle), trusted_keys(Path(task.keys) if task.keys else None))
    runtime: Runtime = msgspec.convert(setting.runtime, Runtime)
    choice = EngineChoice(runtime, setting.precision, setting.threads, spinning=bool(setting.spinning))
    engine = make_engine(bundle, choice)
    source = PlaybackSource(Path(task.frames) / IMAGES, "ping-pong", STREAM_HZ)
    return kiosk.run(source, bundle, engine, size=WINDOW, recorded=True, research=lambda: True, service=Announcer())


if __name__ == "__main__":
    sys.exit(main())
