"""JSON and TOML, read strictly into dataclasses: msgspec converts; what it lets pass is refused here.

That is a key too many, a key twice, a key too few though its field has a default (only a default of None may be left out),
a number that is not finite, text with a NUL, which no file's name can hold, and what is nested deeper than anything is meant.
"""

from __future__ import annotations

import difflib
import json
import math
import re
import sys
import threading
from collections.abc import Iterable
from dataclasses import asdict, fields, is_dataclass
from types import NoneType
from typing import Any, TypeVar, get_args, get_type_hints

import msgspec
from msgspec import inspect

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib  # type: ignore[import-not-found, unused-ignore]

T = TypeVar("T")

MAX_NESTING = 20  # tables within tables; no document of ours has more than six
MAX_DOTS = 100  # between two equals signs of a line of TOML
MAX_BYTES = 16 << 20  # bytes of a document; the largest, a manifest, has a hundredth of it

# msgspec (0.22) notes what it learns of a class on the class before it knows all of it; a second thread that converts to the same
# class just then reads what is not there yet, and the process ends with a segmentation fault. A __post_init__ may read another
# document.
_CONVERTING = threading.RLock()


class FormatError(ValueError):
    """What is wrong and where, as the end of a sentence that begins with the file's name."""

    def __init__(self, sentence: str, place: str = "") -> None:
        super().__init__(sentence)
        self.place = place  # "table.key"; empty for the whole document


def parse_json(text: bytes) -> dict[str, Any]:
    """The JSON object in `text` (UTF-8). Raises FormatError when it holds anything else."""
    _check_length(text)
    try:
        document = json.loads(text.decode("utf-8"), parse_constant=_refuse_constant, object_pairs_hook=_unique)
    except RecursionError as exc:
        raise FormatError(_TOO_DEEP) from exc
    except ValueError as exc:
        raise FormatError(f"is not valid JSON ({short(exc)})") from exc
    if not isinstance(document, dict):
        raise FormatError("is not a JSON object")
    _check_nesting(document)
    return document


def parse_toml(text: bytes) -> dict[str, Any]:
    """The TOML document in `text`. Raises FormatError."""
    _check_length(text)
    # tomllib keeps every beginning of a dotted key: one of 20 kB costs half a gigabyte.
    if any(part.count(b".") > MAX_DOTS for line in text.splitlines() for part in line.split(b"=")):
        raise FormatError(_TOO_DEEP)
    try:
        document: dict[str, Any] = tomllib.loads(text.decode("utf-8"))
    except UnicodeDecodeError as exc:
        raise FormatError("is not UTF-8 text") from exc
    except RecursionError as exc:
        raise FormatError(_TOO_DEEP) from exc
    except ValueError as exc:  # also numbers with more digits than Python reads
        raise FormatError(f"is not valid TOML ({short(exc)})") from exc
    _check_nesting(document)
    return document


def build(cls: type[T], document: dict[str, Any]) -> T:
    """A parsed document -> the dataclass `cls`, dataclasses inside it too. Raises FormatError."""
    try:
        with _CONVERTING:
            value = msgspec.convert(document, cls)
    except msgspec.ValidationError as exc:
        if isinstance(exc.__cause__, FormatError):  # raised by a __post_init__
            raise exc.__cause__ from None
        raise _translated(exc, cls, document) from exc
    except UnicodeEncodeError as exc:  # JSON can escape half a character, "\ud800", which no text has
        raise FormatError("holds half of a surrogate pair, which is no character") from exc
    _compare(document, asdict(value), "")  # type: ignore[call-overload]
    return value


def to_document(value: object) -> Any:
    """The inverse of `build`: a dataclass, and those inside it, as a dictionary, without what is at its default of None.

    So what a field that came later leaves undecided is written as it was before there was that field.
    """
    if is_dataclass(value) and not isinstance(value, type):
        found = ((field, getattr(value, field.name)) for field in fields(value))
        return {field.name: to_document(one) for field, one in found if one is not None or field.default is not None}
    if isinstance(value, dict):
        return {key: to_document(one) for key, one in value.items()}
    return tuple(map(to_document, value)) if isinstance(value, list | tuple) else value


def nearest(name: str, known: Iterable[str]) -> str:
    """ ", did you mean ...?" for the known name that is most like it; empty where none is."""
    near = difflib.get_close_matches(name, list(known), n=1, cutoff=0.5)
    return f", did you mean {short(near[0])!r}?" if near else ""


def short(value: object) -> str:
    """At most 60 printable characters of a value that somebody else wrote."""
    text = " ".join("".join(c if c.isprintable() else " " for c in str(value)).split())
    return text if len(text) <= 60 else text[:59] + "…"


def _translated(exc: msgspec.ValidationError, cls: type[Any], document: Any) -> FormatError:
    """msgspec's "Expected `int`, got `str` - at `$.a.b`" with the value, what is expected in words, and the choices."""
    message, _, place = str(exc).partition(" - at `$")
    place = place.strip(".`")
    if missing := re.match("Object missing required field `(.*)`", message):
        place = _path(place, missing[1])
        return FormatError(f'lacks "{place}"', place)
    hint: Any = cls
    for name in re.findall(r"[^.\[\]]+|\.{3}", place):
        hint = _some(hint)
        if is_dataclass(hint):
            hint, document = get_type_hints(hint, include_extras=True)[name], document[name]
        elif name == "...":  # msgspec does not say which key
            hint = get_args(hint)[1]
            key, document = next(one for one in document.items() if not _converts(hint, one[1]))
            place = place.replace("[...]", f".{key}", 1)
        else:
            parts = get_args(hint)
            hint = parts[0] if len(parts) == 1 or parts[-1] is ... else parts[int(name)]
            document = document[int(name)]
    return FormatError(f'has {short(repr(document))} as "{short(place)}", which must be {_expected(_some(hint))}', place)


_TOO_DEEP = f"is nested more than {MAX_NESTING} levels deep"


def _check_length(text: bytes) -> None:
    if len(text) > MAX_BYTES:
        raise FormatError(f"has more than {MAX_BYTES >> 20} MB, which no such file has")


def _check_nesting(document: object) -> None:
    """Without recursion: what is too deep for Python's stack is what is looked for."""
    level = [document]
    for _ in range(MAX_NESTING):
        inner = (one.values() if isinstance(one, dict) else one for one in level if isinstance(one, (dict, list)))
        level = [part for values in inner for part in values]
        if not level:
            return
    raise FormatError(_TOO_DEEP)


def _some(hint: Any) -> Any:
    """What is expected where there is something."""
    return next((part for part in get_args(hint) if part is not NoneType), hint) if NoneType in get_args(hint) else hint


def _converts(hint: Any, value: object) -> bool:
    try:
        msgspec.convert(value, hint)
    except msgspec.ValidationError:
        return False
    return True


def _expected(hint: Any) -> str:
    """In words."""
    match kind := inspect.type_info(hint):
        case inspect.LiteralType():
            return f"one of {', '.join(map(str, get_args(hint)))}"
        case inspect.EnumType(cls=choices):
            return f"one of {', '.join(str(one.value) for one in choices)}"
        case inspect.IntType(ge=least, le=most) | inspect.FloatType(ge=least, le=most):
            words = "a whole number" if isinstance(kind, inspect.IntType) else "a number"
            return words if least is None else f"{words} between {least:,g} and {most:,g}"
        case inspect.StrType(min_length=least, max_length=most):
            words = "text that is not empty" if least else "text"
            return words if most is None else f"text of {least or 0} to {most} characters"
        case inspect.DateType():
            return "a date such as 2026-11-28"
        case inspect.BoolType():
            return "true or false"
        case inspect.VarTupleType():
            return "a list"
        case inspect.TupleType(item_types=items):
            return f"a list of {len(items)}"
        case _:
            return "a table of keys"


def _compare(document: object, built: Any, place: str) -> None:
    """Refuse what msgspec lets pass. built: what `document` became, as dictionaries again."""
    if isinstance(document, dict):
        for key in document:
            if "\0" in key:
                raise FormatError(f'has a NUL character in the key "{short(_path(place, key))}"', _path(place, key))
            if key not in built:
                raise FormatError(f'has the unknown key "{short(_path(place, key))}"{nearest(key, built)}', _path(place, key))
        for key, value in built.items():
            if key in document:
                _compare(document[key], value, _path(place, key))
            elif value is not None:
                raise FormatError(f'lacks "{_path(place, key)}"', _path(place, key))
    elif isinstance(document, (list, tuple)):
        for number, (one, value) in enumerate(zip(document, built, strict=True)):
            _compare(one, value, f"{place}[{number}]")
    elif isinstance(document, str) and "\0" in document:
        raise FormatError(f'has a NUL character in "{short(place)}", which no such text has', place)
    elif isinstance(document, float) and not math.isfinite(document):
        raise FormatError(f'has {document} as "{short(place)}", which must be a finite number', place)


def _path(place: str, name: str) -> str:
    return f"{place}.{name}".lstrip(".")


def _unique(pairs: list[tuple[str, object]]) -> dict[str, object]:
    document = dict(pairs)
    if len(document) != len(pairs):
        raise ValueError("a key appears twice")
    return document


def _refuse_constant(name: str) -> float:
    raise ValueError(f"{name} is not a JSON number")
