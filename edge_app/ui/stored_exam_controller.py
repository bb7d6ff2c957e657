"""One stored exam on the screen, only to be looked at: its summary, its images, the same site in earlier exams; its deletion
and its reassignment to the right patient."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from PySide6.QtCore import Property, QObject, Signal, Slot

from edge_app.exams.records import DeletionReason, DiscardReason, Exam, ExamImage, ReassignmentReason
from edge_app.exams.store.annotations import MAX_NOTE
from edge_app.exams.store.audit_chain import Action
from edge_app.exams.store.delivery_log import Delivery
from edge_app.exams.store.exam_index import StoredPlace
from edge_app.exams.store.store import ExamStore
from edge_app.exams.summary import without_finding
from edge_app.records import Finding, Frame
from edge_app.ui.caliper_controller import CaliperController, Calipers
from edge_app.ui.clip_player import ClipPlayer
from edge_app.ui.exam_rows import Row, answer, entered, patient_of, protocol_row
from edge_app.ui.store_reader import StoreReader
from edge_app.ui.stored_frames import StoredFrames, thumbnail, without_heat
from edge_app.ui.stored_rows import NO_EXAM, clip_marks, clip_row, delivery_row, exam_row, image_row, site_rows

Save = Callable[[Callable[[ExamStore], None], Callable[[], None]], None]
OPENED, EARLIER = "opened", "earlier"  # keys of the images that are shown large


@dataclass(frozen=True)
class _Opened:
    """An exam as it was read."""

    exam: Exam
    deliveries: tuple[Delivery, ...]
    thumbnails: tuple[tuple[int, Frame], ...]  # by the number of the image
    clip_thumbnails: tuple[tuple[int, Frame], ...]  # by the number of the clip


class StoredExamController(QObject):
    """Lives on Qt's thread. Whoever opens an exam, or an earlier one beside it, is recorded by the store's trail."""

    changed = Signal()
    examChanged = Signal()  # apart: otherwise the button under a finger would be recreated with each word that changes
    deleted = Signal(str)  # the exam's id
    reassigned = Signal()
    imageChanged = Signal(object)  # the `ExamImage` that has changed in the store
    discarded = Signal(int, bool)  # the image's number, and whether another is to be taken in its place
    clipDiscarded = Signal(int, bool)  # the same of a clip

    def __init__(
        self,
        reader: StoreReader,
        frames: StoredFrames,
        save: Save,
        server: str,
        research: Callable[[], bool],
        is_supervisor: Callable[[], bool],
        user: Callable[[], str],
        calipers: CaliperController,
    ) -> None:
        """save: changes the store on the thread that does so, then calls back. server: TITLE@HOST:PORT; empty without one.
        is_supervisor: whether that is who is signed in. user: the name of who is.
        """
        super().__init__()
        self._reader, self._frames, self._save, self._server, self._research = reader, frames, save, server, research
        self._is_supervisor, self._user, self._calipers = is_supervisor, user, calipers
        self.player = ClipPlayer(reader, frames)
        self.player.setParent(self)
        self.player.changed.connect(self.changed)
        self.exam: Exam | None = None
        self._deliveries: tuple[Delivery, ...] = ()
        self._image: ExamImage | None = None
        self._earlier: tuple[StoredPlace, ...] = ()
        self._place = -1  # of the one that is compared
        self._compared: ExamImage | None = None  # of an earlier exam

    def may_delete(self) -> bool:
        """Whether who is signed in may delete the exam: a mistake in progress everybody, a finished record a supervisor."""
        return self.exam is not None and (self.exam.finished is None or self._is_supervisor())

    def may_reassign(self) -> bool:
        """Whether who is signed in may give the exam to another patient: a finished one a supervisor, and who examined."""
        exam = self.exam
        if exam is None or exam.finished is None:
            return False
        return self._is_supervisor() or self._user() in (exam.by, exam.verdict.by if exam.verdict else exam.by)

    def open(self, exam: str) -> None:
        """Read an exam and show it."""

        def read(store: ExamStore) -> _Opened:
            viewed = store.view(exam)
            small = tuple((image.number, thumbnail(image.finding.frame.pixels)) for image in viewed.images)
            first = tuple((clip.number, thumbnail(store.clips.frame(exam, clip.number, 0))) for clip in viewed.clips)
            return _Opened(viewed, store.deliveries.of([exam]), small, first)

        self._reader.do(read, self._show)

    def _show(self, opened: _Opened) -> None:
        self.exam, self._deliveries = opened.exam, opened.deliveries
        for number, small in opened.thumbnails:
            self._frames.show(f"{opened.exam.id}/{number}", small)
        for number, small in opened.clip_thumbnails:
            self._frames.show(f"{opened.exam.id}/clip {number}", small)
        self.examChanged.emit()
        self.changed.emit()

    @Slot()
    def look(self) -> None:
        """Read again where it was exported to."""
        if (exam := self.exam) is not None:
            self._reader.do(lambda store: store.deliveries.of([exam.id]), self._set_deliveries)

    def _set_deliveries(self, deliveries: tuple[Delivery, ...]) -> None:
        self._deliveries = deliveries
        self.changed.emit()

    def forget(self) -> None:
        """Leave nothing of it in memory."""
        if self.exam is not None:
            self._frames.hide(*(f"{self.exam.id}/{image.number}" for image in self.exam.images))
            self._frames.hide(*(f"{self.exam.id}/clip {clip.number}" for clip in self.exam.clips))
        self.exam, self._deliveries = None, ()
        self.examChanged.emit()
        self.closeImage()
        self.closeClip()

    # One image, and the same site in earlier exams

    @Slot(int)
    def openImage(self, number: int) -> None:
        """Show an image large."""
        exam = self.exam
        image = next((image for image in exam.images if image.number == number), None) if exam else None
        if exam is None or image is None:
            return
        self.closeImage()
        self._image = image
        self._frames.show(OPENED, self._showable(image.finding))
        self._reader.do(lambda store: store.index.earlier(exam.id, image.site), self._set_earlier)
        self.changed.emit()

    @Slot()
    def closeImage(self) -> None:
        """Back to the exam."""
        self._image, self._earlier = None, ()
        self._frames.hide(OPENED)
        self._calipers.close()
        self.closeComparison()

    def _set_earlier(self, places: tuple[StoredPlace, ...]) -> None:
        self._earlier = places
        self.changed.emit()

    @Slot(int)
    def compare(self, place: int) -> None:
        """Show an earlier image beside the open one. place: counts from 0, the newest."""
        exam = self.exam
        if exam is None or not 0 <= place < len(self._earlier):
            return
        wanted, self._place = self._earlier[place], place

        def read(store: ExamStore) -> ExamImage:
            store.log(Action.VIEW, wanted.exam, f"image {wanted.number}, beside {exam.id}")
            return store.index.image(wanted)

        def show(compared: ExamImage) -> None:
            if self._place == place:  # a finger may be faster than the disk
                self._compared = compared
                self._frames.show(EARLIER, self._showable(compared.finding))
                self.changed.emit()

        self._reader.do(read, show)
        self.changed.emit()

    @Slot()
    def closeComparison(self) -> None:
        """Back to the image."""
        self._compared, self._place = None, -1
        self._frames.hide(EARLIER)
        self.changed.emit()

    def _showable(self, finding: Finding) -> Finding:
        return finding if finding.may_count or self._research() else without_heat(finding)

    # One clip

    @Slot(int)
    def openClip(self, number: int) -> None:
        """Play a clip."""
        clip = next((clip for clip in self.exam.clips if clip.number == number), None) if self.exam else None
        if self.exam is not None and clip is not None:
            self.player.open(self.exam.id, clip)

    @Slot()
    def closeClip(self) -> None:
        """Back to the exam, to the image or to the frozen screen that it was opened from."""
        if self.player.clip is not None:
            self.player.close()

    @Slot(str, bool)
    def discardClip(self, reason_given: str, again: bool) -> None:
        """Take the open clip out of its exam, which is not finished. reason_given: a value of `DiscardReason`."""
        exam, clip, because = self.exam, self.player.clip, DiscardReason(reason_given)
        if exam is None or clip is None or exam.finished is not None:
            return

        def leave() -> None:
            self.exam = replace(exam, clips=tuple(one for one in exam.clips if one.number != clip.number))
            self._frames.hide(f"{exam.id}/clip {clip.number}")
            self.examChanged.emit()
            self.closeClip()
            self.clipDiscarded.emit(clip.number, again)

        self._save(lambda store: store.remove_clip(exam.id, clip.number, because), leave)

    # Deletion

    @Slot(str)
    def delete(self, reason_given: str) -> None:
        """Delete the exam for good. reason_given: a value of `DeletionReason`."""
        exam, because = self.exam, DeletionReason(reason_given)
        if exam is not None and self.may_delete():
            self._save(lambda store: store.delete(exam.id, because), lambda: self.deleted.emit(exam.id))

    @Slot(str, str, str, str, str, result=bool)
    def isOf(self, identifier: str, age: str, sex: str, height_cm: str, weight_kg: str) -> bool:
        """Whether the exam is of the patient who is entered: then there is nothing to change."""
        return self.exam is None or self.exam.patient == patient_of(identifier, age, sex, height_cm, weight_kg)

    @Slot(str, str, str, str, str, str)
    def reassign(self, reason_given: str, identifier: str, age: str, sex: str, height_cm: str, weight_kg: str) -> None:
        """Give the finished exam to another patient. reason_given: a value of `ReassignmentReason`."""
        exam, because = self.exam, ReassignmentReason(reason_given)
        if exam is None or not self.may_reassign():
            return
        patient = patient_of(identifier, age, sex, height_cm, weight_kg)

        def show() -> None:
            self.reassigned.emit()
            self.open(exam.id)

        self._save(lambda store: store.reassign(exam.id, patient, because), show)

    @Slot(str, bool)
    def discard(self, reason_given: str, again: bool) -> None:
        """Take the open image out of its exam, which is not finished. reason_given: a value of `DiscardReason`."""
        exam, image, because = self.exam, self._image, DiscardReason(reason_given)
        if exam is None or image is None or exam.finished is not None:
            return

        def leave() -> None:
            left = tuple(one for one in exam.images if one.number != image.number)
            self.exam = replace(exam, images=left)
            self._frames.hide(f"{exam.id}/{image.number}")
            self.examChanged.emit()
            self.closeImage()
            self.discarded.emit(image.number, again)

        self._save(lambda store: store.remove(exam.id, image.number, because), leave)

    # What people add to an image

    @Slot()
    def measure(self) -> None:
        """Set calipers on the open image of an exam that is not finished."""
        image = self._image
        if image is None or self.exam is None or self.exam.finished is not None:
            return
        exam = self.exam.id

        def keep(calipers: Calipers) -> None:
            changed = replace(image, calipers=calipers)
            self._save(lambda store: store.set_calipers(exam, image.number, calipers), lambda: self._show_changed(changed))

        self._calipers.open(image.finding.frame, image.calipers, keep)

    @Slot(str)
    def writeNote(self, text: str) -> None:
        """Keep a note on the open image of an exam that is not finished; an empty one is removed."""
        image = self._image
        if image is None or self.exam is None or self.exam.finished is not None:
            return
        exam, changed = self.exam.id, replace(image, note=text.strip())
        self._save(lambda store: store.set_note(exam, changed.note, image.number), lambda: self._show_changed(changed))

    def _show_changed(self, changed: ExamImage) -> None:
        """It is on the disk."""
        self._calipers.close()
        if self.exam is not None:
            self.exam = self.exam.with_image(changed)
        if self._image is not None and self._image.number == changed.number:
            self._image = changed
        self.changed.emit()
        self.examChanged.emit()
        self.imageChanged.emit(changed)

    def _clips_here(self) -> list[Row]:
        return clip_marks(self.exam.clips_at(self._image.site)) if self.exam and self._image else []

    def _row(self, image: ExamImage | None) -> Row:
        return image_row(image, self._research()) if image else {}

    isOpen = Property(bool, lambda self: self.exam is not None, notify=examChanged)
    head = Property(dict, lambda self: exam_row(self.exam) if self.exam else NO_EXAM, notify=examChanged)
    sites = Property(list, lambda self: site_rows(self.exam) if self.exam else [], notify=examChanged)
    protocol = Property(dict, lambda self: protocol_row(self.exam), notify=examChanged)
    withoutFinding = Property(int, lambda self: without_finding(self.exam) if self.exam else 0, notify=examChanged)
    answer = Property(str, lambda self: answer(self.exam), notify=examChanged)
    delivery = Property(dict, lambda self: delivery_row(self._deliveries, self._server), notify=changed)
    longestNote = Property(int, lambda self: MAX_NOTE, constant=True)  # characters
    mayDelete = Property(bool, lambda self: self.may_delete(), notify=examChanged)
    mayReassign = Property(bool, lambda self: self.may_reassign(), notify=examChanged)
    patient = Property(dict, lambda self: entered(self.exam.patient if self.exam else None), notify=examChanged)
    reassignmentReasons = Property(list, lambda self: [reason.value for reason in ReassignmentReason], constant=True)
    deletionReasons = Property(list, lambda self: [reason.value for reason in DeletionReason], constant=True)
    discardReasons = Property(list, lambda self: [reason.value for reason in DiscardReason], constant=True)
    clipIsOpen = Property(bool, lambda self: self.player.clip is not None, notify=changed)
    clip = Property(dict, lambda self: clip_row(self.player.clip) if self.player.clip else {}, notify=changed)
    clipPlayer = Property(QObject, lambda self: self.player, constant=True)
    imageIsOpen = Property(bool, lambda self: self._image is not None, notify=changed)
    image = Property(dict, lambda self: self._row(self._image), notify=changed)
    clipsHere = Property(list, lambda self: self._clips_here(), notify=changed)  # of the open image's site
    earlierImages = Property(int, lambda self: len(self._earlier), notify=changed)
    place = Property(int, lambda self: self._place, notify=changed)  # of the one that is compared; -1: none is
    isComparing = Property(bool, lambda self: self._place >= 0, notify=changed)
    earlier = Property(dict, lambda self: self._row(self._compared), notify=changed)
