"""What is saved is there, bit for bit; what is altered is found; nothing of it lies on the disk in plain."""

from __future__ import annotations

import dataclasses
import random
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from edge_app.errors import StoreError
from edge_app.exams.records import DiscardReason, Patient, Site
from edge_app.exams.store.audit_chain import Action
from edge_app.exams.store.audit_log import AuditLog
from edge_app.exams.store.database import STORE, Database
from edge_app.exams.store.last_entry import NOTE
from edge_app.exams.store.reserve import RESERVE
from edge_app.exams.store.rows import LINE
from edge_app.exams.store.store import ExamStore
from edge_app.exams.store.tables_note import NOTE as TABLES
from edge_app.records import Band, Finding, IndeterminateReason, Label, Muscle, Side
from tests.support.exam_factories import ENGINE, KEY, PATIENT, SITE, THRESHOLD, filled, found, indeterminate, unvalidated
from tests.support.older_stores import make_older

OTHER_SITE = Site(Muscle.TIBIALIS_ANTERIOR, Side.RIGHT)


@pytest.mark.parametrize("seed", range(6))
def test_a_finding_comes_back_bit_for_bit(tmp_path: Path, seed: int) -> None:
    saved = found(seed)
    with ExamStore(tmp_path, KEY, "nurse") as store:
        exam = store.start(PATIENT).id
        store.add(exam, SITE, saved, ENGINE)
    with ExamStore(tmp_path, KEY, "nurse") as store:
        (image,) = store.read(exam).images
        assert store.read(exam).patient == PATIENT
    kept = image.finding
    assert (kept.frame.pixels == saved.frame.pixels).all() and kept.heat.tobytes() == saved.heat.tobytes()
    for name in ("roi", "label", "probability", "guard", "echo_intensity", "bundle_id", "threshold"):
        assert getattr(kept, name) == getattr(saved, name), name
    for name in ("sequence", "captured_ns", "mm_per_pixel", "source", "mirrored"):
        assert getattr(kept.frame, name) == getattr(saved.frame, name), name
    assert (image.site, image.engine, image.number) == (SITE, ENGINE, 1)


def test_an_update_is_reported_once(tmp_path: Path) -> None:
    for versions in ("edge-app 1, model A", "edge-app 1, model A", "edge-app 1, model B"):
        with ExamStore(tmp_path, KEY, "nurse") as store:
            store.log_versions(versions)
    with ExamStore(tmp_path, KEY, "nurse") as store:
        reported = [sealed.entry.detail for sealed in store.trail() if sealed.entry.action == "update"]
        assert reported == ["edge-app 1, model A", "edge-app 1, model B"] and store.faults() == []


def test_an_exam_from_start_to_finish(tmp_path: Path) -> None:
    with ExamStore(tmp_path, KEY, "nurse") as store:
        exam = store.start(Patient()).id
        assert store.unfinished() == exam
        store.set_patient(exam, PATIENT)
        for seed, site in enumerate((SITE, OTHER_SITE, SITE)):
            store.add(exam, site, found(seed), ENGINE)
        store.remove(exam, 3, DiscardReason.POOR)
        assert store.add(exam, SITE, found(7), ENGINE).number == 4  # a number is never used twice
        store.give_verdict(exam, Label.ABNORMAL, "weak on that side")
        store.finish(exam)
        whole = store.view(exam)
        assert [image.number for image in whole.at(SITE)] == [1, 4] and [image.number for image in whole.at(OTHER_SITE)] == [2]
        assert whole.verdict is not None and (whole.verdict.label, whole.verdict.by) == (Label.ABNORMAL, "nurse")
        assert whole.finished is not None and store.unfinished() is None
        (line,) = store.exams()
        assert (line.id, line.identifier, line.images, line.verdict) == (exam, "Clinic 17", 3, Label.ABNORMAL)
        assert line.abnormal == sum(image.finding.label is Label.ABNORMAL for image in whole.images)
        assert [sealed.entry.action for sealed in store.trail()] == (
            ["create", "unlock", "start", *["change"] * 4, "delete", "reason", *["change"] * 2, "finish", "view"]
        )
        assert store.faults() == []


@pytest.mark.parametrize(
    ("findings", "abnormal"),
    [
        ([], None),
        ([unvalidated(), unvalidated(research=False)], None),
        ([found(4)], None),  # not judged
        ([indeterminate(found(0))], 0),
        ([unvalidated(), replace(found(0), label=Label.ABNORMAL, validated=None), found(4)], 1),  # the second of an older exam
    ],
)
def test_abnormal_images_are_counted_only_where_an_image_has_a_label(
    tmp_path: Path, findings: list[Finding], abnormal: int | None
) -> None:
    with ExamStore(tmp_path, KEY, "nurse") as store:
        exam = store.start(PATIENT).id
        for finding in findings:
            store.add(exam, SITE, finding, ENGINE)
        (line,) = store.exams()
        assert (line.images, line.abnormal) == (len(findings), abnormal)


def test_a_correction_of_the_patient_is_reported_in_the_trail_without_a_value(tmp_path: Path) -> None:
    with ExamStore(tmp_path, KEY, "nurse") as store:
        exam = store.start(PATIENT).id
        store.add(exam, SITE, found(), ENGINE)
    right = Patient("Clinic 71", 45, PATIENT.sex, 171.5, None)
    with ExamStore(tmp_path, KEY, "doctor") as store:
        store.set_patient(exam, right)
        store.set_patient(exam, right)  # nothing to correct any more, nothing to tell
    with ExamStore(tmp_path, KEY, "doctor") as store:
        assert store.read(exam).patient == right and len(store.read(exam).images) == 1 and store.faults() == []
        (reported,) = [
            one.entry for one in store.trail() if one.entry.detail.startswith("patient") and one.entry.action == "change"
        ]
        assert (reported.who, reported.exam) == ("doctor", exam) and reported.detail.endswith(" identifier, age, weight_kg")
        assert not any(value in reported.detail.split(" ", 2)[2] for value in ("71", "17", "44", "45", "66"))
    database = Database(tmp_path / STORE, KEY)
    database.execute("UPDATE exam SET age = 44 WHERE id = ?", (exam,))
    database.close()
    with ExamStore(tmp_path, KEY, "doctor") as store:
        assert store.faults() == [f"exam {exam}: patient was altered"]


def test_a_finished_exam_cannot_be_changed(tmp_path: Path) -> None:
    with filled(tmp_path, exams=1) as store:
        exam = store.exams()[0].id
        for change in (
            lambda: store.add(exam, SITE, found(), ENGINE),
            lambda: store.remove(exam, 1, DiscardReason.POOR),
            lambda: store.set_patient(exam, Patient()),
            lambda: store.give_verdict(exam, Label.NORMAL, ""),
            lambda: store.finish(exam),
        ):
            with pytest.raises(StoreError, match="is finished"):
                change()
        before = store.read(exam)
        assert len(before.images) == 3 and store.faults() == []
        store.delete(exam)
        assert store.exams() == [] and store.faults() == []


def test_what_is_not_there_is_said(tmp_path: Path) -> None:
    with filled(tmp_path, exams=1) as store:
        for ask in (store.read, store.view, store.delete, store.finish):
            with pytest.raises(StoreError, match="no exam nobody"):
                ask("nobody")
        exam = store.start(Patient()).id
        with pytest.raises(StoreError, match="no image 9"):
            store.remove(exam, 9, DiscardReason.POOR)
        assert store.faults() == []


def test_another_key_and_a_foreign_file_are_refused(tmp_path: Path) -> None:
    filled(tmp_path, exams=1).close()
    with pytest.raises(StoreError, match="cannot be decrypted"):
        ExamStore(tmp_path, bytes(32), "nurse")
    (tmp_path / "foreign").mkdir()
    (tmp_path / "foreign" / STORE).write_bytes(b"SQLite format 3\0" * 300)
    with pytest.raises(StoreError, match="cannot be decrypted"):
        ExamStore(tmp_path / "foreign", KEY, "nurse")
    with pytest.raises(StoreError):
        ExamStore(tmp_path / "no such folder", KEY, "nurse")


def test_a_newer_programs_store_is_refused(tmp_path: Path) -> None:
    filled(tmp_path, exams=1).close()
    database = Database(tmp_path / STORE, KEY)
    database.execute("PRAGMA user_version = 99")
    database.close()
    with pytest.raises(StoreError, match="newer program"):
        ExamStore(tmp_path, KEY, "nurse")


@pytest.mark.parametrize("version", [1, 2, 3])
def test_an_older_store_is_brought_up_to_date_and_its_trail_still_holds(tmp_path: Path, version: int) -> None:
    mirrored = True if version >= 2 else None
    old = dataclasses.replace(found(0), threshold=None, validated=None)
    old = dataclasses.replace(old, frame=dataclasses.replace(old.frame, mirrored=mirrored))
    with ExamStore(tmp_path, KEY, "nurse") as store:
        exam = store.start(PATIENT).id
        store.add(exam, SITE, old, ENGINE)
    make_older(tmp_path, version)
    with ExamStore(tmp_path, KEY, "nurse") as store:
        store.add(exam, SITE, found(1), ENGINE)
        findings = [image.finding for image in store.read(exam).images]
        assert [finding.frame.mirrored for finding in findings] == [mirrored, True]
        assert [finding.threshold for finding in findings] == [None, THRESHOLD]
        assert [(finding.band, finding.reason, finding.views) for finding in findings] == [(None, None, None)] * 2
        assert store.faults() == []


@pytest.mark.parametrize(
    "altered",
    [
        "mirrored = NULL", "mirrored = 0", "threshold = NULL", "threshold = 0.9", "validated = NULL", "validated = 0",
        "band_high = NULL", "band_low = 0.2", "reason = NULL", "views = NULL", "views = 1",
    ],
)  # fmt: skip
def test_an_altered_orientation_or_decision_is_found(tmp_path: Path, altered: str) -> None:
    with ExamStore(tmp_path, KEY, "nurse") as store:
        exam = store.start(PATIENT).id
        store.add(exam, SITE, indeterminate(found(1)), ENGINE)
        assert store.read(exam).images[0].finding.reason is IndeterminateReason.VIEWS_DISAGREE
        assert store.read(exam).images[0].finding.band == Band(0.3, 0.7) and store.faults() == []
    database = Database(tmp_path / STORE, KEY)
    database.execute(f"UPDATE shot SET {altered}")
    database.close()
    with ExamStore(tmp_path, KEY, "nurse") as store:
        assert store.faults() == [f"exam {exam}: image 1 was altered"]


def test_a_failed_change_leaves_nothing_half(tmp_path: Path) -> None:
    broken = dataclasses.replace(found(), guard=object())  # type: ignore[arg-type]
    with filled(tmp_path, exams=1) as store:
        exam = store.start(Patient()).id
        with pytest.raises(AttributeError):
            store.add(exam, SITE, broken, ENGINE)
        assert store.read(exam).images == () and store.faults() == []
        assert store.add(exam, SITE, found(), ENGINE).number == 1


def test_flipped_bytes_on_the_disk_are_found(tmp_path: Path) -> None:
    filled(tmp_path).close()
    data = bytearray((tmp_path / STORE).read_bytes())
    place = len(data) // 2
    data[place] ^= 1
    (tmp_path / STORE).write_bytes(data)
    try:
        with ExamStore(tmp_path, KEY, "nurse") as store:
            assert store.faults()
    except StoreError:
        pass  # found even sooner


@pytest.mark.parametrize(
    ("statement", "fault"),
    [
        ("UPDATE shot SET probability = 0.01 WHERE number = 2", "image 2 was altered"),
        ("UPDATE exam SET identifier = 'Clinic 18'", "patient was altered"),
        ("UPDATE exam SET verdict = 'abnormal'", "verdict was altered"),
        ("UPDATE exam SET finished = NULL", "finished is missing"),
        ("DELETE FROM shot WHERE number = 3", "image 3 is missing"),
        ("UPDATE shot SET number = 9 WHERE number = 3", "image 3 is missing"),
        ("DELETE FROM exam", "patient is missing"),
    ],
)
def test_content_altered_behind_the_stores_back_is_found(tmp_path: Path, statement: str, fault: str) -> None:
    filled(tmp_path, exams=1).close()
    database = Database(tmp_path / STORE, KEY)
    database.execute(statement)
    database.close()
    with ExamStore(tmp_path, KEY, "nurse") as store:
        assert any(fault in found for found in store.faults()), store.faults()


def test_a_thousand_tamperings_of_the_trail_are_found(tmp_path: Path) -> None:
    """Of a thousand random ones, a thousand: edits, deletions, swaps, copies and cut ends.

    Also after the trail went on, for whoever verifies it has unlocked the store before.
    """
    filled(tmp_path, exams=3).close()
    database = Database(tmp_path / STORE, KEY)
    chance = random.Random(1)
    columns = ("at", "who", "action", "exam", "detail", "seal")
    found_faults = 0
    with ExamStore(tmp_path, KEY, "nurse") as store:
        count = len(store.trail())
        for _ in range(1000):
            entry, other = chance.sample(range(1, count + 1), 2)
            with pytest.raises(_UndoError), database.transaction():
                match chance.randrange(6):
                    case 0:
                        column = chance.choice(columns)
                        value = chance.randbytes(32) if column == "seal" else f"{chance.random()}"
                        database.execute(f"UPDATE audit SET {column} = ? WHERE number = ?", (value, entry))
                    case 1:
                        database.execute("DELETE FROM audit WHERE number = ?", (entry,))
                    case 2:
                        database.execute("UPDATE audit SET number = -1 WHERE number = ?", (entry,))
                        database.execute("UPDATE audit SET number = ? WHERE number = ?", (entry, other))
                        database.execute("UPDATE audit SET number = ? WHERE number = -1", (other,))
                    case 3:
                        database.execute("DELETE FROM audit WHERE number > ?", (count - chance.randint(1, count),))
                    case 4:
                        copied = "SELECT ?, at, who, action, exam, detail, seal FROM audit WHERE number = ?"
                        database.execute(f"INSERT INTO audit {copied}", (count + 1, entry))
                    case _:
                        database.execute("DELETE FROM audit WHERE number = ?", (entry,))
                        database.execute("UPDATE audit SET number = number - 1 WHERE number > ?", (entry,))
                at_once = _fault_of(database)
                AuditLog(database, KEY).append("nurse", Action.UNLOCK)
                found_faults += at_once is not None and _fault_of(database) is not None
                raise _UndoError
        assert _fault_of(database) is None
        assert found_faults == 1000
        store.log(Action.EXPORT, "", "to nowhere")
        assert store.faults() == []
    database.close()


@pytest.mark.parametrize(
    "cut",
    [
        "DELETE FROM audit WHERE number > (SELECT max(number) - 1 FROM audit)",
        "DELETE FROM audit WHERE number > (SELECT max(number) - 2 FROM audit)",
        "DELETE FROM audit_end",
        "DELETE FROM audit; DELETE FROM audit_end",
    ],
)
def test_opening_the_store_does_not_heal_a_trail_whose_newest_entries_were_cut_off(tmp_path: Path, cut: str) -> None:
    with ExamStore(tmp_path, KEY, "nurse") as store:
        store.start(PATIENT)
        for place in ("a folder", "another folder"):
            store.log(Action.EXPORT, detail=f"with identity, to {place}")
    with closing(Database(tmp_path / STORE, KEY)) as database:
        for statement in cut.split("; "):
            database.execute(statement)
    for _ in range(2):
        with ExamStore(tmp_path, KEY, "nurse") as store:
            assert any("audit trail" in fault for fault in store.faults())


class _UndoError(Exception):
    """Rolls a tampering back."""


def _fault_of(database: Database) -> str | None:
    return AuditLog(database, KEY).fault()


def test_the_raw_disk_shows_nothing_of_fifty_patients(tmp_path: Path) -> None:
    """Names, images and findings, in every file of the folder, while the store is open and afterwards."""
    names = [f"Planted-Name-{number:02d}-Özlem" for number in range(50)]
    pixels = np.frombuffer(b"EDGEAPPPLAINTEXT" * 256, np.uint8).reshape(64, 64).copy()
    needles = [name.encode(code) for name in names for code in ("utf-8", "utf-16-le")]
    needles += [b"EDGEAPPPLAINTEXT", b"\x89PNG\r\n\x1a\n", b"biceps", b"Heckmatt remark", b"CREATE TABLE"]

    def on_disk() -> list[bytes]:
        raw = b"".join(file.read_bytes() for file in tmp_path.rglob("*") if file.is_file())
        return [needle for needle in needles if needle in raw]

    (tmp_path / "store").mkdir()
    with ExamStore(tmp_path / "store", KEY, "nurse") as store:
        for number, name in enumerate(names):
            exam = store.start(Patient(name, 20 + number)).id
            finding = found(number)
            frame = dataclasses.replace(finding.frame, pixels=pixels.copy())
            store.add(exam, SITE, dataclasses.replace(finding, frame=frame), ENGINE)
            store.give_verdict(exam, Label.NORMAL, "Heckmatt remark")
            store.finish(exam)
        assert on_disk() == []
        store.back_up(tmp_path / "backup", "correct horse battery")
    assert on_disk() == []
    assert {file.name for file in tmp_path.rglob("*") if file.is_file()} == {STORE, NOTE, TABLES, RESERVE, "backup"}


def test_a_clock_that_goes_back_changes_no_order(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A board without a battery begins after a power cut with an older time: the exam under way is still the last one begun."""
    with ExamStore(tmp_path, KEY, "nurse") as store:
        monkeypatch.setattr("edge_app.exams.store.store.utc_now", lambda: "2027-03-04T10:00:00.000+00:00")
        before = store.start(PATIENT).id
        monkeypatch.setattr("edge_app.exams.store.store.utc_now", lambda: "2026-01-01T00:00:00.000+00:00")
        after = store.start(PATIENT).id
        assert store.unfinished() == after and [line.id for line in store.exams()] == [after, before]
        assert store.faults() == []


def test_a_list_does_not_read_the_images(tmp_path: Path) -> None:
    """Ten thousand exams hold gigabytes of them."""
    filled(tmp_path).close()
    with closing(Database(tmp_path / STORE, KEY)) as database:
        plan = [row[3] for row in database.execute(f"EXPLAIN QUERY PLAN SELECT {LINE} FROM exam")]
        reads = [step for step in plan if " shot " in f"{step} "]
        assert len(reads) == 2 and all("COVERING INDEX" in step for step in reads), plan


def test_tables_brought_up_to_date_are_reported_in_the_trail(tmp_path: Path) -> None:
    filled(tmp_path, images=0).close()
    with closing(Database(tmp_path / STORE, KEY)) as database:
        now = database.version
    make_older(tmp_path, now - 1)
    with ExamStore(tmp_path, KEY, "nurse") as store:
        entries = [sealed.entry for sealed in store.trail()][-2:]
        assert [entry.action for entry in entries] == ["update", "unlock"] and entries[0].detail == f"tables {now - 1} to {now}"
        assert store.faults() == [] and len(store.exams()) == 2
