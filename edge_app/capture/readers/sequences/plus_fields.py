"""The fields that PLUS and 3D Slicer add to MetaImage and NRRD headers: times, validity and orientation of the frames.

https://pluslib.readthedocs.io/en/latest/file-formats/FileSequenceFile.html and UltrasoundImageOrientation.html. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from edge_app.errors import CaptureError

_FRAME_FIELD = re.compile(r"seq_frame(\d{1,9})_(timestamp|imagestatus|status)")
_B_MODE = ("brightness", "rgb_color")  # types that are images; the others are raw signals


def frame_times(fields: Mapping[str, str], count: int) -> tuple[float, ...]:
    """s, of each frame; empty unless every one is stated. Field names in lower case."""
    try:
        stated = {int(m[1]): float(fields[m[0]]) for m in map(_FRAME_FIELD.fullmatch, fields) if m and m[2] == "timestamp"}
        if stated:
            return tuple(stated[i] for i in range(count))
        values = next((text for name, text in fields.items() if re.fullmatch(r"axis \d index values", name)), "")
        return tuple(float(value) for value in values.split())
    except (ValueError, KeyError):
        return ()


def invalid_frames(fields: Mapping[str, str]) -> frozenset[int]:
    """Frames whose image was lost and that hold nothing."""
    marked = (m for m in map(_FRAME_FIELD.fullmatch, fields) if m and m[2] != "timestamp")
    return frozenset(int(m[1]) for m in marked if fields[m[0]].strip().upper() == "INVALID")


def is_upside_down(fields: Mapping[str, str], path: Path) -> bool:
    """Whether y points towards the probe (its second letter is N). Raises CaptureError for what is no B-mode image.

    Which side is marked (M, U) is not used: PLUS writes MF where nobody has set it.
    """
    kind = _field(fields, "type")
    if kind and kind.lower() not in _B_MODE:
        raise CaptureError(f"{path}: it holds ultrasound signals ({kind}), not images; save it as B-mode")
    return _field(fields, "orientation").upper()[1:2] == "N"


def _field(fields: Mapping[str, str], name: str) -> str:
    return fields.get(f"ultrasoundimage{name}", "") or fields.get(f"ultrasound image {name}", "") or ""
