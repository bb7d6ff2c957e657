"""What the label of the live frame rests on, with its figures; or what is set otherwise, so that it has none. For the screen."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from PySide6.QtCore import Property, QObject, Signal, Slot

from edge_app.bundle.loader import ModelBundle
from edge_app.bundle.validated_device import ValidatedDevice
from edge_app.profile_lookup import ProfileLookup
from edge_app.records import Interval
from edge_app.ui.live_model import LiveModel
from edge_app.validation.matching import Difference
from edge_app.validation.record import Limit, SiteValidation

SHOWN = ("sensitivity", "specificity", "accuracy", "auc", "abstention", "coverage")  # metrics, in this order
Basis = SiteValidation | ValidatedDevice | None


class ValidationModel(QObject):
    """Follows the live model's frame. Lives on Qt's thread."""

    changed = Signal()

    def __init__(self, live: LiveModel, profile_lookup: ProfileLookup, bundle: ModelBundle) -> None:
        super().__init__()
        self._live, self._profile_lookup, self._bundle = live, profile_lookup, bundle
        self._basis: Basis = None
        self._differences: tuple[Difference, ...] = ()
        self._open = False
        live.readoutChanged.connect(self._look)

    @Slot()
    def open(self) -> None:
        """Show the figures."""
        self._open = True
        self.changed.emit()

    @Slot()
    def close(self) -> None:
        self._open = False
        self.changed.emit()

    @Slot()
    def _look(self) -> None:
        frame = self._live.frame
        if frame is None or self._profile_lookup.is_older(frame):
            return  # what was said of an older one stays until the next
        basis = self._profile_lookup.validation(frame, self._bundle)
        differences = () if basis else self._profile_lookup.changes(frame, self._bundle)
        if (basis, differences) != (self._basis, self._differences):
            self._basis, self._differences = basis, differences
            self._open = self._open and basis is not None
            self.changed.emit()

    def _kind(self) -> str:
        return {SiteValidation: "site", ValidatedDevice: "bundle"}.get(type(self._basis), "")

    def _facts(self) -> dict[str, Any]:
        if isinstance(self._basis, SiteValidation):
            return _of_site(self._basis)
        if self._basis is None or (measured := self._bundle.manifest.measured) is None:
            return {}
        return {"images": measured.images, "subjects": measured.subjects, "notice": measured.part}

    def _metrics(self) -> list[dict[str, Any]]:
        if isinstance(self._basis, SiteValidation):
            return _rows(self._basis.metrics, self._basis.limits)
        if self._basis is None or self._bundle.manifest.measured is None:
            return []
        return _rows(self._bundle.manifest.measured.metrics)

    kind = Property(str, _kind, notify=changed)  # "site", "bundle"; empty: nothing holds
    device = Property(str, lambda self: self._live.frame.source if self._live.frame else "", notify=changed)
    facts = Property(dict, _facts, notify=changed)
    metrics = Property(list, _metrics, notify=changed)
    differences = Property(list, lambda self: [_as_map(one) for one in self._differences], notify=changed)
    isOpen = Property(bool, lambda self: self._open, notify=changed)


def _of_site(record: SiteValidation) -> dict[str, Any]:
    return {
        "site": record.site,
        "signedFor": record.signed_for,
        "created": _day(record.created),
        "expires": _day(record.expires),
        "images": record.counts.images,
        "subjects": record.counts.subjects,
        "abstained": record.counts.abstained,
        "indeterminate": record.counts.indeterminate,  # None, undefined in QML: an older record does not say
        "notice": record.notice,
    }


def _rows(metrics: object, limits: Iterable[Limit] = ()) -> list[dict[str, Any]]:
    """Each metric that was measured, 0-1, with its 95 % interval and the limits that it had to meet."""
    rows = []
    for name in SHOWN:
        measured: Interval | None = getattr(metrics, name, None)
        if measured is not None:
            bounds = [
                {"atLeast": limit.side == "at least", "bound": limit.bound, "interval": limit.of == "interval"}
                for limit in limits
                if limit.metric == name
            ]
            rows.append({"name": name, "value": measured.value, "low": measured.low, "high": measured.high, "limits": bounds})
    return rows


def _as_map(one: Difference) -> dict[str, str]:
    """Unknown values are empty."""
    return {"aspect": one.aspect.value, "control": one.control, "recorded": one.recorded or "", "found": one.found or ""}


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""
