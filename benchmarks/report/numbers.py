"""Figures as text. What was not measured is "none"; no figure claims more digits than it is good for."""

from __future__ import annotations

from math import floor, isclose, log10

from benchmarks.result.timing import Percentile, Timing

NONE = "none"


def significant(value: float, digits: int = 3) -> str:
    """Rounded to as many digits, without an exponent: 0.0123, 2.10, 12.3, 1230."""
    if value == 0:
        return "0"
    rounded = float(f"{value:.{digits - 1}e}")
    return f"{rounded:.{max(0, digits - 1 - floor(log10(abs(rounded))))}f}"


def or_none(value: float | None, digits: int = 3) -> str:
    """The figure, or "none"."""
    return NONE if value is None else significant(value, digits)


def with_interval(value: float, low: float | None, high: float | None) -> str:
    """ "2.10 (2.05–2.18)", or the value by itself where there is no interval."""
    if low is None or high is None:
        return significant(value)
    return f"{significant(value)} ({significant(low)}–{significant(high)})"


def percentile(timing: Timing, fraction: float) -> Percentile | None:
    """The percentile that has a value, or None: not among the result's, or too few samples."""
    found = next((one for one in timing.percentiles if isclose(one.fraction, fraction)), None)
    return found if found is not None and found.ms is not None else None


def median_ms(timing: Timing) -> float | None:
    """p50 in ms; None where there are too few samples even for that."""
    found = percentile(timing, 0.5)
    return found.ms if found else None


def percentile_text(timing: Timing, fraction: float) -> str:
    """With its interval; "none" where there are too few samples."""
    found = percentile(timing, fraction)
    return NONE if found is None or found.ms is None else with_interval(found.ms, found.low_ms, found.high_ms)


def percentile_name(fraction: float) -> str:
    """ "p50", "p99.9"."""
    return f"p{100 * fraction:g}"
