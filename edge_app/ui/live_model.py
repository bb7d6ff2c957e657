"""The model behind the live screen's QML: properties that follow the worker, and the few actions a user can take."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Literal

from PySide6.QtCore import Property, QObject, QRect, QTimer, Signal, Slot

from edge_app.bundle.loader import ModelBundle
from edge_app.capture.monitor import StreamState
from edge_app.other_muscle import of_muscle
from edge_app.pipeline import MIN_REGION
from edge_app.profile_lookup import ProfileLookup
from edge_app.records import Finding, Frame, Label, Permission, Roi
from edge_app.tracing.tracer import NO_TRACER, Stage, Tracer
from edge_app.ui.readout import Readout, RollingWindow, read_out
from edge_app.ui.roi_geometry import field_seen
from edge_app.ui.screen_trace import ScreenTrace
from edge_app.worker import Displayed, Status, Worker, frame_of

PULL_MS = 16  # ms between polls of the mailbox; costs nothing while it is empty
READ_OUT_NS = 100_000_000  # ns between updates of the numbers: faster cannot be read, and drawing text is expensive
STUCK_NS = 1_000_000_000  # ns; a frame on the screen older than this is not live, whatever the probe does
REVIEW_LIMIT_NS = 10_000_000_000  # ns; a frozen image that is not judged by itself until then is reported: it may never be
HELD_NS = 1_000_000_000  # ns; while frames are analysed less often, how long a finding stands beside newer frames


class LiveModel(QObject):
    """The live screen's state. Lives on Qt's thread; `pull` is driven by a timer at the screen's own rate."""

    displayedChanged = Signal()
    frameChanged = Signal()  # size, scale or orientation of the frames
    deviceChanged = Signal()
    readoutChanged = Signal()
    statusChanged = Signal()
    roiChanged = Signal()
    frozenChanged = Signal()
    heatChanged = Signal()  # whether it is shown, and how strongly
    foundApart = Signal()  # a finding of a frame that newer ones have followed, see `finding`
    reviewingChanged = Signal()
    reviewed = Signal()  # the frozen finding on the screen is now that of its image by itself

    def __init__(
        self,
        worker: Worker,
        source: str,
        bundle: ModelBundle,
        profile_lookup: ProfileLookup,
        gpu_failed: bool = False,
        tracer: Tracer = NO_TRACER,
    ) -> None:
        super().__init__()
        self._gpu_failed, self.trace = gpu_failed, ScreenTrace(tracer)
        self._worker, self._source, self._bundle, self._profile_lookup = worker, source, bundle, profile_lookup
        self._muscle: str | None = None  # under the probe; None: nobody says which
        self.displayed: Displayed | None = None
        self.readout = Readout()
        self.status: Status = worker.status()
        self.state = self.status.probe  # of the frame on the screen
        self.age_ms = 0.0
        self.shown = 0  # number of frames shown so far
        self.heat_on, self.heat_opacity = True, 0.6
        self.heat_class = ""  # the class whose evidence is drawn; empty: "abnormal"
        self._last_second = self._window = RollingWindow()  # `_window`: what the numbers on the screen are read from
        self._reviewing: Finding | None = None
        self._moved_roi: Roi | None = None  # where the region was moved to on the frozen image, which is not judged there yet
        self._review_due_ns = 0
        self.review_overdue = False  # the frozen image should have been judged by itself long ago
        self._apart: Finding | None = None
        self._frozen = False
        self._roi: Roi | None = None
        self._frame: Frame | None = None
        self._was_known = True
        self._field = Roi(0, 0, 0, 0)
        self._read_out_ns = 0
        self._last_not_current_ns = 0
        self._timer = QTimer(self)
        self._timer.timeout.connect(self.pull)
        self._timer.start(PULL_MS)

    def stop(self) -> None:
        self._timer.stop()

    @Slot()
    def pull(self) -> None:
        """Take the newest frame, if there is one and the screen is not frozen, and update the numbers."""
        frame = None if self._frozen else self._worker.frames.take(0)
        if frame is not None:
            self._show(frame)
        if not self._frozen and (apart := self._worker.apart.take(0)) is not None:
            self._apart = of_muscle(apart, self._muscle, self._bundle.manifest)
            self._last_second.add(self._apart)
            self.foundApart.emit()
        self._take_review()
        now = time.monotonic_ns()
        self._set_overdue(self.is_reviewing and now > self._review_due_ns)
        before = self.state
        self._update_state(now)
        if self.state is not before or now - self._read_out_ns >= READ_OUT_NS:
            self._read_out_ns = now
            self.statusChanged.emit()
            if not self._frozen:
                self._read_out()
        if self.state is not before:
            self.displayedChanged.emit()  # the heatmap is shown only over a trustworthy frame

    def _update_state(self, now_ns: int) -> None:
        """Update the state of the frame on the screen: an old frame is not live even if the probe is."""
        self.status = self._worker.status()
        self.state, self.age_ms = self.status.probe, self.status.age_ms or 0.0
        if not self.state.current:
            self._last_not_current_ns = now_ns
        elif self._frame is not None and not self._frozen:
            captured_ns = self._frame.captured_ns
            if captured_ns <= self._last_not_current_ns or now_ns - captured_ns > STUCK_NS:
                self.state, self.age_ms = StreamState.STALE, (now_ns - captured_ns) / 1e6

    def place_on(self, muscle: str) -> None:
        """The probe moves to this muscle. Of one that the bundle was not made for no finding is shown or handed on from here, nor
        the one of an image that is still on the screen.
        """
        self._muscle, self._apart = muscle, None
        if isinstance(self.displayed, Finding):
            self.displayed = of_muscle(self.displayed, muscle, self._bundle.manifest)
            self._read_out()
            self.displayedChanged.emit()

    @property
    def is_other_muscle(self) -> bool:
        """Whether the bundle was not made for the muscle under the probe: its network need not be run. From any thread."""
        return self._muscle is not None and not self._bundle.manifest.is_made_for(self._muscle)

    @property
    def is_trustworthy(self) -> bool:
        """Whether the frame may be shown ungreyed, with its finding: it is live, frozen by the user, or recorded."""
        return self._frozen or self.state.current or self.state is StreamState.ENDED

    @property
    def finding(self) -> Finding | None:
        """Of the frame on the screen; while frames are analysed less often, that of the last one before it, on its own frame."""
        if isinstance(self.displayed, Finding):
            return self.displayed
        apart, frame = self._apart, self._frame
        if apart is None or frame is None or self._frozen or self.status.ai_fault or not self.status.pace.is_reduced:
            return None
        is_same = (apart.frame.source, *_geometry(apart.frame)) == (frame.source, *_geometry(frame))
        return apart if is_same and frame.captured_ns - apart.frame.captured_ns < HELD_NS else None

    @property
    def may_show_finding(self) -> bool:
        """Whether what was found may be shown: not of a frozen image that should have been judged by itself long ago."""
        return self.is_trustworthy and not self.review_overdue and self._moved_roi is None

    def _show(self, displayed: Displayed) -> None:
        began_ns = time.monotonic_ns()
        if isinstance(displayed, Finding):
            displayed = of_muscle(displayed, self._muscle, self._bundle.manifest)
        self.displayed = displayed
        self.shown += 1
        if isinstance(displayed, Finding):
            self._last_second.add(displayed)
        self._present(displayed)
        self.trace.span(Stage.UPDATE, frame_of(displayed), began_ns)

    def choose(self, findings: Sequence[Finding]) -> None:
        """While frozen, show the last of these with its own numbers, and the spread over the second before it."""
        self.displayed, self._window, self._moved_roi = findings[-1], RollingWindow(), None
        for finding in findings:
            self._window.add(finding)
        self._present(self.displayed)
        self._review()
        self._read_out()

    def _review(self) -> None:
        """Ask what the frozen image gives by itself, apart from the stream; its finding is replaced by the answer."""
        finding = self.displayed if self._frozen and isinstance(self.displayed, Finding) else None
        self._reviewing = finding if finding and self.is_trustworthy else None
        if self._reviewing is not None:
            self._review_due_ns = time.monotonic_ns() + REVIEW_LIMIT_NS
            self._worker.review(self._reviewing, self._moved_roi)
        self.review_overdue = False
        self.reviewingChanged.emit()

    def _set_overdue(self, overdue: bool) -> None:
        if overdue is not self.review_overdue:
            self.review_overdue = overdue
            self._read_out()  # an image that may never be judged by itself has no finding
            self.displayedChanged.emit()
            self.reviewingChanged.emit()

    def _take_review(self) -> None:
        found = self._worker.reviewed.take(0)
        if found is None or self._reviewing is None or found.frame is not self._reviewing.frame:
            return  # nothing, or of an image that has left the screen
        if found.roi != (self._moved_roi or self._reviewing.roi):
            return  # the region has been moved on since, or could not be judged where it is
        found = of_muscle(found, self._muscle, self._bundle.manifest)
        self._reviewing, self._moved_roi, self.displayed, self.review_overdue = None, None, found, False
        self._read_out()
        self.displayedChanged.emit()  # the heatmap may have come or gone
        self.reviewed.emit()
        self.reviewingChanged.emit()

    @property
    def is_reviewing(self) -> bool:
        """Whether the frozen image is being judged by itself: its finding is not yet the one to keep."""
        return self._reviewing is not None or self._moved_roi is not None

    def _present(self, displayed: Displayed) -> None:
        frame = displayed.frame if isinstance(displayed, Finding) else self._profile_lookup.with_profile_defaults(displayed)
        previous, self._frame = self._frame, frame
        known = self._profile_lookup.of(frame) is not None
        if previous is None or previous.source != frame.source or known is not self._was_known:
            self._was_known = known
            self.deviceChanged.emit()
        if previous is None or _geometry(previous) != _geometry(frame):
            self._field = self._profile_lookup.field(frame) or field_seen(frame.pixels)
            self.frameChanged.emit()
        self._follow_roi()
        self.displayedChanged.emit()

    def _follow_roi(self) -> None:
        """Outline the requested region; on a frozen frame, the region its finding was computed from or will be."""
        frozen_finding = self.displayed if self._frozen and isinstance(self.displayed, Finding) else None
        roi = self._moved_roi or (frozen_finding.roi if frozen_finding else self._worker.roi)
        if roi != self._roi:
            self._roi = roi
            self.roiChanged.emit()

    def _read_out(self) -> None:
        """Show the numbers of `finding`, and none for a frame that is not live."""
        finding = self.finding if self.may_show_finding else None
        manifest, read = self._bundle.manifest, (self._frozen, self.readout.label, self._bundle.manifest.scheme)
        self.readout = read_out(finding, self._window, manifest.decision_threshold, *read) if finding else Readout()
        self.readoutChanged.emit()

    @Slot()
    def toggleFreeze(self) -> None:
        """Freeze the displayed frame with its own heatmap and numbers, or return to live."""
        if not self._frozen and self.displayed is None:
            return
        if not self._frozen and (finding := self.finding) is not None and finding is not self.displayed:
            self.displayed = finding  # the newest image that was analysed, a fraction of a second old
            self._present(finding)
        self._frozen, self._window, self._moved_roi = not self._frozen, self._last_second, None
        self._review()
        self._read_out()
        self.frozenChanged.emit()
        self.displayedChanged.emit()
        self._follow_roi()

    @property
    def region(self) -> Roi | None:
        """The requested region, source px; None before the first frame, and on a frozen image that cannot be judged."""
        if not self._frozen:
            return self._worker.roi
        return self._roi if isinstance(self.displayed, Finding) and self.is_trustworthy else None

    def place_region(self, roi: Roi) -> None:
        """Request another region, source px, from the next analysis on. A frozen image has no finding then: `judge_region`."""
        if self._frozen:
            frame = self._frame
            if self.region is None or frame is None:
                return
            self._moved_roi = roi.clipped(frame.width, frame.height, min_side=MIN_REGION)
            self._read_out()
            self.displayedChanged.emit()
            self.reviewingChanged.emit()
        self._worker.roi = roi
        self._follow_roi()

    def judge_region(self) -> None:
        """Judge the frozen image where its region has been moved to."""
        if self._moved_roi is not None:
            self._review()

    def forget_region(self) -> None:
        """Place the region anew on the next frame."""
        self._worker.roi = None

    @Slot()
    def toggleHeat(self) -> None:
        """Hide the heatmap, or show it again at the same opacity; this applies to all following frames."""
        self.heat_on = not self.heat_on
        self.heatChanged.emit()

    @Slot()
    def nextHeatClass(self) -> None:
        """Draw the evidence for the next class of the bundle, and after the last one that for "abnormal" again."""
        order = ("", *self._bundle.manifest.heat_classes, "")
        self.heat_class = order[order.index(self.heat_class) + 1]
        self.heatChanged.emit()

    def _set_opacity(self, opacity: float) -> None:
        opacity = min(max(opacity, 0.0), 1.0)
        if opacity != self.heat_opacity:
            self.heat_opacity = opacity
            self.heatChanged.emit()

    def _rect(self) -> QRect:
        return QRect(self._roi.x, self._roi.y, self._roi.w, self._roi.h) if self._roi else QRect()

    def _millimetres(self) -> float:
        return (self._frame.mm_per_pixel or 0.0) if self._frame else 0.0

    @property
    def frame(self) -> Frame | None:
        """The frame on the screen."""
        return self._frame

    @property
    def field(self) -> Roi:
        """The image field on that frame, px."""
        return self._field

    def _scale_was_set(self) -> bool:
        return self._frame is not None and self._profile_lookup.scale(self._frame) == self._frame.mm_per_pixel is not None

    def _orientation(self) -> str:
        if self._frame is None or self._frame.mirrored is None:
            return ""
        return "mirrored" if self._frame.mirrored else "standard"

    def _preset(self) -> str:
        profile = self._profile_lookup.of(self._frame) if self._frame else None
        return (profile.preset if profile else None) or ""

    def _permission(self) -> str:
        if self.readout.label in (None, Label.NOT_JUDGED, Label.OTHER_MUSCLE):
            return ""
        if self.readout.label is not Label.NOT_VALIDATED:
            return Permission.LABEL.value
        permission = Permission.NOTHING if self.readout.probability is None else Permission.SCORE
        return permission.value

    def _band_end(self, end: Literal["low", "high"]) -> float:
        band = self._bundle.manifest.band
        return -1.0 if band is None else float(getattr(band, end))

    def _known(self) -> bool:
        return self._frame is None or self._profile_lookup.of(self._frame) is not None

    # QML has no None: a missing number is -1, a missing text is empty.
    sourceName = Property(str, lambda self: self._frame.source if self._frame else self._source, notify=deviceChanged)
    deviceKnown = Property(bool, _known, notify=deviceChanged)
    gpuFailed = Property(bool, lambda self: self._gpu_failed, constant=True)
    bundleId = Property(str, lambda self: self._bundle.id, constant=True)
    simulatedTraining = Property(bool, lambda self: self._bundle.manifest.training_data.simulated, constant=True)
    threshold = Property(float, lambda self: self._bundle.manifest.decision_threshold, constant=True)
    frameWidth = Property(int, lambda self: self._frame.width if self._frame else 0, notify=frameChanged)
    frameHeight = Property(int, lambda self: self._frame.height if self._frame else 0, notify=frameChanged)
    fieldTop = Property(int, lambda self: self._field.y, notify=frameChanged)
    fieldBottom = Property(int, lambda self: self._field.y + self._field.h, notify=frameChanged)
    fieldRight = Property(int, lambda self: self._field.x + self._field.w, notify=frameChanged)
    fieldLeft = Property(int, lambda self: self._field.x, notify=frameChanged)
    orientation = Property(str, _orientation, notify=frameChanged)  # "standard", "mirrored"; empty: unknown
    preset = Property(str, _preset, notify=deviceChanged)
    mmPerPixel = Property(float, _millimetres, notify=frameChanged)
    scaleWasSet = Property(bool, _scale_was_set, notify=frameChanged)  # by hand or in the device profile, not by the source
    label = Property(str, lambda self: self.readout.label.value if self.readout.label else "", notify=readoutChanged)
    reason = Property(str, lambda self: self.readout.reason.value if self.readout.reason else "", notify=readoutChanged)
    views = Property(int, lambda self: self.readout.views, notify=readoutChanged)
    bandLow = Property(float, lambda self: self._band_end("low"), constant=True)  # -1: the bundle has no band
    bandHigh = Property(float, lambda self: self._band_end("high"), constant=True)
    reviewing = Property(bool, lambda self: self.is_reviewing, notify=reviewingChanged)
    reviewOverdue = Property(bool, lambda self: self.review_overdue, notify=reviewingChanged)  # still reviewing, if it ever ends
    guard = Property(str, lambda self: self.readout.guard.value, notify=readoutChanged)
    probability = Property(float, lambda self: _number(self.readout.probability), notify=readoutChanged)
    low = Property(float, lambda self: self.readout.spread.low if self.readout.spread else -1.0, notify=readoutChanged)
    high = Property(float, lambda self: self.readout.spread.high if self.readout.spread else -1.0, notify=readoutChanged)
    unsteady = Property(bool, lambda self: self.readout.unsteady, notify=readoutChanged)
    echoIntensity = Property(float, lambda self: _number(self.readout.echo_intensity), notify=readoutChanged)
    probe = Property(str, lambda self: self.state.value, notify=statusChanged)
    isGreyed = Property(bool, lambda self: self._frame is not None and not self.is_trustworthy, notify=displayedChanged)
    ageSeconds = Property(float, lambda self: self.age_ms / 1000, notify=statusChanged)
    mode = Property(str, lambda self: self.status.mode, notify=statusChanged)
    framesPerSecond = Property(float, lambda self: self.status.frames_per_second, notify=statusChanged)
    probeFault = Property(str, lambda self: self.status.probe_fault, notify=statusChanged)
    slowedBy = Property(str, lambda self: self.status.pace.slowed_by.value, notify=statusChanged)  # a `Slowdown`, or empty
    aiFault = Property(str, lambda self: self.status.ai_fault, notify=statusChanged)
    permission = Property(str, _permission, notify=readoutChanged)  # a value of `Permission`; empty: no finding with an answer
    frozen = Property(bool, lambda self: self._frozen, notify=frozenChanged)
    roi = Property(QRect, _rect, notify=roiChanged)
    called = Property(str, lambda self: self.readout.called or "", notify=readoutChanged)  # the class; empty: none
    calledProbability = Property(float, lambda self: _number(self.readout.called_probability), notify=readoutChanged)
    heatClasses = Property(list, lambda self: list(self._bundle.manifest.heat_classes), constant=True)
    heatClass = Property(str, lambda self: self.heat_class, notify=heatChanged)
    heatOn = Property(bool, lambda self: self.heat_on, notify=heatChanged)
    opacity = Property(float, lambda self: self.heat_opacity, _set_opacity, notify=heatChanged)


def _geometry(frame: Frame) -> tuple[object, ...]:
    """Everything besides the pixels that affects how the screen is drawn."""
    return frame.width, frame.height, frame.mm_per_pixel, frame.mirrored


def _number(value: float | None) -> float:
    return -1.0 if value is None else value
