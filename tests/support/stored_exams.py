"""A kiosk in front of a store that holds exams of some patients, at the patient's step."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from edge_app.exams.records import Patient
from edge_app.exams.store.store import ExamStore
from edge_app.exams.summary import PROTOCOL
from edge_app.records import Finding, Guard, Label, Roi
from edge_app.ui.exam_controller import ExamController
from edge_app.ui.kiosk import Kiosk
from tests.kiosk_driver.hand import Hand
from tests.support.burned_in_text import tissue
from tests.support.clinic import PIN, FastVault, clinic, exam_of, unlock
from tests.support.exam_factories import ENGINE, found
from tests.support.fakes import Probe, textured
from tests.support.kiosk import StartKiosk


def judged(seed: int, label: Label = Label.ABNORMAL) -> Finding:
    """A finding on an image in which no text is found, of another brightness for another seed."""
    made = found(4 * seed, 240, 320)
    pixels = (tissue() * (0.6 + 0.1 * (seed % 5))).astype(np.uint8)
    frame = replace(made.frame, pixels=pixels, source="simulated probe")
    probability = {Label.ABNORMAL: 0.91, Label.NORMAL: 0.08}.get(label)
    guard = Guard.SATURATED if label is Label.NOT_JUDGED else Guard.FIT
    heat = np.linspace(0, 1, 49, dtype=np.float32).reshape(7, 7)
    return replace(made, frame=frame, roi=Roi(60, 60, 200, 120), label=label, probability=probability, guard=guard, heat=heat)


def keep_clip(store: ExamStore, exam: str) -> None:
    """Five seconds of the first site, in two frames."""
    first = judged(0)
    frames = [replace(first.frame, captured_ns=seconds * 10**9) for seconds in (0, 5)]
    store.add_clip(exam, PROTOCOL[0], frames, first.roi, "2026-11-30T10:20:30.500+00:00")


def keep_exam(
    store: ExamStore, identifier: str | None, server: str = "", label: Label = Label.ABNORMAL, images: int = 1, clips: int = 0
) -> str:
    """A finished exam with images of the first sites, and clips."""
    exam = store.start(Patient(identifier, 44)).id
    for seed in range(images):
        store.add(exam, PROTOCOL[seed % len(PROTOCOL)], judged(seed, label), ENGINE)
    for _ in range(clips):
        keep_clip(store, exam)
    store.give_verdict(exam, Label.NORMAL, "seen by hand")
    store.finish(exam, server=server)
    return exam


def stored_exams(folder: Path) -> ExamStore:
    """A new store of the test's clinic, to be filled."""
    return ExamStore(folder, FastVault(folder).create("nurse", PIN), "nurse")


def opened(
    start: StartKiosk, folder: Path, size: tuple[int, int] = (800, 480), **options: Any
) -> tuple[Kiosk, Hand, ExamController]:
    """The kiosk, unlocked."""
    kiosk = start(Probe(pixels=textured(240, 320, mean=60)), services=clinic(folder, **options), size=size)
    hand, exam = Hand(kiosk), exam_of(kiosk)
    unlock(hand, exam)
    return kiosk, hand, exam


def shown(hand: Hand, name: str) -> str:
    """What a text or button says; nothing where it is not to be seen."""
    thing = hand.find(name)
    return "" if thing is None else str(thing.property("text"))
