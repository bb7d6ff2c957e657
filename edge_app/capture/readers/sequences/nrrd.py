"""Headers of NRRD files: .nrrd, and .nhdr with the samples beside it (https://teem.sourceforge.net/nrrd/format.html)."""

from __future__ import annotations

import math
import re
from dataclasses import replace
from math import prod
from pathlib import Path

import numpy as np

from edge_app.capture.readers.limits import DEFAULT, Limits
from edge_app.capture.readers.recording import Recording
from edge_app.capture.readers.sequences.plus_fields import frame_times, invalid_frames, is_upside_down
from edge_app.capture.readers.sequences.samples import SequenceHeader, beside, open_sequence, with_frames
from edge_app.errors import CaptureError

SUFFIXES = frozenset({".nrrd", ".nhdr"})

_TYPES = {
    "i1": ("signed char", "int8", "int8_t"), "u1": ("uchar", "unsigned char", "uint8", "uint8_t"),
    "i2": ("short", "short int", "signed short", "signed short int", "int16", "int16_t"),
    "u2": ("ushort", "unsigned short", "unsigned short int", "uint16", "uint16_t"),
    "i4": ("int", "signed int", "int32", "int32_t"), "u4": ("uint", "unsigned int", "uint32", "uint32_t"),
    "f4": ("float",), "f8": ("double",),
}  # fmt: skip
_DTYPES = {name: code for code, names in _TYPES.items() for name in names}
_COMPONENTS = ("vector", "rgb-color", "rgba-color", "3-color", "4-color", "scalar")
_MAX_HEADER = 64 << 20  # bytes
_VECTOR = re.compile(r"none|\([^)]*\)")


def is_nrrd(head: bytes) -> bool:
    """Whether a file that begins so is a NRRD."""
    return head.startswith(b"NRRD0")


def open_nrrd(path: Path, limits: Limits = DEFAULT) -> Recording:
    """Read the header. Raises CaptureError when it is damaged, names a file outside of its folder, or is no image."""
    fields, end = _fields(path)
    try:
        sizes = [int(value) for value in fields["sizes"].split()]
        kinds = [kind.lower() for kind in fields.get("kinds", "").split()]
        spacings = _spacings(fields, len(sizes))
        dtype = np.dtype(_DTYPES[fields["type"].lower()]).newbyteorder(">" if fields.get("endian", "little") == "big" else "<")
        encoding, skipped = fields["encoding"].lower(), int(fields.get("byte skip", "0"))
    except (KeyError, ValueError) as exc:
        reason = f"{exc.args[0]} is missing or unknown" if isinstance(exc, KeyError) else str(exc)
        raise CaptureError(f"{path}: the NRRD header is damaged, or not of an image ({reason})") from exc
    if encoding not in ("raw", "gzip", "gz") or fields.get("line skip", "0") != "0":
        raise CaptureError(f"{path}: NRRD samples as {encoding} are not supported; save it as raw or gzip")
    components = 1
    if len(sizes) > 2 and ((kinds[:1] and kinds[0] in _COMPONENTS) or (not kinds and sizes[0] in (3, 4))):
        components, sizes, spacings, kinds = sizes[0], sizes[1:], spacings[1:], kinds[1:]
    frames_first = len(sizes) > 2 and kinds[:1] == ["list"]
    if frames_first:
        sizes, spacings = [*sizes[1:], sizes[0]], [*spacings[1:], 0.0]
    if len(sizes) < 2 or min(sizes) < 1:
        raise CaptureError(f"{path}: a NRRD of the sizes {fields['sizes']} holds no frame")
    name = fields.get("data file", fields.get("datafile"))
    if name is not None and (name.upper().startswith("LIST") or "%" in name):
        raise CaptureError(f"{path}: samples spread over several files are not supported; save it as one .nrrd file")
    header = SequenceHeader(
        path, path if name is None else beside(path, name), end if name is None else skipped, encoding != "raw", dtype,
        components, sizes[0], sizes[1], prod(sizes[2:]), frames_first, upside_down=is_upside_down(fields, path),
    ).with_spacing(spacings[0], spacings[1])  # fmt: skip
    if name is None and skipped == -1:
        header = replace(header, offset=-1)
    return open_sequence(with_frames(header, frame_times(fields, header.count), invalid_frames(fields)), limits)


def _spacings(fields: dict[str, str], axes: int) -> list[float]:
    """mm along each axis, from "spacings" or the lengths of the "space directions"; 0 where none is stated."""
    if "spacings" in fields:
        found = [float(value) for value in fields["spacings"].split()]
    else:
        vectors = _VECTOR.findall(fields.get("space directions", ""))
        found = [0.0 if one == "none" else math.hypot(*(float(part) for part in one[1:-1].split(","))) for one in vectors]
    found = [value if math.isfinite(value) else 0.0 for value in found]
    return found if len(found) == axes else [0.0] * axes


def _fields(path: Path) -> tuple[dict[str, str], int]:
    """Fields and key/value pairs by name in lower case, and where the header ends: at an empty line or with the file."""
    fields: dict[str, str] = {}
    try:
        with path.open("rb") as file:
            file.readline(1 << 16)
            while file.tell() < _MAX_HEADER and (line := file.readline(1 << 20)):
                text = line.decode("utf-8", "replace").strip()
                if not text:
                    return fields, file.tell()
                pair = re.match(r"([^:]*?)\s*:=?\s*(.*)", text)
                if pair and not text.startswith("#"):
                    fields[pair[1].strip().lower()] = pair[2]
            if file.tell() < _MAX_HEADER and ("data file" in fields or "datafile" in fields):
                return fields, file.tell()
    except OSError as exc:
        raise CaptureError(f"{path}: cannot be opened ({exc.strerror})") from exc
    raise CaptureError(f"{path}: the NRRD header does not end; the file is truncated or damaged")
