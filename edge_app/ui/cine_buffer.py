"""The findings of the last seconds, to scroll through on a frozen screen. Memory is bounded whatever the frame size."""

from __future__ import annotations

from collections import deque

from edge_app.records import Finding

SECONDS = 10.0  # s that can be scrolled back
PER_SECOND = 10.0  # Hz, at most: a finger cannot select more finely
MAX_BYTES = 24 * 2**20  # of pixels; larger frames are stored less often


class CineBuffer:
    """The findings of the last `SECONDS`, evenly thinned. Each carries its own frame, region and heatmap."""

    def __init__(self, seconds: float = SECONDS, per_second: float = PER_SECOND, max_bytes: int = MAX_BYTES) -> None:
        self._seconds, self._per_second, self._max_bytes = seconds, per_second, max_bytes
        self._findings: deque[Finding] = deque()

    def add(self, finding: Finding) -> None:
        """Add a finding, unless it follows the previous one too closely in time."""
        now = finding.frame.captured_ns
        if self._findings and now - self._findings[-1].frame.captured_ns < self._min_interval_ns(finding):
            return
        self._findings.append(finding)
        while len(self._findings) > 1 and (self._age_ns() > self._seconds * 1e9 or self.bytes > self._max_bytes):
            self._findings.popleft()

    def until(self, finding: Finding) -> tuple[Finding, ...]:
        """The stored findings, oldest first, with `finding` as the last."""
        return (*(stored for stored in self._findings if stored is not finding), finding)

    def clear(self) -> None:
        """Remove all findings, for example when the probe moves to another site."""
        self._findings.clear()

    @property
    def bytes(self) -> int:
        """Size of the stored pixels."""
        return sum(finding.frame.pixels.nbytes for finding in self._findings)

    def _age_ns(self) -> int:
        """Time between the oldest and the newest finding."""
        return self._findings[-1].frame.captured_ns - self._findings[0].frame.captured_ns

    def _min_interval_ns(self, finding: Finding) -> float:
        """Half a frame shorter than the interval aimed at, or frames that arrive slightly early would always be skipped."""
        interval_s = max(1 / self._per_second, self._seconds * finding.frame.pixels.nbytes / self._max_bytes)
        return (interval_s - 0.015) * 1e9
