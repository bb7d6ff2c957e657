"""What a server answers becomes an entry, or is left out; nothing that is wrong in it is believed."""

from __future__ import annotations

from contextlib import suppress
from datetime import date, datetime, timedelta
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydicom.dataset import Dataset
from pydicom.filereader import read_dataset

from edge_app.exams.records import Order, Patient
from edge_app.exams.worklist.query import UnreadableEntry, age_in_years, query, read_entry
from edge_app.records import Sex
from tests.support.dicom_worklist import TODAY, encoded, scheduled

NAMELESS = Dataset()
NAMELESS.PatientID = "4711"


def test_an_answer_becomes_an_entry() -> None:
    entry = read_entry(encoded(scheduled()), TODAY)
    assert entry.patient == Patient("4711", 63, Sex.FEMALE, 168.0, 62.5)
    assert entry.name == "Doe, Jane" and entry.scheduled == datetime(2026, 11, 30, 9, 30)
    assert entry.order == Order("A-2026-0815", "1.2.826.0.1.3680043.8.498.1", "R7", "Muscle ultrasound", "S1")


def test_only_the_identifier_is_needed() -> None:
    entry = read_entry(encoded(NAMELESS), TODAY)
    assert entry.patient == Patient("4711") and entry.order == Order() and (entry.name, entry.scheduled) == ("", None)


@pytest.mark.parametrize("identifier", [None, "", "  ", "A\\B", "4711\u0007", "X" * 65])
def test_an_answer_without_a_usable_identifier_is_left_out(identifier: str | None) -> None:
    with pytest.raises(UnreadableEntry):
        read_entry(encoded(scheduled(identifier)), TODAY)


@pytest.mark.parametrize(
    ("declared", "codec", "name"),
    [
        ("ISO_IR 100", "latin-1", "Müller, Jörg"),
        ("ISO_IR 192", "utf-8", "Müller, Jörg"),
        ("ISO_IR 192", "utf-8", "山田, 太郎"),
        ("ISO_IR 144", "iso8859-5", "Иванова, Анна"),
        (None, "latin-1", "Müller, Jörg"),  # not declared, and what Western European servers send all the same
    ],
)
def test_names_are_read_in_their_character_set(declared: str | None, codec: str, name: str) -> None:
    answer = Dataset()
    if declared:
        answer.SpecificCharacterSet = declared
    answer.PatientID = "4711"
    data = encoded(answer)
    letters = "^".join(name.split(", ")).encode(codec)
    letters += b" " * (len(letters) % 2)
    at = data.index(b"\x10\x00\x20\x00")
    data = data[:at] + b"\x10\x00\x10\x00" + len(letters).to_bytes(4, "little") + letters + data[at:]
    assert read_entry(data, TODAY).name == name


def test_an_unknown_character_set_costs_letters_of_a_name_and_never_of_an_identifier() -> None:
    data = encoded(scheduled(name="Muller^J")).replace(b"ISO_IR 192", b"ISO_IR 999")
    assert read_entry(data, TODAY).patient.identifier == "4711"
    with pytest.raises(UnreadableEntry):
        read_entry(encoded(scheduled("4711")).replace(b"4711", b"47\xff1"), TODAY)


@pytest.mark.parametrize(
    ("keyword", "value", "field"),
    [
        ("PatientBirthDate", "19631315", "age"), ("PatientBirthDate", "18000101", "age"), ("PatientBirthDate", "20300101", "age"),
        ("PatientSex", "O", "sex"), ("PatientSize", "168", "height_cm"), ("PatientWeight", "0", "weight_kg"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_left_for_the_operator(keyword: str, value: str, field: str) -> None:
    answer = scheduled()
    setattr(answer, keyword, value)
    entry = read_entry(encoded(answer), TODAY)
    assert getattr(entry.patient, field) is None and entry.patient.identifier == "4711"


@pytest.mark.parametrize("number", [b"1.6x", b"nan ", b"1E99", b"\xff\xff\xff\xff"])
def test_a_height_that_is_no_number_is_none(number: bytes) -> None:
    entry = read_entry(encoded(scheduled()).replace(b"1.68", number), TODAY)
    assert entry.patient.height_cm is None and entry.patient.weight_kg == 62.5


def test_a_wrong_time_is_none_and_a_wrong_uid_is_not_passed_on() -> None:
    entry = read_entry(encoded(scheduled(time="2575", StudyInstanceUID="1.2.")), TODAY)
    assert entry.scheduled is None and entry.order.study_uid == ""
    assert read_entry(encoded(scheduled(time="07")), TODAY).scheduled == datetime(2026, 11, 30, 7, 0)


def test_sequences_within_sequences_end_in_an_unreadable_entry() -> None:
    deep = b"\x40\x00\x00\x01\xff\xff\xff\xff" + b"\xfe\xff\x00\xe0\xff\xff\xff\xff"
    with pytest.raises(UnreadableEntry):
        read_entry(deep * 4000, TODAY)


@given(st.data())
def test_a_damaged_answer_is_an_entry_or_unreadable_and_nothing_else(drawn: st.DataObject) -> None:
    data = bytearray(encoded(scheduled()))
    for _ in range(drawn.draw(st.integers(1, 6))):
        data[drawn.draw(st.integers(0, len(data) - 1))] = drawn.draw(st.integers(0, 255))
    cut = drawn.draw(st.integers(0, len(data)))
    for damaged in (bytes(data), bytes(data[:cut])):
        with suppress(UnreadableEntry):
            assert read_entry(damaged, TODAY).patient.identifier


@given(st.dates(date(1900, 1, 1), date(2026, 1, 1)), st.integers(0, 40_000))
def test_an_age_grows_by_one_on_the_birthday(birth: date, days: int) -> None:
    today = birth + timedelta(days)
    assert -2 <= days - 365.2425 * age_in_years(birth, today) < 368  # leap days fall unevenly


def test_the_query_asks_for_ultrasound_around_today() -> None:
    asked = read_dataset(BytesIO(query(TODAY, "ROOM_3")), is_implicit_VR=True, is_little_endian=True)
    (step,) = asked.ScheduledProcedureStepSequence
    assert (step.Modality, step.ScheduledStationAETitle) == ("US", "ROOM_3")
    assert step.ScheduledProcedureStepStartDate == "20261129-20261201" and asked.PatientName == ""
