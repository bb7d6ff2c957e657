"""The age of frames whose time stamps come from another machine's clock."""

from __future__ import annotations

from collections import deque

WINDOW_NS = 600 * 10**9  # ns, in which the fastest message is looked for; clocks drift apart by some 30 ms in that time
MAX_LATE_NS = 30 * 10**9  # ns; a frame that late was held back, or the sender's clock was set
STEADY_NS = 250 * 10**6  # ns, largest variation of the delay of frames that arrive steadily
STEADY_FOR_NS = 5 * 10**9  # ns that frames must arrive steadily before a possibly changed clock is trusted


class RemoteClock:
    """Converts the sender's time stamps to this machine's monotonic clock.

    The offset between the clocks cannot be known exactly. The fastest message bounds it, so a frame's age is how much longer
    than the fastest message it took. An unchanged stamp is a repeated frame, which keeps ageing.

    Stamps that run backwards, or that are late after a reconnection, are either old frames or come from a clock that was set
    back. They count as old until they have arrived steadily for a while, which frames do not when someone browses through a
    stored loop. Frames delayed by a queue also arrive steadily, but never run backwards, and a queue does not outlive its
    connection.
    """

    def __init__(self) -> None:
        self._gaps: deque[tuple[int, int]] = deque()  # (arrival, arrival - stamp), ns
        self._stamp_ns = self._captured_ns = 0
        self._maybe_set = False  # whether the sender's clock may have been set back
        self._steady_since: tuple[int, int] | None = None  # (arrival, arrival - stamp) of the first late frame of a steady series

    def connected(self) -> None:
        """A new connection was made; the sender's clock may be a different one."""
        self._maybe_set, self._steady_since = True, None

    def captured_ns(self, stamp_s: float, arrived_ns: int) -> int:
        """Capture time on this machine's clock, ns, never later than the arrival. stamp_s: seconds since 1970; 0: none."""
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
        while self._gaps and self._gaps[-1][1] >= gap:  # ascending from left to right: the first is the smallest
            self._gaps.pop()
        self._gaps.append((arrived_ns, gap))
        # Time must not run backwards when a faster message moves the bound.
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
