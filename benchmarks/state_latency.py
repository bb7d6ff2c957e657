"""How soon the screen says what has become of the probe. `python -m benchmarks.state_latency`

The real kiosk, drawn in software on a screen that is not there, over a video device in memory that is pulled, plugged, silenced,
stilled and switched to another video mode. Each time is from the cause to the first drawing that says it: of a frame that
grows stale from its capture, of a device that is back from its plug. What takes its time by definition is said beside it.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from dataclasses import dataclass

import click
import numpy as np
from PySide6.QtCore import QObject
from PySide6.QtGui import QGuiApplication

from edge_app.bundle.loader import DEFAULT_BUNDLE, Precision, load_bundle
from edge_app.capture.calibrated import calibrated
from edge_app.capture.formats import FormatRequest, Mode, parse_size
from edge_app.capture.monitor import StreamState
from edge_app.capture.v4l2.source import V4l2Source
from edge_app.engine.onnx_runtime import OrtEngine
from edge_app.ui.kiosk import Kiosk, application
from tests.support.fake_video import GRABBER, Camera, FakeVideo

WIDE, NARROW = Mode("YUYV", 800, 600, 30.0), Mode("YUYV", 640, 480, 30.0)
IN_TIME_MS = 250.0  # the limit of the issue


@dataclass
class Screen:
    """The kiosk, and what its last drawing said."""

    kiosk: Kiosk
    drawn: str = ""
    at: float = 0.0  # s, when that was drawn for the first time

    def __post_init__(self) -> None:
        self.kiosk.view.afterRendering.connect(self._note)

    def _note(self) -> None:
        said = self.kiosk.view.rootObject().findChild(QObject, "probeState")
        state = str(said.property("text")) if said else ""
        if state != self.drawn:
            self.drawn, self.at = state, time.monotonic()

    def wait(self, word: str, seconds: float = 10.0) -> float:
        """Until a drawing says the word; when that was, s."""
        end = time.monotonic() + seconds
        while self.drawn != word:
            if time.monotonic() > end:
                raise click.ClickException(f"the screen said {self.drawn!r} and not {word!r} for {seconds:g} s")
            QGuiApplication.processEvents()
            time.sleep(0.001)
        return self.at

    def rest(self, seconds: float) -> None:
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            QGuiApplication.processEvents()
            time.sleep(0.001)

    def captured(self) -> float:
        """When the frame on the screen was captured, s."""
        assert self.kiosk.live.frame is not None
        return self.kiosk.live.frame.captured_ns / 1e9


def one_round(screen: Screen, camera: Camera, rng: np.random.Generator, seen: Callable[[str, float], None]) -> None:
    """Every state once, from live to live."""

    def after(word: str, **change: object) -> float:
        began = time.monotonic()
        for name, value in change.items():
            setattr(camera, name, value)
        return screen.wait(word) - began

    seen("live", after("Live", silent=False))
    screen.rest(0.7)
    camera.silent = True
    seen("stale", screen.wait("Delayed") - screen.captured())
    seen("live", after("Live", silent=False))
    screen.rest(0.7)
    seen("lost", after("Disconnected", plugged=False))
    screen.rest(rng.uniform(0.6, 1.4))  # at any point between two looks for the device
    seen("reconnecting", after("Reconnecting", plugged=True, silent=True))
    seen("live", after("Live", silent=False))
    screen.rest(0.7)
    seen("format changed", after("New format", signal=NARROW if camera.signal is not NARROW else WIDE))
    screen.wait("Live")
    seen("frozen", after("Frozen", frozen=True))
    camera.frozen = False
    screen.wait("Live")


@click.command()
@click.option("--rounds", type=click.IntRange(min=1), default=8, show_default=True, help="Times each state is brought about.")
@click.option("--threads", type=click.IntRange(min=1), default=1, show_default=True, help="Of the inference runtime.")
@click.option("--size", type=parse_size, metavar="WxH", default="1280x800", show_default=True, help="Window, px.")
def main(rounds: int, threads: int, size: tuple[int, int]) -> None:
    """Print how soon each state was on the screen."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    os.environ.setdefault("QT_QUICK_BACKEND", "software")
    application()
    bundle = load_bundle(DEFAULT_BUNDLE)
    engine = OrtEngine(bundle.graphs[Precision.INT8], Precision.INT8.value, threads)
    camera = Camera([WIDE], silent=True)
    times: dict[str, list[float]] = {}
    source = calibrated(V4l2Source(GRABBER.key, FormatRequest(800, 600), FakeVideo(camera)))
    with Kiosk(source, bundle, engine, research=lambda: True, size=size) as kiosk:
        kiosk.view.show()
        screen = Screen(kiosk)
        rng = np.random.default_rng(0)
        for _ in range(rounds):
            one_round(screen, camera, rng, lambda state, seconds: times.setdefault(state, []).append(1e3 * seconds))
        recorded = {change.state for change in kiosk.worker.transitions}
    notes = {"stale": "150 ms by definition", "frozen": "1000 ms by definition", "live": "from the first frame's sending"}
    click.echo(f"window {size[0]} x {size[1]}, {engine.name}, {threads} thread(s), probe at {WIDE.rate:g} Hz")
    for state, of_state in times.items():
        late = sum(t > IN_TIME_MS + (1000 if state == "frozen" else 0) for t in of_state)
        click.echo(
            f"{state:15} median {np.median(of_state):6.0f} ms, at most {max(of_state):6.0f} ms, of {len(of_state):3}; "
            f"later than {IN_TIME_MS:g} ms: {late}{'; ' + notes[state] if state in notes else ''}"
        )
    missing = {StreamState(state) for state in times} - recorded
    click.echo("recorded: every one of them" if not missing else f"NOT recorded: {', '.join(s.value for s in missing)}")


if __name__ == "__main__":
    main()
