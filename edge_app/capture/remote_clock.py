"""How old a frame is that was stamped by another machine's clock."""

from __future__ import annotations

from collections import deque

WINDOW_NS = 600 * 10**9  # ns, over which the quickest message is looked for; clocks drift some 30 ms in it
MAX_LATE_NS = 30 * 10**9  # ns; no frame is so late: its clock was set, or it was kept
STEADY_NS = 250 * 10**6  # ns, between the gaps of frames that come evenly
STEADY_FOR_NS = 5 * 10**9  # ns, for which they do before a clock that may have been set is believed


class RemoteClock:
    """The sender's time stamps on this machine's monotonic clock.

    How far apart the clocks are cannot be known; the message that took least time bounds it, so a frame's age is what it
    took longer than the quickest one. A stamp that stands still is a frame sent again: it goes on ageing.

    Stamps that run backwards are old frames, or of a clock that was set back; so are those after another connection that
    are late. They count as old until they have come evenly for a while, which leafed through frames do not. A queue on
    the way, which also comes evenly, neither runs backwards nor outlives its connection.
    """

    def __init__(self) -> None:
        self._gaps: deque[tuple[int, int]] = deque()  # (arrival, arrival - stamp), ns
        self._stamp_ns = self._captured_ns = 0
        self._maybe_set = False  # the clock, back
        self._steady_since: tuple[int, int] | None = None  # the same, of the first of the late ones that come evenly

    def connected(self) -> None:
        """The sender was connected to anew; its clock may be another."""
        self._maybe_set, self._steady_since = True, None

    def captured_ns(self, stamp_s: float, arrived_ns: int) -> int:
        """stamp_s: seconds since 1970, 0 where the sender gives none. Never later than the arrival."""
        stamp_ns = round(stamp_s * 1e9)
        if stamp_ns <= 0:
            return arrived_ns
        if stamp_ns == self._stamp_ns:
            return self._captured_ns
        gap = arrived_ns - stamp_ns
        while self._gaps and self._gaps[0][0] < arrived_ns - WINDOW_NS:
            self._gaps.popleft()
        if self._gaps and self._was_set(stamp_ns < self._stamp_ns, gap, arrived_ns):
            self._gaps.clear()
        while self._gaps and self._gaps[-1][1] >= gap:  # rising from left to right: the first is the least
            self._gaps.pop()
        self._gaps.append((arrived_ns, gap))
        # Time does not run backwards when a quicker message moves the bound.
        self._stamp_ns, self._captured_ns = stamp_ns, max(self._captured_ns, stamp_ns + self._gaps[0][1])
        return self._captured_ns

    def _was_set(self, backwards: bool, gap: int, arrived_ns: int) -> bool:
        late = gap - self._gaps[0][1]
        self._maybe_set |= backwards or late > MAX_LATE_NS
        if late <= STEADY_NS or not self._maybe_set:
            self._maybe_set, self._steady_since = False, None
            return False
        if backwards or self._steady_since is None or abs(gap - self._steady_since[1]) > STEADY_NS:
            self._steady_since = arrived_ns, gap
        if arrived_ns - self._steady_since[0] < STEADY_FOR_NS:
            return False
        self._maybe_set, self._steady_since = False, None
        return True
