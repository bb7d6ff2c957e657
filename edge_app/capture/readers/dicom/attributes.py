"""What the header says of times, rate and the scanner's settings. Values that cannot be parsed count as missing."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import accumulate

from pydicom import Dataset

from edge_app.records import Control

_SETTINGS = {
    "depth, mm": "DepthOfScanField",
    "preset": "ProtocolName",
    "transducer": "TransducerType",
    "mechanical index": "MechanicalIndex",
}
_LONGEST_SETTING = 100  # characters


def frame_times(header: Dataset, count: int) -> list[float] | None:
    """Time of each frame since the first, s, from a FrameTimeVector (increments, ms; PS3.3 C.7.6.5) with one entry per frame."""
    steps = _steps(header)
    if len(steps) != count - 1 or count < 2 or not all(math.isfinite(step) and step >= 0 for step in steps):
        return None
    return [ms / 1000 for ms in accumulate(steps, initial=0.0)]


def _steps(header: Dataset) -> list[float]:
    return numbers(header, "FrameTimeVector")[1:]


def number(item: Dataset, name: str) -> float:
    """An attribute's value; 0 if it is missing or cannot be parsed."""
    return next(iter(numbers(item, name)), 0.0)


def numbers(item: Dataset, name: str) -> list[float]:
    """An attribute's values; none if one cannot be parsed. That is no sign of damaged frames: some files have 40,5 for 40.5."""
    try:
        values = item.get(name)
        return [float(value) for value in (values if isinstance(values, Sequence) else [values]) if value is not None]
    except (ValueError, TypeError):
        return []


def frames_per_second(header: Dataset) -> float | None:
    """Recorded rate in Hz, from FrameTime, FrameTimeVector (mean), CineRate or RecommendedDisplayFrameRate, in that order."""
    steps = _steps(header)
    times = [number(header, "FrameTime"), sum(steps) / len(steps) if steps else 0.0]
    rates = [1000 / ms for ms in times if ms > 0]
    rates += [number(header, name) for name in ("CineRate", "RecommendedDisplayFrameRate")]
    return next((rate for rate in rates if math.isfinite(rate) and 0 < rate <= 1000), None)


def scanner_settings(header: Dataset) -> tuple[Control, ...]:
    """What the file says of the scanner's setting (PS3.3 C.8.5.6); there is no attribute for the gain."""
    said = {name: " ".join(str(header.get(attribute) or "").split()) for name, attribute in _SETTINGS.items()}
    return tuple(Control(name, value[:_LONGEST_SETTING]) for name, value in said.items() if value and value.isprintable())
