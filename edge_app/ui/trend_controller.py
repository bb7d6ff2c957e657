"""How a patient's sites have changed, on the screen: in front of the summary of an exam, or of a stored one."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Property, QObject, Signal, Slot

from edge_app.exams.export.report_context import ReportSources
from edge_app.exams.store.audit_chain import Action
from edge_app.exams.store.store import ExamStore
from edge_app.exams.trend import Measured, SiteTrend, shares_of_time
from edge_app.exams.z_score import ABNORMAL_Z
from edge_app.ui.exam_rows import Row
from edge_app.ui.store_reader import StoreReader

MM_MARGIN = 2.0  # mm, above and below the thicknesses: what two measurements may differ by is no change


class TrendController(QObject):
    """Lives on Qt's thread. Behind the lock nothing of it is open, and nothing of it stays in memory."""

    changed = Signal()

    def __init__(self, store: Callable[[], ExamStore | None], sources: ReportSources) -> None:
        """store: the open store; None while there is none."""
        super().__init__()
        self._sources = sources
        self.reader = StoreReader(store)
        self.reader.setParent(self)
        self.reader.changed.connect(self.changed)
        self._is_open = False
        self._patient = ""
        self._rows: list[Row] = []

    @Slot(str)
    def open(self, exam: str) -> None:
        """Show the trend up to this exam. The trail says that somebody looked."""
        if exam == "" or self._is_open:
            return

        def read(store: ExamStore) -> tuple[str, tuple[SiteTrend, ...]]:
            of = store.index.without_pixels(exam)
            store.log(Action.VIEW, exam, "trend")
            return of.patient.identifier or "", self._sources.trends(store, of)

        self._is_open = True
        self.reader.do(read, self._show)
        self.changed.emit()

    def _show(self, read: tuple[str, tuple[SiteTrend, ...]]) -> None:
        self._patient, self._rows = read[0], [trend_row(one) for one in read[1]]
        self.changed.emit()

    @Slot()
    def close(self) -> None:
        """Leave nothing of it in memory."""
        self.reader.forget()
        self._is_open, self._patient, self._rows = False, "", []
        self.changed.emit()

    isOpen = Property(bool, lambda self: self._is_open, notify=changed)
    isReading = Property(bool, lambda self: self.reader.busy, notify=changed)
    failure = Property(str, lambda self: self.reader.failure, notify=changed)
    patient = Property(str, lambda self: self._patient, notify=changed)
    sites = Property(list, lambda self: self._rows, notify=changed)


def trend_row(trend: SiteTrend) -> Row:
    """One site: its charts, and what was left out of them."""
    millimetres = [one.value for one in trend.thickness] or [0.0]
    charts = [
        _chart("probability", trend.probability, 0.0, 1.0),
        _chart("z-score", trend.z_score, -1.0, 3.0, ABNORMAL_Z),
        _chart(
            "thickness", trend.thickness, min(millimetres, default=0.0) - MM_MARGIN, max(millimetres, default=0.0) + MM_MARGIN
        ),
    ]
    return {
        "muscle": trend.site.muscle,
        "side": trend.site.side.value,
        "charts": charts,
        "otherModel": trend.other_model,
        "otherReference": trend.other_reference,
    }


def _chart(kind: str, values: Sequence[Measured], low: float, high: float, limit: float | None = None) -> Row:
    """low, high: what lies at the lower and upper edge; they widen for values beyond. limit: a value with a line across."""
    low, high = min(low, *(one.value for one in values), high), max(high, *(one.value for one in values), low)
    across = shares_of_time(values) if len(values) > 1 else [0.5] * len(values)
    span = high - low
    points = [
        {
            "across": x,  # 0-1
            "up": (one.value - low) / span,  # 0-1
            "value": one.value,
            "started": one.started,
            "placed": one.placed.value if one.placed else "",
        }
        for x, one in zip(across, values, strict=True)
    ]
    return {"kind": kind, "points": points, "limit": -1.0 if limit is None else (limit - low) / span}
