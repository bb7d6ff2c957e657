"""How often frames are analysed, by how the board is and how long an analysis takes. The image goes on at its own rate.

A board that is hot or short of power slows itself down, and what runs on it with it: the analysis gives way first. No clock, no
thread: every call is given the time.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from edge_app.system.board_health import BoardHealth, in_order

SHARE = 3.0  # an analysis in so many times its duration, which leaves two thirds of the time to the image and to cooling down
MIN_INTERVAL_MS, MAX_INTERVAL_MS = (
    200.0,
    400.0,
)  # ms; up to 5 findings a second, and 2.5 at least: the live guard forgets after a second
CALM_NS = 20_000_000_000  # ns without any cause after which the full rate is back: undervoltage and heat come and go
STILL_SLOW = 0.7  # of the limit: below it, analyses are no longer slow


class Slowdown(str, Enum):
    """Why frames are analysed less often; the values of `Concern`, and one of our own."""

    NONE = ""
    UNDERVOLTAGE = "undervoltage"
    OVERCURRENT = "overcurrent"
    HEAT = "heat"
    BATTERY = "battery"
    SLOW = "slow"  # an analysis takes too long, whatever the reason


@dataclass(frozen=True)
class Pace:
    """How often frames are analysed."""

    slowed_by: Slowdown = Slowdown.NONE
    interval_ms: float = 0.0  # ms from one analysis to the next, at least; 0: as often as frames come
    caused_ns: int = 0  # monotonic clock, when there was last a cause

    @property
    def is_reduced(self) -> bool:
        return self.slowed_by is not Slowdown.NONE


def next_pace(pace: Pace, health: BoardHealth, latency_ms: float | None, limit_ms: float, now_ns: int) -> Pace:
    """The pace after what was seen at `now_ns`.

    latency_ms: of one analysis, the median of the last ones; None: not known yet. limit_ms: from which latency on the image
    does not wait for it. It is reduced at once, and full again when nothing has spoken against it for CALM_NS.
    """
    cause = _cause(pace, health, latency_ms, limit_ms)
    if cause is Slowdown.NONE and (not pace.is_reduced or now_ns - pace.caused_ns >= CALM_NS):
        return Pace()
    interval_ms = min(max(SHARE * (latency_ms or 0.0), MIN_INTERVAL_MS), MAX_INTERVAL_MS)
    return Pace(pace.slowed_by, interval_ms, pace.caused_ns) if cause is Slowdown.NONE else Pace(cause, interval_ms, now_ns)


def _cause(pace: Pace, health: BoardHealth, latency_ms: float | None, limit_ms: float) -> Slowdown:
    for concern in in_order(health.concerns):
        return Slowdown(concern.value)
    limit_ms *= STILL_SLOW if pace.slowed_by is Slowdown.SLOW else 1.0
    return Slowdown.SLOW if latency_ms is not None and latency_ms > limit_ms else Slowdown.NONE
