"""The difference of two figures that were measured on different people. Pure."""

from __future__ import annotations

from math import hypot

from edge_app.records import Interval


def difference(here: Interval, there: Interval) -> Interval:
    """here - there, with the interval that follows from theirs (MOVER: Zou & Donner 2008, after Newcombe 1998)."""
    value = here.value - there.value
    low = value - hypot(here.value - here.low, there.high - there.value)
    high = value + hypot(here.high - here.value, there.value - there.low)
    return Interval(value, low, high)
