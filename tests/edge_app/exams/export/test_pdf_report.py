"""The report on paper, read back as text in every language."""

from __future__ import annotations

import re
import subprocess
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from edge_app.config import Clinic
from edge_app.exams.export.report import page
from edge_app.exams.export.report_context import ReportContext, ReportSources
from edge_app.exams.export.report_texts import languages, wording
from edge_app.exams.records import Clip, Exam, Patient
from edge_app.exams.store.rows import encode_png
from edge_app.exams.store.store import ExamStore
from edge_app.exams.summary import PROTOCOL
from edge_app.exams.z_score import ExamDevice, NoZScore
from edge_app.imaging.echo_references import PHANTOM_REFERENCE
from edge_app.records import Finding, Guard, Label, Roi
from tests.support.exam_factories import ENGINE, KEY, PATIENT, found
from tests.support.exported_exams import HIDDEN, NOTICE, OPEN, needs, one_exam, report, report_text

pytestmark = needs("pdftotext")
CLINIC = Clinic("Neurology, Example Hospital", ("12 Example Street", "Springfield"), "555 0100")
DEVICE = ExamDevice("MSK superficial", replace(PHANTOM_REFERENCE, name="ward 7"), remembers_controls=False)
NAMES = (*CLINIC.address, CLINIC.name, CLINIC.phone, "ward 7", "MSK superficial", "SERIAL99", "1234:5678", "Sister Agnes")
SOURCES = ReportSources({"1234:5678:SERIAL99": DEVICE, "test probe": DEVICE}.get, CLINIC)

IN_EACH = [
    "de",
    *(pytest.param(language, marks=pytest.mark.slow) for language in languages() if language != "de"),
]  # the longest words


@pytest.fixture
def store(tmp_path: Path) -> Iterator[ExamStore]:
    with ExamStore(tmp_path, KEY, "Sister Agnes") as store:
        yield store


@pytest.fixture
def in_kolkata(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A clinic that is five hours and a half before UTC."""
    monkeypatch.setenv("TZ", "Asia/Kolkata")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


def exam_of(store: ExamStore, findings: list[Finding], patient: Patient = PATIENT) -> Exam:
    """A finished exam with one finding at each of the protocol's first sites."""
    exam = store.start(patient).id
    for site, finding in zip(PROTOCOL, findings, strict=False):
        store.add(exam, site, finding, ENGINE)
    store.give_verdict(exam, Label.ABNORMAL, "weak")
    store.finish(exam)
    return store.read(exam)


def one_line(text: str) -> str:
    """Without breaks: a sentence may go on in the next line."""
    return " ".join(text.split())


def at(started: str, exam: Exam) -> Exam:
    return replace(exam, started=started, finished=started)


@pytest.mark.parametrize("language", IN_EACH)
def test_the_report_reads_in_every_language(store: ExamStore, language: str) -> None:
    words = wording(language)
    exam = store.read(one_exam(store, PATIENT, "weak on the left " * 60, images_each=3))
    date = exam.started[:4]
    text = report_text(exam, replace(OPEN, language=language), SOURCES.of(store, exam, pseudonymous=False))
    for phrase in (words.title, words.assists, "Clinic 17", words.signature, "weak on the left", NOTICE, "test bundle", ENGINE):
        assert phrase in text, phrase
    for phrase in (
        CLINIC.name,
        "12 Example Street, Springfield",
        CLINIC.phone,
        "Sister Agnes",
        "MSK superficial",
        words.validated,
    ):
        assert phrase in text, phrase
    assert "1234:5678:SERIAL99" in text and f"{words.number(0.09, 3)} {words.mm_per_pixel}" in text
    assert f"{words.number(66.25, 1)} kg" in text and ("P = 0," in text) == (words.decimal == ",") == (language != "en")
    assert text.count("P = ") >= 5 and text.count("\f") <= 2  # one or two pages
    assert text.count(words.z_reference.format(name="ward 7")) == len(PROTOCOL)
    for sheet in text.split("\f")[:-1]:  # which part in a printer's tray
        assert f"Clinic 17, {date}" in sheet


@pytest.mark.parametrize("sources", [SOURCES, ReportSources(clinic=CLINIC)], ids=["with z-scores", "without"])
@pytest.mark.parametrize("language", IN_EACH)
def test_a_usual_exam_is_one_page_that_nothing_runs_off(store: ExamStore, language: str, sources: ReportSources) -> None:
    for _ in range(2):  # the second has a trend, too, and each has a thickness
        exam = store.read(one_exam(store, PATIENT, "", images_each=3))
    context = sources.of(store, exam, pseudonymous=False)
    assert context.trends
    pdf = report(exam, replace(OPEN, language=language), context)
    boxes = subprocess.run(["pdftotext", "-bbox", "-", "-"], input=pdf, capture_output=True, check=True).stdout.decode()
    assert boxes.count("<page ") == 1
    corners = [tuple(map(float, re.findall(r'"([\d.]+)"', line)[:4])) for line in boxes.splitlines() if "<word " in line]
    assert len(corners) > 200
    for left, top, right, bottom in corners:
        assert left > 20 and top > 20 and right < 595 - 20 and bottom < 842 - 20


@pytest.mark.parametrize("sources", [SOURCES, ReportSources(clinic=CLINIC)], ids=["with z-scores", "without"])
@pytest.mark.parametrize("language", IN_EACH)
def test_a_clip_of_each_site_a_reason_and_a_note_of_a_line_leave_it_one_page(
    store: ExamStore, language: str, sources: ReportSources
) -> None:
    for _ in range(2):
        exam = store.read(one_exam(store, PATIENT, "clinical examination", images_each=3))
    still = encode_png(np.zeros((48, 64), np.uint8))
    clips = tuple(
        Clip(number, site, exam.started, (0, 5_000_000_000), 64, 48, None, "test probe", Roi(3, 4, 40, 30), frames=(still, still))
        for number, site in enumerate(PROTOCOL, 1)
    )
    exam = replace(exam, clips=clips, note="The patient could not relax the left leg; second exam after a pause.")
    text = report_text(exam, replace(OPEN, language=language), sources.of(store, exam, pseudonymous=False))
    assert exam.note in text and f"6 ({wording(language).where(PROTOCOL[-1])}" in one_line(text)
    assert text.count("\f") == 1, "each page ends with one"


@pytest.mark.parametrize("language", IN_EACH)
def test_the_report_says_which_way_round_an_image_is(store: ExamStore, language: str) -> None:
    words = wording(language)
    exam = exam_of(store, [found(number) for number in range(3)])
    for wish, there in ((OPEN, True), (HIDDEN, False)):
        text = report_text(exam, replace(wish, language=language))
        for phrase in (words.mark_left, words.mark_right, words.mark_unknown, words.indeterminate_means):
            assert text.count(phrase) == 1, phrase
        assert ("Sister Agnes" in text) is there, "whose verdict it is, unless under a pseudonym"


def test_more_than_a_page_holds_goes_on_on_the_next(store: ExamStore) -> None:
    exam = store.start(PATIENT).id
    for site in PROTOCOL:
        for guard in (Guard.AIR, Guard.TEXT, Guard.BEYOND_FIELD, Guard.OTHER_SCALE):
            store.add(exam, site, replace(found(4), guard=guard), ENGINE)
    store.give_verdict(exam, Label.ABNORMAL, "a long story, " * 150)
    store.finish(exam)
    words, text = wording("de"), report_text(store.read(exam), replace(OPEN, language="de"))
    assert text.count("\f") == 2
    for phrase in (*map(words.where, PROTOCOL), words.signature):
        assert phrase in text, phrase
    assert one_line(text).count(words.why_not_judged(Guard.BEYOND_FIELD)) == len(PROTOCOL)


def test_without_the_fonts_the_report_has_western_letters(
    store: ExamStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(page, "DEJAVU", tmp_path)
    exam = exam_of(store, [replace(found(1), echo_intensity=10.0)])
    text = report_text(exam, replace(OPEN, language="es"), SOURCES.of(store, exam, pseudonymous=False))
    assert "músculo" in text.lower() and "z -" in text


def test_one_orientation_is_said_once(store: ExamStore) -> None:
    text = report_text(exam_of(store, [found(2), found(5), found(8)]), OPEN)
    assert text.count(wording("en").mark_left) == 1


@pytest.mark.parametrize("language", IN_EACH)
def test_what_was_not_examined_and_what_was_not_judged_is_said(store: ExamStore, language: str) -> None:
    words = wording(language)
    refused = replace(found(4), guard=Guard.AIR)
    text = one_line(report_text(exam_of(store, [found(1), refused]), replace(OPEN, language=language)))
    missing = "; ".join(words.where(site) for site in PROTOCOL[2:])
    assert f"{words.not_examined} (4): {missing}" in text and words.not_examined_means in text
    assert f"{words.nothing_judged} (1): {words.where(PROTOCOL[1])}" in text
    assert f"{words.not_judged} 1/1: {words.why_not_judged(Guard.AIR)}" in text
    assert words.images_judged.format(judged=0, images=1) in text
    every = one_line(report_text(store.read(one_exam(store, PATIENT, "")), replace(OPEN, language=language)))
    assert words.not_examined not in every


@pytest.mark.parametrize(
    ("patient", "finding", "context", "reason"),
    [
        (PATIENT, found(1), ReportContext(), NoZScore.REFERENCE),
        (Patient("Clinic 17", age=44), found(1), ReportContext({"test probe": DEVICE}), NoZScore.PATIENT),
        (PATIENT, replace(found(1), guard=Guard.AIR), ReportContext({"test probe": DEVICE}), NoZScore.NOT_FIT),
    ],
)  # fmt: skip
def test_a_z_score_that_is_withheld_has_its_reason(
    store: ExamStore, patient: Patient, finding: Finding, context: ReportContext, reason: NoZScore
) -> None:
    words = wording("en")
    text = report_text(exam_of(store, [finding], patient), OPEN, context)
    words_of_reason = words.why_no_z_score[reason.value].split()
    assert words.no_z_score in text and all(word in text for word in words_of_reason)
    assert words.z_score_means not in text


def test_every_reason_has_its_words() -> None:
    for language in languages():
        assert set(wording(language).why_no_z_score) == {reason.value for reason in NoZScore}


def test_times_are_the_clinics(store: ExamStore, in_kolkata: None) -> None:
    exam = at("2026-03-01T20:45:30.000+00:00", exam_of(store, [found(1)]))
    text = report_text(exam, OPEN)
    assert "2026-03-02 02:15 UTC+05:30" in text and "2026-03-01" not in text


@pytest.mark.parametrize("language", IN_EACH)
def test_a_trend_is_of_the_exams_until_this_one(store: ExamStore, language: str) -> None:
    words = wording(language)
    first, second, _ = (store.read(one_exam(store, PATIENT, "", sites=PROTOCOL[:1])) for _ in range(3))
    without, with_one, of_the_pseudonym = (
        report_text(exam, replace(wish, language=language), SOURCES.of(store, exam, wish is HIDDEN))
        for exam, wish in ((first, OPEN), (second, OPEN), (second, HIDDEN))
    )
    start = words.trend_means.partition("{")[0]
    assert start in with_one and start not in without and start not in of_the_pseudonym


@pytest.mark.parametrize("language", IN_EACH)
def test_a_pseudonymous_report_says_nothing_of_when_and_where(store: ExamStore, language: str) -> None:
    words = wording(language)
    exams = [store.read(one_exam(store, PATIENT, "a secret", sites=PROTOCOL[:2])) for _ in range(2)]
    exam = at("2026-03-01T20:45:30.000+00:00", exams[1])
    everything = SOURCES.of(store, exams[1], pseudonymous=False)  # the page itself leaves it out
    assert everything.trends and everything.clinic == CLINIC
    hidden = replace(HIDDEN, language=language)
    text, data = report_text(exam, hidden, everything), report(exam, hidden, everything)
    for secret in (*NAMES, "Clinic 17", "a secret", "2026", "20:45"):
        assert secret not in text, secret
    assert words.left_out in text and "z +" in text.replace("−", "+"), "the z-score stays, without its reference's name"
    assert b"CreationDate" not in data and b"ModDate" not in data
    assert data == report(exam, hidden, everything), "the same exam gives the same file"
    assert b"CreationDate" in report(exam, OPEN, everything)
    for secret in (*NAMES, "2026-03-0"):
        assert secret in report_text(exam, OPEN, everything), secret


def test_a_simulated_probe_is_called_that_under_a_pseudonym_too(store: ExamStore) -> None:
    simulated = replace(found(1), frame=replace(found(1).frame, source="simulated probe"))
    context = ReportContext({"simulated probe": ExamDevice("made up", PHANTOM_REFERENCE, False)})
    exam = exam_of(store, [simulated])
    for language in languages():
        words = wording(language)
        text = report_text(exam, replace(HIDDEN, language=language), context)
        assert (
            f"{words.device}: {words.simulated_probe}" in text and words.z_reference.format(name=words.named("phantom")) in text
        )
        assert words.named("phantom") != "phantom"


@pytest.mark.parametrize(("validated", "said"), [(True, "validated"), (False, "not validated"), (None, "not recorded")])
def test_whether_the_model_was_validated_there(store: ExamStore, validated: bool | None, said: str) -> None:
    finding = replace(found(1), validated=validated)
    assert f"on this device: {said} " in report_text(exam_of(store, [finding]), OPEN)
    mixed = exam_of(store, [finding, replace(found(1), validated=not validated)])
    assert "for some of the images only" in report_text(mixed, OPEN)


@needs("pdftotext")
def test_the_report_names_who_examined_and_who_gave_the_verdict(tmp_path: Path) -> None:
    with ExamStore(tmp_path, KEY, "Sister Agnes") as store:
        exam = store.start(PATIENT).id
        store.add(exam, PROTOCOL[0], found(), ENGINE)
        store.hand_over("Dr Katharina Meier-Lange")  # a name of the greatest length
        store.give_verdict(exam, Label.ABNORMAL, "seen by hand")
        store.finish(exam)
        done = store.read(exam)
    named, hidden = report_text(done, OPEN), report_text(done, HIDDEN)
    assert "Sister Agnes" in named and "(Dr Katharina Meier-Lange, " in named
    assert "Agnes" not in hidden and "Meier" not in hidden
