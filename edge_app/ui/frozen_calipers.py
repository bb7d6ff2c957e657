"""The calipers of the frozen image, before it is accepted: what is proposed for it, or what was measured by hand."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Property, QObject, Signal

from edge_app.exams.calipers import proposed_calipers, thickness_of
from edge_app.exams.records import Caliper, Placement
from edge_app.records import Finding
from edge_app.ui.caliper_controller import Calipers, caliper_rows
from edge_app.ui.live_model import LiveModel
from edge_app.ui.task_runner import TaskRunner


class FrozenCalipers(QObject):
    """Lives on Qt's thread. The muscle is looked for on a thread of its own, once the image has been judged by itself."""

    changed = Signal()

    def __init__(self, live: LiveModel) -> None:
        super().__init__()
        self._live = live
        self._task_runner = TaskRunner("thickness", self)
        self._by_hand: dict[int, Calipers] = {}  # of the images that can be scrolled back to, by when they were captured
        self._proposed: tuple[Finding, Calipers] | None = None

    def close(self) -> None:
        """Wait for what is under way. May be called twice."""
        self._task_runner.close()

    def clear(self) -> None:
        """The screen is live again."""
        self._by_hand, self._proposed = {}, None
        self.changed.emit()

    def propose(self, finding: Finding, then: Callable[[], None] = lambda: None) -> None:
        """Look for the muscle in an image that was judged by itself; `then` follows once that is known."""
        field = self._live.field

        def proposed(calipers: Calipers) -> None:
            if self._live.frozen and self._live.displayed is finding:
                self._proposed = finding, calipers
                self.changed.emit()
                then()

        if self.known(finding) is None:
            # Without a proposal the image is kept nevertheless; the error has been logged.
            self._task_runner.do(lambda: proposed_calipers(finding, field), proposed, lambda _: proposed(()))

    def known(self, finding: Finding) -> Calipers | None:
        """What is on an image; None: nothing was measured by hand, and the muscle has not been looked for yet."""
        by_hand = self._by_hand.get(finding.frame.captured_ns)
        if by_hand is not None:
            return by_hand
        is_same = self._proposed is not None and self._proposed[0] is finding
        return self._proposed[1] if is_same and self._proposed is not None else None

    def keep(self, finding: Finding, calipers: tuple[Caliper, ...]) -> None:
        """What was measured by hand; also nothing, where a proposal was removed."""
        self._by_hand[finding.frame.captured_ns] = calipers
        self.changed.emit()

    def _shown(self) -> tuple[Finding, Calipers] | None:
        displayed = self._live.displayed
        known = self.known(displayed) if isinstance(displayed, Finding) and self._live.frozen else None
        return None if known is None or not isinstance(displayed, Finding) else (displayed, known)

    def _rows(self) -> list[object]:
        shown = self._shown()
        return list(caliper_rows(shown[1], shown[0].frame)) if shown else []

    def _thickness(self) -> float:
        shown = self._shown()
        found = thickness_of(shown[1], shown[0].frame.mm_per_pixel) if shown else None
        return -1.0 if found is None else found.mm

    def _by_whom(self) -> str:
        shown = self._shown()
        found = thickness_of(shown[1], shown[0].frame.mm_per_pixel) if shown else None
        return (found.placed if found else Placement.PROPOSED).value

    rows = Property(list, _rows, notify=changed)
    thickness = Property(float, _thickness, notify=changed)  # mm; -1: none
    placed = Property(str, _by_whom, notify=changed)
