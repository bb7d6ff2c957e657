"""Findings and stores for the tests of the exam store."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np

from edge_app.exams.records import Patient, Site
from edge_app.exams.store.store import ExamStore
from edge_app.exams.store.wrapped_key import Cost
from edge_app.records import Band, ClassAnswer, Finding, Frame, Guard, IndeterminateReason, Label, Muscle, Roi, Sex, Side, Timings

KEY = bytes(range(32))
CHEAP = Cost(iterations=1, lanes=1, memory_kib=64)  # tests need no protection
PATIENT = Patient("Clinic 17", 44, Sex.FEMALE, 171.5, 66.25)
SITE = Site(Muscle.BICEPS_BRACHII, Side.LEFT)
ENGINE = "a test, 1 thread"
THRESHOLD = 0.5


def found(seed: int = 0, height: int = 48, width: int = 64, bundle: str = "test bundle", places: int = 7) -> Finding:
    """A finding with noise for an image and a map of places x places; another seed gives another one."""
    rng = np.random.default_rng(seed)
    probability = None if seed % 5 == 4 else float(rng.random())
    label = Label.NOT_JUDGED if probability is None else Label.ABNORMAL if probability >= THRESHOLD else Label.NORMAL
    frame = Frame(rng.integers(0, 256, (height, width), np.uint8), seed, 7 + seed, None if seed % 2 else 0.1 / 3, "test probe")
    frame = replace(frame, mirrored=(None, True, False)[seed % 3])
    heat = rng.random((places, places)).astype(np.float32)
    guard = Guard.SATURATED if probability is None else Guard.FIT
    times = Timings(0, 0, 0, 0, 0)
    return Finding(
        frame, Roi(3, 4, 40, 30), label, probability, heat, guard, float(rng.random() * 255), bundle, times, THRESHOLD, True
    )


GRADES = ("Heckmatt 1", "Heckmatt 2", "Heckmatt 3", "Heckmatt 4")


def graded(finding: Finding, grade: int) -> Finding:
    """The same finding by a bundle of four grades, of which it calls this one (1-4)."""
    shares = [0.1] * 4
    shares[grade - 1] = 0.7
    heat = np.random.default_rng(grade).random((4, *finding.heat.shape)).astype(np.float32)
    label = Label.ABNORMAL if grade > 1 else Label.NORMAL
    return replace(
        finding,
        label=label,
        guard=Guard.FIT,
        probability=sum(shares[1:]),
        classes=ClassAnswer(GRADES, tuple(shares), GRADES[grade - 1], heat),
    )


def indeterminate(finding: Finding, reason: IndeterminateReason = IndeterminateReason.VIEWS_DISAGREE) -> Finding:
    """The same finding, of six views and with a band, if it were indeterminate."""
    return replace(finding, label=Label.INDETERMINATE, probability=0.5, band=Band(0.3, 0.7), reason=reason, views=6)


def unvalidated(seed: int = 0, research: bool = True) -> Finding:
    """A finding of a device that the bundle was not validated on: with a score and a heatmap for research, or without."""
    answered = replace(found(seed), label=Label.NOT_VALIDATED, guard=Guard.FIT, probability=0.9, validated=False)
    return answered if research else replace(answered, probability=None, heat=np.zeros_like(answered.heat))


def filled(folder: Path, exams: int = 2, images: int = 3, key: bytes = KEY) -> ExamStore:
    """An open store with finished exams."""
    folder.mkdir(exist_ok=True)
    store = ExamStore(folder, key, "nurse")
    for number in range(exams):
        exam = store.start(PATIENT)
        for seed in range(images):
            store.add(exam.id, SITE, found(10 * number + seed), ENGINE)
        store.give_verdict(exam.id, Label.NORMAL, "seen by hand")
        store.finish(exam.id)
    return store
