"""The findings to scroll through on a frozen screen, and the one that is chosen. Without Qt."""

from __future__ import annotations

from edge_app.records import Finding


class ReviewStrip:
    """Empty while the screen is live."""

    def __init__(self) -> None:
        self.findings: tuple[Finding, ...] = ()  # oldest first
        self.index = -1  # of the chosen one
        self.note = ""  # on the image that is going to be accepted, whichever of them that is

    def fill(self, findings: tuple[Finding, ...]) -> None:
        """The screen was frozen; the last one is on it."""
        self.findings, self.index, self.note = findings, len(findings) - 1, ""

    def clear(self) -> None:
        self.fill(())

    def choose(self, index: int) -> tuple[Finding, ...]:
        """Scroll to a finding, or as near as there is one; returns those up to it."""
        self.index = min(max(index, 0), len(self.findings) - 1)
        return self.findings[: self.index + 1]

    def replace(self, found: Finding) -> None:
        """Keep another finding of the same frame in place of the one that is there."""
        self.findings = tuple(found if finding.frame is found.frame else finding for finding in self.findings)

    @property
    def chosen(self) -> Finding | None:
        return self.findings[self.index] if self.findings else None

    @property
    def ago_s(self) -> float:
        """How long before the last one the chosen one was captured, s."""
        chosen = self.chosen
        return 0.0 if chosen is None else (self.findings[-1].frame.captured_ns - chosen.frame.captured_ns) / 1e9
