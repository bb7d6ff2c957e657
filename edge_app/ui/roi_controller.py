"""Moves the region of interest by touch: drags it, snaps it to a proposed muscle, or places it there with one tap."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Property, QObject, QRect, QTimer, Signal, Slot

from edge_app.muscle_roi import MuscleProposal, MuscleTracker, Proposal, propose_muscle
from edge_app.records import Frame, Guard, Roi
from edge_app.ui.live_model import LiveModel
from edge_app.ui.roi_geometry import dragged, near
from edge_app.ui.task_runner import TaskRunner

PROPOSAL_MS = 300  # ms between two proposals: a hand does not leave a muscle faster
NO_IMAGE = frozenset({Guard.NO_CONTACT, Guard.LIFTED_OFF, Guard.AIR})  # the muscle seen last is not there any more
ON_PROPOSAL = 0.25  # finger widths; a region this close to the proposal counts as lying on it


class RoiController(QObject):
    """The model behind the region's QML. A region stays where it was placed: only the proposal follows the image.

    A drag that brings all four edges within half a gloved finger's width of the proposal snaps to it, and releases when the
    finger moves on. A drag that starts there does not snap until it has moved away: so a region can be set slightly off the
    proposal.
    """

    changed = Signal()

    def __init__(self, live: LiveModel) -> None:
        super().__init__()
        self._live = live
        self._task_runner = TaskRunner("muscle", self)
        self._tracker = MuscleTracker()
        self.proposal: MuscleProposal | None = None
        self._searching = False
        self._searched_frame: Frame | None = None
        self._drag_start: Roi | None = None
        self._snap_off = False  # the drag started on the proposal and has not left it yet
        self._finger = 0.0  # source px
        self._in_the_air = False
        live.roiChanged.connect(self.changed)
        live.frozenChanged.connect(self.changed)
        live.readoutChanged.connect(self._hide_in_the_air)
        self._timer = QTimer(self)
        self._timer.timeout.connect(self.look)
        self._timer.start(PROPOSAL_MS)

    def close(self) -> None:
        """Stop searching. May be called twice."""
        self._timer.stop()
        self._task_runner.close()

    @Slot()
    def look(self) -> None:
        """Search the image on the screen for the muscle, on another thread, one image at a time."""
        frame, field = self._live.frame, self._live.field
        if self._searching or frame is None or frame is self._searched_frame:
            return
        if not self._live.is_trustworthy:
            return
        self._searching, self._searched_frame = True, frame

        def found(proposal: Proposal) -> None:
            self._searching = False
            view = (frame.source, frame.pixels.shape, field, frame.mm_per_pixel)
            tracked = self._tracker.update(proposal, view)
            self.proposal = tracked if isinstance(tracked, MuscleProposal) else None
            self.changed.emit()

        self._task_runner.do(lambda: propose_muscle(frame.pixels, field, frame.mm_per_pixel), found, self._failed)

    def _failed(self, _: str) -> None:
        """The error has been logged. Without a proposal the region is still set by hand."""
        self._searching, self.proposal = False, None
        self.changed.emit()

    @Slot()
    def grab(self) -> None:
        """A finger has touched the region or one of its corners."""
        self._drag_start = self._live.region
        self._snap_off = self._near(self._drag_start, self._finger)

    @Slot(int, int, float, float)
    def drag(self, horizontal: int, vertical: int, dx: float, dy: float) -> None:
        """The finger has moved by (dx, dy) source px since it touched; for the edges it moves see `dragged`."""
        frame = self._live.frame
        if self._drag_start is None or frame is None or self._live.region is None:
            return
        roi = dragged(self._drag_start, horizontal, vertical, dx, dy, frame.width, frame.height)
        close = self._near(roi, self._finger)
        self._snap_off = self._snap_off and close
        self._live.place_region(self.proposal.region if self.proposal and close and not self._snap_off else roi)

    @Slot()
    def release(self) -> None:
        """The last finger was lifted: a frozen image is judged in its region as it lies now."""
        self._drag_start = None
        self._live.judge_region()

    @Slot()
    def toMuscle(self) -> None:
        """Place the region on the proposed muscle."""
        if self.proposal is not None and self._live.region is not None:
            self._live.place_region(self.proposal.region)
            self._live.judge_region()

    @Slot()
    def _hide_in_the_air(self) -> None:
        in_the_air = self._live.readout.guard in NO_IMAGE
        if in_the_air is not self._in_the_air:
            self._in_the_air = in_the_air
            self.changed.emit()

    def _near(self, roi: Roi | None, distance: float) -> bool:
        return self.proposal is not None and roi is not None and near(roi, self.proposal.region, distance)

    def _set_finger(self, finger: float) -> None:
        if finger != self._finger:
            self._finger = finger
            self.changed.emit()

    def _shown(self) -> MuscleProposal | None:
        """The proposal, only for a trustworthy image that shows something."""
        shown = self._live.region is not None and self._live.is_trustworthy and not self._in_the_air
        return self.proposal if shown else None

    def _outline(self) -> list[Any]:
        shown = self._shown()
        return [list(point) for point in shown.outline] if shown else []

    def _target(self) -> QRect:
        shown = self._shown()
        return QRect(shown.region.x, shown.region.y, shown.region.w, shown.region.h) if shown else QRect()

    def _offered(self) -> bool:
        return self._shown() is not None and not self._near(self._live.region, ON_PROPOSAL * self._finger)

    editable = Property(bool, lambda self: self._live.region is not None, notify=changed)
    # Half a gloved finger's width on the panel, in source px: set by QML, which knows the size of the image on the screen.
    finger = Property(float, lambda self: self._finger, _set_finger, notify=changed)
    offered = Property(bool, _offered, notify=changed)  # a muscle is proposed and the region lies elsewhere
    outline = Property(list, _outline, notify=changed)  # [x, y] in source px; empty without a proposal
    target = Property(QRect, _target, notify=changed)  # where the region snaps to, source px; empty without a proposal
