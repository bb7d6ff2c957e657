"""What a finger waits for on the kiosk, and whether the frame keeps running meanwhile. `python -m benchmarks.kiosk_latency`

From the touch of "Freeze" to the frozen frame drawn; from the touch of "Accept" to "saved" drawn, which comes after the
store's transaction; the rate of analysed frames on the screen and the longest pause between two of them, alone, while an exam
is exported, and while frames are saved beside that. The kiosk is the real one, drawn in software on a screen that is
not there; each size of the window has a process of its own. The simulated probe works half a core in the kiosk's own process;
`--source` with a recording shows the kiosk without it.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import click
import numpy as np
import psutil
from PySide6.QtGui import QGuiApplication

from benchmarks.kiosk_soak import probe_of
from edge_app import config
from edge_app.capture.formats import parse_size
from edge_app.engine.loading import load_model
from edge_app.exams.export.pseudonyms import derive_export_key
from edge_app.exams.export.report_context import ReportContext
from edge_app.exams.export.stop import Stop
from edge_app.exams.export.subprocess import export_in_subprocess
from edge_app.exams.records import Exam, Patient
from edge_app.exams.store.store import ExamStore
from edge_app.exams.summary import IMAGES_WANTED, PROTOCOL
from edge_app.exams.workflow import Step
from edge_app.records import Finding
from edge_app.ui.exam_controller import ExamController
from edge_app.ui.kiosk import Kiosk, application
from tests.kiosk_driver import film
from tests.kiosk_driver.exam_screens import made_up_clinic
from tests.kiosk_driver.hand import Hand

SIZES = ("800x480", "1024x600", "1280x800", "600x1024")  # px
RATE = 30.0  # frames/s of the source
FRAMES = len(PROTOCOL) * IMAGES_WANTED  # accepted by touch


def spin(seconds: float = 1.0, until: Callable[[], bool] = lambda: False) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end and not until():
        QGuiApplication.processEvents()
        time.sleep(0.001)


def waited_ms(kiosk: Kiosk, hand: Hand, button: str, there: Callable[[], bool]) -> float:
    """From the touch until what it brings is drawn."""
    drawn: list[float] = []
    connection = kiosk.view.afterRendering.connect(lambda: drawn.append(time.monotonic()) if there() else None)
    start = time.monotonic()
    hand.touch(button)
    spin(5.0, lambda: bool(drawn))
    kiosk.view.afterRendering.disconnect(connection)
    return 1e3 * (drawn[0] - start)


@dataclass(frozen=True)
class Pace:
    """How the live view runs over a while."""

    rate: float  # new findings shown a second
    dropped: int  # frames
    pause_ms: float  # the longest between two that were shown
    seconds: float

    def __str__(self) -> str:
        figures = f"{self.rate:5.1f} frames/s, {self.dropped} dropped, longest pause {self.pause_ms:3.0f} ms"
        return f"{figures}, in {self.seconds:.1f} s"


def pace(kiosk: Kiosk, seconds: float, until: Callable[[], bool] = lambda: False) -> Pace:
    spin(0.2, until)
    dropped, start, shown = kiosk.worker.status().dropped, time.monotonic(), list[float]()
    connection = kiosk.live.frameChanged.connect(lambda: shown.append(time.monotonic()))
    before = kiosk.live.shown
    spin(seconds, until)
    kiosk.live.frameChanged.disconnect(connection)
    took = time.monotonic() - start
    assert isinstance(kiosk.live.displayed, Finding)
    pause = 1e3 * float(np.diff([start, *shown]).max(initial=0))
    return Pace((kiosk.live.shown - before) / took, kiosk.worker.status().dropped - dropped, pause, took)


def pace_beside(kiosk: Kiosk, *works: Callable[[], None]) -> Pace:
    """While other work runs on threads, as saving and exporting do; until the first of it is done."""
    threads = [threading.Thread(target=work) for work in works]
    for thread in threads:
        thread.start()
    found = pace(kiosk, 100, lambda: not threads[0].is_alive())
    for thread in threads:
        thread.join()
    return found


def line(name: str, milliseconds: list[float]) -> None:
    middle, most = np.median(milliseconds), max(milliseconds)
    click.echo(f"{name:46} median {middle:6.1f} ms, at most {most:6.1f} ms, of {len(milliseconds)}")


def take(kiosk: Kiosk, hand: Hand, exam: ExamController, freeze: list[float], accept: list[float]) -> None:
    """One frame, timed."""
    spin(1.0)
    before = exam.property("images")
    freeze.append(waited_ms(kiosk, hand, "freeze", lambda: exam.workflow.step is Step.REVIEW))
    spin(0.5)  # so long nothing is touched after the screen has changed; see Bounce.qml
    accept.append(waited_ms(kiosk, hand, "accept", lambda: exam.property("images") > before and exam.saved > 0))


@click.command()
@click.option("--threads", type=click.IntRange(min=1), default=1, show_default=True, help="Of the inference runtime.")
@click.option("--source", default="simulated", show_default=True, help='"simulated", or the path of a recording to replay.')
@click.option("--size", "sizes", type=parse_size, metavar="WxH", multiple=True, default=SIZES, show_default=True, help="Window.")
def main(threads: int, source: str, sizes: tuple[tuple[int, int], ...]) -> None:
    """Do one exam and a half by touch, and print what was waited for."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    os.environ.setdefault("QT_QUICK_BACKEND", "software")
    if len(sizes) == 1:
        measure(threads, source, sizes[0])
        return
    for width, height in sizes:
        one = ["--threads", str(threads), "--source", source, "--size", f"{width}x{height}"]
        subprocess.run([sys.executable, "-m", "benchmarks.kiosk_latency", *one], check=True)


def measure(threads: int, source: str, size: tuple[int, int]) -> None:
    """One size."""
    application()
    bundle, engine = load_model(None, None, config.load("generic", None, {"engine.threads": threads}).settings.engine)
    probe, notice = probe_of(source, RATE), bundle.manifest.intended_use
    freeze: list[float] = []
    accept: list[float] = []
    stores: list[ExamStore] = []

    def kept(store: ExamStore) -> ExamStore:
        stores.append(store)
        return store

    with made_up_clinic(probe, engine.name, notice) as made_up, tempfile.TemporaryDirectory() as folder:
        clinic = replace(made_up, open_store=lambda user, key: kept(made_up.open_store(user, key)))
        with Kiosk(probe, bundle, engine, research=lambda: True, size=size, services=clinic) as kiosk:
            exam, hand = kiosk.exam, Hand(kiosk)
            assert exam is not None
            kiosk.view.show()
            film.unlock(hand, exam, lambda step: None)
            film.enter_patient(hand, exam, lambda step: None)
            hand.touch("next")
            spin(2.0)
            paces = {"live view alone": pace(kiosk, 8)}
            for _ in range(FRAMES):
                if exam.property("imagesHere") == 0:
                    spin(2.0)  # the simulated probe has to get there
                take(kiosk, hand, exam, freeze, accept)
            done = finish(hand, exam)
            hand.touch("nextPatient")
            hand.touch("anonymous")
            hand.touch("next")
            spin(2.0)
            (store,) = stores
            another = store.start(Patient()).id
            stop = threading.Event()

            def export() -> None:
                export_in_subprocess(
                    store.read(done.id), derive_export_key(store.key), Path(folder), notice, "en", ReportContext(), Stop()
                )

            def save() -> None:
                """Six frames a second, until the export is done."""
                for image in done.images * 20:
                    if not stop.wait(0.16):
                        store.add(another, image.site, image.finding, image.engine)

            def export_to_the_end() -> None:
                export()
                stop.set()

            paces["live view while exporting"] = pace_beside(kiosk, export)
            paces["live view while exporting and saving"] = pace_beside(kiosk, export_to_the_end, save)
            memory = psutil.Process().memory_info().rss / 2**20
    click.echo(f"{source}, window {size[0]} x {size[1]}, drawn in software; {engine.name}; {FRAMES} frames in the exam")
    line("freeze touched to frozen frame drawn", freeze)
    line('accept touched to "saved" drawn', accept)
    for name, found in paces.items():
        click.echo(f"{name:46} {found}")
    click.echo(f"{'memory at the end':46} {memory:5.0f} MB")


def finish(hand: Hand, exam: ExamController) -> Exam:
    """From the summary to the end of the exam, by touch."""
    for button in ("toVerdict", "verdict-not judged"):
        hand.touch(button)
    if not hand.can("finish"):
        hand.touch("reason")
        hand.type("A BENCHMARK")
    hand.hold_down("finish")
    hand.wait(lambda: exam.workflow.step is Step.DONE, "the end of the exam")
    assert exam.workflow.exam is not None
    return exam.workflow.exam


if __name__ == "__main__":
    main()
