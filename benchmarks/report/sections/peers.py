"""What others would do the same work with, beside our own in the same run."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from benchmarks.report.document import Column, Figure, Part, Row, Section, Table
from benchmarks.report.dots import DotRow, dot_plot
from benchmarks.report.entry import Entry, fastest, marks, ratio
from benchmarks.report.numbers import NONE, or_none, percentile_text, significant
from benchmarks.result.records import EngineResult, PeerResult, PipelineResult, Result
from benchmarks.result.timing import Timing

_COLUMNS = (
    Column("runtime", words=True),
    Column("inference p50, ms"),
    Column("p90, ms"),
    Column("times ours"),
    Column("frame to finding p50, ms"),
    Column("p90, ms"),
    Column("times ours"),
    Column("heat cosine"),
    Column("worst probability"),
    Column("MiB"),
    Column("cold start, ms"),
)


def section(entries: Sequence[Entry]) -> Section | None:
    """For each machine our own on top, then the peers, the fastest first, then what was not measured."""
    asked = [entry for entry in entries if entry.result.peers is not None]
    if not asked:
        return None
    table = Table(
        _COLUMNS,
        tuple(row for entry in asked for row in _rows(entry)),
        "All in one run, by the same process starts, images and rules. Times ours: ratio of the medians to our fastest runtime "
        "by itself, and to our pipeline without the guard, which no peer has; above 1 the peer is slower. "
        "Frame to finding: preprocessing, the network and the heatmap; the plain stack's heatmap is by the grad-cam package, "
        "the others' by our closed form. Heat cosine and worst probability: median, and largest difference, to the trained "
        "network in float on the golden images; OpenVINO's own quantisation is calibrated on simulated frames, not on the "
        "training images.",
    )
    dots = [dot for entry in asked for dot in _dots(entry)]
    parts: list[Part] = [table]
    if dots:
        caption = "Dot: median; bar: its 95 % interval; thin line: to p99, or as far as the samples go. Open dot: void."
        title = "A frame to its finding, without the guard"
        parts.insert(0, Figure(dot_plot(title, dots), f"{title}. {caption}"))
    absent = tuple(
        Row((one.name, one.why), entry=entry.number) for entry in asked if entry.result.peers for one in entry.result.peers.absent
    )
    if absent:
        parts.append(Table((Column("not measured", words=True), Column("why", words=True)), absent))
    return Section("Peers", tuple(parts))


def _rows(entry: Entry) -> Iterator[Row]:
    ours, pipeline = _ours(entry.result)
    if ours is not None:
        whole = pipeline.timing if pipeline else None
        void = ours.void or (pipeline.void if pipeline else "")
        cells = _cells(f"ours: {ours.configuration.name}", ours, whole, "1", "1" if whole else NONE)
        yield Row(cells, marks(entry, void), entry.number)
    for peer in entry.result.peers.peers if entry.result.peers else ():
        yield _row(entry, peer, ours, pipeline)


def _ours(result: Result) -> tuple[EngineResult | None, PipelineResult | None]:
    """Our fastest runtime, a void one only if all are, and our pipeline without the guard and without the kiosk beside it."""
    pipeline = next((one for one in result.pipelines if not one.guard and not one.kiosk), None)
    return fastest(result) or next(iter(result.engines), None), pipeline


def _row(entry: Entry, peer: PeerResult, ours: EngineResult | None, pipeline: PipelineResult | None) -> Row:
    one = peer.engine
    alone = _times_ours(one.inference, one.void, ours.inference if ours else None, ours.void if ours else "")
    whole = _times_ours(peer.pipeline, one.void, pipeline.timing if pipeline else None, pipeline.void if pipeline else "")
    return Row(_cells(one.configuration.name, one, peer.pipeline, alone, whole), marks(entry, one.void), entry.number)


def _times_ours(peer: Timing | None, void: str, ours: Timing | None, ours_void: str) -> str:
    found = None if peer is None or ours is None or void or ours_void else ratio(peer, ours)
    return NONE if found is None else str(found)


def _cells(name: str, one: EngineResult, whole: Timing | None, alone_ratio: str, whole_ratio: str) -> tuple[str, ...]:
    return (
        name,
        percentile_text(one.inference, 0.5),
        percentile_text(one.inference, 0.9),
        alone_ratio,
        percentile_text(whole, 0.5) if whole else NONE,
        percentile_text(whole, 0.9) if whole else NONE,
        whole_ratio,
        f"{one.accuracy.heat_cosine_median:.4f}" if one.accuracy else NONE,
        f"{one.accuracy.golden_probability_worst:.4f}" if one.accuracy else NONE,
        or_none(one.peak_rss_mb),
        significant(one.cold_start_ms.mean_ms),
    )


def _dots(entry: Entry) -> Iterator[DotRow]:
    _, pipeline = _ours(entry.result)
    if pipeline is not None:
        yield DotRow(f"{entry.letter}  ours", pipeline.timing, entry.number, bool(pipeline.void))
    for peer in entry.result.peers.peers if entry.result.peers else ():
        if peer.pipeline is not None:
            name = f"{entry.letter}  {peer.engine.configuration.name}"
            yield DotRow(name, peer.pipeline, entry.number, bool(peer.engine.void))
