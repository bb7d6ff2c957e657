"""What a report is given beside its exam."""

from __future__ import annotations

import pickle
from dataclasses import replace
from pathlib import Path

from edge_app.config import Clinic
from edge_app.exams.export.report_context import ReportContext, ReportSources
from edge_app.exams.records import Patient
from edge_app.exams.store.store import ExamStore
from edge_app.exams.trend import MAX_EXAMS
from edge_app.exams.z_score import ExamDevice
from edge_app.imaging.echo_references import PHANTOM_REFERENCE
from tests.support.exam_factories import ENGINE, KEY, PATIENT, SITE, found

CLINIC = Clinic("Neurology", (), "")
DEVICE = ExamDevice("MSK", PHANTOM_REFERENCE, remembers_controls=False)
SOURCES = ReportSources({"test probe": DEVICE}.get, CLINIC)


def exam(store: ExamStore, patient: Patient = PATIENT, recorded: bool = False) -> str:
    made = store.start(patient).id
    finding = found(1)
    store.add(made, SITE, replace(finding, frame=replace(finding.frame, recorded=recorded)), ENGINE)
    store.finish(made)
    return made


def test_under_a_pseudonym_there_are_only_devices(tmp_path: Path) -> None:
    with ExamStore(tmp_path, KEY, "nurse") as store:
        exams = [store.read(exam(store)) for _ in range(2)]
        assert SOURCES.of(store, exams[1], pseudonymous=True) == ReportContext({"test probe": DEVICE})
        named = SOURCES.of(store, exams[1], pseudonymous=False)
        anonymous = SOURCES.of(store, store.read(exam(store, Patient())), pseudonymous=False)
    assert named.clinic == anonymous.clinic == CLINIC and anonymous.trends == ()
    (trend,) = named.trends
    assert trend.site == SITE and len(trend.probability) == len(trend.z_score) == 2
    assert pickle.loads(pickle.dumps(named)) == named, "it goes to the process that exports"


def test_a_trend_is_of_the_newest_exams(tmp_path: Path) -> None:
    with ExamStore(tmp_path, KEY, "nurse") as store:
        for _ in range(MAX_EXAMS + 2):
            last = exam(store)
        (trend,) = SOURCES.of(store, store.read(last), pseudonymous=False).trends
    assert len(trend.probability) == MAX_EXAMS


def test_a_recording_is_of_no_device_whatever_its_file_is_called(tmp_path: Path) -> None:
    with ExamStore(tmp_path, KEY, "nurse") as store:
        replayed = store.read(exam(store, recorded=True))
        assert SOURCES.of(store, replayed, pseudonymous=True).devices == {}
