"""Whole exams are read: those of one patient, in their order."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from edge_app.exams.records import Patient
from edge_app.exams.store.store import ExamStore
from tests.support.exam_factories import ENGINE, KEY, PATIENT, SITE, found


def test_the_exams_of_a_patient(tmp_path: Path) -> None:
    with ExamStore(tmp_path, KEY, "nurse") as store:
        mine = []
        for patient in (PATIENT, replace(PATIENT, identifier="another"), PATIENT, Patient(), PATIENT):
            exam = store.start(patient).id
            store.add(exam, SITE, found(), ENGINE)
            store.finish(exam)
            mine += [exam] if patient == PATIENT else []
        store.start(PATIENT)  # not finished
        before = len(store.trail())
        assert [exam.id for exam in store.index.exams_of("Clinic 17")] == mine
        assert all(len(exam.images) == 1 for exam in store.index.exams_of("Clinic 17"))
        assert [exam.id for exam in store.index.exams_of("Clinic 17", until=mine[1])] == mine[:2]
        assert [exam.id for exam in store.index.exams_of("Clinic 17", until=mine[2], most=2)] == mine[1:]
        assert [exam.id for exam in store.index.exams_of("Clinic 17' OR 1 = 1 --")] == []
        assert len(store.trail()) == before
