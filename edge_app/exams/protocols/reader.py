"""Reads protocols: from their TOML files, strictly, and from what is kept with an exam."""

from __future__ import annotations

import json
import re
from dataclasses import asdict
from typing import Any

from edge_app.exams.protocols.protocol import Protocol
from edge_app.typed_reader import FormatError, build, parse_json, parse_toml, short

FILE_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,30}")  # without the ending; what is typed after --protocol


def parse_protocol(name: str, text: bytes) -> Protocol:
    """The file `name`.toml -> the protocol. Raises FormatError: the rest of a sentence that begins with the file's name."""
    if not FILE_NAME.fullmatch(name):
        raise FormatError(f"is named {short(name)!r}; a name has lower-case letters a to z, digits and hyphens, at most 31")
    document = parse_toml(text)
    if "name" in document:
        raise FormatError('has the unknown key "name": a protocol is named by its file', "name")
    return build(Protocol, {"name": name, **document})


def as_stored(protocol: Protocol) -> str:
    """The text that is kept with an exam."""
    return json.dumps(_without_gaps(asdict(protocol)), ensure_ascii=False, sort_keys=True)


def from_stored(text: str) -> Protocol:
    """The inverse of `as_stored`. Raises FormatError."""
    return build(Protocol, parse_json(text.encode()))


def _without_gaps(value: Any) -> Any:
    """Without what is None: a later release may know more keys."""
    if isinstance(value, dict):
        return {key: _without_gaps(part) for key, part in value.items() if part is not None}
    return [_without_gaps(part) for part in value] if isinstance(value, (list, tuple)) else value
