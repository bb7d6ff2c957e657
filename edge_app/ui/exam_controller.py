"""The model behind the exam's QML: the step, the images, and whether they are saved. One thread saves everything in order."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import Property, QObject, Signal, Slot

from edge_app.capture.monitor import StreamState
from edge_app.device_profiles import DeviceProfiles
from edge_app.exams.records import ExamImage, Site, Verdict
from edge_app.exams.step_note import StepNote
from edge_app.exams.store.store import ExamStore
from edge_app.exams.store.vault_document import Role
from edge_app.exams.workflow import Step, Workflow, may_take_clip, reason_needed
from edge_app.records import Finding, Label
from edge_app.ui.caliper_controller import CaliperController, Calipers
from edge_app.ui.cine_buffer import CineBuffer
from edge_app.ui.clip_buffer import ClipBuffer
from edge_app.ui.clip_recorder import ClipRecorder
from edge_app.ui.drift_controller import DriftController
from edge_app.ui.error_text import encode_notice
from edge_app.ui.exam_list_controller import ExamListController
from edge_app.ui.exam_rows import choice_rows, failed_update_row, patient_of
from edge_app.ui.exam_services import ExamServices
from edge_app.ui.exam_state import ExamState
from edge_app.ui.export_controller import ExportController
from edge_app.ui.frozen_calipers import FrozenCalipers
from edge_app.ui.live_model import LiveModel
from edge_app.ui.lock_controller import Entry, LockController
from edge_app.ui.patient_picker import PatientPicker
from edge_app.ui.people_controller import PeopleController
from edge_app.ui.purpose_controller import PurposeController
from edge_app.ui.site_regions import SiteRegions
from edge_app.ui.task_runner import TaskRunner
from edge_app.ui.trend_controller import TrendController


class ExamController(ExamState):
    """The exam's workflow on the screen. Lives on Qt's thread; the store is used only on the threads of `TaskRunner`."""

    protocolChanged = Signal()  # another one was chosen

    def __init__(
        self,
        live: LiveModel,
        services: ExamServices,
        profiles: DeviceProfiles | None = None,
        clip_buffer: ClipBuffer | None = None,
    ) -> None:
        """clip_buffer: gets every frame; None: no clip can be saved."""
        super().__init__(live, profiles)
        self._services = services
        self.cine_buffer, self.clip_recorder = CineBuffer(), ClipRecorder(clip_buffer or ClipBuffer())
        self.calipers, self.frozen_calipers = CaliperController(), FrozenCalipers(live)
        self._probe_site: Site | None = None  # where the probe was last placed
        self._placed_ns = 0  # monotonic clock, when that was
        self._site_regions = SiteRegions(live)
        self._store: ExamStore | None = None
        self._resumed = False  # whether the exam of the previous run has been looked for
        self._step_note = StepNote(services.vault.folder)
        self._task_runner = TaskRunner("saving", self)
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
        # On the store's thread, when it is opened and when an exam is finished.
        self.store_readers = [self.drift.look, self.stored.look]
        self.changed.connect(self.drift.changed)
        self.changed.connect(self.patient_picker.settle)
        self.people.changed.connect(self._forget_fault)
        parts = (
            self.exporter, self.stored, self.lock, self.people, self.purpose, self.drift, self.patient_picker, self.calipers,
            self.frozen_calipers, self.trend, self.clip_recorder,
        )  # fmt: skip
        for part in parts:
            if part:
                part.setParent(self)
        for signal in (self.lock.changed, self.stateChanged, self.exporter.changed, self.stored.changed, self.trend.changed):
            signal.connect(self._close_store_if_locked)
        self.stored.opened.deleted.connect(self._leave_deleted)
        self.stored.opened.discarded.connect(self._drop_image)
        self.stored.opened.clipDiscarded.connect(self._drop_clip)
        self.stored.opened.imageChanged.connect(self._replace_image)
        live.displayedChanged.connect(self.frozen_calipers.changed)
        live.displayedChanged.connect(self._buffer)
        live.foundApart.connect(self._buffer)
        live.readoutChanged.connect(self._update_score)
        live.frozenChanged.connect(self._follow_freeze)
        live.reviewed.connect(self._replace_reviewed)

    def close(self) -> None:
        """Wait until everything is saved, then close the store."""
        self.lock.close()
        self.patient_picker.close()
        self.frozen_calipers.close()
        self._task_runner.close()
        self.exporter.close()
        self.stored.close()
        self.trend.reader.close()
        if self._store is not None:
            self._store.close()
            self._store = None

    # The store, opened by the correct PIN and closed while the screen is locked

    def _unlocked(self, entry: Entry) -> Workflow | None:
        """On the lock's thread: where to go on after a start; None after a lock, which changes no step. Raises StoreError."""
        if self._store is None:
            self._store = self._services.open_store(entry.user, entry.key)
        else:  # an export to a stick, or a save, kept it open
            if entry.user != self._store.user:
                self._task_runner.wait()  # what is being saved is the work of whoever was here before
            self._store.hand_over(entry.user)
        self.people.unlocked(self._store, entry)
        if self.purpose is not None:
            self.purpose.unlocked(self._store, entry.role)
        for read in self.store_readers:
            read(self._store)
        if self._resumed:
            return None
        workflow = self._step_note.resume(self._store)
        self._warning = encode_notice(self._store)
        return workflow

    @Slot(object)
    def _entered(self, workflow: Workflow | None) -> None:
        self._resumed = True
        if workflow is not None:
            self._go(workflow)

    @Slot()
    def _close_store_if_locked(self) -> None:
        """While the screen is locked, close the store as soon as no save and no export needs it. The exam keeps its step."""
        store = self._store
        if self.lock.locked:
            self.exporter.stop_sending()
            self.stored.lock()
            if self.trend.property("isOpen"):
                self.trend.close()
        in_use = self.lock.busy or self.busy or self.exporter.busy or self.stored.busy or self.trend.reader.busy
        if store is not None and self.lock.locked and not in_use:
            self._store = None
            self.lock.behind(store.close)

    def look_for_unfinished(self) -> None:
        """Another store is in place of the one that was open: after the next PIN its exam goes on, if one is not finished."""
        self._resumed = False

    @property
    def is_closed(self) -> bool:
        """Whether nothing needs the store any longer: the lock's thread closes it before all else."""
        return self._store is None

    @property
    def _open_store(self) -> ExamStore:
        assert self._store is not None, "the exam is locked until the store is open"
        return self._store

    def _store_to_read(self) -> ExamStore | None:
        return None if self.lock.locked else self._store

    def _is_quiet(self) -> bool:
        """Whether no image is being taken or saved."""
        return not self.busy and self.workflow.step not in (Step.LIVE, Step.REVIEW)

    def _save(
        self,
        work: Callable[[ExamStore], Workflow],
        then: Callable[[Workflow], None],
        fail: Callable[[str], None] | None = None,
    ) -> None:
        """Make one change of the store. The workflow moves on only when it is on the disk; a failure changes only the message."""
        if self.busy:
            return
        store = self._open_store

        def change() -> Workflow:
            workflow = work(store)
            self._warning = encode_notice(store)
            return workflow

        self.busy, self.fault, self.saved = True, "", 0
        self.stateChanged.emit()
        self._task_runner.do(change, then, fail or self._fail)

    def save_aside(self, work: Callable[[ExamStore], None], then: Callable[[], None] = lambda: None) -> None:
        """Make a change of the store that leaves the workflow where it is; `then` follows once it is on the disk."""
        workflow = self.workflow

        def change(store: ExamStore) -> Workflow:
            work(store)
            return workflow

        def settle(workflow: Workflow) -> None:
            self._go(workflow)
            self.people.settled()
            if self.purpose is not None:
                self.purpose.settled()
            then()

        self._save(change, settle)

    def _go_unless_busy(self, step: Callable[[], Workflow]) -> None:
        """Take a step that does not change the store; not while saving, which takes its own step when it is done."""
        if not self.busy:
            self._go(step())

    def _go(self, workflow: Workflow) -> None:
        """Move to another step; work in progress is done."""
        self.workflow, self.busy, self.fault, self.saved = workflow, False, "", 0
        if workflow.site is not None and workflow.step is Step.LIVE and workflow.site != self._probe_site:
            if workflow.exam is not None:
                self._site_regions.move_to(workflow.exam.id, workflow.site)
            self._probe_site = workflow.site
            self.cine_buffer.clear()  # otherwise an image of one muscle could be accepted as another's
            self._services.placed(workflow.site)
            self._placed_ns = time.monotonic_ns()
            self._live.place_on(workflow.site.muscle)  # after that: the image on the screen is still the other site's
        if workflow.step is not Step.REVIEW:
            self._strip.clear()
            self._forget_calipers()
            if self._live.frozen:
                self._live.toggleFreeze()
        if workflow.step is Step.LIVE:
            self.clip_recorder.run()
        elif workflow.step is not Step.REVIEW:
            self.clip_recorder.stop()
        if workflow.step is Step.DONE:
            self.exporter.look()
        if self._store is not None:  # it is None once everything is closed
            self._task_runner.do(lambda: self._step_note.write(workflow), lambda _: None, self._fail)
        self._update_score()  # the patient may have changed
        self.changed.emit()
        self.stateChanged.emit()

    # Patient and protocol

    def _at_form(self) -> bool:
        return self.workflow.step is Step.PATIENT

    @Slot(str, str, str, str, str)
    def begin(self, identifier: str, age: str, sex: str, height_cm: str, weight_kg: str) -> None:
        """Start an exam."""
        patient, workflow = patient_of(identifier, age, sex, height_cm, weight_kg), self.workflow
        order = self.patient_picker.order_for(patient)
        protocol = self._services.protocol.now
        self._save(lambda store: workflow.begun(store.start(patient, order, protocol)), self._go)

    @Slot(str)
    def chooseProtocol(self, name: str) -> None:
        """Begin with another protocol, from the next exam on: one in progress keeps its own."""
        self._services.protocol.choose(name)
        self.protocolChanged.emit()

    @Slot()
    def correct(self) -> None:
        """Edit the patient data."""
        self._go_unless_busy(self.workflow.correcting)

    @Slot(str, str, str, str, str)
    def change(self, identifier: str, age: str, sex: str, height_cm: str, weight_kg: str) -> None:
        """Save the edited patient data."""
        patient, workflow, exam = patient_of(identifier, age, sex, height_cm, weight_kg), self.workflow, self.workflow.exam
        if workflow.step is not Step.CORRECTION or exam is None:
            return

        def correct(store: ExamStore) -> Workflow:
            store.set_patient(exam.id, patient)
            return workflow.corrected(exam.of(patient))

        self._save(correct, self._go)

    @Slot()
    def discard(self) -> None:
        """Delete an empty exam that was started by mistake."""
        exam = self.workflow.exam
        if self.workflow.step is not Step.PROTOCOL or exam is None or not exam.is_empty:
            return

        def delete(store: ExamStore) -> Workflow:
            store.delete(exam.id)
            return Workflow()

        self._save(delete, self._go)

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
            self._go(Workflow())

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
        self._go(left)

    @Slot(object)
    def _replace_image(self, image: ExamImage) -> None:
        """What was measured or written on a stored image of this exam has changed."""
        if (exam := self.workflow.exam) is not None:
            self._go(replace(self.workflow, exam=exam.with_image(image)))

    @Slot(int)
    def place(self, index: int) -> None:
        """Move the probe to a site of the protocol."""
        exam = self.workflow.exam
        if exam is not None:
            self._go_unless_busy(lambda: self.workflow.at(exam.sites[index]))

    @Slot()
    def back(self) -> None:
        self._go_unless_busy(self.workflow.back)

    @Slot()
    def sumUp(self) -> None:
        self._go_unless_busy(self.workflow.summed_up)

    @Slot()
    def toVerdict(self) -> None:
        self._go_unless_busy(self.workflow.to_verdict)

    # Live and review

    @Slot()
    def _buffer(self) -> None:
        finding = self._live.finding
        if finding is not None and self.workflow.step is Step.LIVE and not self._live.frozen and self._is_here(finding):
            self.cine_buffer.add(finding)

    def _is_here(self, finding: Finding) -> bool:
        """Whether the image shows where the probe is now. An old image belongs to no site, even a frozen one; nor does one that
        was taken before the probe was placed here and analysed since."""
        live = self._live.state.current and finding.frame.captured_ns >= self._placed_ns
        return live or self._live.state is StreamState.ENDED

    @Slot()
    def _follow_freeze(self) -> None:
        """Freezing by finger, key or pedal is equivalent; an image without a finding, or an old one, cannot be reviewed."""
        displayed, step = self._live.displayed, self.workflow.step
        if self._live.frozen and step is Step.LIVE and isinstance(displayed, Finding) and self._is_here(displayed):
            self._strip.fill(self.cine_buffer.until(displayed))
            self.clip_recorder.freeze(displayed.frame, self._placed_ns)
            self.workflow = self.workflow.frozen()
        elif not self._live.frozen and step is Step.REVIEW and not self.busy:
            self.workflow = self.workflow.retaken()
            self._strip.clear()
            self.clip_recorder.run()
            self._forget_calipers()
        self.fault, self.saved = "", 0
        self.changed.emit()
        self.chosenChanged.emit()
        self.stateChanged.emit()

    @Slot()
    def _replace_reviewed(self) -> None:
        """Keep the finding of the image by itself in place of the one of the stream, to be saved and scrolled back to."""
        found = self._live.displayed
        if isinstance(found, Finding):
            self._strip.replace(found)
            self.frozen_calipers.propose(found)

    @Slot(int)
    def choose(self, index: int) -> None:
        """Scroll: show the finding at `index` of the strip, on its own frame."""
        if self._strip.findings and not self.busy:
            self._live.choose(self._strip.choose(index))
            self.chosenChanged.emit()

    @Slot()
    def accept(self) -> None:
        """Save the chosen image. If that fails, it stays on the screen for another attempt."""
        workflow, exam, site, finding = self.workflow, self.workflow.exam, self.workflow.site, self._strip.chosen
        if workflow.step is not Step.REVIEW or exam is None or site is None or finding is None or self._live.is_reviewing:
            return
        calipers = self.frozen_calipers.known(finding)
        if calipers is None:  # a fast finger
            self.frozen_calipers.propose(finding, lambda: self.accept() if self._strip.chosen is finding else None)
            return

        def add(store: ExamStore) -> Workflow:
            image = store.add(exam.id, site, finding, self._services.engine, calipers)
            return workflow.accepted(replace(exam, images=(*exam.images, image)))

        self._save(add, self._accepted)

    def _accepted(self, workflow: Workflow) -> None:
        self.cine_buffer.clear()  # otherwise the same image could be accepted twice
        images = workflow.exam.images if workflow.exam else ()
        self._go(workflow)
        self.saved = len(images)
        self.stateChanged.emit()

    @Slot()
    def saveClip(self) -> None:
        """Save the seconds up to the frozen image. It stays on the screen, also where that fails."""
        workflow, exam, site, finding = self.workflow, self.workflow.exam, self.workflow.site, self._strip.chosen
        recorder = self.clip_recorder
        if workflow.step is not Step.REVIEW or exam is None or site is None or finding is None or not recorder.ready:
            return
        if not may_take_clip(exam):
            return

        def add(store: ExamStore) -> Workflow:
            clip = recorder.save(store, exam.id, site, finding)
            return workflow.clip_saved(replace(exam, clips=(*exam.clips, clip)))

        def saved(workflow: Workflow) -> None:
            recorder.end(saved=True)
            self._go(workflow)

        def failed(error: str) -> None:
            recorder.end(saved=False)
            self._fail(error)

        self._save(add, saved, failed)

    @Slot()
    def measure(self) -> None:
        """Set calipers on the frozen image. What is proposed stays until then."""
        finding = self._strip.chosen
        if self.workflow.step is not Step.REVIEW or finding is None or self.busy or self._live.is_reviewing:
            return

        def keep(calipers: Calipers) -> None:
            if calipers != self.frozen_calipers.known(finding):
                self.frozen_calipers.keep(finding, calipers)
            self.calipers.close()

        self.calipers.open(finding.frame, self.frozen_calipers.known(finding) or (), keep)

    def _forget_calipers(self) -> None:
        self.frozen_calipers.clear()
        if not self.stored.is_open:
            self.calipers.close()

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

        self._save(write, self._go)

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

        self._save(finish, self._go)

    def _finished(self) -> tuple[str, ExamStore] | None:
        """The exam on the screen, if it is one that may be exported: just done, or opened in the list."""
        exam = self.workflow.exam
        done = exam.id if exam is not None and self.workflow.step is Step.DONE else self.stored.finished()
        return (done, self._open_store) if done is not None else None

    @Slot()
    def nextPatient(self) -> None:
        self.exporter.forget()
        self._go_unless_busy(self.workflow.next_patient)

    failedUpdate = Property(list, lambda self: failed_update_row(self._services.failed_update), constant=True)
    clip = Property(QObject, lambda self: self.clip_recorder, constant=True)
    protocols = Property(list, lambda self: choice_rows(self._services.protocol.library.protocols), constant=True)
    chosenProtocol = Property(dict, lambda self: choice_rows([self._services.protocol.now])[0], notify=protocolChanged)
    storedExams = Property(QObject, lambda self: self.stored, constant=True)
    exportController = Property(QObject, lambda self: self.exporter, constant=True)
    measuring = Property(QObject, lambda self: self.calipers, constant=True)
    trends = Property(QObject, lambda self: self.trend, constant=True)
    frozenCalipers = Property(QObject, lambda self: self.frozen_calipers, constant=True)
    picker = Property(QObject, lambda self: self.patient_picker, constant=True)
