"""The last seconds of findings, to scroll back through once the frame is frozen. Bounded in memory whatever the frames."""

from __future__ import annotations

from collections import deque

from edge_app.records import Finding

SECONDS = 10.0  # s, that can be scrolled back
PER_SECOND = 10.0  # Hz, kept at most: more cannot be told apart with a finger
MAX_BYTES = 24 * 2**20  # of pixels; larger frames are kept less often


class CineBuffer:
    """Findings of the last `SECONDS`, evenly thinned. Each carries its own frame, region and heat."""

    def __init__(self, seconds: float = SECONDS, per_second: float = PER_SECOND, most_bytes: int = MAX_BYTES) -> None:
        self._seconds, self._per_second, self._most_bytes = seconds, per_second, most_bytes
        self._kept: deque[Finding] = deque()

    def add(self, finding: Finding) -> None:
        """Keep it, unless the one before is too near in time."""
        now = finding.frame.captured_ns
        if self._kept and now - self._kept[-1].frame.captured_ns < self._pause_ns(finding):
            return
        self._kept.append(finding)
        while len(self._kept) > 1 and (self._age_ns() > self._seconds * 1e9 or self.bytes > self._most_bytes):
            self._kept.popleft()

    def until(self, finding: Finding) -> tuple[Finding, ...]:
        """What is kept, oldest first, with `finding` as the last."""
        return (*(kept for kept in self._kept if kept is not finding), finding)

    def clear(self) -> None:
        """The probe is taken elsewhere."""
        self._kept.clear()

    @property
    def bytes(self) -> int:
        """Of the pixels that are kept."""
        return sum(finding.frame.pixels.nbytes for finding in self._kept)

    def _age_ns(self) -> int:
        """Of the oldest against the newest."""
        return self._kept[-1].frame.captured_ns - self._kept[0].frame.captured_ns

    def _pause_ns(self, finding: Finding) -> float:
        """Half a frame short of the pace, or a frame that comes a little early would be missed each time."""
        pace = max(1 / self._per_second, self._seconds * finding.frame.pixels.nbytes / self._most_bytes)
        return (pace - 0.015) * 1e9
