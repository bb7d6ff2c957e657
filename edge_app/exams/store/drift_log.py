"""What the store keeps of drift. Every method that changes it runs inside a transaction of the store."""

from __future__ import annotations

import hashlib
import hmac
import json
import logging
from collections.abc import Callable
from dataclasses import asdict, replace
from typing import Any, TypeVar

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from edge_app.drift.monitor import DriftAlarm, MonitorState, accept, acknowledge, forget, reassign, restored
from edge_app.drift.reference import DriftReference
from edge_app.drift.summary import ExamNumbers
from edge_app.errors import ErrorCode, StoreError
from edge_app.exams.drift_numbers import DeviceAndBundle, exam_numbers
from edge_app.exams.records import Exam, Patient
from edge_app.exams.store.database import Database
from edge_app.typed_reader import FormatError, build, parse_json

# The drift reference of a device (`Frame.source`) with a bundle (its id); None: its drift is not watched.
ReferenceOf = Callable[[str, str], DriftReference | None]
T = TypeVar("T")

_log = logging.getLogger(__name__)


def no_reference(device: str, bundle: str) -> None:
    """Of a store whose drift is not watched."""


class DriftLog:
    """The numbers of finished exams, and the state of the monitor of each device with each bundle."""

    def __init__(self, database: Database, data_key: bytes | bytearray) -> None:
        self._database = database
        self._key = HKDF(SHA256(), length=32, salt=None, info=b"edge-app drift").derive(bytes(data_key))

    def keep(self, exam: Exam, reference_of: ReferenceOf) -> None:
        """The numbers of an exam that is being finished; where there is a reference, the monitor takes them."""
        assert exam.finished is not None, "only a finished exam counts"
        month, patient = exam.finished[:7], self._patient_hash(exam.id, exam.patient)
        try:
            taken = exam_numbers(exam, patient)
        except Exception as exc:  # a bug in what watches the device must not keep an exam from being finished
            _log.error("an exam's drift numbers could not be taken: %s", type(exc).__name__)
            return
        for (device, bundle), numbers in taken.items():
            self._database.execute(
                "INSERT INTO drift_exam (exam, device, bundle, month, numbers) VALUES (?, ?, ?, ?, ?)",
                (exam.id, device, bundle, month, json.dumps(asdict(numbers))),
            )
            if (reference := reference_of(device, bundle)) is not None:
                before = self._state(device, bundle)
                after = accept(before, patient, numbers.images, reference)
                self._write(after)
                if after.alarm is not None and before.alarm is None:
                    self._database.execute(
                        "INSERT INTO drift_alarm (device, bundle, month, alarm) VALUES (?, ?, ?, ?)",
                        (device, bundle, month, json.dumps(asdict(after.alarm))),
                    )

    def forget(self, exam: str, patient: Patient) -> None:
        """An exam is being deleted: its numbers go with it, the patient's hash goes from the monitors, their sums stay."""
        marked = self._patient_hash(exam, patient)
        for state in self.states():
            self._write(forget(state, marked))

    def reassign(self, exam: str, before: Patient, after: Patient) -> None:
        """A finished exam is given to another patient: its numbers count for that one from now on."""
        earlier, later = self._patient_hash(exam, before), self._patient_hash(exam, after)
        if earlier == later:
            return
        rows = self._database.execute("SELECT device, bundle, numbers FROM drift_exam WHERE exam = ?", (exam,))
        for device, bundle, text in rows:
            numbers = replace(_read(ExamNumbers, text), patient=later)
            self._database.execute(
                "UPDATE drift_exam SET numbers = ? WHERE exam = ? AND device = ? AND bundle = ?",
                (json.dumps(asdict(numbers)), exam, device, bundle),
            )
            self._write(reassign(self._state(device, bundle), earlier, later))

    def acknowledge(self, device: str, bundle: str) -> None:
        """The supervisor has dealt with the alarm. Raises StoreError where none is open."""
        state = self._state(device, bundle)
        if state.alarm is None:
            raise StoreError(f"no drift alarm is open for {device} with {bundle}; see `edge-app drift status`", ErrorCode.GONE)
        self._write(acknowledge(state))

    def states(self) -> tuple[MonitorState, ...]:
        """Of every device with every bundle that is or was watched."""
        return tuple(self._state(*key) for key in self._database.execute("SELECT device, bundle FROM drift_state ORDER BY 1, 2"))

    def open_alarms(self) -> tuple[MonitorState, ...]:
        """The states whose alarm nobody has dealt with."""
        return tuple(state for state in self.states() if state.alarm is not None)

    def exams(self, month: str | None = None) -> dict[DeviceAndBundle, list[ExamNumbers]]:
        """The numbers of all finished exams, or of those of a month (2026-11). Raises StoreError."""
        found: dict[DeviceAndBundle, list[ExamNumbers]] = {}
        for device, bundle, text in self._database.execute(
            "SELECT device, bundle, numbers FROM drift_exam WHERE ?1 IS NULL OR month = ?1 ORDER BY device, bundle, rowid",
            (month,),
        ):
            found.setdefault((device, bundle), []).append(_read(ExamNumbers, text))
        return found

    def alarms(self, month: str, device: str, bundle: str) -> tuple[DriftAlarm, ...]:
        """Those raised in a month, also where they were dealt with since. Raises StoreError."""
        rows = self._database.execute(
            "SELECT alarm FROM drift_alarm WHERE month = ? AND device = ? AND bundle = ? ORDER BY rowid", (month, device, bundle)
        )
        return tuple(_read(DriftAlarm, text) for (text,) in rows)

    def _state(self, device: str, bundle: str) -> MonitorState:
        """A state that cannot be read, as one of another version, begins anew: no exam fails to be finished for it."""
        rows = self._database.execute("SELECT state FROM drift_state WHERE device = ? AND bundle = ?", (device, bundle))
        try:
            return restored(rows[0][0].encode()) if rows else MonitorState(device, bundle)
        except FormatError as exc:
            _log.warning("the drift monitor of %s begins anew: its state %s", device, exc)
            return MonitorState(device, bundle)

    def _write(self, state: MonitorState) -> None:
        self._database.execute(
            "INSERT INTO drift_state (device, bundle, state) VALUES (?, ?, ?) "
            "ON CONFLICT (device, bundle) DO UPDATE SET state = excluded.state",
            (state.device, state.bundle, state.to_json().decode()),
        )

    def _patient_hash(self, exam: str, patient: Patient) -> str:
        """HMAC-SHA256 of the identifier, or of the exam's id where the patient is anonymous; 128 bits, hexadecimal."""
        named = ("exam", exam) if patient.identifier is None else ("patient", patient.identifier)
        return hmac.new(self._key, "\0".join(named).encode(), hashlib.sha256).hexdigest()[:32]


def _read(cls: type[T], text: Any) -> T:
    try:
        return build(cls, parse_json(text.encode()))
    except FormatError as exc:
        raise StoreError(f"what is stored of drift {exc}; restore a backup", ErrorCode.DAMAGED) from exc
