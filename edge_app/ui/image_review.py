"""The images of a site between the probe and the store: buffered live, frozen, scrolled back to, measured, accepted."""

from __future__ import annotations

import time
from dataclasses import replace

from PySide6.QtCore import QObject, Slot

from edge_app.capture.monitor import StreamState
from edge_app.exams.records import Site
from edge_app.exams.store.store import ExamStore
from edge_app.exams.workflow import Step, Workflow, may_take_clip
from edge_app.records import Finding, Frame
from edge_app.ui.caliper_controller import CaliperController, Calipers
from edge_app.ui.cine_buffer import CineBuffer
from edge_app.ui.clip_buffer import ClipBuffer
from edge_app.ui.clip_recorder import ClipRecorder
from edge_app.ui.exam_progress import ExamProgress
from edge_app.ui.exam_services import ExamServices
from edge_app.ui.frozen_calipers import FrozenCalipers
from edge_app.ui.live_model import LiveModel
from edge_app.ui.review_strip import ReviewStrip
from edge_app.ui.site_regions import SiteRegions


class ImageReview(QObject):
    """Lives on Qt's thread. Follows the exam's steps and the live view's freezing."""

    def __init__(
        self,
        exam: ExamProgress,
        live: LiveModel,
        services: ExamServices,
        strip: ReviewStrip,
        clip_buffer: ClipBuffer,
        calipers: CaliperController,
    ) -> None:
        """clip_buffer: gets every frame. calipers: shared with the stored exams, which are never open at a review."""
        super().__init__(exam)
        self._exam, self._live, self._services, self._strip, self._calipers = exam, live, services, strip, calipers
        self.cine_buffer, self.clip_recorder, self.frozen_calipers = CineBuffer(), ClipRecorder(clip_buffer), FrozenCalipers(live)
        self.clip_recorder.setParent(self)
        self.frozen_calipers.setParent(self)
        self._measured: Frame | None = None  # that calipers are set on
        self._site_regions = SiteRegions(live)
        self._probe_site: Site | None = None  # where the probe was last placed
        self._placed_ns = 0  # monotonic clock, when that was
        self.clip_recorder.full.connect(self._freeze)
        exam.moved.connect(self._follow_step)
        live.displayedChanged.connect(self.frozen_calipers.changed)
        live.displayedChanged.connect(self._buffer)
        live.foundApart.connect(self._buffer)
        live.frozenChanged.connect(self._follow_freeze)
        live.reviewed.connect(self._replace_reviewed)

    def close(self) -> None:
        """Wait for what is under way."""
        self.frozen_calipers.close()

    @Slot()
    def _follow_step(self) -> None:
        workflow = self._exam.workflow
        if workflow.site is not None and workflow.step is Step.LIVE and workflow.site != self._probe_site:
            self._place(workflow.site)
        if workflow.step is not Step.REVIEW:
            self._leave_review()
            if self._live.frozen:
                self._live.toggleFreeze()
        if workflow.step is Step.LIVE:
            self.clip_recorder.run()
        elif workflow.step is not Step.REVIEW:
            self.clip_recorder.stop()

    def _place(self, site: Site) -> None:
        """The probe moves to another site."""
        if self._exam.workflow.exam is not None:
            self._site_regions.move_to(self._exam.workflow.exam.id, site)
        self._probe_site = site
        self.cine_buffer.clear()  # otherwise an image of one muscle could be accepted as another's
        self._services.placed(site)
        self._placed_ns = time.monotonic_ns()
        self._live.place_on(site.muscle)  # after that: the image on the screen is still the other site's

    @Slot()
    def _buffer(self) -> None:
        finding = self._live.finding
        live = self._exam.workflow.step is Step.LIVE and not self._live.frozen
        if finding is not None and live and self._is_here(finding):
            self.cine_buffer.add(finding)

    def _is_here(self, finding: Finding) -> bool:
        """Whether the image shows where the probe is now. An old image belongs to no site, even a frozen one; nor does one that
        was taken before the probe was placed here and analysed since."""
        live = self._live.state.current and finding.frame.captured_ns >= self._placed_ns
        return live or self._live.state is StreamState.ENDED

    @Slot()
    def _follow_freeze(self) -> None:
        """Freezing by finger, key or pedal is equivalent; an image without a finding, or an old one, cannot be reviewed."""
        displayed, workflow, recorded = self._live.displayed, self._exam.workflow, False
        if self._live.frozen and workflow.step is Step.LIVE and isinstance(displayed, Finding) and self._is_here(displayed):
            self._strip.fill(self.cine_buffer.until(displayed))
            recorded = self.clip_recorder.may_stop
            self.clip_recorder.freeze(displayed.frame, self._placed_ns)
            workflow = workflow.frozen()
        elif not self._live.frozen and workflow.step is Step.REVIEW and not self._exam.busy:
            workflow = workflow.retaken()
            self.clip_recorder.run()
            self._leave_review()
        elif self._live.frozen:
            self.give_up_recording()  # what it ends with cannot be kept
        self._exam.show(workflow)
        if recorded:
            self.save_clip()

    @Slot()
    def _replace_reviewed(self) -> None:
        """Keep the finding of the image by itself in place of the one of the stream, to be saved and scrolled back to."""
        found = self._live.displayed
        if isinstance(found, Finding):
            self._strip.replace(found)
            self.frozen_calipers.propose(found)

    def choose(self, index: int) -> None:
        """Scroll: show the finding at `index` of the strip, on its own frame."""
        if self._strip.findings and not self._exam.busy:
            self._live.choose(self._strip.choose(index))
            self._exam.chosenChanged.emit()

    def accept(self) -> None:
        """Save the chosen image. If that fails, it stays on the screen for another attempt."""
        workflow, finding = self._exam.workflow, self._strip.chosen
        exam, site = workflow.exam, workflow.site
        if workflow.step is not Step.REVIEW or exam is None or site is None or finding is None or self._live.is_reviewing:
            return
        calipers, note = self.frozen_calipers.known(finding), self._strip.note
        if calipers is None:  # a fast finger
            self.frozen_calipers.propose(finding, lambda: self.accept() if self._strip.chosen is finding else None)
            return

        def add(store: ExamStore) -> Workflow:
            image = store.add(exam.id, site, finding, self._services.engine, calipers, note)
            return workflow.accepted(replace(exam, images=(*exam.images, image)))

        self._exam.save(add, self._accepted)

    def _accepted(self, workflow: Workflow) -> None:
        self.cine_buffer.clear()  # otherwise the same image could be accepted twice
        self._exam.go(workflow)
        self._exam.saved = len(workflow.exam.images) if workflow.exam else 0
        self._exam.stateChanged.emit()

    def write_note(self, text: str) -> None:
        """A note on the frozen image: it is kept when that is accepted."""
        if self._exam.workflow.step is Step.REVIEW:
            self._strip.note = text.strip()
            self._exam.chosenChanged.emit()

    def record_clip(self) -> None:
        """Record from now on, until the image is frozen. What is long enough to have been meant is saved then."""
        workflow = self._exam.workflow
        if workflow.step is Step.LIVE and workflow.exam is not None and may_take_clip(workflow.exam) and not self._live.frozen:
            self.clip_recorder.start()

    def give_up_recording(self) -> None:
        """Nothing of it is kept."""
        if self.clip_recorder.recording:
            self.clip_recorder.run()

    @Slot()
    def _freeze(self) -> None:
        if not self._live.frozen:
            self._live.toggleFreeze()

    def save_clip(self) -> None:
        """Save the seconds up to the frozen image. It stays on the screen, also where that fails."""
        workflow, finding, recorder = self._exam.workflow, self._strip.chosen, self.clip_recorder
        exam, site = workflow.exam, workflow.site
        if workflow.step is not Step.REVIEW or exam is None or site is None or finding is None or not recorder.ready:
            return
        if not may_take_clip(exam):
            return

        def add(store: ExamStore) -> Workflow:
            clip = recorder.save(store, exam.id, site, finding)
            return workflow.clip_saved(replace(exam, clips=(*exam.clips, clip)))

        def saved(workflow: Workflow) -> None:
            recorder.end(saved=True)
            self._exam.go(workflow)

        def failed(error: str) -> None:
            recorder.end(saved=False)
            self._exam.fail(error)

        self._exam.save(add, saved, failed)

    def measure(self) -> None:
        """Set calipers on the frozen image. What is proposed stays until then."""
        finding = self._strip.chosen
        reviewing = self._exam.workflow.step is Step.REVIEW and not self._exam.busy and not self._live.is_reviewing
        if finding is None or not reviewing:
            return

        def keep(calipers: Calipers) -> None:
            if calipers != self.frozen_calipers.known(finding):
                self.frozen_calipers.keep(finding, calipers)
            self._stop_measuring()

        self._measured = finding.frame
        self._calipers.open(finding.frame, self.frozen_calipers.known(finding) or (), keep)

    def _stop_measuring(self) -> None:
        """Unless it was left, and the calipers are on another image since."""
        if self._measured is not None and self._calipers.frame is self._measured:
            self._calipers.close()
        self._measured = None

    def _leave_review(self) -> None:
        self._strip.clear()
        self.frozen_calipers.clear()
        self._stop_measuring()
