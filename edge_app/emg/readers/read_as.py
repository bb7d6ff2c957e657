"""What a person knows of a recording that its file may not say, and what one may cost to read."""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from edge_app.emg.trace import Samples
from edge_app.errors import ConfigError, EmgError

MAX_SAMPLES = 30_000_000  # of one channel: ten minutes at 48 kHz, 120 MB
MIN_SAMPLES = 16  # fewer are no recording
RATES_HZ = (100.0, 1_000_000.0)  # what a file may state; which rates are judged is the guard's to say


@dataclass(frozen=True)
class ReadAs:
    """What is stated on the command line; None: what the file says, where it says it."""

    channel: str | None = None  # name or number (from 1) of the channel; None: the first
    rate_hz: float | None = None  # samples a second
    microvolt_per_count: float | None = None  # µV of one count
    full_scale_microvolt: float | None = None  # µV at the largest value that the file's form can hold
    milliseconds: float | None = None  # ms across the trace on a page
    microvolt_per_pixel: float | None = None  # µV of one pixel of a page's height

    def __post_init__(self) -> None:
        """Raises ConfigError for what cannot be."""
        for name, value in (
            ("--rate", self.rate_hz), ("--microvolt-per-count", self.microvolt_per_count),
            ("--full-scale-microvolt", self.full_scale_microvolt), ("--milliseconds", self.milliseconds),
            ("--microvolt-per-pixel", self.microvolt_per_pixel),
        ):  # fmt: skip
            if value is not None and not (math.isfinite(value) and value > 0):
                raise ConfigError(f"{name} {value:g} cannot be: give a number above 0")
        if self.microvolt_per_count is not None and self.full_scale_microvolt is not None:
            raise ConfigError("--microvolt-per-count and --full-scale-microvolt say the same thing: give one of them")

    def scale(self, full_scale: float, stated: float | None = None) -> float | None:
        """µV of one count: as given, otherwise as the file states it. full_scale: counts, the largest that its form can hold."""
        if self.full_scale_microvolt is not None:
            return self.full_scale_microvolt / full_scale
        return self.microvolt_per_count if self.microvolt_per_count is not None else stated


def check_length(count: int, path: Path | str) -> None:
    """Raise EmgError where a channel has too few samples to be one, or more than are read."""
    if count < MIN_SAMPLES:
        raise EmgError(f"{path}: the recording holds {count} samples, which is none at all; export it again")
    if count > MAX_SAMPLES:
        raise EmgError(
            f"{path}: the recording holds {count} samples of a channel, at most {MAX_SAMPLES} are read; cut it into parts"
        )


def check_rate(rate_hz: float, path: Path | str) -> float:
    """The rate, Hz. Raises EmgError for one that no recorder has."""
    if not (math.isfinite(rate_hz) and RATES_HZ[0] <= rate_hz <= RATES_HZ[1]):
        raise EmgError(f"{path}: a rate of {rate_hz:g} samples a second cannot be; state the true one with --rate")
    return rate_hz


def check_finite(samples: Samples, path: Path | str) -> Samples:
    """The samples. Raises EmgError where some are not numbers."""
    finite = np.isfinite(samples)
    if not finite.all():
        first = int(np.argmin(finite))
        raise EmgError(f"{path}: sample {first + 1} is not a number; export the recording again, or cut that part out")
    return samples


def pick_channel(names: tuple[str, ...], wanted: str | None, path: Path | str) -> int:
    """The index of the channel that is wanted, by its name or its number from 1. Raises EmgError where there is none."""
    if wanted is None:
        return 0
    folded = [name.casefold() for name in names]
    if wanted.casefold() in folded:
        return folded.index(wanted.casefold())
    if wanted.isascii() and wanted.isdigit() and len(wanted) < 6 and 1 <= int(wanted) <= len(names):
        return int(wanted) - 1
    some = ", ".join(names[:8]) + (", ..." if len(names) > 8 else "")
    raise EmgError(f"{path}: has no channel {wanted!r}; give --channel one of {some}, or a number from 1 to {len(names)}")
