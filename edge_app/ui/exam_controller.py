"""The exam on the screen, as its QML uses it: its parts, what each of its buttons does, and the store that the lock opens."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Property, QObject, Signal, Slot

from edge_app.device_profiles import DeviceProfiles
from edge_app.exams.records import ExamImage, Site, Verdict
from edge_app.exams.store.store import ExamStore
from edge_app.exams.store.vault_document import Role
from edge_app.exams.workflow import Step, Workflow, reason_needed
from edge_app.records import Label
from edge_app.ui.caliper_controller import CaliperController
from edge_app.ui.clip_buffer import ClipBuffer
from edge_app.ui.drift_controller import DriftController
from edge_app.ui.error_text import encode_notice
from edge_app.ui.exam_list_controller import ExamListController
from edge_app.ui.exam_progress import ExamProgress
from edge_app.ui.exam_rows import choice_rows, failed_update_row, patient_of
from edge_app.ui.exam_services import ExamServices
from edge_app.ui.export_controller import ExportController
from edge_app.ui.image_review import ImageReview
from edge_app.ui.live_model import LiveModel
from edge_app.ui.lock_controller import Entry, LockController
from edge_app.ui.patient_picker import PatientPicker
from edge_app.ui.people_controller import PeopleController
from edge_app.ui.purpose_controller import PurposeController
from edge_app.ui.trend_controller import TrendController


class ExamController(ExamProgress):
    """Lives on Qt's thread."""

    protocolChanged = Signal()  # another one was chosen

    def __init__(
        self,
        live: LiveModel,
        services: ExamServices,
        profiles: DeviceProfiles | None = None,
        clip_buffer: ClipBuffer | None = None,
    ) -> None:
        """clip_buffer: gets every frame; None: no clip can be saved."""
        super().__init__(live, services, profiles)
        self._services = services
        self.calipers = CaliperController()
        self.review = ImageReview(self, live, services, self._strip, clip_buffer or ClipBuffer(), self.calipers)
        self._resumed = False  # whether the exam of the previous run has been looked for
        self.exporter = ExportController(
            self._finished, services.media, services.server, services.notice, services.report_sources
        )
        self.stored = ExamListController(
            services, self._store_to_read, self._is_quiet, self.save_aside, self.exporter,
            lambda: self.lock.role is Role.SUPERVISOR, lambda: self.lock.user, self.calipers,
        )  # fmt: skip
        self.trend = TrendController(self._store_to_read, services.report_sources)
        self.lock = LockController(services.vault, services.first_user, services.lock_after_s, self._unlocked)
        self.lock.entered.connect(self._entered)
        self.lock.entered.connect(self.stored.unlocked)
        self.purpose = PurposeController(services.purpose, self.lock, self.save_aside) if services.purpose else None
        self.people = PeopleController(services.vault, self.lock, self.save_aside)
        self.drift = DriftController(self.lock, self.save_aside)
        self.patient_picker = PatientPicker(self.lock, services.worklist, self.save_aside, self._at_form)
        self.reassignment_picker = PatientPicker(self.lock, services.worklist, self.save_aside, lambda: self.stored.is_open)
        # On the store's thread, when it is opened and when an exam is finished.
        self.store_readers = [self.drift.look, self.stored.look]
        self.changed.connect(self.drift.changed)
        self.changed.connect(self.patient_picker.settle)
        self.changed.connect(self.reassignment_picker.settle)
        self.people.changed.connect(self._forget_fault)
        parts = (
            self.exporter, self.stored, self.lock, self.people, self.purpose, self.drift, self.patient_picker,
            self.reassignment_picker, self.calipers, self.trend,
        )  # fmt: skip
        for part in parts:
            if part:
                part.setParent(self)
        self.settled.connect(self.people.settled)
        if self.purpose:
            self.settled.connect(self.purpose.settled)
        for signal in (self.lock.changed, self.stateChanged, self.exporter.changed, self.stored.changed, self.trend.changed):
            signal.connect(self._close_store_if_locked)
        self.stored.opened.deleted.connect(self._leave_deleted)
        self.stored.opened.discarded.connect(self._drop_image)
        self.stored.opened.clipDiscarded.connect(self._drop_clip)
        self.stored.opened.imageChanged.connect(self._replace_image)
        self.moved.connect(self._look_for_sticks)
        self.moved.connect(self._leave_clip)
        live.readoutChanged.connect(self._update_score)

    def close(self) -> None:
        """Wait until everything is saved, then close the store."""
        self.lock.close()
        self.patient_picker.close()
        self.reassignment_picker.close()
        self.review.close()
        self.session.close()
        self.exporter.close()
        self.stored.close()
        self.trend.reader.close()
        if (store := self.session.let_go()) is not None:
            store.close()

    # The store, opened by the correct PIN and closed while the screen is locked

    def _unlocked(self, entry: Entry) -> Workflow | None:
        """On the lock's thread: where to go on after a start; None after a lock, which changes no step. Raises StoreError."""
        store = self.session.enter(entry)
        self.people.unlocked(store, entry)
        if self.purpose is not None:
            self.purpose.unlocked(store, entry.role)
        for read in self.store_readers:
            read(store)
        if self._resumed:
            return None
        workflow = self._step_note.resume(store)
        self._warning = encode_notice(store)
        return workflow

    @Slot(object)
    def _entered(self, workflow: Workflow | None) -> None:
        self._resumed = True
        if workflow is not None:
            self.go(workflow)

    @Slot()
    def _close_store_if_locked(self) -> None:
        """While the screen is locked, close the store as soon as no save and no export needs it. The exam keeps its step."""
        if self.lock.locked:
            self.review.give_up_recording()
            self.exporter.stop_sending()
            self.stored.lock()
            if self.trend.property("isOpen"):
                self.trend.close()
        in_use = self.lock.busy or self.busy or self.exporter.busy or self.stored.busy or self.trend.reader.busy
        if self.lock.locked and not in_use and (store := self.session.let_go()) is not None:
            self.lock.behind(store.close)

    def look_for_unfinished(self) -> None:
        """Another store is in place of the one that was open: after the next PIN its exam goes on, if one is not finished."""
        self._resumed = False

    @property
    def is_closed(self) -> bool:
        """Whether nothing needs the store any longer: the lock's thread closes it before all else."""
        return self.session.store is None

    def _store_to_read(self) -> ExamStore | None:
        return None if self.lock.locked else self.session.store

    def _is_quiet(self) -> bool:
        """Whether no image is being taken or saved."""
        return not self.busy and self.workflow.step not in (Step.LIVE, Step.REVIEW)

    @Slot()
    def _look_for_sticks(self) -> None:
        if self.workflow.step is Step.DONE:
            self.exporter.look()

    @Slot()
    def _leave_clip(self) -> None:
        """Nothing is frozen any longer: a fast finger was on Accept before it played the clip."""
        if self.workflow.step is not Step.REVIEW and not self.stored.is_open:
            self.stored.opened.closeClip()

    # Patient and protocol

    def _at_form(self) -> bool:
        return self.workflow.step is Step.PATIENT

    @Slot(str, str, str, str, str)
    def begin(self, identifier: str, age: str, sex: str, height_cm: str, weight_kg: str) -> None:
        """Start an exam."""
        patient, workflow = patient_of(identifier, age, sex, height_cm, weight_kg), self.workflow
        order = self.patient_picker.order_for(patient)
        protocol = self._services.protocol.now
        self.save(lambda store: workflow.begun(store.start(patient, order, protocol)), self.go)

    @Slot(str)
    def chooseProtocol(self, name: str) -> None:
        """Begin with another protocol, from the next exam on: one in progress keeps its own."""
        self._services.protocol.choose(name)
        self.protocolChanged.emit()

    @Slot()
    def correct(self) -> None:
        """Edit the patient data."""
        self.go_unless_busy(self.workflow.correcting)

    @Slot(str, str, str, str, str)
    def change(self, identifier: str, age: str, sex: str, height_cm: str, weight_kg: str) -> None:
        """Save the edited patient data."""
        patient, workflow, exam = patient_of(identifier, age, sex, height_cm, weight_kg), self.workflow, self.workflow.exam
        if workflow.step is not Step.CORRECTION or exam is None:
            return

        def correct(store: ExamStore) -> Workflow:
            store.set_patient(exam.id, patient)
            return workflow.corrected(exam.of(patient))

        self.save(correct, self.go)

    @Slot()
    def discard(self) -> None:
        """Delete an empty exam that was started by mistake."""
        exam = self.workflow.exam
        if self.workflow.step is not Step.PROTOCOL or exam is None or not exam.is_empty:
            return

        def delete(store: ExamStore) -> Workflow:
            store.delete(exam.id)
            return Workflow()

        self.save(delete, self.go)

    @Slot()
    def showImages(self) -> None:
        """Look at the images of this exam, where they can be discarded, and the exam as a whole."""
        exam = self.workflow.exam
        if self.workflow.step in (Step.PROTOCOL, Step.SUMMARY) and exam is not None and not self.busy:
            self.stored.open_current(exam.id)

    @Slot()
    def showTrend(self) -> None:
        """How the patient's sites have changed up to this exam."""
        exam = self.workflow.exam
        if self.workflow.step is Step.SUMMARY and exam is not None and not self.busy:
            self.trend.open(exam.id)

    @Slot(str)
    def _leave_deleted(self, exam: str) -> None:
        if self.workflow.exam is not None and self.workflow.exam.id == exam:
            self.go(Workflow())

    @Slot(int, bool)
    def _drop_image(self, number: int, again: bool) -> None:
        """An image was taken out of the exam; again: another one is to be taken at once."""
        exam = self.workflow.exam
        dropped = next((image for image in exam.images if image.number == number), None) if exam else None
        if exam is None or dropped is None:
            return
        left = self.workflow.discarded(replace(exam, images=tuple(image for image in exam.images if image is not dropped)))
        self._go_on_without(left, dropped.site if again else None)

    @Slot(int, bool)
    def _drop_clip(self, number: int, again: bool) -> None:
        """A clip was taken out of the exam; again: the probe goes to its site at once."""
        exam = self.workflow.exam
        dropped = next((clip for clip in exam.clips if clip.number == number), None) if exam else None
        if exam is None or dropped is None:
            return
        left = self.workflow.discarded(replace(exam, clips=tuple(clip for clip in exam.clips if clip is not dropped)))
        self._go_on_without(left, dropped.site if again else None)

    def _go_on_without(self, left: Workflow, again: Site | None) -> None:
        """again: the site that the probe goes to at once."""
        if again:
            self.stored.leave()
            left = Workflow(Step.PROTOCOL, left.exam).at(again)
        self.go(left)

    @Slot(object)
    def _replace_image(self, image: ExamImage) -> None:
        """What was measured or written on a stored image of this exam has changed."""
        if (exam := self.workflow.exam) is not None:
            self.go(replace(self.workflow, exam=exam.with_image(image)))

    @Slot(int)
    def place(self, index: int) -> None:
        """Move the probe to a site of the protocol."""
        exam = self.workflow.exam
        if exam is not None:
            self.go_unless_busy(lambda: self.workflow.at(exam.sites[index]))

    @Slot()
    def back(self) -> None:
        self.go_unless_busy(self.workflow.back)

    @Slot()
    def sumUp(self) -> None:
        self.go_unless_busy(self.workflow.summed_up)

    @Slot()
    def toVerdict(self) -> None:
        self.go_unless_busy(self.workflow.to_verdict)

    # Live and review

    @Slot(int)
    def choose(self, index: int) -> None:
        self.review.choose(index)

    @Slot()
    def accept(self) -> None:
        self.review.accept()

    @Slot(str)
    def writeImageNote(self, text: str) -> None:
        self.review.write_note(text)

    @Slot()
    def recordClip(self) -> None:
        self.review.record_clip()

    @Slot()
    def saveClip(self) -> None:
        self.review.save_clip()

    @Slot()
    def playClip(self) -> None:
        """Look at the clip that was saved of this frozen screen, before its image is accepted."""
        exam = self.workflow.exam
        if self.workflow.step is Step.REVIEW and exam is not None and self.review.clip_recorder.saved and not self.busy:
            self.stored.opened.player.open(exam.id, exam.clips[-1])

    @Slot()
    def measure(self) -> None:
        self.review.measure()

    @Slot()
    def retake(self) -> None:
        if self._live.frozen and not self.busy:
            self._live.toggleFreeze()

    # Verdict, end, export

    @Slot(str, result=bool)
    def reasonNeeded(self, label: str) -> bool:
        return self.workflow.exam is not None and reason_needed(self.workflow.exam, Label(label))

    @Slot(str)
    def writeNote(self, text: str) -> None:
        """Keep a note on the exam; an empty one is removed."""
        workflow, exam, note = self.workflow, self.workflow.exam, text.strip()
        if workflow.step is not Step.VERDICT or exam is None:
            return

        def write(store: ExamStore) -> Workflow:
            store.set_note(exam.id, note)
            return replace(workflow, exam=replace(exam, note=note))

        self.save(write, self.go)

    @Slot(str, str)
    def finish(self, label: str, reason: str) -> None:
        """Record the verdict and finish the exam."""
        workflow, exam = self.workflow, self.workflow.exam
        if workflow.step is not Step.VERDICT or exam is None:
            return

        def finish(store: ExamStore) -> Workflow:
            verdict: Verdict = store.give_verdict(exam.id, Label(label), reason.strip())
            store.finish(exam.id, self._services.drift_reference, str(self._services.server or ""))
            for read in self.store_readers:
                read(store)
            return workflow.finished(replace(exam, verdict=verdict, finished=verdict.given))

        self.save(finish, self.go)

    def _finished(self) -> tuple[str, ExamStore] | None:
        """The exam on the screen, if it is one that may be exported: just done, or opened in the list."""
        exam = self.workflow.exam
        done = exam.id if exam is not None and self.workflow.step is Step.DONE else self.stored.finished()
        return (done, self.session.open) if done is not None else None

    @Slot()
    def nextPatient(self) -> None:
        self.exporter.forget()
        self.go_unless_busy(self.workflow.next_patient)

    failedUpdate = Property(list, lambda self: failed_update_row(self._services.failed_update), constant=True)
    clip = Property(QObject, lambda self: self.review.clip_recorder, constant=True)
    protocols = Property(list, lambda self: choice_rows(self._services.protocol.library.protocols), constant=True)
    chosenProtocol = Property(dict, lambda self: choice_rows([self._services.protocol.now])[0], notify=protocolChanged)
    storedExams = Property(QObject, lambda self: self.stored, constant=True)
    exportController = Property(QObject, lambda self: self.exporter, constant=True)
    measuring = Property(QObject, lambda self: self.calipers, constant=True)
    trends = Property(QObject, lambda self: self.trend, constant=True)
    frozenCalipers = Property(QObject, lambda self: self.review.frozen_calipers, constant=True)
    reassignmentPicker = Property(QObject, lambda self: self.reassignment_picker, constant=True)
    picker = Property(QObject, lambda self: self.patient_picker, constant=True)
