"""What a finger waits for on the kiosk, and whether the picture keeps running meanwhile. `python -m benchmarks.kiosk_latency`

From the touch of "Freeze" to the frozen picture drawn; from the touch of "Accept" to "saved" drawn, which comes after the
store's transaction; and the rate of analysed pictures on the screen, alone, while saving, and while an exam is exported. The
kiosk is the real one with the simulated probe, drawn in software on a screen that is not there.
"""

from __future__ import annotations

import os
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import click
import numpy as np
import psutil
from PySide6.QtGui import QGuiApplication

from edge_app.bundle import DEFAULT_BUNDLE, Precision, load_bundle
from edge_app.capture.simulated import SimulatedProbe
from edge_app.engine.ort import OrtEngine
from edge_app.exams.apart import export_apart
from edge_app.exams.flow import Step
from edge_app.exams.records import Exam, Patient
from edge_app.exams.store import ExamStore
from edge_app.records import Finding
from edge_app.ui import film
from edge_app.ui.exam_screens import made_up_clinic
from edge_app.ui.examination import Examination
from edge_app.ui.hand import Hand
from edge_app.ui.kiosk import Kiosk, application

PICTURES = 6  # accepted by touch


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


def pictures_per_second(kiosk: Kiosk, seconds: float, until: Callable[[], bool] = lambda: False) -> tuple[float, int]:
    """New findings shown a second, and frames dropped meanwhile."""
    spin(0.2)
    shown, dropped, start = kiosk.live.shown, kiosk.worker.status().dropped, time.monotonic()
    spin(seconds, until)
    assert isinstance(kiosk.live.picture, Finding)
    return (kiosk.live.shown - shown) / (time.monotonic() - start), kiosk.worker.status().dropped - dropped


def rate_beside(kiosk: Kiosk, work: Callable[[], None]) -> tuple[float, int, float]:
    """Rate, drops and seconds, while other work runs on a thread, as saving and exporting do."""
    thread, start = threading.Thread(target=work), time.monotonic()
    thread.start()
    rate, dropped = pictures_per_second(kiosk, 60, lambda: not thread.is_alive())
    thread.join()
    return rate, dropped, time.monotonic() - start


def line(name: str, milliseconds: list[float]) -> None:
    middle, most = np.median(milliseconds), max(milliseconds)
    click.echo(f"{name:46} median {middle:6.1f} ms, at most {most:6.1f} ms, of {len(milliseconds)}")


def take(kiosk: Kiosk, hand: Hand, exam: Examination, freeze: list[float], accept: list[float]) -> None:
    """One picture, timed."""
    spin(1.0)
    before = exam.property("shots")
    freeze.append(waited_ms(kiosk, hand, "freeze", lambda: exam.flow.step is Step.REVIEW))
    spin(0.3)
    accept.append(waited_ms(kiosk, hand, "accept", lambda: exam.property("shots") > before and exam.saved > 0))


@click.command()
@click.option("--threads", type=click.IntRange(min=1), default=1, show_default=True, help="Of the inference runtime.")
@click.option("--size", type=(int, int), default=(1280, 800), show_default=True, help="Window, px.")
def main(threads: int, size: tuple[int, int]) -> None:
    """Do one exam and a half by touch, and print what was waited for."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    os.environ.setdefault("QT_QUICK_BACKEND", "software")
    application()
    bundle = load_bundle(DEFAULT_BUNDLE)
    engine, probe = OrtEngine(bundle.graphs[Precision.INT8], Precision.INT8.value, threads), SimulatedProbe(1)
    notice = bundle.manifest.intended_use
    freeze: list[float] = []
    accept: list[float] = []
    stores: list[ExamStore] = []

    def kept(store: ExamStore) -> ExamStore:
        stores.append(store)
        return store

    with made_up_clinic(probe, engine.name, notice) as made_up, tempfile.TemporaryDirectory() as folder:
        clinic = replace(made_up, open_store=lambda key: kept(made_up.open_store(key)))
        with Kiosk(probe, bundle, engine, size=size, clinic=clinic) as kiosk:
            exam, hand = kiosk.exam, Hand(kiosk)
            assert exam is not None
            kiosk.view.show()
            film.unlock(hand, exam, lambda step: None)
            film.enter_patient(hand, exam, lambda step: None)
            hand.touch("next")
            spin(2.0)
            alone = pictures_per_second(kiosk, 8)
            for _ in range(PICTURES):
                if exam.flow.step is Step.PROTOCOL:
                    hand.touch("next")
                    spin(2.0)
                take(kiosk, hand, exam, freeze, accept)
            done = finish(hand, exam)
            hand.touch("nextPatient")
            hand.touch("anonymous")
            hand.touch("next")
            spin(2.0)
            (store,) = stores
            another = store.start(Patient()).id

            def save() -> None:
                for shot in done.shots * 4:
                    store.add(another, shot.site, shot.finding, shot.engine)
                    time.sleep(0.1)

            beside = {
                "live view while saving ten pictures a second": rate_beside(kiosk, save),
                "live view while exporting, the first time": rate_beside(kiosk, lambda: export(store, done, folder, notice)),
                "live view while exporting again": rate_beside(kiosk, lambda: export(store, done, folder, notice)),
            }
            memory = psutil.Process().memory_info().rss / 2**20
    line("freeze touched to frozen picture drawn", freeze)
    line('accept touched to "saved" drawn', accept)
    click.echo(f"{'live view alone':46} {alone[0]:5.1f} pictures/s, {alone[1]} dropped")
    for name, (rate, dropped, seconds) in beside.items():
        click.echo(f"{name:46} {rate:5.1f} pictures/s, {dropped} dropped, {seconds:.1f} s")
    click.echo(f"{'memory at the end':46} {memory:5.0f} MB; {engine.name}, window {size[0]} x {size[1]}")


def export(store: ExamStore, exam: Exam, folder: str, notice: str) -> None:
    export_apart(store.read(exam.id), store.key, Path(folder), notice, "en")


def finish(hand: Hand, exam: Examination) -> Exam:
    """End the exam by touch."""
    for button in ("sumUp", "judge", "verdict-not judged"):
        hand.touch(button)
    if not hand.can("finish"):
        hand.touch("reason")
        hand.type("A BENCHMARK")
    hand.touch("finish")
    hand.wait(lambda: exam.flow.step is Step.DONE, "the end of the exam")
    assert exam.flow.exam is not None
    return exam.flow.exam


if __name__ == "__main__":
    main()
