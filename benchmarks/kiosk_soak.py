"""The kiosk over many frames: rate, drops, drawing time and memory. `python -m benchmarks.kiosk_soak --frames 10000`

Everything is what `edge-app run` runs, on a screen that is not there and drawn in software, as on a board without OpenGL. With
`--exam` patients are screened by touch all the while, 18 frames each, and exported. The simulated probe takes memory that a
real one does not; `--source` with a recording shows the kiosk without it.
"""

from __future__ import annotations

import os
import time
from dataclasses import dataclass, field
from pathlib import Path

import click
import numpy as np
import psutil
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication

from edge_app import config
from edge_app.capture.formats import parse_size
from edge_app.capture.playback import PlaybackSource
from edge_app.capture.simulated import SimulatedProbe
from edge_app.capture.source import FrameSource
from edge_app.engine.loading import load_model
from edge_app.records import Finding
from edge_app.ui.kiosk import Kiosk, application
from tests.kiosk_driver import film
from tests.kiosk_driver.exam_screens import made_up_clinic
from tests.kiosk_driver.hand import Hand


@dataclass
class Soak:
    """What is noted while the kiosk runs."""

    kiosk: Kiosk
    app: QGuiApplication
    frames: int  # to show before the end
    every: int  # frames between two lines
    process: psutil.Process = field(default_factory=psutil.Process)
    started: float = 0.0  # s
    processor_s: float = 0.0  # used before the first frame
    drawing_ms: list[float] = field(default_factory=list)  # processor time of the screen's thread
    analysis_ms: list[float] = field(default_factory=list)
    megabytes: list[float] = field(default_factory=list)  # resident, at each line
    _begun: float = 0.0
    _printed: int = -1

    def begin(self) -> None:
        self._begun = time.thread_time()

    def end(self) -> None:
        self.drawing_ms.append(1e3 * (time.thread_time() - self._begun))

    def note(self) -> None:
        """One frame was shown."""
        shown, frame = self.kiosk.live.shown, self.kiosk.live.displayed
        if shown == 1:
            self.started, self.processor_s = time.monotonic(), self.processor()
        if isinstance(frame, Finding):
            self.analysis_ms.append(frame.timings.total_ms)
        if shown // self.every > self._printed:
            self._printed = shown // self.every
            self.line()
        if shown >= self.frames:
            self.app.quit()

    def line(self) -> None:
        """Print the state now, with the medians since the line before."""
        status = self.kiosk.worker.status()
        self.megabytes.append(self.process.memory_info().rss / 2**20)
        busy = (self.processor() - self.processor_s) / max(time.monotonic() - self.started, 1e-9)
        click.echo(
            f"{self.kiosk.live.shown:7d} shown"
            f"  {status.frames_per_second:6.2f} fps in"
            f"  {status.findings_per_second:6.2f} analysed"
            f"  {status.dropped:5d} dropped"
            f"  {median(self.analysis_ms):6.2f} ms analysis"
            f"  {median(self.drawing_ms):6.2f} ms drawing"
            f"  {self.megabytes[-1]:7.1f} MB resident"
            f"  {100 * busy:4.0f} % of a core"
        )
        self.drawing_ms.clear()
        self.analysis_ms.clear()

    def processor(self) -> float:
        """Processor time of all threads, s."""
        times = self.process.cpu_times()
        return float(times.user + times.system)


def probe_of(source: str, rate: float) -> FrameSource:
    """source: "simulated", or the path of a recording; rate: frames a second."""
    if source == "simulated":
        return SimulatedProbe(1, frames_per_second=rate)
    return PlaybackSource(Path(source), "ping-pong", rate)


def screen_patients(kiosk: Kiosk, frames: int) -> int:
    """Until so many frames were shown, and the patient who is there then is done; returns how many patients."""
    exam, hand, patients = kiosk.exam, Hand(kiosk), 0
    assert exam is not None
    film.unlock(hand, exam, lambda step: None)
    while kiosk.live.shown < frames:
        film.examine(hand, exam, lambda step: None)
        patients += 1
    return patients


def median(values: list[float]) -> float:
    return float(np.median(values)) if values else float("nan")


@click.command()
@click.option("--frames", type=click.IntRange(min=1), default=10_000, show_default=True, help="Frames to show.")
@click.option("--every", type=click.IntRange(min=1), default=1_000, show_default=True, help="Frames between two lines.")
@click.option("--rate", type=float, default=30.0, show_default=True, help="Frames a second of the source.")
@click.option("--source", default="simulated", show_default=True, help='"simulated", or the path of a recording to replay.')
@click.option("--exam", is_flag=True, help="Screen one patient after the other.")
@click.option("--bundle", "folder", type=click.Path(path_type=Path), help="Model bundle.  [default: the one shipped]")
@click.option("--threads", type=click.IntRange(min=1), default=2, show_default=True, help="Of the inference runtime.")
@click.option("--size", type=parse_size, metavar="WxH", default="1280x800", show_default=True, help="Window, px.")
def main(
    frames: int, every: int, rate: float, source: str, exam: bool, folder: Path | None, threads: int, size: tuple[int, int]
) -> None:  # fmt: skip
    """Run the kiosk off screen and print what it costs."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    os.environ.setdefault("QT_QUICK_BACKEND", "software")
    bundle, engine = load_model(folder, None, config.load("generic", None, {"engine.threads": threads}).settings.engine)
    probe, app = probe_of(source, rate), application()
    with (
        made_up_clinic(probe, engine.name, bundle.manifest.intended_use) as clinic,
        Kiosk(probe, bundle, engine, research=lambda: True, size=size, services=clinic if exam else None) as kiosk,
    ):
        soak = Soak(kiosk, app, frames, every)
        kiosk.live.frameChanged.connect(soak.note)
        kiosk.view.beforeSynchronizing.connect(soak.begin, Qt.ConnectionType.DirectConnection)
        kiosk.view.afterRendering.connect(soak.end, Qt.ConnectionType.DirectConnection)
        kiosk.view.show()
        patients = screen_patients(kiosk, frames) if exam else app.exec()
        status = kiosk.worker.status()
    elapsed = time.monotonic() - soak.started
    settled = soak.megabytes[len(soak.megabytes) // 2]
    if exam:
        click.echo(f"{patients} patients screened and exported")
    click.echo(
        f"{kiosk.live.shown} frames in {elapsed:.1f} s = {kiosk.live.shown / elapsed:.2f} a second; "
        f"{status.dropped} frames were dropped; at most {max(soak.megabytes):.1f} MB resident, "
        f"{soak.megabytes[-1] - settled:+.1f} MB in the second half"
    )


if __name__ == "__main__":
    main()
