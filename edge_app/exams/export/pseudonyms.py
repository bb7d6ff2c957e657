"""The patient's name in an export: a pseudonym by default, the patient's own identifier only on request.

A pseudonym is HMAC-SHA256 of the clinic's identifier with a key of this device's store: the same patient gets the same pseudonym
at every visit, and without the key nobody can reverse it or test identifiers against it.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from dataclasses import dataclass

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from edge_app.exams.records import Exam
from edge_app.records import Sex

EXAM_NAME = "E[A-Z2-7]{16}"  # regular expression of `Pseudonymiser.exam_name`
MAX_EXACT_AGE = 89  # years; a higher age identifies by itself (45 CFR 164.514(b)(2)(i)(C))


@dataclass(frozen=True)
class Subject:
    """What an export says about the patient."""

    id: str
    pseudonymous: bool
    age: int | None  # years; at most 90 under a pseudonym, which then means 90 or more
    sex: Sex | None
    height_cm: float | None
    weight_kg: float | None


def derive_export_key(data_key: bytes | bytearray) -> bytearray:
    """The key of pseudonyms and UIDs, 32 bytes, to be wiped after use: it opens nothing that is kept."""
    return bytearray(HKDF(SHA256(), length=32, salt=None, info=b"edge-app export").derive(data_key))


class Pseudonymiser:
    """Creates names and UIDs for exports with a key of the store."""

    def __init__(self, export_key: bytes | bytearray, pseudonymous: bool) -> None:
        """export_key: of `derive_export_key`."""
        self.pseudonymous, self._key = pseudonymous, export_key

    def subject(self, exam: Exam) -> Subject:
        """The patient of an exam. An anonymous patient gets a name that is used only for that exam."""
        patient = exam.patient
        identifier = patient.identifier
        if identifier is not None and not self.pseudonymous:
            name = identifier
        else:
            name = "P" + self._word("patient", identifier) if identifier is not None else "A" + self._word("exam", exam.id)
        age = patient.age
        if age is not None and self.pseudonymous:
            age = min(age, MAX_EXACT_AGE + 1)
        return Subject(name, self.pseudonymous, age, patient.sex, patient.height_cm, patient.weight_kg)

    def exam_name(self, exam: Exam) -> str:
        """The name of an exam's files."""
        return "E" + self._word("export of", exam.id)

    def uid(self, *parts: object) -> str:
        """A UUID-derived DICOM UID (PS3.5 B.2): the same for the same parts, but a different one under pseudonyms."""
        digest = self._digest("uid", *map(str, parts))
        return f"2.25.{int.from_bytes(digest[:16], 'big')}"

    def _word(self, *parts: str) -> str:
        """80 bits as letters and digits."""
        return base64.b32encode(self._digest(*parts)[:10]).decode()

    def _digest(self, *parts: str) -> bytes:
        text = "\0".join((str(self.pseudonymous), *parts)).encode()
        return hmac.new(self._key, text, hashlib.sha256).digest()
