"""What is asked of the worklist, and how an answer is read. Pure; data sets are encoded as implicit VR little endian.

DICOM PS3.4 annex K. Every server has to speak implicit VR (PS3.5 10.1), an old one perhaps nothing else.
"""

from __future__ import annotations

import re
import warnings
from datetime import date, datetime, timedelta
from io import BytesIO

from pydicom.config import disable_value_validation
from pydicom.dataset import Dataset
from pydicom.filebase import DicomBytesIO
from pydicom.filereader import read_dataset
from pydicom.filewriter import write_dataset
from pydicom.valuerep import PersonName

from edge_app.capture.readers.dicom.damage import DAMAGE
from edge_app.exams.records import Order, Patient
from edge_app.exams.worklist.entry import WorklistEntry
from edge_app.records import Sex

MODALITY = "US"
ANY_STATION = ""
DAYS = timedelta(days=1)  # before and after today: a night shift, and a server whose clock is in another time zone
LONG_STRING = 64  # characters of an identifier (LO)
SEX = {"F": Sex.FEMALE, "M": Sex.MALE}
MAX_AGE = 120  # years, as on the form; what is beyond the limits of the form is left for the operator to enter
HEIGHTS_CM, WEIGHTS_KG = (30.0, 250.0), (1.0, 400.0)
RETURNED = (
    "AccessionNumber", "PatientName", "PatientID", "PatientBirthDate", "PatientSex", "PatientSize", "PatientWeight",
    "StudyInstanceUID", "RequestedProcedureID", "RequestedProcedureDescription",
)  # fmt: skip
RETURNED_OF_STEP = ("ScheduledProcedureStepStartTime", "ScheduledProcedureStepDescription", "ScheduledProcedureStepID")
_UID = re.compile(r"[0-9]+(\.[0-9]+)+")
_TIME = re.compile(r"(\d\d):?(\d\d)?")
_UNKNOWN_LETTER = "\N{REPLACEMENT CHARACTER}"

# pydicom warns about every letter that it cannot decode. Every value used here is checked.
warnings.filterwarnings("ignore", category=UserWarning, module=r"pydicom(\.|$)")


class UnreadableEntry(ValueError):
    """An answer is damaged, or nobody can be identified by it."""


def query(today: date, station: str = ANY_STATION) -> bytes:
    """Ask for the ultrasound exams around today. station: an AE title, for what is scheduled there; empty: anywhere."""
    step = Dataset()
    for keyword in RETURNED_OF_STEP:
        setattr(step, keyword, "")
    step.Modality, step.ScheduledStationAETitle = MODALITY, station
    step.ScheduledProcedureStepStartDate = f"{today - DAYS:%Y%m%d}-{today + DAYS:%Y%m%d}"
    asked = Dataset()
    for keyword in RETURNED:
        setattr(asked, keyword, None)
    asked.SpecificCharacterSet = "ISO_IR 192"
    asked.ScheduledProcedureStepSequence = [step]
    encoded = DicomBytesIO()
    encoded.is_little_endian, encoded.is_implicit_VR = True, True
    write_dataset(encoded, asked)
    return encoded.getvalue()


def read_entry(data: bytes, today: date) -> WorklistEntry:
    """An answer. Raises UnreadableEntry, also where it has no identifier of the patient; other values may be missing or wrong."""
    with disable_value_validation():  # which quotes irregular values in a log: patients' data
        return _read_entry(data, today)


def age_in_years(birth: date, today: date) -> int:
    """Full years."""
    return today.year - birth.year - ((today.month, today.day) < (birth.month, birth.day))


def _read_entry(data: bytes, today: date) -> WorklistEntry:
    try:
        answer = read_dataset(BytesIO(data), is_implicit_VR=True, is_little_endian=True)
        steps = answer.get("ScheduledProcedureStepSequence") or [Dataset()]
        step = steps[0]
        identifier = _text(answer, "PatientID")
    except DAMAGE as exc:
        raise UnreadableEntry(type(exc).__name__) from exc
    if not 0 < len(identifier) <= LONG_STRING or not identifier.isprintable() or _UNKNOWN_LETTER in identifier:
        raise UnreadableEntry("no identifier")
    height = _number(answer, "PatientSize", HEIGHTS_CM, scale=100)
    weight = _number(answer, "PatientWeight", WEIGHTS_KG)
    patient = Patient(identifier, _age(answer, today), SEX.get(_text(answer, "PatientSex")), height, weight)
    uid, what = _text(answer, "StudyInstanceUID"), _line(answer, "RequestedProcedureDescription")
    order = Order(
        _line(answer, "AccessionNumber"),
        uid if len(uid) <= LONG_STRING and _UID.fullmatch(uid) else "",
        _line(answer, "RequestedProcedureID"),
        what or _line(step, "ScheduledProcedureStepDescription"),
        _line(step, "ScheduledProcedureStepID"),
    )
    return WorklistEntry(patient, _name(answer), _scheduled(step), order)


def _value(dataset: Dataset, keyword: str) -> object:
    """None where there is none, or none that can be decoded."""
    try:
        return dataset.get(keyword)
    except DAMAGE:
        return None


def _text(dataset: Dataset, keyword: str) -> str:
    """Empty where there are several values: which one is meant nobody knows."""
    value = _value(dataset, keyword)
    return value.strip(" \0") if isinstance(value, str) else ""


def _line(dataset: Dataset, keyword: str) -> str:
    """A text without what cannot be shown, as long as a long string may be."""
    return _printable(_text(dataset, keyword))[:LONG_STRING]


def _printable(text: str) -> str:
    return "".join(letter for letter in text if letter.isprintable()).strip()


def _number(dataset: Dataset, keyword: str, limits: tuple[float, float], scale: float = 1.0) -> float | None:
    value = _value(dataset, keyword)
    try:
        number = round(float(str(value)) * scale, 1)
    except (ValueError, OverflowError):
        return None
    return number if limits[0] <= number <= limits[1] else None


def _date(dataset: Dataset, keyword: str) -> date | None:
    try:
        return datetime.strptime(_text(dataset, keyword).replace(".", ""), "%Y%m%d").date()
    except ValueError:
        return None


def _age(dataset: Dataset, today: date) -> int | None:
    birth = _date(dataset, "PatientBirthDate")
    age = None if birth is None else age_in_years(birth, today)
    return age if age is not None and 0 <= age <= MAX_AGE else None


def _name(dataset: Dataset) -> str:
    """Family name, given name; in letters where the name has them (PS3.5 6.2.1)."""
    value = _value(dataset, "PatientName")
    if not isinstance(value, PersonName):
        return ""
    try:
        for group in (value.alphabetic, value.ideographic):
            parts = [_printable(part) for part in group.split("^")[:2]]
            if name := ", ".join(part for part in parts if part):
                return name[:LONG_STRING]
    except DAMAGE:
        pass
    return ""


def _scheduled(step: Dataset) -> datetime | None:
    day, time = _date(step, "ScheduledProcedureStepStartDate"), _TIME.match(_text(step, "ScheduledProcedureStepStartTime"))
    if day is None:
        return None
    hour, minute = (int(time[1]), int(time[2] or 0)) if time else (0, 0)
    return datetime(day.year, day.month, day.day, hour, minute) if hour < 24 and minute < 60 else None
