"""The analysed frames as lines of JSON, as CSV, and as a table to read."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

from edge_app.bundle.loader import ModelBundle
from edge_app.capture.readers.recording import display_path
from edge_app.guard.reasons import reason_not_judged
from edge_app.headless.analysed_frame import AnalysedFrame, FileSummary, Report, class_shown, label_shown
from edge_app.profile_lookup import ProfileLookup
from edge_app.records import PROBABILITY_MEANS, ClassAnswer, Finding, Label
from edge_app.system.csv_cells import plain_row

Emit = Callable[[str], None]  # gets a line without its end
NO_LABEL = "no label: not validated on this device"
TABLE_HEAD = f"{'frame':>6}  {'time/s':>8}  {'score':>5}  {'echo':>5}  {'region':19}  result"


def json_line(
    finding: Finding, bundle: ModelBundle, profile_lookup: ProfileLookup, research: bool = False, **context: object
) -> str:
    """A finding as one line of ASCII JSON; `context` comes first.

    Values that need a known device are null without one, and where it is set otherwise, which "changed" tells. Where the bundle
    is not validated on it, there is a score but no probability, and a label only for research. The band, which would make a label
    of a score, is there where a label may be. Of a bundle that describes its classes there are these as well.
    """
    roi, band, measured, profile = finding.roi, finding.band, bundle.manifest.measured, profile_lookup.of(finding.frame)
    label = label_shown(finding, bundle.manifest, research)
    score = _score(finding)
    return json.dumps(
        {
            **context,
            "label": label and label.value,
            "reason": _reason(finding, label),
            "validated": finding.validated,
            "probability": score if finding.validated else None,
            "score": score,
            "probability_means": PROBABILITY_MEANS if finding.validated else None,
            "band": [band.low, band.high] if band is not None and (finding.validated or research) else None,
            **_classes(finding, bundle, research),
            "views": finding.views,
            "region": [roi.x, roi.y, roi.w, roi.h],
            "echo_intensity": round(finding.echo_intensity, 2),
            "guard": finding.guard.value,
            "not_judged_because": reason_not_judged(finding),
            "mm_per_pixel": finding.frame.mm_per_pixel,
            "mirrored": finding.frame.mirrored,
            "device": {
                "name": finding.frame.source,
                "known": profile is not None,
                "preset": profile and profile.preset,
                "echo_reference": profile_lookup.echo_reference(finding.frame),
                "controls": {control.name: control.value for control in finding.frame.controls},
                "changed": [str(difference) for difference in profile_lookup.changes(finding.frame, bundle)],
                "validated_accuracy": asdict(measured.metrics.accuracy) if finding.validated and measured else None,
            },
            "bundle": finding.bundle_id,
            "timings": {name: round(ms, 3) for name, ms in asdict(finding.timings).items()},
            "notice": bundle.manifest.intended_use,
        }
    )


def _classes(finding: Finding, bundle: ModelBundle, research: bool) -> dict[str, object]:
    """The class, and what each of them got; and whose heat is drawn, where somebody chose."""
    found: dict[str, object] = {} if finding.heat_of is None else {"heatmap_of": finding.heat_of}
    if bundle.manifest.scheme is None:
        return found
    scores = None if finding.classes is None else _class_scores(finding.classes)
    return {
        "class": class_shown(finding, bundle.manifest, research),
        "class_probabilities": scores if finding.validated else None,
        "class_scores": scores,
        **found,
    }


def _class_scores(classes: ClassAnswer) -> dict[str, float]:
    return {label: round(share, 4) for label, share in zip(classes.labels, classes.probabilities, strict=True)}


@dataclass(frozen=True)
class JsonLines:
    """A line of JSON for each frame, and nothing else."""

    emit: Emit
    bundle: ModelBundle
    profile_lookup: ProfileLookup
    research: bool = False

    def frame(self, found: AnalysedFrame) -> None:
        context: dict[str, object] = {"file": display_path(found.file), "frame": found.index, "seconds": found.seconds}
        if found.overlay is not None:
            context["overlay"] = display_path(found.overlay)
        if found.corrections:
            context["corrected"] = list(found.corrections)
        context["region_by"] = found.region.by.value
        if found.region.no_muscle is not None:
            context["no_muscle_because"] = found.region.no_muscle.value
        self.emit(json_line(found.finding, self.bundle, self.profile_lookup, self.research, **context))

    def file_ended(self, summary: FileSummary) -> None:
        pass

    def ended(self) -> None:
        pass


@dataclass
class Csv:
    """A header, and a row for each frame; what is unknown is empty."""

    emit: Emit
    bundle: ModelBundle
    research: bool = False
    begun: bool = False

    def frame(self, found: AnalysedFrame) -> None:
        finding, roi, region = found.finding, found.finding.roi, found.region
        label = label_shown(finding, self.bundle.manifest, self.research)
        cells: dict[str, object] = {
            "file": display_path(found.file),
            "frame": found.index,
            "seconds": found.seconds,
            "label": label and label.value,
            "reason": _reason(finding, label),
            "validated": finding.validated,
            "score": _score(finding),
            **self._classes(finding),
            "guard": finding.guard.value,
            "not_judged_because": reason_not_judged(finding),
            "echo_intensity": round(finding.echo_intensity, 2),
            "region_x": roi.x,
            "region_y": roi.y,
            "region_w": roi.w,
            "region_h": roi.h,
            "region_by": region.by.value,
            "no_muscle_because": region.no_muscle and region.no_muscle.value,
            "mm_per_pixel": finding.frame.mm_per_pixel,
            "mirrored": finding.frame.mirrored,
            "device": finding.frame.source,
            "bundle": finding.bundle_id,
            "overlay": found.overlay and display_path(found.overlay),
            "notice": self.bundle.manifest.intended_use,
        }
        if not self.begun:
            self.begun = True
            self._write(cells)
        self._write("" if cell is None else cell for cell in cells.values())

    def _classes(self, finding: Finding) -> dict[str, object]:
        """A column for the class and one for the score of each; none where the bundle describes no classes."""
        scheme = self.bundle.manifest.scheme
        if scheme is None:
            return {}
        scores = {} if finding.classes is None else _class_scores(finding.classes)
        called = class_shown(finding, self.bundle.manifest, self.research)
        return {"class": called, **{f"score {label}": scores.get(label) for label in scheme.labels}}

    def file_ended(self, summary: FileSummary) -> None:
        pass

    def ended(self) -> None:
        pass

    def _write(self, cells: Iterable[object]) -> None:
        line = io.StringIO()
        csv.writer(line, lineterminator="").writerow(plain_row(cells))
        self.emit(line.getvalue())


@dataclass
class Table:
    """To read on a terminal: each file's name, a row for each frame, a line of summary; the model and its purpose at the end."""

    emit: Emit
    bundle: ModelBundle
    one_line: Callable[[str], str]  # a name as text that fits on a line
    research: bool = False
    current: Path | None = None  # the file whose head has been written

    def frame(self, found: AnalysedFrame) -> None:
        if found.file != self.current:
            self.current = found.file
            self.emit(self.one_line(display_path(found.file)))
            self.emit(TABLE_HEAD)
        finding, roi, score = found.finding, found.finding.roi, _score(found.finding)
        time = "-" if found.seconds is None else f"{found.seconds:.2f}"
        numbers = f"{found.index:6}  {time:>8}  {'-' if score is None else f'{score:.2f}':>5}  {finding.echo_intensity:5.0f}"
        manifest = self.bundle.manifest
        called = class_shown(finding, manifest, self.research)
        remarks = [result(finding, label_shown(finding, manifest, self.research), called)]
        if found.region.no_muscle is not None:
            remarks.append(f"no muscle proposed ({found.region.no_muscle.value}): {found.region.by.value}")
        region = f"{roi.x},{roi.y},{roi.w},{roi.h}"
        self.emit(f"{numbers}  {region:19}  {'; '.join(remarks)}")

    def file_ended(self, summary: FileSummary) -> None:
        self.emit(f"{summary}\n")

    def ended(self) -> None:
        if self.current is not None:
            self.emit(f"{self.bundle.id}. {self.bundle.manifest.intended_use}")


def result(finding: Finding, label: Label | None, called: str | None = None) -> str:
    """What a finding says in a few words; label and class: those that may be named."""
    if finding.label is Label.NOT_JUDGED:
        return f"{finding.label.value}: {finding.guard.value}"
    if label is None:
        return NO_LABEL
    reason = _reason(finding, label)
    if called is not None and finding.classes is not None:
        share = finding.classes.probabilities[finding.classes.labels.index(called)]
        return f"{label.value}, {called} ({share:.2f})"
    return f"{label.value}: {reason}" if reason else label.value


def _reason(finding: Finding, label: Label | None) -> str | None:
    return finding.reason.value if finding.reason and label is Label.INDETERMINATE else None


def _score(finding: Finding) -> float | None:
    return None if finding.probability is None else round(finding.probability, 4)


def frame_report(
    form: str, emit: Emit, one_line: Callable[[str], str], bundle: ModelBundle, lookup: ProfileLookup, research: bool
) -> Report:
    """The report of this form: "table", "jsonl" or "csv"."""
    match form:
        case "csv":
            return Csv(emit, bundle, research)
        case "table":
            return Table(emit, bundle, one_line, research)
        case _:
            return JsonLines(emit, bundle, lookup, research)
