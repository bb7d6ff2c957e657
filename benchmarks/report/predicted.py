"""The report of `python -m benchmarks predict`. Every figure of a board in it is marked as a prediction."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from benchmarks.report.document import Column, Mark, Notice, Report, Row, Section, Table
from benchmarks.report.numbers import or_none, significant
from benchmarks.roofline.network import Network, Precision
from benchmarks.roofline.prediction import Check, Prediction, check, layer_bound_ms, predict
from benchmarks.roofline.processors import ORIN_NANO_CPU, ORIN_NANO_GPU, RASPBERRY_PI_4, RASPBERRY_PI_5, Processor
from benchmarks.roofline.published_latencies import ON_GPU, ON_PROCESSORS, PublishedLatency

SLOWEST = 12  # layers that are listed
_PRECISIONS: tuple[Precision, ...] = ("int8", "fp32")
_BOARDS: tuple[tuple[Processor, tuple[PublishedLatency, ...]], ...] = (
    (RASPBERRY_PI_4, ON_PROCESSORS),
    (RASPBERRY_PI_5, ON_PROCESSORS),
    (ORIN_NANO_CPU, ON_PROCESSORS),
    (ORIN_NANO_GPU, ON_GPU),
)


def prediction_report(network: Network) -> Report:
    """Of one network on the boards."""
    return Report(
        f"Predicted latency of {network.name}",
        f"One image, {network.mmac:.1f} MMAC in {len(network.layers)} layers, all cores of a board. Nothing here was measured "
        "on a board.",
        (_boards(network), _checks(), _layers(network)),
    )


def _boards(network: Network) -> Section:
    columns = (
        Column("board", words=True),
        Column("precision", words=True),
        Column("bound, ms"),
        Column("efficiency, %"),
        Column("predicted, ms"),
        Column("from, ms"),
        Column("to, ms"),
        Column("peaks from", words=True),
    )
    rows = tuple(
        _board(predict(network, board, precision, published)) for precision in _PRECISIONS for board, published in _BOARDS
    )
    caption = (
        "Bound: no runtime can be faster, as long as no cache keeps anything between two layers. Efficiency: the share of that "
        "speed which runtimes reached with other small networks, the geometric mean. From, to: as far off as the worst of the "
        "checks below were; this is no confidence interval. GPU: one network on one GPU (GhostNet on a T4) is published, so "
        "nothing can be checked and there is no single figure, only the range from the bound to that one's efficiency; a "
        "network this small is held up there by the starts of its kernels, which no roofline knows."
    )
    notice = Notice(
        Mark.PREDICTION,
        "Computed from documents and from other people's figures of other networks. A benchmark on the board replaces it.",
    )
    return Section("Boards", (notice, Table(columns, rows, caption)))


def _board(one: Prediction) -> Row:
    cells = (
        one.processor.name,
        one.precision,
        significant(one.bound_ms),
        significant(100 * one.efficiency, 2),
        or_none(one.ms, 2),
        significant(one.low_ms, 2),
        significant(one.high_ms, 2),
        one.processor.source,
    )
    return Row(cells, (Mark.PREDICTION,))


def _checks() -> Section:
    columns = (
        Column("published", words=True),
        Column("board", words=True),
        Column("precision", words=True),
        Column("MMAC"),
        Column("bound, ms"),
        Column("predicted from the others, ms"),
        Column("published, ms"),
        Column("error, %"),
    )
    found = [one for precision in _PRECISIONS for one in check([p for p in ON_PROCESSORS if p.precision == precision])]
    errors = "; ".join(
        f"{precision}: {_mean_error([c for c in found if c.published.precision == precision])}" for precision in _PRECISIONS
    )
    caption = f"Each published latency left out of the efficiency that predicts it. Mean size of the error, {errors}."
    return Section("Checked against published latencies", (Table(columns, tuple(map(_check, found)), caption),))


def _mean_error(checks: Sequence[Check]) -> str:
    sizes = [abs(one.error) for one in checks]
    return f"{100 * sum(sizes) / len(sizes):.0f} %, at worst {100 * max(sizes):.0f} %"


def _check(one: Check) -> Row:
    published = one.published
    return Row(
        (
            f"{published.network.name}, {published.runtime}",
            published.processor.name,
            published.precision,
            f"{published.network.mmac:.0f}",
            significant(one.bound_ms),
            significant(one.predicted_ms),
            significant(published.ms),
            f"{100 * one.error:+.0f}",
        )
    )


def _layers(network: Network) -> Section:
    columns = (
        Column("layer", words=True),
        Column("kind", words=True),
        Column("MMAC"),
        Column("kB"),
        *(Column(f"{board.name}, ms") for board, _ in _BOARDS),
    )
    boards = [board for board, _ in _BOARDS]
    slowest = sorted(network.layers, key=lambda layer: -sum(layer_bound_ms(layer, board, "int8") for board in boards))[:SLOWEST]
    rows = [
        Row(
            (
                layer.name,
                layer.kind,
                f"{layer.macs / 1e6:.2f}",
                f"{layer.bytes_moved('int8') / 1e3:.0f}",
                *(f"{layer_bound_ms(layer, b, 'int8'):.3f}" for b in boards),
            )
        )
        for layer in slowest
    ]
    kinds = Counter(layer.kind for layer in network.layers)
    for kind, count in kinds.most_common():
        layers = [layer for layer in network.layers if layer.kind == kind]
        bounds = (f"{sum(layer_bound_ms(layer, board, 'int8') for layer in layers):.3f}" for board in boards)
        mmac, kbyte = sum(layer.macs for layer in layers) / 1e6, sum(layer.bytes_moved("int8") for layer in layers) / 1e3
        rows.append(Row((f"all {count} of this kind", kind, f"{mmac:.2f}", f"{kbyte:.0f}", *bounds)))
    caption = (
        f"Bounds in int8 of the {SLOWEST} layers that take longest, then of all layers of each kind. Without any MAC, a layer "
        "only moves numbers: runtimes that fuse it save that."
    )
    return Section("Where the bound comes from", (Table(columns, tuple(rows), caption),))
