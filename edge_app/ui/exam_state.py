"""What QML reads of the exam in progress: the step, the images, and whether they are saved. `ExamProgress` changes it."""

from __future__ import annotations

from PySide6.QtCore import Property, QObject, Signal, Slot

from edge_app.device_profiles import DeviceProfiles
from edge_app.exams.records import ExamImage, Patient
from edge_app.exams.store.annotations import MAX_NOTE
from edge_app.exams.summary import without_finding
from edge_app.exams.workflow import Workflow, may_take_clip
from edge_app.exams.z_score import ZScore, disagree, z_score
from edge_app.profile_lookup import ProfileLookup
from edge_app.ui.exam_rows import Row, answer, entered, models, protocol_row, protocol_rows, reason, summary_rows
from edge_app.ui.live_model import LiveModel
from edge_app.ui.review_strip import ReviewStrip


class ExamState(QObject):
    """Lives on Qt's thread."""

    changed = Signal()  # step, exam, site
    stateChanged = Signal()  # busy, saved, fault
    chosenChanged = Signal()
    scoreChanged = Signal()

    def __init__(self, live: LiveModel, profiles: DeviceProfiles | None) -> None:
        super().__init__()
        self._live, self._profile_lookup = live, ProfileLookup(profiles)
        self.workflow = Workflow()
        self.z_score: float | None = None  # of the image on the screen
        self.busy, self.fault, self.saved = False, "", 0
        self._strip = ReviewStrip()
        self._warning = ""  # that the disk is filling up

    def fail(self, error: str) -> None:
        """A change of the store failed; the step stays."""
        self.busy, self.fault = False, error
        self.stateChanged.emit()

    @Slot()
    def _forget_fault(self) -> None:
        """What went wrong among the people is no fault of the exam."""
        self.fault = ""
        self.stateChanged.emit()

    @Slot()
    def _update_score(self) -> None:
        self.z_score, finding, exam, site = None, self._live.finding, self.workflow.exam, self.workflow.site
        if finding is not None and self._live.readout.label is not None and exam and site:
            found = z_score(finding, site, exam.patient, self._profile_lookup.healthy_reference(finding.frame))
            self.z_score = found.value if isinstance(found, ZScore) else None
        self.scoreChanged.emit()

    @property
    def _patient(self) -> Patient | None:
        return self.workflow.exam.patient if self.workflow.exam else None

    def _images(self) -> tuple[ExamImage, ...]:
        return self.workflow.exam.images if self.workflow.exam else ()

    def _here(self) -> tuple[ExamImage, ...]:
        return self.workflow.exam.at(self.workflow.site) if self.workflow.exam and self.workflow.site else ()

    def _last_kept(self) -> Row:
        """The image that was kept last: where it belongs, and which of how many it is there. Its site may be complete by then."""
        exam = self.workflow.exam
        if exam is None or not exam.images:
            return {}
        site = exam.images[-1].site
        return {
            "muscle": site.muscle,
            "side": site.side.value,
            "number": len(exam.at(site)),
            "wanted": exam.wanted(site),
        }

    def _site_number(self) -> int:
        exam, site = self.workflow.exam, self.workflow.site
        return exam.sites.index(site) if exam and site else -1

    def _wanted_here(self) -> int:
        exam, site = self.workflow.exam, self.workflow.site
        return exam.wanted(site) if exam and site else 0

    step = Property(str, lambda self: self.workflow.step.value, notify=changed)
    patient = Property(str, lambda self: entered(self._patient)["identifier"], notify=changed)
    entered = Property(dict, lambda self: entered(self._patient), notify=changed)
    muscle = Property(str, lambda self: self.workflow.site.muscle if self.workflow.site else "", notify=changed)
    side = Property(str, lambda self: self.workflow.site.side.value if self.workflow.site else "", notify=changed)
    nextSite = Property(int, lambda self: self._site_number(), notify=changed)  # in the protocol, from 0; -1: none
    images = Property(int, lambda self: len(self._images()), notify=changed)
    imagesHere = Property(int, lambda self: len(self._here()), notify=changed)
    lastKept = Property(dict, lambda self: self._last_kept(), notify=changed)
    imagesWanted = Property(int, lambda self: self._wanted_here(), notify=changed)
    protocol = Property(dict, lambda self: protocol_row(self.workflow.exam), notify=changed)
    sites = Property(list, lambda self: protocol_rows(self.workflow.exam, self.workflow.site), notify=changed)
    summary = Property(list, lambda self: summary_rows(self.workflow.exam), notify=changed)
    model = Property(str, lambda self: models(self._images()), notify=changed)
    withoutFinding = Property(int, lambda self: without_finding(self.workflow.exam) if self.workflow.exam else 0, notify=changed)
    answer = Property(str, lambda self: answer(self.workflow.exam), notify=changed)
    reason = Property(str, lambda self: reason(self.workflow.exam), notify=changed)  # a value of `SummaryReason`, or empty
    note = Property(str, lambda self: self.workflow.exam.note if self.workflow.exam else "", notify=changed)
    longestNote = Property(int, lambda self: MAX_NOTE, constant=True)  # characters
    bandLow = Property(float, lambda self: self._live.property("bandLow"), constant=True)
    bandHigh = Property(float, lambda self: self._live.property("bandHigh"), constant=True)
    threshold = Property(float, lambda self: self._live.property("threshold"), constant=True)
    clips = Property(int, lambda self: len(self.workflow.exam.clips) if self.workflow.exam else 0, notify=changed)
    mayTakeClip = Property(bool, lambda self: bool(self.workflow.exam and may_take_clip(self.workflow.exam)), notify=changed)
    strip = Property(int, lambda self: len(self._strip.findings), notify=changed)
    chosen = Property(int, lambda self: self._strip.index, notify=chosenChanged)
    ago = Property(float, lambda self: self._strip.ago_s, notify=chosenChanged)
    imageNote = Property(str, lambda self: self._strip.note, notify=chosenChanged)
    scored = Property(bool, lambda self: self.z_score is not None, notify=scoreChanged)
    zScore = Property(float, lambda self: self.z_score or 0.0, notify=scoreChanged)
    disagree = Property(bool, lambda self: disagree(self._live.readout.label, self.z_score), notify=scoreChanged)
    isBusy = Property(bool, lambda self: self.busy, notify=stateChanged)
    failure = Property(str, lambda self: self.fault, notify=stateChanged)
    savedImages = Property(int, lambda self: self.saved, notify=stateChanged)  # 0 unless an image was just saved
    warning = Property(str, lambda self: self._warning, notify=stateChanged)
