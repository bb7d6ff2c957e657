"""The exam store: every change is one transaction together with its audit entry. "Saved" means that it is on the disk."""

from __future__ import annotations

import logging
import platform
import secrets
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

from edge_app.errors import ErrorCode, StoreError
from edge_app.exams.protocols.factory import SCREENING
from edge_app.exams.protocols.protocol import Protocol
from edge_app.exams.protocols.reader import as_stored
from edge_app.exams.records import (
    Caliper,
    Clip,
    DeletionReason,
    DiscardReason,
    EarlierPatient,
    Exam,
    ExamImage,
    Order,
    Patient,
    ReassignmentReason,
    Site,
    Verdict,
)
from edge_app.exams.store.annotations import MAX_NOTE, Annotations, audited_calipers
from edge_app.exams.store.audit_chain import Action, Sealed
from edge_app.exams.store.audit_log import AuditLog
from edge_app.exams.store.backup import back_up
from edge_app.exams.store.backup_file import ON_DEVICE
from edge_app.exams.store.backup_status import COMPLETE, BackupStatus, backup_status
from edge_app.exams.store.clip_frames import encode_frames
from edge_app.exams.store.clip_table import ClipTable, audited_clip, clip_row
from edge_app.exams.store.copy_progress import Advance, to_the_end
from edge_app.exams.store.database import DISK_TROUBLE, STORE, Database
from edge_app.exams.store.delivery_log import Delivery, DeliveryLog, DeliveryState
from edge_app.exams.store.drift_log import DriftLog, ReferenceOf, no_reference
from edge_app.exams.store.exam_index import ExamIndex
from edge_app.exams.store.exam_reader import ExamReader, unknown_exam
from edge_app.exams.store.key_vault import NEW_STORE
from edge_app.exams.store.last_entry import Continuity, LastEntryNotes
from edge_app.exams.store.quota import StorageStatus, storage_status
from edge_app.exams.store.reserve import Reserve
from edge_app.exams.store.rows import (
    IMAGE,
    ORDER,
    PATIENT,
    VERDICT,
    audited_patient,
    audited_values,
    image_row,
    order_row,
    patient_of,
    patient_row,
    verdict_row,
)
from edge_app.exams.store.tables_note import note_tables
from edge_app.exams.store.timestamps import utc_now
from edge_app.exams.store.vanished import refuse_vanished
from edge_app.exams.store.verification import altered_content
from edge_app.exams.store.wrapped_key import wipe
from edge_app.records import Finding, Frame, Label, Roi

_logger = logging.getLogger(__name__)

NO_QUOTA = 1 << 62  # bytes


@dataclass(frozen=True)
class _Waiting:
    """An audit entry that is not on the disk yet."""

    at: str  # UTC, ISO 8601
    who: str
    action: Action
    exam: str
    detail: str


class ExamStore(ExamReader):
    """The exams of one device, open for one user at a time. A context manager; its methods may be called from any thread."""

    def __init__(
        self, folder: Path, key: bytes | bytearray, user: str, quota: int = NO_QUOTA, device_key: Path | None = None
    ) -> None:
        """Open or create. key: 32 bytes from the vault, copied; quota: bytes; device_key: its file, if it lies elsewhere.

        On a full or read-only disk, exams can still be read, exported and backed up; audit entries then wait in memory.
        Raises StoreError, also for a database that is missing although there is a vault.
        """
        refuse_vanished(folder)
        self._user, self._key, self._folder, self._quota = user, bytearray(key), folder, quota
        self._lock = threading.RLock()
        self._waiting: list[_Waiting] = []
        self._reserve, self._notes = Reserve(folder), LastEntryNotes(folder, key, device_key)
        self._database = Database(folder / STORE, key)
        if self._database.read_only_because is not None and self._reserve.release():
            self._database.close()
            self._database = Database(folder / STORE, key)
        self._audit_log = AuditLog(self._database, key)
        self.drift = DriftLog(self._database, key)  # to be read; what changes it is here
        self.deliveries = DeliveryLog(self._database)  # so is this
        self.clips = ClipTable(self._database)  # and this
        self.index = ExamIndex(self._database)
        self._annotations = Annotations(self._database)
        try:
            self._begin()
        except BaseException:
            self._database.close()
            raise

    def _begin(self) -> None:
        """Record what is found, and make ready for a full disk."""
        before, now = self._database.version_before, self._database.version
        if not self._database.execute("SELECT 1 FROM audit UNION ALL SELECT 1 FROM exam LIMIT 1"):
            with self._transaction():
                self._log(Action.CREATE, "")  # also if a previous attempt ended after creating the tables
                self._log(Action.UNLOCK, "")
        else:
            continuity = self._notes.compare(self._audit_log.seal_of)
            if before < now:
                self.log(Action.UPDATE, detail=f"tables {before} to {now}")
            if continuity is Continuity.OLDER:
                self.log(Action.REPLACED, detail="an older store is in its place: its newest entries are missing")
            self.log(Action.UNLOCK, detail="no note of the last entry" if continuity is Continuity.UNKNOWN else "")
        if self._database.read_only_because is None:
            note_tables(self._folder, now)
            self._erase_frames()
            (self._folder / NEW_STORE).unlink(missing_ok=True)
            self._reserve.keep()

    def __enter__(self) -> ExamStore:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    @property
    def key(self) -> bytes:
        """The data key, to set another user's PIN for it. Raises StoreError once closed."""
        if not self._key:
            raise StoreError(f"{self._folder / STORE} is closed; unlock it with the PIN", ErrorCode.LOCKED)
        return bytes(self._key)

    def close(self) -> None:
        """Close the database and wipe the key. May be called twice. The log has named what still waits to be written."""
        try:
            if self._key:
                with suppress(StoreError):  # the database is closed whatever becomes of the trail's last entries
                    self._write_waiting()
                    self._note(flush=True)
                if self._waiting:
                    _logger.warning("%d audit entries named above never reached the disk", len(self._waiting))
                    self._waiting.clear()
            self._database.close()
        finally:
            wipe(self._key)
            self._key.clear()

    @property
    def user(self) -> str:
        """Whose work it is."""
        return self._user

    def hand_over(self, user: str) -> None:
        """What is done from now on is done by `user`, who unlocked the screen while an export kept the store open."""
        with self._lock:
            self._user = user
            self.log(Action.UNLOCK)

    def back_up(self, file: Path, passphrase: str, advance: Advance = to_the_end) -> None:
        """Write everything into one file encrypted with `passphrase`. An earlier file is never replaced.

        advance: see `copy_progress`.
        """
        # Before: even an incomplete one may have left the device. With its name, which the backup then has.
        self.log(Action.BACKUP, detail=f"{ON_DEVICE}{platform.node()}")
        back_up(self._database, self.key, file, passphrase, advance)
        self.log(Action.BACKUP, detail=COMPLETE)

    def backup_status(self) -> BackupStatus:
        """The last complete backup, and how many exams were finished since."""
        return backup_status(self._database)

    def space(self) -> StorageStatus:
        """The space that is left."""
        ((images,),) = self._database.execute("SELECT count(*) FROM shot")
        return storage_status(self._folder, self._database.size, self._database.reusable, images, self._quota, *self.clips.total)

    @property
    def notices(self) -> list[StoreError]:
        """What the user has to know about the store at once, without being kept from it."""
        because = self._database.read_only_because
        sentences = [] if because is None else [f"exams can be read, exported and backed up, but not changed: {because}"]
        if self._waiting:
            sentences.append(f"{len(self._waiting)} audit entries wait in memory until the disk takes them")
        older = [StoreError(sentence, ErrorCode.OLDER) for sentence in self._audit_log.replacements()]
        return [StoreError(sentence, ErrorCode.READ_ONLY) for sentence in sentences] + older

    # Changing an exam

    def start(self, patient: Patient, order: Order | None = None, protocol: Protocol = SCREENING) -> Exam:
        """Start an exam. order: what the worklist says of it, if the patient was picked from there.

        The protocol is kept with it; the screening is not, which never changes.
        """
        with self._transaction():
            exam = Exam(secrets.token_hex(16), utc_now(), self._user, patient, order=order, protocol=protocol)
            self._database.execute(
                f"INSERT INTO exam (id, started, by, {PATIENT}) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                (exam.id, exam.started, exam.by, *patient_row(patient)),
            )
            audited = audited_patient(exam.started, exam.by, patient_row(patient))
            self._log(Action.START, exam.id, f"patient {self._audit_log.digest(audited)}")
            if order is not None:
                row = order_row(order)
                self._database.execute(f"INSERT INTO exam_order (exam, {ORDER}) VALUES (?, ?, ?, ?, ?, ?)", (exam.id, *row))
                self._log(Action.CHANGE, exam.id, f"order {self._audit_log.digest(row)}")
            if protocol != SCREENING:
                document = as_stored(protocol)
                self._database.execute("INSERT INTO exam_protocol (exam, document) VALUES (?, ?)", (exam.id, document))
                self._log(Action.CHANGE, exam.id, f"protocol {self._audit_log.digest([document])}")
        return exam

    def set_patient(self, exam: str, patient: Patient) -> None:
        """Correct the patient data of an exam that is not finished. The trail records the names of the changed fields."""
        with self._change(exam):
            self._write_patient(exam, patient, 0)

    def reassign(self, exam: str, patient: Patient, reason: ReassignmentReason) -> None:
        """Give a finished exam to the right patient; the trail keeps which fields changed, and why, but no earlier value.

        What arrived elsewhere before is of an earlier revision (`DeliveryState.OUTDATED`). Without a change nothing is done.
        Raises StoreError, also for an exam that is not finished.
        """
        with self._transaction():
            rows = self._database.execute(f"SELECT finished, revision, {PATIENT} FROM exam WHERE id = ?", (exam,))
            if not rows:
                raise unknown_exam(exam)
            finished, revision, *before = rows[0]
            if finished is None:
                raise StoreError(f"exam {exam} is not finished; edit its patient", ErrorCode.GONE)
            if self._write_patient(exam, patient, revision + 1):
                self.drift.reassign(exam, patient_of(before), patient)
                self._log(Action.REASON, exam, reason.value)

    def _write_patient(self, exam: str, patient: Patient, revision: int) -> bool:
        """Returns whether anything of the patient changed. With another identifier the order goes: it is of another patient."""
        ((started, by, *before),) = self._database.execute(f"SELECT started, by, {PATIENT} FROM exam WHERE id = ?", (exam,))
        row = patient_row(patient)
        changed = [name for name, old, new in zip(PATIENT.split(", "), before, row, strict=True) if old != new]
        if not changed:
            return False
        self._database.execute(f"UPDATE exam SET ({PATIENT}, revision) = (?, ?, ?, ?, ?, ?) WHERE id = ?", (*row, revision, exam))
        digest = self._audit_log.digest(audited_patient(started, by, row, revision))
        self._log(Action.CHANGE, exam, f"patient {digest} {', '.join(changed)}")
        moved = "identifier" in changed
        if moved and self._database.execute("DELETE FROM exam_order WHERE exam = ? RETURNING exam", (exam,)):
            self._log(Action.DELETE, exam, "order")
        return True

    def add(self, exam: str, site: Site, finding: Finding, engine: str, calipers: tuple[Caliper, ...] = ()) -> ExamImage:
        """Store an accepted image with what was measured on it. When this returns, it is on the disk."""
        if self.space().images_left == 0:
            raise StoreError(f"the image was not saved: {self.space().warning}", ErrorCode.NO_ROOM)
        with self._change(exam):
            self._database.execute("UPDATE exam SET shots_taken = shots_taken + 1 WHERE id = ?", (exam,))
            ((number,),) = self._database.execute("SELECT shots_taken FROM exam WHERE id = ?", (exam,))
            image = ExamImage(number, site, utc_now(), finding, engine, calipers)
            row = image_row(image)
            marks = ", ".join("?" * (len(row) + 1))
            self._database.execute(f"INSERT INTO shot (exam, {IMAGE}) VALUES ({marks})", (exam, *row))
            self._log(Action.CHANGE, exam, f"shot {number} {self._audit_log.digest(audited_values(row))}")
            self._keep_calipers(exam, number, calipers)
        return image

    def set_calipers(self, exam: str, number: int, calipers: tuple[Caliper, ...]) -> None:
        """Keep these in place of the calipers that an image had. Without a change nothing is done."""
        with self._change(exam):
            self._find_image(exam, number)
            self._keep_calipers(exam, number, calipers)

    def _keep_calipers(self, exam: str, number: int, calipers: tuple[Caliper, ...]) -> None:
        if self._annotations.keep_calipers(exam, number, calipers):
            digest = self._audit_log.digest(audited_calipers(calipers))
            self._log_annotation(exam, f"calipers {number}", digest if calipers else "")

    def set_note(self, exam: str, text: str, number: int | None = None) -> None:
        """Keep a note on an image, or without its number on the exam; an empty one is removed. Without a change nothing is done.

        It may name the patient: the trail holds a digest of it. Raises StoreError also for a text of more than MAX_NOTE
        characters.
        """
        if len(text) > MAX_NOTE:
            raise StoreError(f"a note has at most {MAX_NOTE} characters, not {len(text)}; shorten it", ErrorCode.UNEXPECTED)
        with self._change(exam):
            if number is not None:
                self._find_image(exam, number)
            if self._annotations.keep_note(exam, number, text):
                part = "note" if number is None else f"note {number}"
                self._log_annotation(exam, part, self._audit_log.digest([text]) if text else "")

    def _log_annotation(self, exam: str, part: str, digest: str) -> None:
        """What was added to an exam or changed; digest empty: removed."""
        if digest:
            self._log(Action.CHANGE, exam, f"{part} {digest}")
        else:
            self._log(Action.DELETE, exam, part)

    def _find_image(self, exam: str, number: int) -> None:
        if not self._database.execute("SELECT 1 FROM shot WHERE exam = ? AND number = ?", (exam, number)):
            raise StoreError(f"exam {exam} has no image {number}", ErrorCode.GONE)

    def remove(self, exam: str, number: int, reason: DiscardReason) -> None:
        """Take an accepted image out of its exam; the trail still shows that it was there, and why it is gone."""
        with self._change(exam):
            self._find_image(exam, number)
            self._keep_calipers(exam, number, ())
            if self._annotations.keep_note(exam, number, ""):
                self._log_annotation(exam, f"note {number}", "")
            self._database.execute("DELETE FROM shot WHERE exam = ? AND number = ?", (exam, number))
            self._log(Action.DELETE, exam, f"shot {number}")
            self._log(Action.REASON, exam, reason.value)

    def add_clip(
        self,
        exam: str,
        site: Site,
        frames: Sequence[Frame],
        roi: Roi,
        taken: str,
        progress: Callable[[float], None] = lambda done: None,
    ) -> Clip:
        """Store some seconds as a clip. When this returns, it is on the disk, whole; otherwise nothing of it is.

        frames: at least one, the oldest first, all of the last one's source and size, and of its scale. roi: region of interest
        of the last one. taken: when that was captured, UTC, ISO 8601. progress: called with the share that is done, 0-1.
        """
        if not frames:
            raise ValueError("a clip has at least one frame")
        encoded = encode_frames(frames, lambda done: progress(0.9 * done))
        if self.space().bytes_left < sum(map(len, encoded)):
            sentence = "the clip was not saved, because there is no space for it: export finished exams and delete them"
            raise StoreError(sentence, ErrorCode.NO_ROOM_FOR_CLIP)
        last, began_ns = frames[-1], frames[0].captured_ns
        with self._change(exam):
            self._database.execute("UPDATE exam SET clips_taken = clips_taken + 1 WHERE id = ?", (exam,))
            ((number,),) = self._database.execute("SELECT clips_taken FROM exam WHERE id = ?", (exam,))
            times = tuple(frame.captured_ns - began_ns for frame in frames)
            clip = Clip(
                number, site, taken, times, last.width, last.height, last.mm_per_pixel, last.source, roi, last.mirrored,
                last.recorded,
            )  # fmt: skip
            self.clips.insert(exam, clip, encoded)
            self._log(Action.CHANGE, exam, f"clip {number} {self._audit_log.digest(audited_clip(clip_row(clip), encoded))}")
        with suppress(StoreError):  # it is saved: only the log stays long
            self._database.shorten_log()
        progress(1.0)
        return clip

    def remove_clip(self, exam: str, number: int, reason: DiscardReason) -> None:
        """Take a clip out of its exam; the trail still shows that it was there, and why it is gone."""
        with self._change(exam):
            if not self._database.execute("DELETE FROM clip WHERE exam = ? AND number = ? RETURNING number", (exam, number)):
                raise StoreError(f"exam {exam} has no clip {number}", ErrorCode.GONE)
            self._log(Action.DELETE, exam, f"clip {number}")
            self._log(Action.REASON, exam, reason.value)
        self._erase_frames()

    def give_verdict(self, exam: str, label: Label, reason: str) -> Verdict:
        """Store the clinician's verdict."""
        with self._change(exam):
            verdict = Verdict(label, reason, self._user, utc_now())
            row = verdict_row(verdict)
            self._database.execute(f"UPDATE exam SET ({VERDICT}) = (?, ?, ?, ?) WHERE id = ?", (*row, exam))
            self._log(Action.CHANGE, exam, f"verdict {self._audit_log.digest(row)}")
        return verdict

    def finish(self, exam: str, reference_of: ReferenceOf = no_reference, server: str = "") -> None:
        """Finish an exam; it cannot be changed afterwards. reference_of: what its devices are watched against for drift.

        server: where it is to be sent; empty: there is no server.
        """
        with self._change(exam):
            finished = utc_now()
            self._database.execute("UPDATE exam SET finished = ? WHERE id = ?", (finished, exam))
            self.drift.keep(self.read(exam), reference_of)
            if server:
                self.deliveries.keep(Delivery(exam, server, DeliveryState.DUE))
            self._log(Action.FINISH, exam, f"finished {self._audit_log.digest([finished])}")

    def delete(self, exam: str, reason: DeletionReason | None = None) -> None:
        """Delete an exam and its images; the trail still shows that it existed. reason None: nobody was asked."""

        def delete() -> None:
            with self._transaction():
                rows = self._database.execute("DELETE FROM exam WHERE id = ? RETURNING identifier", (exam,))
                if not rows:
                    raise unknown_exam(exam)
                self.drift.forget(exam, Patient(rows[0][0]))
                self._log(Action.DELETE, exam)
                if reason is not None:
                    self._log(Action.REASON, exam, reason.value)

        self._with_reserve(delete)
        with suppress(StoreError):  # another connection still reads: the space comes back later
            self._database.shorten_log()
        self._erase_frames()
        self._reserve.keep()

    def note_delivery(self, delivery: Delivery) -> None:
        """Keep how far an exam is on its way. A disk that takes nothing keeps no exam from leaving: then only the trail's entry
        waits in memory.
        """
        try:
            with self._transaction():
                if self.deliveries.keep(delivery):
                    self._log(Action.DELIVER, delivery.exam, delivery.detail)
        except StoreError as exc:
            if exc.code not in DISK_TROUBLE:
                raise
            self.log(Action.DELIVER, delivery.exam, delivery.detail)

    def acknowledge_drift(self, device: str, bundle: str) -> None:
        """The supervisor has dealt with the alarm of a device: watching begins anew. Raises StoreError where none is open."""
        with self._transaction():
            self.drift.acknowledge(device, bundle)
            self._log(Action.DRIFT, "", f"dealt with: {device}, {bundle}")

    # Reading

    def patients(self) -> list[EarlierPatient]:
        """All patients with an identifier, the last examined first, for a person to look at, which is recorded in the trail."""
        found = self.earlier_patients()
        self.log(Action.VIEW, detail=f"{len(found)} patients of earlier exams")
        return found

    def view(self, exam: str) -> Exam:
        """An exam, for a person to look at, which is recorded in the trail. Raises StoreError if it does not exist."""
        viewed = self.read(exam)
        self.log(Action.VIEW, exam)
        return viewed

    # The trail

    def log(self, action: Action, exam: str = "", detail: str = "") -> None:
        """Record an action outside the store: an export, a backup, a wrong PIN. `detail` must not contain patient data.

        Where the disk takes nothing, the entry waits in memory for the next change, with the time of now.
        """
        with self._lock:
            entry = _Waiting(utc_now(), self._user, action, exam, detail)
            self._waiting.append(entry)
            try:
                self._write_waiting()
            except StoreError as exc:
                if exc.code not in DISK_TROUBLE:
                    self._waiting.remove(entry)  # whoever asked for it learns of it
                    raise
                _logger.warning("the audit entry %s %s waits in memory: %s", action.value, exam, exc)

    def log_failed_pins(self, count: int) -> None:
        """Record how many wrong PINs were entered before the correct one."""
        if count:
            self.log(Action.REFUSE, detail=f"{count} wrong PINs before")

    def log_versions(self, versions: str) -> None:
        """Record an update if the versions of program, model or runtime differ from the last recorded ones."""
        with self._transaction():
            last = self._database.execute(
                "SELECT detail FROM audit WHERE action = ? ORDER BY number DESC LIMIT 1", (Action.UPDATE.value,)
            )
            if last != [(versions,)]:
                self._log(Action.UPDATE, "", versions)

    def trail(self) -> list[Sealed]:
        """All audit entries: who did what, and when."""
        return self._audit_log.entries()

    def faults(self) -> list[str]:
        """Everything that was altered or damaged outside the program, one sentence each; empty if all is intact."""
        faults = [fault for fault in (self._database.damage(), self._audit_log.fault()) if fault]
        faults += self._audit_log.replacements()
        return faults or list(altered_content(self._database, self._audit_log))

    def _log(self, action: Action, exam: str, detail: str = "") -> None:
        self._audit_log.append(self._user, action, exam, detail)

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        """A transaction that also writes the entries that wait, and is noted once it is on the disk."""
        with self._lock:
            with self._database.transaction():
                for one in self._waiting:
                    self._audit_log.append(one.who, one.action, one.exam, one.detail, one.at)
                yield
            self._waiting.clear()
            self._note()

    def _note(self, flush: bool = False) -> None:
        with suppress(StoreError):  # what is on the disk is saved, whatever becomes of the note, which is then behind
            self._notes.write(*self._audit_log.last(), flush=flush)

    def _erase_frames(self) -> None:
        """Erase the frames of deleted clips, which nothing leads to any longer. What a power cut or a full disk leaves of them is
        erased when the store is next opened.

        A few at a time: SQLCipher overwrites what is deleted, so the write-ahead log would become as long as the clips.
        """
        with suppress(StoreError), self._lock:
            erasing = True
            while erasing:
                with self._database.transaction():
                    erasing = self.clips.erase_some()
                if erasing:
                    self._database.shorten_log()

    def _with_reserve(self, work: Callable[[], None]) -> None:
        """Do `work`, which has to succeed on a full disk: then with the space of the reserve."""
        try:
            work()
        except StoreError as exc:
            if exc.code is not ErrorCode.DISK_FULL or not self._reserve.release():
                raise
            work()

    def _write_waiting(self) -> None:
        def write() -> None:
            with self._transaction():
                pass

        if not self._waiting:
            return
        self._with_reserve(write)

    @contextmanager
    def _change(self, exam: str) -> Iterator[None]:
        """A transaction on an unfinished exam."""
        with self._transaction():
            rows = self._database.execute("SELECT finished FROM exam WHERE id = ?", (exam,))
            if not rows:
                raise unknown_exam(exam)
            if rows[0][0] is not None:
                raise StoreError(f"exam {exam} is finished and cannot be changed; start another one", ErrorCode.FINISHED)
            yield
