"""The robustness matrix as files: JSON, CSV, Markdown, a figure, and one HTML page that needs no other file."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from jinja2 import Environment, PackageLoader, StrictUndefined
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from edge_app.records import Interval
from edge_app.system.atomic_write import make_folder, write_output
from edge_app.system.csv_cells import plain_row
from quantize.evaluation.gate import Criterion
from quantize.evaluation.robustness.gate import MIN_IMAGES, assess_robustness
from quantize.evaluation.robustness.measures import FP32
from quantize.evaluation.robustness.records import CellMeasures, HeatCosine, RobustnessMatrix, Share, write_matrix
from quantize.perturbations.catalogue import CATALOGUE, SEVERITIES, UNTOUCHED
from quantize.reporting.svg import as_svg
from quantize.statistics.metrics import Floats

JSON, CSV, MARKDOWN, FIGURE, PAGE = (f"robustness.{ending}" for ending in ("json", "csv", "md", "png", "html"))
COLUMNS = (
    "perturbation", "severity", "setting", "flips", "indeterminate", "abstained", "AUC", "AUC change",
    "heat cosine, median (5 %), images", "differs from FP32", "opposite to FP32", "heat cosine with FP32",
)  # fmt: skip


@dataclass(frozen=True)
class Panel:
    """One measure of the figure. The colours end at fixed values, so that figures can be set side by side."""

    title: str
    value: Callable[[CellMeasures], float | None]
    pale: float  # the value that is drawn in the palest colour: good
    dark: float  # and in the darkest
    form: str


def _percent(share: Callable[[CellMeasures], Share | None]) -> Callable[[CellMeasures], float | None]:
    def value(row: CellMeasures) -> float | None:
        found = share(row)
        return None if found is None or found.share is None else 100 * found.share

    return value


PANELS = (
    Panel("labels that flip, %", _percent(lambda row: row.flips), 0, 20, "{:.1f}"),
    Panel("indeterminate, %", _percent(lambda row: row.indeterminate), 0, 60, "{:.1f}"),
    Panel("abstained, %", _percent(lambda row: row.abstained), 0, 100, "{:.1f}"),
    Panel("AUC", lambda row: row.auc.value if row.auc else None, 1, 0.7, "{:.3f}"),
    Panel("heat cosine, median", lambda row: row.heat.median if row.heat else None, 1, 0.6, "{:.3f}"),
    Panel(
        "differs from FP32, %",
        _percent(lambda row: row.against_fp32.answers if row.against_fp32 else None),
        0,
        2,
        "{:.2f}",
    ),
)


def write_report(folder: Path, matrix: RobustnessMatrix) -> None:
    """Write all files. Raises ExportError."""
    make_folder(folder)
    write_matrix(folder / JSON, matrix)
    write_output(folder / CSV, as_csv(matrix).encode())
    write_output(folder / MARKDOWN, as_markdown(matrix).encode())
    drawn = [graph for graph in matrix.graphs if graph != FP32][:1] or list(matrix.graphs)
    figure = draw_matrix(matrix, drawn[0])
    write_output(folder / FIGURE, lambda file: figure.savefig(file, format="png", dpi=100))
    write_output(folder / PAGE, as_page(matrix).encode())


def as_csv(matrix: RobustnessMatrix) -> str:
    """One line for each graph and cell; counts, shares and ends of intervals in columns of their own."""
    text = io.StringIO()
    writer = csv.writer(text)
    head = ["graph", "perturbation", "severity", "setting"]
    for name in ("flips", "indeterminate", "abstained", "differs_from_fp32"):
        head += [f"{name}_{part}" for part in ("count", "of", "share", "low", "high")]
    for name in ("auc", "auc_change"):
        head += [name, f"{name}_low", f"{name}_high"]
    for name in ("heat", "heat_with_fp32"):
        head += [f"{name}_images", f"{name}_median", f"{name}_p5"]
    writer.writerow([*head, "opposite_to_fp32"])
    for row in matrix.cells:
        fp32 = row.against_fp32
        cells: list[object] = [row.graph, row.perturbation, row.severity, row.setting]
        for share in (row.flips, row.indeterminate, row.abstained, fp32.answers if fp32 else None):
            cells += ["", "", "", "", ""] if share is None else [share.count, share.of, share.share, share.low, share.high]
        for area in (row.auc, row.auc_change):
            cells += ["", "", ""] if area is None else [area.value, area.low, area.high]
        for heat in (row.heat, fp32.heat if fp32 else None):
            cells += ["", "", ""] if heat is None else [heat.images, heat.median, heat.p5]
        writer.writerow(plain_row(["" if cell is None else cell for cell in [*cells, fp32.opposite if fp32 else ""]]))
    return text.getvalue()


def as_markdown(matrix: RobustnessMatrix) -> str:
    """A table for every graph, with everything needed to understand it."""
    return "\n".join(_markdown_lines(matrix)) + "\n"


def _markdown_lines(matrix: RobustnessMatrix) -> Iterator[str]:
    yield f"# Robustness of {matrix.bundle}"
    yield ""
    yield matrix.notice
    yield ""
    yield explanation(matrix)
    for graph in matrix.graphs:
        yield ""
        yield f"## {graph}"
        yield ""
        yield "| " + " | ".join(COLUMNS) + " |"
        yield "|---" * len(COLUMNS) + "|"
        for row in matrix.cells:
            if row.graph == graph:
                yield "| " + " | ".join(table_cells(row)) + " |"


def explanation(matrix: RobustnessMatrix) -> str:
    """What was judged and what the figures mean, in one paragraph."""
    trained = " The network was trained on a part of these images, so AUCs are too good." if matrix.trained_on else ""
    asked = "several views of each image, as of a frozen one" if matrix.views else "one view of each image, as live"
    missing = f" Not run, for the runtime is not installed: {', '.join(matrix.missing)}." if matrix.missing else ""
    return (
        f"{matrix.images} images of {matrix.subjects} subjects ({matrix.data}), judged by the appliance's own guard, "
        f"preprocessing and band, {asked}.{trained}{missing} Flips (normal becomes abnormal, or the other way round), "
        "indeterminate and abstained (refused by the guard) are of the images that are judged untouched; the difference from "
        "FP32 is of those judged in the cell, where normal, abnormal and indeterminate are three answers. Intervals are 95 %: "
        "of shares Wilson's, which takes images for independent; of AUCs a bootstrap over subjects, paired where it is a "
        "change. Heatmaps are compared on the tissue that both show, over images called abnormal."
    )


def table_cells(row: CellMeasures) -> list[str]:
    """A row in the order of COLUMNS."""
    fp32 = row.against_fp32
    return [
        row.perturbation,
        str(row.severity),
        row.setting,
        "" if row.severity == 0 else share_text(row.flips),
        share_text(row.indeterminate),
        share_text(row.abstained),
        "" if row.auc is None else str(row.auc),
        "" if row.auc_change is None else _signed(row.auc_change),
        heat_text(row.heat),
        share_text(fp32.answers) if fp32 else "",
        str(fp32.opposite) if fp32 else "",
        heat_text(fp32.heat) if fp32 else "",
    ]


def share_text(share: Share) -> str:
    """A count, and the share with its interval in per cent."""
    if share.share is None or share.low is None or share.high is None:
        return "none"
    return f"{share.count} of {share.of} = {share.share:.1%} ({100 * share.low:.1f}-{100 * share.high:.1f})"


def heat_text(heat: HeatCosine | None) -> str:
    """Median, 5th percentile and number of images."""
    return "" if heat is None else f"{heat.median:.3f} ({heat.p5:.3f}), {heat.images}"


def _signed(change: Interval) -> str:
    return f"{change.value:+.3f} ({change.low:+.3f} to {change.high:+.3f})"


def summary_lines(matrix: RobustnessMatrix) -> Iterator[str]:
    """The most important in a few lines."""
    yield f"{matrix.bundle}: {matrix.images} images of {matrix.subjects} subjects, {matrix.data}"
    for graph in matrix.graphs:
        rows = [row for row in matrix.cells if row.graph == graph]
        worst = max(rows, key=lambda row: row.flips.share or 0.0)
        still, place = rows[0], f"{worst.perturbation} {worst.setting}"
        flips = f"most flips under {place}: {share_text(worst.flips)}" if worst.flips.count else "no flips"
        untouched = f"{share_text(still.abstained)} abstained, {share_text(still.indeterminate)} indeterminate"
        yield f"{graph}: untouched {untouched}; of {len(rows) - 1} cells {flips}"
    if matrix.missing:
        yield f"not run, for the runtime is not installed: {', '.join(matrix.missing)}"


def draw_matrix(matrix: RobustnessMatrix, graph: str) -> Figure:
    """Perturbation by severity, a panel for each measure of one graph."""
    panels = [panel for panel in PANELS if graph != FP32 or panel is not PANELS[-1]]
    figure = Figure(figsize=(15, 14), layout="constrained")
    figure.suptitle(f"{matrix.bundle}, {graph}: {matrix.images} images of {matrix.subjects} subjects ({matrix.data})")
    axes = figure.subplots(2, 3, sharey=True)
    for panel, ax in zip(panels, axes.flat, strict=False):
        _draw_panel(ax, matrix, graph, panel)
    for ax in axes.flat[len(panels) :]:
        ax.set_axis_off()
    return figure


def _draw_panel(axes: Axes, matrix: RobustnessMatrix, graph: str, panel: Panel) -> None:
    values, names = panel_values(matrix, graph, panel)
    shade = (values - panel.pale) / (panel.dark - panel.pale)
    axes.imshow(np.clip(shade, 0, 1), cmap="Purples", vmin=0, vmax=1.25, aspect="auto")
    for row, column in np.argwhere(~np.isnan(values)):
        colour = "white" if shade[row, column] > 0.75 else "black"
        axes.text(column, row, panel.form.format(values[row, column]), ha="center", va="center", color=colour, fontsize=8)
    if np.isnan(values).all():
        axes.text(0.5, 0.5, "not measured", ha="center", transform=axes.transAxes)
    axes.set_title(panel.title)
    axes.set_xticks(range(SEVERITIES + 1), ["0", *(str(i + 1) for i in range(SEVERITIES))])
    axes.set_yticks(range(len(names)), names, fontsize=8)
    axes.set_xlabel("severity (0: untouched)")


def panel_values(matrix: RobustnessMatrix, graph: str, panel: Panel) -> tuple[Floats, list[str]]:
    """(rows, 1 + severities) of a measure, first the untouched image's, NaN where there is none; and each row's name."""
    names = [series.name for series in CATALOGUE]
    found = {(row.perturbation, row.severity): panel.value(row) for row in matrix.cells if row.graph == graph}
    values = np.full((len(names), SEVERITIES + 1), np.nan)
    for i, name in enumerate(names):
        for severity in range(SEVERITIES + 1):
            value = found.get((name, severity) if severity else (UNTOUCHED, 0))
            if value is not None:
                values[i, severity] = value
    return values, names


@dataclass(frozen=True)
class Chapter:
    """One graph on the page; the figure is an SVG element."""

    graph: str
    criteria: tuple[Criterion, ...]
    figure: str
    rows: list[list[str]]


def as_page(matrix: RobustnessMatrix) -> str:
    """The HTML page."""
    results = assess_robustness(matrix)
    chapters = [
        Chapter(
            graph,
            results.get(graph, ()),
            as_svg(draw_matrix(matrix, graph)),
            [table_cells(row) for row in matrix.cells if row.graph == graph],
        )
        for graph in sorted(matrix.graphs, key=lambda graph: graph == FP32)  # the one that lost something first
    ]
    environment = Environment(loader=PackageLoader("quantize.reporting", "."), autoescape=True, undefined=StrictUndefined)
    return environment.get_template("robustness.html.j2").render(
        matrix=matrix, explanation=explanation(matrix), chapters=chapters, columns=COLUMNS, enough=matrix.images >= MIN_IMAGES
    )
