"""Which motor units fire at which rate: at an effort, and by themselves."""

from __future__ import annotations

import numpy as np

from edge_app.phantom.emg.rhythm import Times, irregular, regular
from edge_app.phantom.emg.subject import Condition, EmgSubject

UNITS_IN_REACH = 15  # whose territories overlap at one place (Buchthal et al. 1959: 15 to 30)
_THRESHOLDS = 30.0  # the last unit's over the first's (Fuglevand et al. 1993)
_FIRST_HZ = 8.0  # rate at which a unit begins (Fuglevand et al. 1993)
_FASTEST_HZ = 40.0  # ours; rates of 30 to 40 Hz and more are seen where few units are left (Daube & Rubin 2009)
_VARIATION = 0.15  # of voluntary intervals: 0.1 to 0.2 (Clamann 1969; Fuglevand et al. 1993 take 0.2)


def recruit(subject: EmgSubject, effort: float) -> tuple[tuple[float, float], ...]:
    """(place in the order of recruitment 0-1, rate in Hz) of each unit in reach that fires at an effort of 0-1.

    Thresholds grow exponentially, rates with what the drive exceeds them by (Fuglevand et al. 1993). Where units are lost, the
    rest is driven harder for the same effort: few units fire fast. Where fibres are lost, more units are driven: many fire early.
    """
    drive = 1 + (_THRESHOLDS - 1) * effort
    units = list(range(UNITS_IN_REACH))
    match subject.condition:
        case Condition.NEUROGENIC:
            left = max(2, round(UNITS_IN_REACH * (1 - 0.8 * subject.severity)))
            units = [round(i * (UNITS_IN_REACH - 1) / (left - 1)) for i in range(left)]
            drive *= 1 + 2.5 * subject.severity
        case Condition.MYOPATHIC | Condition.MYOTONIC:
            drive *= 1 + 2 * subject.severity
        case Condition.HEALTHY:
            pass
    thresholds = [(i / UNITS_IN_REACH, _THRESHOLDS ** (i / UNITS_IN_REACH)) for i in units]
    return tuple((place, min(_FIRST_HZ + drive - threshold, _FASTEST_HZ)) for place, threshold in thresholds if threshold < drive)


def voluntary_rhythm(rate_hz: float, seconds: float, rng: np.random.Generator) -> Times:
    """Times of a unit's discharges at an effort."""
    return regular(rng, rate_hz, seconds, _VARIATION)


def fasciculation_rhythm(subject: EmgSubject, seconds: float, rng: np.random.Generator) -> Times:
    """By chance: on average every 0.8 s in healthy people, every 3.5 s in disease of the motor neuron (Trojaborg & Buchthal
    1965).
    """
    mean = 0.8 if subject.condition is Condition.HEALTHY else 3.5
    return irregular(rng, 1 / (mean * float(rng.uniform(0.5, 1.2))), seconds, 0.02)
