"""Measures on a still image: calipers are added by two taps, moved by their grips, removed, and given back when done."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import Property, QObject, Signal, Slot

from edge_app.exams.calipers import MAX_CALIPERS, End, Point, has_room, inside, length_mm, moved, with_caliper
from edge_app.exams.records import Caliper, CaliperKind, Placement
from edge_app.records import Frame
from edge_app.ui.exam_rows import Row
from edge_app.ui.grip_places import Place, grip_places

Calipers = tuple[Caliper, ...]


@dataclass(frozen=True)
class _Held:
    """A grip under a finger, as it was when that touched it."""

    end: End
    caliper: Caliper
    dx: float  # px of the screen, from the point to the grip: it stays while the finger is down
    dy: float


class CaliperController(QObject):
    """The model behind the calipers' QML. Lives on Qt's thread; open while it holds a frame."""

    changed = Signal()
    calipersChanged = Signal()  # apart: they follow the finger

    def __init__(self) -> None:
        super().__init__()
        self.frame: Frame | None = None  # for `StillImage`
        self._calipers: Calipers = ()
        self._selected = -1
        self._adding: CaliperKind | None = None
        self._first: Point | None = None  # of the caliper that is added
        self._held: _Held | None = None
        self._grips: tuple[Place, Place] | None = None
        self._on_screen: tuple[Place, Place] = ((0.0, 0.0), (0.0, 0.0))  # the ends of the selected caliper
        self._keep: Callable[[Calipers], None] = lambda calipers: None

    def open(self, frame: Frame, calipers: Calipers, keep: Callable[[Calipers], None]) -> None:
        """Show a frame with its calipers. keep: called with what they have become, when it is done; whoever gave it closes."""
        self.frame, self._calipers, self._keep = frame, calipers, keep
        self._selected = 0 if calipers else -1
        self._stop_adding()
        self._tell()

    @Slot()
    def close(self) -> None:
        """Leave everything as it was."""
        self.frame, self._calipers, self._held, self._selected = None, (), None, -1
        self._stop_adding()
        self._tell()

    @Slot()
    def done(self) -> None:
        """Keep what was measured."""
        if self.frame is not None and self._adding is None:
            self._keep(self._calipers)

    @Slot(str)
    def add(self, kind: str) -> None:
        """Let two taps place another caliper; asked for once more: leave that. kind: a value of `CaliperKind`."""
        wanted = CaliperKind(kind)
        if self._adding is wanted:
            self._stop_adding()
        elif self._may_add(wanted):
            self._adding, self._first, self._selected = wanted, None, -1
        self._tell()

    @Slot(float, float)
    def tap(self, x: float, y: float) -> None:
        """The next point of the caliper that is added, source px."""
        if self.frame is None or self._adding is None:
            return
        point = inside(x, y, self.frame.width, self.frame.height)
        if self._first is None:
            self._first = point
        else:
            new = Caliper(self._adding, Placement.BY_HAND, self._first, point)
            self._calipers = with_caliper(self._calipers, new)
            self._selected = self._calipers.index(new)
            self._stop_adding()
        self._tell()

    @Slot(int)
    def select(self, index: int) -> None:
        """Give the grips to another caliper."""
        if 0 <= index < len(self._calipers):
            self._selected = index
            self._stop_adding()
            self._tell()

    @Slot()
    def remove(self) -> None:
        """The selected caliper."""
        chosen = self._chosen
        if chosen is not None:
            self._calipers = tuple(one for number, one in enumerate(self._calipers) if number != self._selected)
            self._selected = len(self._calipers) - 1
            self._tell()

    @Slot(int)
    def grab(self, end: int) -> None:
        """A finger has touched a grip."""
        if self._chosen is not None and self._grips is not None:
            point, grip = self._on_screen[end], self._grips[end]
            self._held = _Held(End(end), self._chosen, grip[0] - point[0], grip[1] - point[1])

    @Slot(float, float)
    def drag(self, dx: float, dy: float) -> None:
        """The finger has moved by (dx, dy) source px since it touched."""
        held, frame = self._held, self.frame
        if held is None or frame is None or self._chosen is None:
            return
        changed = moved(held.caliper, held.end, dx, dy, frame.width, frame.height)
        self._calipers = (*self._calipers[: self._selected], changed, *self._calipers[self._selected + 1 :])
        self.calipersChanged.emit()

    @Slot()
    def release(self) -> None:
        """The finger was lifted."""
        self._held = None
        self.calipersChanged.emit()

    @Slot(list, float, float, float, float, float, result=list)
    def grips(self, ends: list[Any], zoom: float, reach: float, size: float, width: float, height: float) -> list[Any]:
        """Where the grips lie, px of the screen in an image of width x height; ends: those of the selected caliper, source px.
        One that a finger holds stays at its point's side.
        """
        if len(ends) != 2 or zoom <= 0:
            self._grips = None
            return []
        start, end = (((float(x) + 0.5) * zoom, (float(y) + 0.5) * zoom) for x, y in ends)
        self._on_screen = (start, end)
        if self._held is None:
            self._grips = grip_places(start, end, reach, size, width, height)
        elif self._grips is not None:
            point = self._on_screen[self._held.end]
            here = (point[0] + self._held.dx, point[1] + self._held.dy)
            self._grips = (here, self._grips[1]) if self._held.end is End.START else (self._grips[0], here)
        return [list(one) for one in self._grips or ()]

    @property
    def _chosen(self) -> Caliper | None:
        return self._calipers[self._selected] if 0 <= self._selected < len(self._calipers) else None

    def _may_add(self, kind: CaliperKind) -> bool:
        return self.frame is not None and self.frame.mm_per_pixel is not None and has_room(self._calipers, kind)

    def _stop_adding(self) -> None:
        self._adding = self._first = None

    def _tell(self) -> None:
        self.changed.emit()
        self.calipersChanged.emit()

    def _ends(self) -> list[Any]:
        chosen = self._chosen
        return [] if chosen is None else [list(chosen.start), list(chosen.end)]

    isOpen = Property(bool, lambda self: self.frame is not None, notify=changed)
    isScaled = Property(bool, lambda self: self.frame is not None and self.frame.mm_per_pixel is not None, notify=changed)
    frameWidth = Property(int, lambda self: self.frame.width if self.frame else 0, notify=changed)
    frameHeight = Property(int, lambda self: self.frame.height if self.frame else 0, notify=changed)
    rows = Property(list, lambda self: caliper_rows(self._calipers, self.frame), notify=calipersChanged)
    count = Property(int, lambda self: len(self._calipers), notify=changed)
    most = Property(int, lambda self: MAX_CALIPERS, constant=True)
    selected = Property(int, lambda self: self._selected, notify=changed)
    ends = Property(list, _ends, notify=calipersChanged)  # of the selected one, source px; empty without
    adding = Property(str, lambda self: self._adding.value if self._adding else "", notify=changed)
    firstPoint = Property(list, lambda self: list(self._first or ()), notify=changed)  # of the one that is added, source px
    mayAddThickness = Property(bool, lambda self: self._may_add(CaliperKind.THICKNESS), notify=changed)
    mayAddDistance = Property(bool, lambda self: self._may_add(CaliperKind.DISTANCE), notify=changed)


def caliper_rows(calipers: Sequence[Caliper], frame: Frame | None) -> list[Row]:
    """One row per caliper of a frame; mm is -1 where the scale is unknown."""
    scale = frame.mm_per_pixel if frame else None
    lengths = [length_mm(caliper, scale) for caliper in calipers]
    return [
        {
            "kind": caliper.kind.value,
            "placed": caliper.placed.value,
            "mm": -1.0 if mm is None else mm,
            "start": list(caliper.start),
            "end": list(caliper.end),
        }
        for caliper, mm in zip(calipers, lengths, strict=True)
    ]
