"""The exam without a screen: view after view, as the paper's protocol does it, into a folder to look at afterwards.

NN-view-M.png    the frames kept of each view, heat and region over them, caption below
findings.jsonl   one line for each of them
exam.png         all of them on one sheet
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from statistics import median
from typing import TypeVar

from edge_app.bundle.loader import ModelBundle
from edge_app.capture.source import FrameSource
from edge_app.device_profiles import DeviceProfiles, ProfileLookup
from edge_app.engine.protocol import Engine
from edge_app.errors import CaptureError
from edge_app.headless.batch import json_line, resolve_region
from edge_app.headless.contact_sheet import captioned, contact_sheet, save_png
from edge_app.pipeline import analyse
from edge_app.records import Finding, Frame, Label, Roi
from edge_app.system.atomic_write import make_folder, write_output

IMAGES_PER_VIEW = 4  # kept of each view; the paper's protocol has three or four
T = TypeVar("T")


@dataclass(frozen=True)
class View:
    """One placing of the probe."""

    title: str  # "biceps brachii, left", or the name of a recording
    source: FrameSource


@dataclass(frozen=True)
class ViewResult:
    """What one view gave."""

    title: str
    frames: int  # analysed
    kept: list[Finding]  # at most IMAGES_PER_VIEW, spread over the view; judged ones where there are any

    @property
    def abnormal(self) -> int:
        """How many of the frames kept were found abnormal."""
        return sum(finding.label is Label.ABNORMAL for finding in self.kept)

    def row(self) -> str:
        """One row of the table that `header` heads."""
        chances = [finding.probability for finding in self.kept if finding.probability is not None]
        chance = f"{median(chances):9.2f}  {min(chances):.2f}-{max(chances):.2f}" if chances else f"{'-':>9}  {'-':9}"
        echo = median(finding.echo_intensity for finding in self.kept)
        return f"{self.title:32.32}  {self.frames:6}  {len(self.kept):8}  {self.abnormal:8}  {chance}  {echo:6.1f}"


def header() -> str:
    """Column names of the table of views: probability is the median of the frames kept and their range."""
    return f"{'view':32}  {'frames':>6}  {'frames':>8}  {'abnormal':>8}  {'P(abnorm)':>9}  {'range':9}  {'echo':>6}"


def run_headless_exam(
    views: Iterable[View],
    bundle: ModelBundle,
    engine: Engine,
    folder: Path,
    frames: int | None,
    roi: Roi | None = None,
    say: Callable[[str], None] = print,
    profiles: DeviceProfiles | None = None,
) -> list[ViewResult]:
    """Examine each view and write the folder; `say` gets the table, a row as soon as its view is done.

    frames: to analyse of each view; None until its source ends. roi None: the middle of the view's first image field.
    Raises CaptureError when a view gives no frame, EngineError, and ExportError when the folder cannot be written.
    """
    make_folder(folder)
    profile_lookup = ProfileLookup(profiles)
    results: list[ViewResult] = []
    lines: list[str] = []
    say(header())
    for number, view in enumerate(views, start=1):
        result = _examine(view, bundle, engine, frames, roi, profile_lookup, say)
        for m, finding in enumerate(result.kept, start=1):
            frame = f"{number:02}-{_plain(view.title)}-{m}.png"
            save_png(captioned(finding, f"{view.title}, frame {m}", bundle.manifest.intended_use), folder / frame)
            profile = profile_lookup.of(finding.frame)
            lines.append(json_line(finding, bundle, profile, view=view.title, frame=finding.frame.sequence, overlay=frame))
        results.append(result)
        say(result.row())
    write_output(folder / "findings.jsonl", "".join(f"{line}\n" for line in lines).encode("ascii"))
    sheet = contact_sheet([(r.title, r.kept) for r in results], f"Exam with {bundle.id}", bundle.manifest.intended_use)
    save_png(sheet, folder / "exam.png")
    return results


def sample_evenly(items: Iterable[T], count: int) -> list[T]:
    """At most `count` items, evenly spread over a stream of unknown length, holding at most 2 x count at a time."""
    held: list[T] = []
    step = 1
    for i, item in enumerate(items):
        if i % step == 0:
            held.append(item)
        if len(held) == 2 * count:
            held, step = held[::2], 2 * step
    chosen = min(count, len(held))
    return [held[i * len(held) // chosen] for i in range(chosen)]


def _examine(
    view: View,
    bundle: ModelBundle,
    engine: Engine,
    frames: int | None,
    roi: Roi | None,
    profile_lookup: ProfileLookup,
    say: Callable[[str], None],
) -> ViewResult:
    count, unjudged = 0, None

    def judged(source: FrameSource) -> Iterator[Finding]:
        nonlocal count, unjudged
        region: Roi | None = None
        size = (0, 0)
        for frame in islice(_frames(source, say), frames):
            if region is None or (frame.width, frame.height) != size:
                region, size = (
                    resolve_region(frame.pixels, roi, view.title, profile_lookup.field(frame)),
                    (frame.width, frame.height),
                )
            finding = analyse(profile_lookup.completed(frame), region, bundle, engine)
            count += 1
            if finding.label is Label.NOT_JUDGED:
                unjudged = finding
            else:
                yield finding

    with view.source as source:
        kept = sample_evenly(judged(source), IMAGES_PER_VIEW)
    if count == 0:
        raise CaptureError(f"{view.title}: the source gave no frame")
    if not kept and unjudged is not None:
        kept = [unjudged]
    return ViewResult(view.title, count, kept)


def _frames(source: FrameSource, say: Callable[[str], None]) -> Iterator[Frame]:
    """Until the source ends. One that is lost after its first frame has ended with it, and `say` gets the reason."""
    count = 0
    try:
        while (frame := source.read()) is not None:
            count += 1
            yield frame
    except CaptureError as exc:
        if count == 0:
            raise
        say(f"{exc}; the {count} frames before that are kept")


def _plain(title: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-")[:60] or "view"
