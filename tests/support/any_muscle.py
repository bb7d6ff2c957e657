"""A protocol with a muscle that no bundle was made for, and what is found at its sites."""

from __future__ import annotations

from edge_app.exams.protocols.reader import parse_protocol
from edge_app.exams.records import Patient, Site
from edge_app.exams.store.store import ExamStore
from edge_app.other_muscle import without_answer
from edge_app.records import Label, Muscle, Side
from tests.support.exam_factories import ENGINE, PATIENT, found

TEXT = b"""
title = { en = "Thigh and arm", de = "Oberschenkel und Arm", es = "Muslo y brazo" }
[[sites]]
muscle = "biceps brachii"
sides = ["right"]
images = 2
[[sites]]
muscle = "rectus femoris"
sides = ["right"]
images = 1
[[sites]]
muscle = "vastus medialis"
sides = ["left"]
images = 1
[muscles."rectus femoris"]
name = { en = "Rectus femoris", es = "Recto femoral" }
placement = { en = "Across the front of the thigh." }
code = { scheme = "MDC", value = "7:836", meaning = "Musculus rectus femoris" }
place = { view = "front", x = 45, y = 138 }
"""
THIGH = parse_protocol("thigh", TEXT)
BICEPS, RECTUS, VASTUS = (
    Site(Muscle.BICEPS_BRACHII, Side.RIGHT), Site("rectus femoris", Side.RIGHT), Site("vastus medialis", Side.LEFT),
)  # fmt: skip


def thigh_exam(store: ExamStore, patient: Patient = PATIENT, made_for: bool = True) -> str:
    """A finished exam of THIGH: the biceps is normal, the rectus femoris has no finding, the vastus was not examined.

    made_for: with images of the muscle that the bundle was made for.
    """
    exam = store.start(patient, protocol=THIGH).id
    for seed in range(4) if made_for else ():
        if found(seed).label is Label.NORMAL:
            store.add(exam, BICEPS, found(seed), ENGINE)
    store.add(exam, RECTUS, without_answer(found(1)), ENGINE)
    store.finish(exam)
    return exam
