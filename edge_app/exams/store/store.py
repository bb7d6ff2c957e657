"""The exam store: every change is one transaction together with its audit entry. "Saved" means that it is on the disk."""

from __future__ import annotations

import platform
import secrets
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from types import TracebackType

from edge_app.errors import ErrorCode, StoreError
from edge_app.exams.protocols.factory import SCREENING
from edge_app.exams.protocols.protocol import Protocol
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
from edge_app.exams.store.audit_chain import Action, Sealed
from edge_app.exams.store.audited_database import AuditedDatabase
from edge_app.exams.store.backup import back_up
from edge_app.exams.store.backup_file import ON_DEVICE
from edge_app.exams.store.backup_status import COMPLETE, BackupStatus, backup_status
from edge_app.exams.store.changes.annotations import keep_calipers, keep_note
from edge_app.exams.store.changes.clips import discard_clip, insert_clip
from edge_app.exams.store.changes.deletion import delete_exam
from edge_app.exams.store.changes.images import discard_image, find_image, insert_image
from edge_app.exams.store.changes.patients import insert_exam, write_patient
from edge_app.exams.store.clip_frames import encode_frames
from edge_app.exams.store.clip_table import ClipTable
from edge_app.exams.store.copy_progress import Advance, to_the_end
from edge_app.exams.store.database import DISK_TROUBLE, STORE
from edge_app.exams.store.delivery_log import Delivery, DeliveryLog, DeliveryState
from edge_app.exams.store.drift_log import DriftLog, ReferenceOf, no_reference
from edge_app.exams.store.erasure import erase_left
from edge_app.exams.store.exam_index import ExamIndex
from edge_app.exams.store.exam_reader import ExamReader, unknown_exam
from edge_app.exams.store.key_vault import NEW_STORE
from edge_app.exams.store.quota import StorageStatus, storage_status
from edge_app.exams.store.rows import PATIENT, VERDICT, patient_of, verdict_row
from edge_app.exams.store.tables_note import note_tables
from edge_app.exams.store.timestamps import utc_now
from edge_app.exams.store.vanished import refuse_vanished
from edge_app.exams.store.verification import altered_content
from edge_app.exams.store.wrapped_key import wipe
from edge_app.records import Finding, Frame, Label, Roi

NO_QUOTA = 1 << 62  # bytes


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
        self._key, self._folder, self._quota = bytearray(key), folder, quota
        self._audited = AuditedDatabase(folder, key, user, device_key)
        self._database = self._audited.database
        self.drift = DriftLog(self._database, key)  # to be read; what changes it is here
        self.deliveries = DeliveryLog(self._database)  # so is this
        self.clips = ClipTable(self._database)  # and this
        self.index = ExamIndex(self._database)
        self._unerased: StoreError | None = None  # what keeps deleted pixels from being erased
        try:
            self._make_ready()
        except BaseException:
            self._database.close()
            raise

    def _make_ready(self) -> None:
        """Complete what an earlier run could not, and make ready for a full disk."""
        if self._database.read_only_because is None:
            note_tables(self._folder, self._database.version)
            self._unerased = erase_left(self._audited)
            (self._folder / NEW_STORE).unlink(missing_ok=True)
            self._audited.reserve.keep()

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
            self._audited.close()
        finally:
            wipe(self._key)
            self._key.clear()

    @property
    def user(self) -> str:
        """Whose work it is."""
        return self._audited.user

    def hand_over(self, user: str) -> None:
        """What is done from now on is done by `user`, who unlocked the screen while an export kept the store open."""
        self._audited.hand_over(user)

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
        if self._audited.waiting:
            sentences.append(f"{self._audited.waiting} audit entries wait in memory until the disk takes them")
        older = [StoreError(sentence, ErrorCode.OLDER) for sentence in self._audited.trail.replacements()]
        unerased = [self._unerased] if self._unerased is not None else []
        return [StoreError(sentence, ErrorCode.READ_ONLY) for sentence in sentences] + older + unerased

    # Changing an exam

    def start(self, patient: Patient, order: Order | None = None, protocol: Protocol = SCREENING) -> Exam:
        """Start an exam. order: what the worklist says of it, if the patient was picked from there.

        The protocol is kept with it; the screening is not, which never changes.
        """
        with self._audited.transaction():
            exam = Exam(secrets.token_hex(16), utc_now(), self.user, patient, order=order, protocol=protocol)
            insert_exam(self._audited, exam)
        return exam

    def set_patient(self, exam: str, patient: Patient) -> None:
        """Correct the patient data of an exam that is not finished. The trail records the names of the changed fields."""
        with self._audited.change(exam):
            write_patient(self._audited, exam, patient, 0)

    def reassign(self, exam: str, patient: Patient, reason: ReassignmentReason) -> None:
        """Give a finished exam to the right patient; the trail keeps which fields changed, and why, but no earlier value.

        What arrived elsewhere before is of an earlier revision (`DeliveryState.OUTDATED`). Without a change nothing is done.
        Raises StoreError, also for an exam that is not finished.
        """
        with self._audited.transaction():
            rows = self._database.execute(f"SELECT finished, revision, {PATIENT} FROM exam WHERE id = ?", (exam,))
            if not rows:
                raise unknown_exam(exam)
            finished, revision, *before = rows[0]
            if finished is None:
                raise StoreError(f"exam {exam} is not finished; edit its patient", ErrorCode.GONE)
            if write_patient(self._audited, exam, patient, revision + 1):
                self.drift.reassign(exam, patient_of(before), patient)
                self._audited.record(Action.REASON, exam, reason.value)

    def add(
        self, exam: str, site: Site, finding: Finding, engine: str, calipers: tuple[Caliper, ...] = (), note: str = ""
    ) -> ExamImage:
        """Store an accepted image with what was measured and written on it. When this returns, it is on the disk."""
        if self.space().images_left == 0:
            raise StoreError(f"the image was not saved: {self.space().warning}", ErrorCode.NO_ROOM)
        with self._audited.change(exam):
            return insert_image(self._audited, exam, site, finding, engine, calipers, note)

    def set_calipers(self, exam: str, number: int, calipers: tuple[Caliper, ...]) -> None:
        """Keep these in place of the calipers that an image had. Without a change nothing is done."""
        with self._audited.change(exam):
            find_image(self._audited, exam, number)
            keep_calipers(self._audited, exam, number, calipers)

    def set_note(self, exam: str, text: str, number: int | None = None) -> None:
        """Keep a note on an image, or without its number on the exam; an empty one is removed. Without a change nothing is done.

        It may name the patient: the trail holds a digest of it. Raises StoreError also for a text of more than MAX_NOTE
        characters.
        """
        with self._audited.change(exam):
            if number is not None:
                find_image(self._audited, exam, number)
            keep_note(self._audited, exam, number, text)

    def remove(self, exam: str, number: int, reason: DiscardReason) -> None:
        """Take an accepted image out of its exam; the trail still shows that it was there, and why it is gone."""
        with self._audited.change(exam):
            discard_image(self._audited, exam, number, reason)

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
        with self._audited.change(exam):
            clip = insert_clip(self._audited, exam, site, frames, encoded, roi, taken)
        with suppress(StoreError):  # it is saved: only the log stays long
            self._database.shorten_log()
        progress(1.0)
        return clip

    def remove_clip(self, exam: str, number: int, reason: DiscardReason) -> None:
        """Take a clip out of its exam; the trail still shows that it was there, and why it is gone."""
        with self._audited.change(exam):
            discard_clip(self._audited, exam, number, reason)
        self._unerased = erase_left(self._audited)

    def give_verdict(self, exam: str, label: Label, reason: str) -> Verdict:
        """Store the clinician's verdict."""
        with self._audited.change(exam):
            verdict = Verdict(label, reason, self.user, utc_now())
            row = verdict_row(verdict)
            self._database.execute(f"UPDATE exam SET ({VERDICT}) = (?, ?, ?, ?) WHERE id = ?", (*row, exam))
            self._audited.record_content(exam, "verdict", row)
        return verdict

    def finish(self, exam: str, reference_of: ReferenceOf = no_reference, server: str = "") -> None:
        """Finish an exam; it cannot be changed afterwards. reference_of: what its devices are watched against for drift.

        server: where it is to be sent; empty: there is no server.
        """
        with self._audited.change(exam):
            finished = utc_now()
            self._database.execute("UPDATE exam SET finished = ? WHERE id = ?", (finished, exam))
            self.drift.keep(self.read(exam), reference_of)
            if server:
                self.deliveries.keep(Delivery(exam, server, DeliveryState.DUE))
            self._audited.record(Action.FINISH, exam, f"finished {self._audited.trail.digest([finished])}")

    def delete(self, exam: str, reason: DeletionReason | None = None) -> None:
        """Delete an exam and its images; the trail still shows that it existed. reason None: nobody was asked.

        When this returns, the exam is gone for everybody; what a full disk keeps of its pixels from being erased is in `notices`.
        """

        def delete() -> None:
            with self._audited.transaction(cascades=False):
                self.drift.forget(exam, Patient(delete_exam(self._audited, exam, reason)))

        try:
            self._audited.with_reserve(delete)
        except StoreError as exc:
            if exc.code is not ErrorCode.DISK_FULL:
                raise
            sentence = f"exam {exam} was not deleted: the disk is full to the last byte; remove files from it, then delete again"
            raise StoreError(sentence, ErrorCode.DISK_FULL) from exc
        self._unerased = erase_left(self._audited)
        with suppress(StoreError):  # another connection still reads: the space comes back later
            self._database.shorten_log()
        self._audited.reserve.keep()

    def note_delivery(self, delivery: Delivery) -> None:
        """Keep how far an exam is on its way. A disk that takes nothing keeps no exam from leaving: then only the trail's entry
        waits in memory.
        """
        try:
            with self._audited.transaction():
                if self.deliveries.keep(delivery):
                    self._audited.record(Action.DELIVER, delivery.exam, delivery.detail)
        except StoreError as exc:
            if exc.code not in DISK_TROUBLE:
                raise
            self.log(Action.DELIVER, delivery.exam, delivery.detail)

    def acknowledge_drift(self, device: str, bundle: str) -> None:
        """The supervisor has dealt with the alarm of a device: watching begins anew. Raises StoreError where none is open."""
        with self._audited.transaction():
            self.drift.acknowledge(device, bundle)
            self._audited.record(Action.DRIFT, "", f"dealt with: {device}, {bundle}")

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
        self._audited.log(action, exam, detail)

    def log_failed_pins(self, count: int) -> None:
        """Record how many wrong PINs were entered before the correct one."""
        if count:
            self.log(Action.REFUSE, detail=f"{count} wrong PINs before")

    def log_versions(self, versions: str) -> None:
        """Record an update if the versions of program, model or runtime differ from the last recorded ones."""
        with self._audited.transaction():
            last = self._database.execute(
                "SELECT detail FROM audit WHERE action = ? ORDER BY number DESC LIMIT 1", (Action.UPDATE.value,)
            )
            if last != [(versions,)]:
                self._audited.record(Action.UPDATE, "", versions)

    def trail(self) -> list[Sealed]:
        """All audit entries: who did what, and when."""
        return self._audited.trail.entries()

    def faults(self) -> list[str]:
        """Everything that was altered or damaged outside the program, one sentence each; empty if all is intact."""
        faults = [fault for fault in (self._database.damage(), self._audited.trail.fault()) if fault]
        faults += self._audited.trail.replacements()
        return faults or list(altered_content(self._database, self._audited.trail))
