"""The drift monitor of one device with one bundle: takes finished exams, counts patients, holds the alarm.

Pure: whoever stores the exam stores the new state in the same transaction, so nothing is forgotten or counted twice.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field, replace

from edge_app.drift.advice import Advice, advise
from edge_app.drift.detector import DetectorState, Direction, Signal, signals, update
from edge_app.drift.quantities import ImageNumbers, Quantity, summarise_patient
from edge_app.drift.reference import DriftReference
from edge_app.typed_reader import build, parse_json

MIN_PATIENTS = 25  # different ones, before the first alarm: one diseased patient shifts echo intensity as much as a gain
_MOVED = 0.5  # share of the limit, and of the alarm's pace, from which a second quantity counts for the advice


@dataclass(frozen=True)
class DriftAlarm:
    """The device no longer gives what the bundle was validated on. Says nothing of any patient."""

    quantity: Quantity  # the one that moved most
    direction: Direction
    since_patient: int  # number of the patient it began with, counted from 1 since the start or the last acknowledgement
    patients: int  # that the alarm rests on
    images: int  # of these patients
    advice: Advice


@dataclass(frozen=True)
class MonitorState:
    """Everything that is to be stored."""

    device: str  # `Frame.source`
    bundle: str  # `Finding.bundle_id`
    detector: DetectorState = field(default_factory=DetectorState)
    recent: tuple[str, ...] = ()  # pseudonym hashes of the patients counted last, so that none counts twice
    alarm: DriftAlarm | None = None  # open until a supervisor acknowledges it

    def to_json(self) -> bytes:
        """For the store."""
        return json.dumps(asdict(self)).encode()


def restored(text: bytes) -> MonitorState:
    """What `to_json` gave. Raises FormatError."""
    return build(MonitorState, parse_json(text))


def accept(state: MonitorState, patient: str, images: Sequence[ImageNumbers], reference: DriftReference) -> MonitorState:
    """The state after a finished exam of this device and bundle; `alarm` is set where this exam gave rise to one.

    patient: pseudonym hash, or a hash of the exam where it is anonymous. Any MIN_PATIENTS patients counted in a row are different
    people: who was counted among the last is not counted again. An exam without accepted images changes nothing.
    """
    if not images or patient in state.recent:
        return state
    detector = update(state.detector, summarise_patient(images), reference)
    recent = (*state.recent, patient)[-(MIN_PATIENTS - 1) :]
    return replace(state, detector=detector, recent=recent, alarm=state.alarm or _alarm(detector))


def acknowledge(state: MonitorState) -> MonitorState:
    """The supervisor has dealt with the alarm: watching begins anew, and alarms again if the shift is still there."""
    return replace(state, detector=DetectorState(), alarm=None)


def forget(state: MonitorState, patient: str) -> MonitorState:
    """The state without the patient's hash. The sums stay: nobody can be found in them."""
    return replace(state, recent=tuple(one for one in state.recent if one != patient))


def reassign(state: MonitorState, earlier: str, later: str) -> MonitorState:
    """The state after an exam was given to another patient: the hash of the later one in the place of the earlier one's."""
    return replace(state, recent=tuple(dict.fromkeys(later if one == earlier else one for one in state.recent)))


def _alarm(detector: DetectorState) -> DriftAlarm | None:
    if detector.patients < MIN_PATIENTS:
        return None
    found = signals(detector)
    changes = [signal for signal in found if signal.is_change]
    if not changes:
        return None
    pace = _MOVED * changes[0].pace
    return _described(changes[0], detector, [s.quantity for s in found if s.strength >= _MOVED and s.pace >= pace])


def _described(change: Signal, detector: DetectorState, moved: Sequence[Quantity]) -> DriftAlarm:
    run = change.run
    since = detector.patients - run.patients + 1
    return DriftAlarm(change.quantity, change.direction, since, run.patients, run.images, advise(moved))
