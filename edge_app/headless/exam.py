"""The exam without a screen: one position of the probe after the other, as in the paper's protocol, written to a folder.

NN-title-M.png   the selected frames of each position with heatmap and region, and a caption below
findings.jsonl   one line for each of these frames
exam.png         all of these frames on one contact sheet
"""

from __future__ import annotations

import re
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import islice
from pathlib import Path
from statistics import median
from typing import TypeVar

from edge_app.bundle.loader import ModelBundle
from edge_app.capture.source import FrameSource
from edge_app.device_profiles import DeviceProfiles
from edge_app.engine.protocol import Engine
from edge_app.errors import CaptureError, ConfigError
from edge_app.guard.live_guard import LiveGuard
from edge_app.guard.reasons import reason_not_judged
from edge_app.headless.contact_sheet import captioned, contact_sheet, save_png
from edge_app.headless.frame_reports import json_line
from edge_app.headless.region import SourceRegion
from edge_app.headless.sampling import sample_evenly
from edge_app.other_muscle import of_muscle
from edge_app.pipeline import analyse, by_itself
from edge_app.profile_lookup import ProfileLookup
from edge_app.records import Finding, Frame, Label, Permission, Roi
from edge_app.system.atomic_write import make_folder, write_output
from edge_app.tracing.tracer import NO_TRACER, Stage, Tracer
from edge_app.views import with_views

FINDINGS = "findings.jsonl"
IMAGES_PER_POSITION = 4  # selected; the paper's protocol has three or four
T = TypeVar("T")


@dataclass(frozen=True)
class ProbePosition:
    """Where the probe is held for a while, or one recording."""

    title: str  # "biceps brachii, left", or the name of a recording
    source: FrameSource
    muscle: str | None = None  # None: nobody says which it is
    images: int = IMAGES_PER_POSITION  # at most so many are kept


@dataclass(frozen=True)
class PositionResult:
    """The result of one position."""

    title: str
    frames: int  # number of frames analysed
    selected: list[Finding]  # at most as many as the position wants, spread over it; judged ones if there are any

    @property
    def with_label(self) -> list[Finding]:
        """The selected frames that were judged on a validated device: only these are counted as anything."""
        return [finding for finding in self.selected if finding.may_count and finding.label is not Label.NOT_JUDGED]

    @property
    def of_other_muscle(self) -> int:
        """Number of selected frames without a finding, because the bundle was not made for their muscle."""
        return sum(finding.label is Label.OTHER_MUSCLE for finding in self.selected)

    @property
    def abnormal(self) -> int:
        """Number of selected frames that were found abnormal."""
        return sum(finding.label is Label.ABNORMAL for finding in self.with_label)

    @property
    def classes(self) -> Counter[str]:
        """Number of selected frames that are called each class, of a bundle that describes its classes."""
        answers = [finding.classes.called for finding in self.with_label if finding.classes is not None]
        return Counter(called for called in answers if called is not None)

    def row(self) -> str:
        """The row of this position in the table below `header`; where no frame has a label, there is no count either."""
        echo = median(finding.echo_intensity for finding in self.selected)
        start = f"{self.title:32.32}  {self.frames:6}  {len(self.selected):8}  "
        if not self.with_label:
            return f"{start}{'-':>8}  {'-':>9}  {'-':>9}  {'-':9}  {echo:6.1f}  {self._why_without_label()}"
        probabilities = [finding.probability for finding in self.with_label if finding.probability is not None]
        indeterminate = sum(finding.label is Label.INDETERMINATE for finding in self.with_label)
        limits = f"{min(probabilities):.2f}-{max(probabilities):.2f}"
        classes = "".join(f"  {name} ({count})" for name, count in self.classes.most_common())
        return f"{start}{self.abnormal:8}  {indeterminate:9}  {median(probabilities):9.2f}  {limits:9}  {echo:6.1f}{classes}"

    def _why_without_label(self) -> str:
        scores = [finding.probability for finding in self.selected if finding.probability is not None]
        if self.of_other_muscle:
            return "no finding: the model was not made for this muscle"
        if scores:
            return f"not validated on this device, research score {median(scores):.2f}"
        return f"not judged: {reason_not_judged(self.selected[0])}"


def summary_line(results: Sequence[PositionResult]) -> str:
    """What the selected images of all positions say together; only those with a label are counted as anything."""
    findings = [finding for result in results for finding in result.selected]
    called = [finding for result in results for finding in result.with_label]
    counts = Counter(finding.label for finding in called)
    parts = []
    if called:
        abnormal, indeterminate = counts[Label.ABNORMAL], counts[Label.INDETERMINATE]
        parts.append(f"{abnormal} of {len(called)} judged images abnormal, {indeterminate} indeterminate")
    refused = sum(finding.label is Label.NOT_JUDGED for finding in findings)
    if refused:
        parts.append(f"{refused} not judged")
    if other := sum(result.of_other_muscle for result in results):
        parts.append(f"{other} without a finding: the model was not made for their muscle")
    if without := len(findings) - len(called) - refused - other:
        parts.append(f"{without} not validated on this device: no result")
    return f"{'; '.join(parts)}."


def header() -> str:
    """Column names of the table of positions: median and range of the probability over the selected frames."""
    counts = f"{'frames':>6}  {'selected':>8}  {'abnormal':>8}  {'indeterm.':>9}"
    return f"{'position':32}  {counts}  {'P(abnorm)':>9}  {'range':9}  {'echo':>6}"


def run_headless_exam(
    positions: Iterable[ProbePosition],
    bundle: ModelBundle,
    engine: Engine,
    folder: Path,
    frames: int | None,
    roi: Roi | None = None,
    report: Callable[[str], None] = print,
    profiles: DeviceProfiles | None = None,
    tracer: Tracer = NO_TRACER,
    heat_of: str | None = None,
) -> list[PositionResult]:
    """Examine each position and write the folder; `report` gets the table, each row as soon as its position is done.

    frames: number to analyse at each; None until the source ends. roi None: the middle of the image field of its first
    frame. heat_of: the bundle's label that heatmaps are evidence for; None: "abnormal". Raises CaptureError if a position gives
    no frame, ConfigError if the folder holds an exam already, EngineError, and ExportError if it cannot be written.
    """
    if (earlier := folder / FINDINGS).exists():
        raise ConfigError(f"{earlier} is of an earlier exam; choose another folder with --out, or remove it")
    make_folder(folder)
    profile_lookup = ProfileLookup(profiles)
    results: list[PositionResult] = []
    lines: list[str] = []
    for number, position in enumerate(positions, start=1):
        table = partial(report, header()) if number == 1 else None
        result = _examine(position, bundle, engine, frames, roi, profile_lookup, report, tracer, heat_of, began=table)
        for m, finding in enumerate(result.selected, start=1):
            image = f"{number:02}-{_file_name_part(position.title)}-{m}.png"
            save_png(
                captioned(finding, f"{position.title}, frame {finding.frame.sequence}", bundle.manifest.intended_use),
                folder / image,
            )
            lines.append(
                json_line(finding, bundle, profile_lookup, position=position.title, frame=finding.frame.sequence, overlay=image)
            )
        results.append(result)
        report(result.row())
    write_output(folder / FINDINGS, "".join(f"{line}\n" for line in lines).encode("ascii"))
    sheet = contact_sheet([(r.title, r.selected) for r in results], f"Exam with {bundle.id}", bundle.manifest.intended_use)
    save_png(sheet, folder / "exam.png")
    return results


def _examine(
    position: ProbePosition,
    bundle: ModelBundle,
    engine: Engine,
    frames: int | None,
    roi: Roi | None,
    profile_lookup: ProfileLookup,
    report: Callable[[str], None],
    tracer: Tracer,
    heat_of: str | None,
    began: Callable[[], None] | None,
) -> PositionResult:
    """began: called once the first frame is analysed."""
    count, unjudged = 0, None
    live_guard = LiveGuard(bundle.manifest.guard, bundle.texture)

    def permission(known: Frame) -> Permission:
        if position.muscle is not None and not bundle.manifest.is_made_for(position.muscle):
            return Permission.NOTHING
        return profile_lookup.permission(known, bundle, research=True)

    def analysed(frame: Frame, source_region: SourceRegion) -> Finding:
        began_ns = time.monotonic_ns()
        region, known = source_region.of(frame), profile_lookup.with_profile_defaults(frame)
        tracer.span(Stage.REGION, frame, began_ns)
        guard = None
        if not known.recorded:  # a recording was chosen by somebody and is not watched: each of its frames is judged by itself
            began_ns = time.monotonic_ns()
            guard = live_guard.assess(known, region)
            tracer.span(Stage.GUARD, frame, began_ns)
        finding = analyse(known, region, bundle, engine, permission(known), guard, heat_of)
        finding = of_muscle(finding, position.muscle, bundle.manifest)
        tracer.analysed(finding)
        return finding

    def by_all_views(finding: Finding) -> Finding:
        began_ns = time.monotonic_ns()
        found = with_views(by_itself(finding, finding.roi, bundle, engine, permission(finding.frame)), bundle, engine)
        found = of_muscle(found, position.muscle, bundle.manifest)
        tracer.span(Stage.VIEWS, finding.frame, began_ns)
        return found

    def judged(source: FrameSource) -> Iterator[Finding]:
        nonlocal count, unjudged
        source_region = SourceRegion(roi, position.title, profile_lookup)
        for frame in islice(_frames(source, report), frames):
            began_ns = time.monotonic_ns()
            finding = analysed(frame, source_region)
            if began and count == 0:
                began()
            tracer.span(Stage.ANALYSIS, frame, began_ns)
            count += 1
            if finding.label is Label.NOT_JUDGED:
                unjudged = finding
            else:
                yield finding

    with position.source as source:
        selected = sample_evenly(judged(source), position.images)
    if count == 0:
        raise CaptureError(f"{position.title}: the source gave no frame")
    if not selected and unjudged is not None:
        selected = [unjudged]
    return PositionResult(position.title, count, [by_all_views(finding) for finding in selected])


def _frames(source: FrameSource, report: Callable[[str], None]) -> Iterator[Frame]:
    """The frames until the source ends. A source lost after its first frame counts as ended, and `report` gets the reason."""
    count = 0
    try:
        while (frame := source.read()) is not None:
            count += 1
            yield frame
    except CaptureError as exc:
        if count == 0:
            raise
        report(f"{exc}; the {count} frames before that are used")


def _file_name_part(title: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-")[:60] or "position"
