"""What a finger does to the region of interest: drags it, lets it snap to the muscle where one is proposed, or puts it there."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Property, QObject, QRect, QTimer, Signal, Slot

from edge_app.muscle_roi import MuscleProposal, MuscleTracker, Proposal, propose_muscle
from edge_app.records import Frame, Roi
from edge_app.ui.live_model import LiveModel
from edge_app.ui.roi_geometry import dragged, near
from edge_app.ui.task_runner import TaskRunner

LOOK_MS = 300  # ms between two proposals: a hand does not leave a muscle faster
THERE = 0.25  # of a finger; a region as near to the proposal counts as lying on it


class RoiController(QObject):
    """What the QML of the region sees. A region that was put somewhere stays there: the proposal alone follows the image.

    A drag that brings all four edges within a finger of the proposal snaps to it, and lets go when the finger moves on. One
    that begins there does not snap before it has left: so a region can be set a little off the proposal.
    """

    changed = Signal()

    def __init__(self, live: LiveModel) -> None:
        super().__init__()
        self._live = live
        self._task_runner = TaskRunner("muscle")
        self._tracker = MuscleTracker()
        self.proposal: MuscleProposal | None = None
        self._looking = False
        self._looked_at: Frame | None = None
        self._grabbed: Roi | None = None
        self._loose = False  # the finger took the region from where the proposal is
        self._finger = 0.0  # px of the source
        live.roiChanged.connect(self.changed)
        live.frozenChanged.connect(self.changed)
        self._timer = QTimer(self)
        self._timer.timeout.connect(self.look)
        self._timer.start(LOOK_MS)

    def close(self) -> None:
        """Stop looking. May be called twice."""
        self._timer.stop()
        self._task_runner.close()

    @Slot()
    def look(self) -> None:
        """Have the muscle looked for in the newest image; off this thread, one image at a time."""
        frame, field = self._live.frame, self._live.field
        if self._looking or frame is None or frame is self._looked_at or self._live.frozen or not self._live.is_trustworthy:
            return
        self._looking, self._looked_at = True, frame

        def found(proposal: Proposal) -> None:
            self._looking = False
            seen_as = (frame.source, frame.pixels.shape, field, frame.mm_per_pixel)
            held = self._tracker.update(proposal, seen_as)
            self.proposal = held if isinstance(held, MuscleProposal) else None
            self.changed.emit()

        self._task_runner.do(lambda: propose_muscle(frame.pixels, field, frame.mm_per_pixel), found, self._failed)

    def _failed(self, _: str) -> None:
        """The log has it. Without a proposal the region is set by hand, as ever."""
        self._looking, self.proposal = False, None
        self.changed.emit()

    @Slot()
    def grab(self) -> None:
        """A finger has come down on the region or one of its corners."""
        self._grabbed = self._live.region
        self._loose = self._near(self._grabbed, self._finger)

    @Slot(int, int, float, float)
    def drag(self, horizontal: int, vertical: int, dx: float, dy: float) -> None:
        """The finger has moved by (dx, dy) source px since it came down; which edges it holds: see `dragged`."""
        frame = self._live.frame
        if self._grabbed is None or frame is None or self._live.frozen:
            return
        roi = dragged(self._grabbed, horizontal, vertical, dx, dy, frame.width, frame.height)
        close = self._near(roi, self._finger)
        self._loose = self._loose and close
        self._live.place_region(self.proposal.region if self.proposal and close and not self._loose else roi)

    @Slot()
    def release(self) -> None:
        self._grabbed = None

    @Slot()
    def toMuscle(self) -> None:
        """Put the region where the muscle is proposed."""
        if self.proposal is not None and self._live.region is not None:
            self._live.place_region(self.proposal.region)

    def _near(self, roi: Roi | None, distance: float) -> bool:
        return self.proposal is not None and roi is not None and near(roi, self.proposal.region, distance)

    def _set_finger(self, finger: float) -> None:
        if finger != self._finger:
            self._finger = finger
            self.changed.emit()

    def _shown(self) -> MuscleProposal | None:
        """Only of an image that may be believed, and that is not frozen."""
        return self.proposal if self._live.region is not None and self._live.is_trustworthy else None

    def _outline(self) -> list[Any]:
        shown = self._shown()
        return [list(point) for point in shown.outline] if shown else []

    def _target(self) -> QRect:
        shown = self._shown()
        return QRect(shown.region.x, shown.region.y, shown.region.w, shown.region.h) if shown else QRect()

    def _offered(self) -> bool:
        return self._shown() is not None and not self._near(self._live.region, THERE * self._finger)

    # A gloved finger's width on the panel, in source px: QML knows how large the image is there.
    finger = Property(float, lambda self: self._finger, _set_finger, notify=changed)
    offered = Property(bool, _offered, notify=changed)  # a muscle is proposed, and the region lies elsewhere
    outline = Property(list, _outline, notify=changed)  # [x, y] in source px; empty where nothing is proposed
    target = Property(QRect, _target, notify=changed)  # where the region snaps to, source px; empty where nothing is proposed
