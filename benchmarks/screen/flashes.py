"""From what the probe handed over and what the screen showed to latencies. Pure.

A flash lasts some frames. It counts from the hand-over of its first, to when the screen first shows any of them; its overlay,
to when the screen shows the heatmap over that same frame.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from benchmarks.screen.marker import NUMBERS

PATIENCE_NS = 2_000_000_000  # ns after its hand-over that a frame may still be the one on the screen: frame numbers begin again


@dataclass(frozen=True)
class Flash:
    """One flash, as the probe's process handed it over."""

    first: int  # number of its first frame, modulo NUMBERS
    frames: int
    handed_ns: int  # monotonic clock, just before the first frame was written to the connection


@dataclass(frozen=True)
class Sighting:
    """What the screen showed from this moment on, until the next one."""

    at_ns: int  # monotonic clock
    number: int  # of the frame, modulo NUMBERS
    is_lit: bool
    has_heat: bool


@dataclass(frozen=True)
class Latencies:
    """Of all flashes."""

    flash_ms: tuple[float, ...]
    overlay_ms: tuple[float, ...]
    unseen: int  # flashes none of whose frames reached the screen
    without_overlay: int  # that did, but the frame that was seen never had its overlay
    later: int  # of which the first frame was dropped, so that a later one was seen


def latencies(flashes: Iterable[Flash], sightings: Sequence[Sighting]) -> Latencies:
    """sightings: by time."""
    times = [sighting.at_ns for sighting in sightings]
    flash_ms, overlay_ms, unseen, later = [], [], 0, 0
    for flash in flashes:
        start, end = (bisect_left(times, at) for at in (flash.handed_ns, flash.handed_ns + PATIENCE_NS))
        lit = [one for one in sightings[start:end] if one.is_lit and (one.number - flash.first) % NUMBERS < flash.frames]
        if not lit:
            unseen += 1
            continue
        flash_ms.append((lit[0].at_ns - flash.handed_ns) / 1e6)
        later += lit[0].number != flash.first
        overlay = next((one for one in lit if one.number == lit[0].number and one.has_heat), None)
        if overlay:
            overlay_ms.append((overlay.at_ns - flash.handed_ns) / 1e6)
    return Latencies(tuple(flash_ms), tuple(overlay_ms), unseen, len(flash_ms) - len(overlay_ms), later)


def shown_hz(sightings: Sequence[Sighting]) -> float:
    """How many different frames a second the screen showed; 0 for fewer than two."""
    if len(sightings) < 2:
        return 0.0
    changes = sum(one.number != other.number for one, other in pairwise(sightings))
    return changes * 1e9 / max(1, sightings[-1].at_ns - sightings[0].at_ns)


def heat_threshold(lit: Sequence[float], unlit: Sequence[float]) -> float:
    """The colour halfway between frames of a flash and the others, by medians. Raises ValueError where they are not far apart."""
    if not lit or not unlit:
        raise ValueError("the screen showed no flash" if not lit else "the screen showed nothing but flashes")
    low, high = float(np.median(unlit)), float(np.median(lit))
    if high < 2 * low + 8:
        raise ValueError(f"the overlay of a flash cannot be told from none: colour {high:.1f}, without a flash {low:.1f}")
    return (low + high) / 2


def colour(pixels: npt.NDArray[np.uint8]) -> float:
    """How coloured grey pixels have become, (n, 4) uint8 BGRX: the mean difference of red and blue, 0-255."""
    return float(np.abs(pixels[:, 2].astype(np.int16) - pixels[:, 0]).mean())
