"""From a frame to its finding, and where the time goes."""

from __future__ import annotations

from collections.abc import Sequence

from benchmarks.report.axes import Scale, bottom_axis, drawing, round_ticks
from benchmarks.report.document import Column, Figure, Part, Row, Section, Table
from benchmarks.report.entry import Entry, marks, ratio_text
from benchmarks.report.markup import Html, element
from benchmarks.report.numbers import percentile_text, significant
from benchmarks.result.records import PipelineResult, StageResult

_COLUMNS = (
    Column("pipeline", words=True),
    Column("p50, ms"),
    Column("p90, ms"),
    Column("p99, ms"),
    Column("mean"),
    Column("frames a second"),
    Column("times A"),
)
# Those that belong together have one hue.
STAGES = ("capture", "field", "crop", "median", "clahe", "guard", "inference", "map", "overlay", "paint")
_REST = len(STAGES)
_BAR_PX, _GAP_PX, _WIDTH_PX = 24, 30, 860

Named = tuple[Entry, PipelineResult]


def section(entries: Sequence[Entry]) -> Section | None:
    """A row for each pipeline, and a bar of stages for each whose stages were measured."""
    every = [(entry, one) for entry in entries for one in entry.result.pipelines]
    if not every:
        return None
    table = Table(
        _COLUMNS,
        tuple(_row(entry, one, entries[0]) for entry, one in every),
        "A 640 x 480 frame to its finding with the heatmap, by the configuration named. Frames a second: one after the other, "
        "1,000 / mean.",
    )
    parts: list[Part] = [table]
    staged = [(entry, one) for entry, one in every if one.stages and not one.void]
    if staged:
        caption = (
            "Means in ms, because means add up. Each stage was measured by itself on the same frames; rest is what the whole "
            "pipeline took beyond their sum. Where the sum is more, the bar is longer than the whole, whose mean is the line "
            "across it."
        )
        parts += [Figure(_stacks(staged), caption), _stage_table(staged)]
    return Section("Whole pipeline", tuple(parts))


def name_of(one: PipelineResult) -> str:
    """Such as "litert int8, 2 threads, with guard, beside the kiosk"."""
    return f"{one.configuration.name}, {'with' if one.guard else 'without'} guard{', beside the kiosk' if one.kiosk else ''}"


def _row(entry: Entry, one: PipelineResult, first: Entry) -> Row:
    same = (other for other in first.result.pipelines if (other.guard, other.kiosk) == (one.guard, one.kiosk))
    return Row(
        (
            name_of(one),
            *(percentile_text(one.timing, fraction) for fraction in (0.5, 0.9, 0.99)),
            significant(one.timing.mean_ms),
            significant(1e3 / one.timing.mean_ms),
            ratio_text(one, next(same, None)),
        ),
        marks(entry, one.void),
        entry.number,
    )


def _stage_table(staged: Sequence[Named]) -> Table:
    stages = sorted((stage for _, one in staged for stage in one.stages), key=_place)
    names = dict.fromkeys(stage.name for stage in stages)
    columns = (Column("stage, p50 in ms", words=True), *(Column(f"{entry.letter} {name_of(one)}") for entry, one in staged))
    found = [{stage.name: percentile_text(stage.timing, 0.5) for stage in one.stages} for _, one in staged]
    return Table(columns, tuple(Row((name, *(times.get(name, "none") for times in found))) for name in names))


def _stacks(staged: Sequence[Named]) -> Html:
    left, top, right = 16, 30, _WIDTH_PX - 60
    step = _BAR_PX + _GAP_PX
    bottom = top + step * len(staged)
    sums = [sum(stage.timing.mean_ms for stage in one.stages) for _, one in staged]
    scale = Scale(0.0, 1.02 * max([*sums, *(one.timing.mean_ms for _, one in staged)]), left, right)
    parts = [bottom_axis(scale, round_ticks(0.0, scale.high), top, bottom, "ms")]
    for i, (entry, one) in enumerate(staged):
        parts.append(_stack(entry, one, scale, top + step * i + _GAP_PX - 8))
    used = {stage.name for _, one in staged for stage in one.stages}
    return drawing(
        _WIDTH_PX,
        bottom + 42,
        "Stages of the pipeline",
        *parts,
        _legend([*(name for name in STAGES if name in used), "rest"], left),
    )


def _stack(entry: Entry, one: PipelineResult, scale: Scale, y: float) -> Html:
    parts = [element("text", f"{entry.letter}  {name_of(one)}", x=scale.start_px, y=y - 6)]
    done = 0.0
    ordered = sorted(one.stages, key=_place)
    for stage in ordered:
        parts.append(_segment(stage.name, stage.timing.mean_ms, done, _place(stage), scale, y))
        done += stage.timing.mean_ms
    if one.timing.mean_ms > done:
        parts.append(_segment("rest", one.timing.mean_ms - done, done, _REST, scale, y))
    whole = scale(one.timing.mean_ms)
    parts.append(element("line", class_="axis", x1=whole, x2=whole, y1=y - 3, y2=y + _BAR_PX + 3))
    parts.append(element("text", significant(one.timing.mean_ms), x=scale(max(done, one.timing.mean_ms)) + 6, y=y + 16))
    return element("g", *parts)


def _segment(name: str, ms: float, done: float, colour: int, scale: Scale, y: float) -> Html:
    title = element("title", f"{name}: {significant(ms)} ms")
    return element(
        "rect", title, class_=f"t{colour}", x=scale(done), y=y, width=max(0.5, scale(done + ms) - scale(done)), height=_BAR_PX
    )


def _place(stage: StageResult) -> int:
    return STAGES.index(stage.name) if stage.name in STAGES else _REST


def _legend(names: Sequence[str], left: float) -> Html:
    parts, x = [], left
    for name in names:
        parts.append(element("rect", class_=f"t{STAGES.index(name) if name in STAGES else _REST}", x=x, y=4, width=11, height=11))
        parts.append(element("text", name, class_="quiet", x=x + 16, y=14))
        x += 30 + 7 * len(name)
    return element("g", *parts)
