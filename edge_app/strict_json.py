"""JSON read strictly into dataclasses: what is not exactly what the dataclass asks for is an error.

A key too many, a key too few, a key twice, a value of another type, NaN: each is named with its place. A field whose
default is None may be left out.
"""

from __future__ import annotations

import json
from dataclasses import fields, is_dataclass
from types import NoneType, UnionType
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

T = TypeVar("T")


class FormatError(ValueError):
    """What is wrong and where, as the end of a sentence that begins with the file's name."""


def parse(text: bytes) -> dict[str, Any]:
    """The JSON object in `text` (UTF-8). Raises FormatError when it holds anything else."""
    try:
        document = json.loads(text.decode("utf-8"), parse_constant=_refuse_constant, object_pairs_hook=_unique)
    except (ValueError, RecursionError) as exc:
        raise FormatError(f"is not valid JSON ({short(exc)})") from exc
    if not isinstance(document, dict):
        raise FormatError("is not a JSON object")
    return document


def build(cls: type[T], document: object, where: str = "") -> T:
    """A JSON object -> the dataclass `cls`, field by field, dataclasses inside it too. Raises FormatError."""
    if not isinstance(document, dict):
        raise FormatError(f'has no object as "{short(where)}"')
    hints = get_type_hints(cls)
    names = [f.name for f in fields(cls)]  # type: ignore[arg-type]
    for f in fields(cls):  # type: ignore[arg-type]
        if f.name not in document and f.default is not None:
            raise FormatError(f'lacks "{_path(where, f.name)}"')
    for key in document:
        if key not in names:
            raise FormatError(f'has the unknown key "{short(_path(where, key))}"')
    return cls(**{name: _value(hints[name], document[name], _path(where, name)) for name in names if name in document})


def _value(hint: Any, value: object, where: str) -> Any:
    """A JSON value -> what the type hint asks for."""
    origin = get_origin(hint)
    if origin in (Union, UnionType):
        (some,) = (part for part in get_args(hint) if part is not NoneType)
        return None if value is None else _value(some, value, where)
    if is_dataclass(hint) and isinstance(hint, type):
        return build(hint, value, where)
    if origin is tuple and isinstance(value, list):
        return tuple(_value(get_args(hint)[0], item, f"{where}[{i}]") for i, item in enumerate(value))
    if origin is dict and isinstance(value, dict):
        return {key: _value(get_args(hint)[1], item, _path(where, key)) for key, item in value.items()}
    # JSON writes 1.0 as 1, so a float may come as an int; a bool is an int to Python and to nobody else. The limit keeps
    # a float finite.
    if hint is float and isinstance(value, (int, float)) and not isinstance(value, bool) and abs(value) < 1e300:
        return float(value)
    if hint in (int, str, bool) and type(value) is hint:
        return value
    kind = getattr(origin or hint, "__name__", str(hint))
    raise FormatError(f'has {short(value)} as "{short(where)}", which is not of type {kind}')


def short(value: object) -> str:
    """At most 60 printable characters of a value that somebody else wrote."""
    text = " ".join("".join(c if c.isprintable() else " " for c in str(value)).split())
    return text if len(text) <= 60 else text[:59] + "…"


def _path(where: str, name: str) -> str:
    return f"{where}.{name}" if where else name


def _unique(pairs: list[tuple[str, object]]) -> dict[str, object]:
    document = dict(pairs)
    if len(document) != len(pairs):
        raise ValueError("a key appears twice")
    return document


def _refuse_constant(name: str) -> float:
    raise ValueError(f"{name} is not a JSON number")
