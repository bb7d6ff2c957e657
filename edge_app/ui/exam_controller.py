"""What the QML of the exam sees: the step, what was taken, and whether it is saved. Saving happens on one thread, in turn."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from PySide6.QtCore import Property, QObject, Signal, Slot

from edge_app.capture.monitor import StreamState
from edge_app.device_profiles import DeviceProfiles
from edge_app.exams.export.dicom.node import DicomNode
from edge_app.exams.records import Exam, ExamImage, Site, Verdict
from edge_app.exams.store.audit_chain import Action
from edge_app.exams.store.key_vault import KeyVault
from edge_app.exams.store.store import ExamStore
from edge_app.exams.summary import IMAGES_WANTED, PROTOCOL, patient_answer, summarise
from edge_app.exams.workflow import Step, Workflow, reason_needed
from edge_app.records import Finding, Label
from edge_app.ui.cine_buffer import CineBuffer
from edge_app.ui.error_text import encode_warning
from edge_app.ui.exam_rows import entered, patient_of, protocol_rows, summary_rows
from edge_app.ui.export_controller import ExportController
from edge_app.ui.live_model import LiveModel
from edge_app.ui.lock_controller import LockController
from edge_app.ui.removable_media import Stick, sticks
from edge_app.ui.task_runner import TaskRunner
from edge_app.ui.z_score import EchoScore, disagree


@dataclass(frozen=True)
class ExamServices:
    """What an exam needs beside probe and model."""

    vault: KeyVault
    user: str
    open_store: Callable[[bytearray], ExamStore]  # with the data key, which is wiped afterwards
    engine: str  # what gives the findings, exactly; see edge_app.engine.loading.identity
    notice: str  # intended use of the model
    lock_after_s: float = 120.0
    media: Callable[[], list[Stick]] = sticks
    server: DicomNode | None = None  # that finished exams may be sent to
    placed: Callable[[Site], None] = lambda site: None  # tells a simulated probe where it is held


class ExamController(QObject):
    """The flow on the screen. Lives on Qt's thread; the store is only touched on the threads of `Background`."""

    changed = Signal()  # step, exam, site
    stateChanged = Signal()  # busy, saved, fault
    chosenChanged = Signal()
    scoreChanged = Signal()

    def __init__(self, live: LiveModel, services: ExamServices, profiles: DeviceProfiles | None = None) -> None:
        super().__init__()
        self._live, self._services = live, services
        self.workflow = Workflow()
        self.z_score: float | None = None  # of the image on the screen
        self._echo = EchoScore(profiles)
        self.cine_buffer = CineBuffer()
        self.busy, self.fault, self.saved = False, "", 0
        self._strip: tuple[Finding, ...] = ()  # to scroll through
        self._chosen = -1
        self._probe_site: Site | None = None  # the probe
        self._warning = ""  # of the disk
        self._store: ExamStore | None = None
        self._resumed = False  # where the last program left off
        self._task_runner = TaskRunner("saving")
        self.exporter = ExportController(self._finished, services.media, services.server, services.notice)
        self.lock = LockController(services.vault, services.user, services.lock_after_s, self._unlocked)
        self.lock.entered.connect(self._entered)
        for signal in (self.lock.changed, self.stateChanged, self.exporter.changed):
            signal.connect(self._shut)
        live.displayedChanged.connect(self._keep)
        live.readoutChanged.connect(self._score)
        live.frozenChanged.connect(self._follow_freeze)

    def close(self) -> None:
        """Wait until everything asked for is saved, then close the store."""
        self.lock.close()
        self._task_runner.close()
        self.exporter.close()
        if self._store is not None:
            self._store.close()
            self._store = None

    # The store, opened by a right PIN and closed behind the locked screen

    def _unlocked(self, key: bytearray, refused: int) -> Workflow | None:
        """On the lock's thread: where to go on after a start; None after a lock, which changes no step. Raises StoreError."""
        if self._store is None:
            self._store = self._services.open_store(key)
        else:  # an export has kept it open
            self._store.log(Action.UNLOCK)
        self._store.log_failed_pins(refused)
        if self._resumed:
            return None
        unfinished = self._store.unfinished()
        flow = Workflow.resumed(self._store.view(unfinished)) if unfinished else Workflow()
        self._warning = encode_warning(self._store.space())
        return flow

    def _entered(self, flow: Workflow | None) -> None:
        self._resumed = True
        if flow is not None:
            self._go(flow)

    def _shut(self) -> None:
        """Behind the locked screen, close the store as soon as no save and no export needs it. The exam stays where it is."""
        store = self._store
        if store is not None and self.lock.locked and not (self.lock.busy or self.busy or self.exporter.busy):
            self._store = None
            self.lock.behind(store.close)

    @property
    def _open(self) -> ExamStore:
        assert self._store is not None, "the exam is locked until the store is open"
        return self._store

    def _save(self, work: Callable[[ExamStore], Workflow], then: Callable[[Workflow], None]) -> None:
        """One change of the store. The step goes on only when it is on the disk; if it fails, nothing changes but the words."""
        if self.busy:
            return
        store = self._open

        def change() -> Workflow:
            flow = work(store)
            self._warning = encode_warning(store.space())
            return flow

        self.busy, self.fault, self.saved = True, "", 0
        self.stateChanged.emit()
        self._task_runner.do(change, then, self._fail)

    def _turn(self, step: Callable[[], Workflow]) -> None:
        """A step that changes nothing in the store; none while something is being saved, whose own step comes next."""
        if not self.busy:
            self._go(step())

    def _go(self, flow: Workflow) -> None:
        """Another step; what was under way is done."""
        self.workflow, self.busy, self.fault, self.saved = flow, False, "", 0
        if flow.site is not None and flow.step is Step.LIVE and flow.site != self._probe_site:
            self._probe_site = flow.site
            self.cine_buffer.clear()  # or an image of one muscle could be accepted as another's
            self._services.placed(flow.site)
        if flow.step is not Step.REVIEW:
            self._strip, self._chosen = (), -1
            if self._live.frozen:
                self._live.toggleFreeze()
        if flow.step is Step.DONE:
            self.exporter.look()
        self._score()  # of the patient as entered now
        self.changed.emit()
        self.stateChanged.emit()

    def _fail(self, sentence: str) -> None:
        self.busy, self.fault = False, sentence
        self.stateChanged.emit()

    # Patient and protocol

    @Slot(str, str, str, str, str)
    def begin(self, identifier: str, age: str, sex: str, height_cm: str, weight_kg: str) -> None:
        patient, flow = patient_of(identifier, age, sex, height_cm, weight_kg), self.workflow
        self._save(lambda store: flow.begun(store.start(patient)), self._go)

    @Slot()
    def correct(self) -> None:
        """Something of the patient was entered wrongly."""
        self._turn(self.workflow.correcting)

    @Slot(str, str, str, str, str)
    def change(self, identifier: str, age: str, sex: str, height_cm: str, weight_kg: str) -> None:
        patient, flow, exam = patient_of(identifier, age, sex, height_cm, weight_kg), self.workflow, self.workflow.exam
        if flow.step is not Step.CORRECTION or exam is None:
            return

        def correct(store: ExamStore) -> Workflow:
            store.set_patient(exam.id, patient)
            return flow.corrected(replace(exam, patient=patient))

        self._save(correct, self._go)

    @Slot()
    def discard(self) -> None:
        """An exam without an image, begun by mistake."""
        exam = self.workflow.exam
        if self.workflow.step is not Step.PROTOCOL or exam is None or exam.images:
            return

        def delete(store: ExamStore) -> Workflow:
            store.delete(exam.id)
            return Workflow()

        self._save(delete, self._go)

    @Slot(int)
    def place(self, index: int) -> None:
        """The probe goes to a site of the protocol."""
        self._turn(lambda: self.workflow.at(PROTOCOL[index]))

    @Slot()
    def back(self) -> None:
        self._turn(self.workflow.back)

    @Slot()
    def sumUp(self) -> None:
        self._turn(self.workflow.summed_up)

    @Slot()
    def judge(self) -> None:
        self._turn(self.workflow.to_verdict)

    # Live and review

    def _keep(self) -> None:
        image = self._live.displayed
        if isinstance(image, Finding) and self.workflow.step is Step.LIVE and not self._live.frozen and self._current():
            self.cine_buffer.add(image)

    def _current(self) -> bool:
        """Whether the image is the probe's of now: an old one, frozen as it stands, belongs to no site."""
        return self._live.state.current or self._live.state is StreamState.ENDED

    def _score(self) -> None:
        image, exam, site = self._live.displayed, self.workflow.exam, self.workflow.site
        self.z_score = None
        if isinstance(image, Finding) and self._live.readout.label is not None and exam and site:
            self.z_score = self._echo.of(image, site, exam.patient)
        self.scoreChanged.emit()

    def _follow_freeze(self) -> None:
        """Freezing by finger, key or pedal is the same thing; a bare image, or an old one, cannot be reviewed."""
        image, step = self._live.displayed, self.workflow.step
        if self._live.frozen and step is Step.LIVE and isinstance(image, Finding) and self._current():
            self._strip = self.cine_buffer.until(image)
            self._chosen = len(self._strip) - 1
            self.workflow = self.workflow.frozen()
        elif not self._live.frozen and step is Step.REVIEW and not self.busy:
            self.workflow = self.workflow.retaken()
            self._strip, self._chosen = (), -1
        self.fault, self.saved = "", 0
        self.changed.emit()
        self.chosenChanged.emit()
        self.stateChanged.emit()

    @Slot(int)
    def choose(self, index: int) -> None:
        """Scroll: show that finding of the strip, on its own frame."""
        if self._strip and not self.busy:
            self._chosen = min(max(index, 0), len(self._strip) - 1)
            self._live.choose(self._strip[: self._chosen + 1])
            self.chosenChanged.emit()

    @Slot()
    def accept(self) -> None:
        """Save the chosen image. If that fails it stays in hand, for another try."""
        flow, exam, site = self.workflow, self.workflow.exam, self.workflow.site
        if flow.step is not Step.REVIEW or exam is None or site is None or self._chosen < 0:
            return
        finding = self._strip[self._chosen]

        def add(store: ExamStore) -> Workflow:
            image = store.add(exam.id, site, finding, self._services.engine)
            return flow.accepted(replace(exam, images=(*exam.images, image)))

        self._save(add, self._accepted)

    def _accepted(self, flow: Workflow) -> None:
        self.cine_buffer.clear()  # or the same image could be accepted twice
        images = flow.exam.images if flow.exam else ()
        self._go(flow)
        self.saved = len(images)
        self.stateChanged.emit()

    @Slot()
    def retake(self) -> None:
        if self._live.frozen and not self.busy:
            self._live.toggleFreeze()

    # Verdict, end, export

    @Slot(str, result=bool)
    def reasonNeeded(self, label: str) -> bool:
        return self.workflow.exam is not None and reason_needed(self.workflow.exam, Label(label))

    @Slot(str, str)
    def finish(self, label: str, reason: str) -> None:
        """Give the verdict and end the exam."""
        flow, exam = self.workflow, self.workflow.exam
        if flow.step is not Step.VERDICT or exam is None:
            return

        def end(store: ExamStore) -> Workflow:
            verdict: Verdict = store.give_verdict(exam.id, Label(label), reason.strip())
            store.finish(exam.id)
            return flow.finished(replace(exam, verdict=verdict, finished=verdict.given))

        self._save(end, self._go)

    def _finished(self) -> tuple[str, ExamStore] | None:
        exam = self.workflow.exam
        return (exam.id, self._open) if exam is not None and self.workflow.step is Step.DONE else None

    @Slot()
    def nextPatient(self) -> None:
        self.exporter.forget()
        self._turn(self.workflow.next_patient)

    def _images(self) -> tuple[ExamImage, ...]:
        return self.workflow.exam.images if self.workflow.exam else ()

    def _here(self) -> tuple[ExamImage, ...]:
        return self.workflow.exam.at(self.workflow.site) if self.workflow.exam and self.workflow.site else ()

    def _ago(self) -> float:
        """s, of the chosen image before the frozen one."""
        if self._chosen < 0:
            return 0.0
        return (self._strip[-1].frame.captured_ns - self._strip[self._chosen].frame.captured_ns) / 1e9

    def _model(self) -> str:
        """Of the images; more than one, where it was updated between them."""
        return ", ".join(dict.fromkeys(image.finding.bundle_id for image in self._images()))

    def _answer(self) -> str:
        exam: Exam | None = self.workflow.exam
        return patient_answer(summarise(exam)).value if exam else ""

    step = Property(str, lambda self: self.workflow.step.value, notify=changed)
    patient = Property(str, lambda self: (self.workflow.exam.patient.identifier or "") if self.workflow.exam else "", notify=changed)
    entered = Property(dict, lambda self: entered(self.workflow.exam.patient if self.workflow.exam else None), notify=changed)
    muscle = Property(str, lambda self: self.workflow.site.muscle.value if self.workflow.site else "", notify=changed)
    side = Property(str, lambda self: self.workflow.site.side.value if self.workflow.site else "", notify=changed)
    nextSite = Property(int, lambda self: PROTOCOL.index(self.workflow.site) if self.workflow.site else -1, notify=changed)
    images = Property(int, lambda self: len(self._images()), notify=changed)
    imagesHere = Property(int, lambda self: len(self._here()), notify=changed)
    imagesWanted = Property(int, lambda self: IMAGES_WANTED, constant=True)
    sites = Property(list, lambda self: protocol_rows(self.workflow.exam, self.workflow.site), notify=changed)
    summary = Property(list, lambda self: summary_rows(self.workflow.exam), notify=changed)
    model = Property(str, _model, notify=changed)
    answer = Property(str, _answer, notify=changed)
    threshold = Property(float, lambda self: self._live.property("threshold"), constant=True)
    strip = Property(int, lambda self: len(self._strip), notify=changed)
    chosen = Property(int, lambda self: self._chosen, notify=chosenChanged)
    ago = Property(float, _ago, notify=chosenChanged)
    scored = Property(bool, lambda self: self.z_score is not None, notify=scoreChanged)
    zScore = Property(float, lambda self: self.z_score or 0.0, notify=scoreChanged)
    disagree = Property(bool, lambda self: disagree(self._live.readout.label, self.z_score), notify=scoreChanged)
    isBusy = Property(bool, lambda self: self.busy, notify=stateChanged)
    failure = Property(str, lambda self: self.fault, notify=stateChanged)
    savedImages = Property(int, lambda self: self.saved, notify=stateChanged)  # 0: nothing was saved just now
    warning = Property(str, lambda self: self._warning, notify=stateChanged)
    exportController = Property(QObject, lambda self: self.exporter, constant=True)
