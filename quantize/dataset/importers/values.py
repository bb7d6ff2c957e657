"""The source's own words to the values of the manifest. Pure."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Mapping, Sequence

from quantize.dataset.importers.candidate import Candidate, FaultError, Said
from quantize.dataset.importers.words import meaning
from quantize.dataset.manifest import COLUMNS, REQUIRED, parse_cell

Words = Mapping[str, Mapping[str, str]]  # column -> what is said -> what is meant
_EMPTY = frozenset({"", "-", "--", "?", "na", "n/a", "nan", "none", "null", "unknown", "unbekannt", "missing", "#n/a"})
_AGE = re.compile(r"0*(\d+)(?:[.,]\d+)?\s*(?:y|yr|yrs|years?|j|jahre?|a|años|anni)?\.?", re.IGNORECASE)
_NUMBER = re.compile(r"([-+]?\d+(?:[.,]\d+)?)\s*(?:cm|kg|mm|m|db|mhz)?", re.IGNORECASE)
_METRES = 3.0  # nobody is taller in metres, nobody smaller in centimetres


Values = Mapping[str, str | int | float]  # column -> what the manifest will say of one image; not its file and mask


def describe(candidate: Candidate, words: Words) -> Values:
    """The values of an image. Raises FaultError for one that is missing or makes no sense, or two that contradict one another."""
    said = {column: [one for one in those if one.text.casefold() not in _EMPTY] for column, those in candidate.said.items()}
    values: dict[str, str | int | float] = {}
    for column in COLUMNS:
        if column in ("image", "mask"):
            continue
        found = [(_value(column, one, words, candidate.where), one) for one in said.get(column, ())]
        if len({value for value, _ in found}) > 1:
            (first, one), (second, other) = found[0], next(pair for pair in found if pair[0] != found[0][0])
            raise FaultError(
                f"{candidate.where}: {column} is {first!r} by {one.where} and {second!r} by {other.where}; correct one of the two"
            )
        if found:
            values[column] = found[0][0]
    if "age" not in values and (age := _age_between(said.get("born", ()), said.get("examined", ()), candidate.where)) is not None:
        values["age"] = age
    for column in REQUIRED:
        if column not in values and column != "image":
            raise FaultError(f"{candidate.where}: nothing says its {column}")
    return values


def _value(column: str, said: Said, words: Words, where: str) -> str | int | float:
    text = _mapped(words.get(column, {}), said.text)
    if text is None:
        text = _CLEAN.get(column, _number)(said.text)
    try:
        return parse_cell(column, text)
    except ValueError as exc:
        cure = f"; say under [values.{column}] of a mapping what it means" if column in ("label", "sex", "side", "part") else ""
        raise FaultError(f"{where}: {column} is {said.text!r} by {said.where}, which is not {exc}{cure}") from exc


def _mapped(words: Mapping[str, str], text: str) -> str | None:
    if text in words:
        return words[text]
    return next((meant for said, meant in words.items() if said.casefold() == text.casefold()), None)


def _word(column: str) -> Callable[[str], str]:
    return lambda text: meaning(column, text) or text


def _name(text: str) -> str:
    return " ".join(text.split())


def _muscle(text: str) -> str:
    """Any name, written in one way: two groups of the same muscle would be half of it each."""
    return meaning("muscle", text) or " ".join(text.replace("_", " ").split()).casefold()


def _age(text: str) -> str:
    found = _AGE.fullmatch(text.strip())
    return str(int(found[1])) if found else text


def _number(text: str) -> str:
    """With a decimal comma, or a unit behind it."""
    found = _NUMBER.fullmatch(text.strip())
    return found[1].replace(",", ".") if found else text


def _height(text: str) -> str:
    """In centimetres."""
    number = _number(text)
    try:
        return f"{float(number) * 100:.10g}" if 0 < float(number) < _METRES else number
    except ValueError:
        return number


def _grade(text: str) -> str:
    number = _number(text)
    return number[:-2] if number.endswith(".0") else {"i": "1", "ii": "2", "iii": "3", "iv": "4"}.get(text.casefold(), number)


_CLEAN: Mapping[str, Callable[[str], str]] = {
    "subject": _name, "label": _word("label"), "muscle": _muscle, "side": _word("side"), "sex": _word("sex"),
    "part": _word("part"), "age": _age, "height_cm": _height, "grade": _grade, "subtype": _name, "grey_map": _name,
    "device": _name,
}  # fmt: skip


def _age_between(born: Sequence[Said], examined: Sequence[Said], where: str) -> int | None:
    """Whole years."""
    if not born or not examined:
        return None
    first, second = _date(born[0], where), _date(examined[0], where)
    years = second.year - first.year - ((second.month, second.day) < (first.month, first.day))
    if not 0 <= years <= 120:
        raise FaultError(f"{where}: born on {first} and examined on {second}, which makes an age of {years} years")
    return years


def _date(said: Said, where: str) -> datetime.date:
    """2026-11-30, 20261130 (DICOM) or 30.11.2026; not 11/30/2026, which elsewhere is another day."""
    for form in ("%Y-%m-%d", "%Y%m%d", "%d.%m.%Y"):
        try:
            return datetime.datetime.strptime(said.text.split("T")[0].split(" ")[0], form).date()
        except ValueError:
            continue
    raise FaultError(f"{where}: {said.text!r} by {said.where} is no date such as 1976-11-30 or 30.11.1976")
