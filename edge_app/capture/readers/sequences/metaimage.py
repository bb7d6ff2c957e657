"""Headers of MetaImage files: .mha, and .mhd with the samples beside it. Lines of "Name = value" (MetaIO)."""

from __future__ import annotations

from math import prod
from pathlib import Path
from typing import Literal

import numpy as np

from edge_app.capture.readers.limits import DEFAULT, Limits
from edge_app.capture.readers.recording import Recording
from edge_app.capture.readers.sequences.plus_fields import frame_times, invalid_frames, is_upside_down
from edge_app.capture.readers.sequences.samples import SequenceHeader, beside, open_sequence, with_frames
from edge_app.errors import CaptureError

SUFFIXES = frozenset({".mha", ".mhd"})

_TYPES = {
    "MET_CHAR": "i1", "MET_UCHAR": "u1", "MET_SHORT": "i2", "MET_USHORT": "u2", "MET_INT": "i4", "MET_UINT": "u4",
    "MET_FLOAT": "f4", "MET_DOUBLE": "f8",
}  # fmt: skip
_MAX_HEADER = 64 << 20  # bytes; PLUS writes about a kilobyte for each frame


def is_metaimage(head: bytes) -> bool:
    """Whether a file that begins so is a MetaImage."""
    return head.lstrip().startswith((b"ObjectType", b"NDims"))


def open_metaimage(path: Path, limits: Limits = DEFAULT) -> Recording:
    """Read the header. Raises CaptureError when it is damaged, names a file outside of its folder, or is no image."""
    fields, end = _fields(path)
    try:
        sizes = [int(value) for value in fields["dimsize"].split()]
        if len(sizes) < 2 or min(sizes) < 1:
            raise CaptureError(f"{path}: a MetaImage of the size {fields['dimsize']} holds no frame")
        if fields.get("binarydata", "True").lower() != "true":
            raise CaptureError(f"{path}: samples as text are not supported; save the MetaImage with binary data")
        big = fields.get("elementbyteordermsb", fields.get("binarydatabyteordermsb", "False")).lower() == "true"
        order: Literal["<", ">"] = ">" if big else "<"
        kind = _TYPES[fields["elementtype"].upper()]
        spacing = [float(value) for value in fields.get("elementspacing", fields.get("elementsize", "")).split()]
        skipped = int(fields.get("headersize", "0"))
        components = int(fields.get("elementnumberofchannels", "1"))
        name = fields["elementdatafile"]
    except (KeyError, ValueError) as exc:
        raise CaptureError(f"{path}: the MetaImage header is damaged, or not of an image ({_reason(exc)})") from exc
    local = name.upper() == "LOCAL"
    if not local and (name.upper().startswith("LIST") or "%" in name):
        raise CaptureError(f"{path}: samples spread over several files are not supported; save the MetaImage as one .mha file")
    header = SequenceHeader(
        path, path if local else beside(path, name), end if local else skipped,
        fields.get("compresseddata", "False").lower() == "true", np.dtype(kind).newbyteorder(order),
        components, sizes[0], sizes[1], prod(sizes[2:]), upside_down=is_upside_down(fields, path),
    )  # fmt: skip
    if len(spacing) >= 2:
        header = header.with_spacing(*spacing[:2])
    return open_sequence(with_frames(header, frame_times(fields, header.count), invalid_frames(fields)), limits)


def _fields(path: Path) -> tuple[dict[str, str], int]:
    """The fields by name in lower case, and where the header ends."""
    fields: dict[str, str] = {}
    try:
        with path.open("rb") as file:
            while file.tell() < _MAX_HEADER and (line := file.readline(1 << 16)):
                name, equals, value = line.decode("utf-8", "replace").partition("=")
                if equals:
                    fields[name.strip().lower()] = value.strip()
                if name.strip().lower() == "elementdatafile":
                    return fields, file.tell()
    except OSError as exc:
        raise CaptureError(f"{path}: cannot be opened ({exc.strerror})") from exc
    raise CaptureError(f"{path}: the MetaImage header does not end; the file is truncated or damaged")


def _reason(exc: Exception) -> str:
    return f"{exc.args[0]} is missing or unknown" if isinstance(exc, KeyError) else str(exc)
