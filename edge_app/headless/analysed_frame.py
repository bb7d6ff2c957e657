"""One analysed frame of a recording, and what all frames of one file are together."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Protocol

from edge_app.bundle.manifest import Manifest
from edge_app.capture.readers.recording import display_path
from edge_app.headless.region import PlacedRegion
from edge_app.records import Finding, Guard, Label


@dataclass(frozen=True)
class AnalysedFrame:
    """A frame of a file, and its finding."""

    file: Path
    several: bool  # the file holds more than one frame, or may
    index: int  # counts the frames of the file from 0
    seconds: float | None  # recorded time since the file's first frame, s; None if the file does not state it
    finding: Finding
    region: PlacedRegion
    corrections: tuple[str, ...] = ()  # what was done to it before anything was measured
    overlay: Path | None = None  # the image of it with its heatmap; None if none was wanted

    @property
    def title(self) -> str:
        """The file, and the frame where there are several."""
        name = display_path(self.file)
        return f"{name}, frame {self.index}" if self.several else name


@dataclass(frozen=True)
class FileSummary:
    """What the analysed frames of one file are together."""

    file: Path
    frames: int
    judged: int  # with a score
    not_judged: tuple[tuple[Guard, int], ...]  # how many frames for which reason, the most frequent first
    score: float | None  # median of the judged frames, 0-1
    low: float | None  # the lowest
    high: float | None  # the highest
    label: Label | None  # of the median; None where the model may give none, or nothing was judged

    def __str__(self) -> str:
        parts = [f"{self.frames} {'frame' if self.frames == 1 else 'frames'}, {self.judged} judged"]
        parts += [f"not judged {count} ({guard.value})" for guard, count in self.not_judged]
        if self.score is not None and self.low is not None and self.high is not None:
            parts.append(f"median score {self.score:.2f} ({self.low:.2f} to {self.high:.2f})")
            parts.append(f"label of the median: {self.label.value if self.label else 'none, not validated on this device'}")
        return "; ".join(parts)


@dataclass
class FileTally:
    """The findings of one file so far: numbers only, no pixels."""

    file: Path
    scores: list[float] = field(default_factory=list)
    not_judged: Counter[Guard] = field(default_factory=Counter)
    may_have_label: bool = True  # the model is validated on the device of every frame

    def add(self, finding: Finding) -> None:
        if finding.probability is None:
            self.not_judged[finding.guard] += 1
        else:
            self.scores.append(finding.probability)
            self.may_have_label &= finding.may_count

    def summary(self, manifest: Manifest, research: bool) -> FileSummary:
        """research: the label is named also where the model is not validated on the device."""
        scores = self.scores
        middle = median(scores) if scores else None
        label = manifest.label_of(middle) if middle is not None and (research or self.may_have_label) else None
        frames = len(scores) + self.not_judged.total()
        reasons = tuple(self.not_judged.most_common())
        return FileSummary(
            self.file, frames, len(scores), reasons, middle, min(scores, default=None), max(scores, default=None), label
        )


def label_shown(finding: Finding, manifest: Manifest, research: bool) -> Label | None:
    """The label that may be named; where the model is not validated on the device only for research, otherwise None."""
    if finding.label is not Label.NOT_VALIDATED:
        return finding.label
    if not research or finding.probability is None:
        return None
    return Label.INDETERMINATE if finding.reason is not None else manifest.label_of(finding.probability)


def class_shown(finding: Finding, manifest: Manifest, research: bool) -> str | None:
    """The class that may be named, as `label_shown`; None also where the bundle describes no classes."""
    if finding.classes is None or manifest.scheme is None:
        return None
    label = label_shown(finding, manifest, research)
    return None if label is None else manifest.scheme.called_label(finding.classes.probabilities, label)


class Report(Protocol):
    """What gets the results while they are found, in order."""

    def frame(self, found: AnalysedFrame) -> None:
        """The next frame of the current file. Raises CaptureError if it cannot be shown, which is the file's fault."""

    def file_ended(self, summary: FileSummary) -> None:
        """The current file, of which at least one frame was analysed, is over."""

    def ended(self) -> None:
        """All files are over. Raises ExportError if the report cannot be written."""
