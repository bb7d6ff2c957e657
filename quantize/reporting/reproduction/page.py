"""The files of a reproduction: an HTML page that needs no other file, JSON, and Markdown."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined

from edge_app.system.atomic_write import write_output
from edge_app.typed_reader import to_document
from quantize.evaluation.reproduction.heat_examples import HeatExamples
from quantize.evaluation.reproduction.paper import Paper
from quantize.evaluation.reproduction.records import ReproductionReport
from quantize.reporting.reproduction.figures import heat_rows, page_figures
from quantize.reporting.reproduction.tables import report_tables
from quantize.reporting.svg import as_svg
from quantize.reporting.text_table import markdown_table

PAGE, JSON, MARKDOWN = "reproduction.html", "reproduction.json", "reproduction.md"


def write_reproduction(folder: Path, report: ReproductionReport, paper: Paper, heat: HeatExamples | None) -> None:
    """Write all files into a folder that is there. Raises ExportError."""
    write_output(folder / JSON, json.dumps(to_document(report), indent=1).encode())
    write_output(folder / MARKDOWN, ("\n".join(_markdown(report, paper)) + "\n").encode())
    write_output(folder / PAGE, as_page(report, paper, heat).encode())


def headline(r: ReproductionReport) -> str:
    """What was done, in one sentence."""
    kind = "simulated images" if r.data.simulated else "images"
    trained = len(r.full.seeds) if r.full else 0
    return (
        f"{r.citation}, again: {r.data.images} {kind} of {r.data.subjects} subjects ({r.data.folder}, SHA-256 "
        f"{r.data.sha256[:12]}); {r.data.train[1]} images of {r.data.train[0]} subjects to train on, {r.data.validation[1]} of "
        f"{r.data.validation[0]} to choose by, {r.data.test[1]} of {r.data.test[0]} to test on, {r.data.test_abnormal} of these "
        f"abnormal; the full pipeline with {trained} of {r.seeds_planned} seeds, at most {r.epochs} epochs; {r.machine}"
    )


def standing(r: ReproductionReport) -> str:
    """What the page is of, if not of the whole."""
    if r.unfinished:
        return f"Not finished: {', '.join(r.unfinished)}. The same command goes on."
    return "Everything that was asked for is finished."


def _markdown(r: ReproductionReport, paper: Paper) -> Iterator[str]:
    yield "# The paper, reproduced"
    yield ""
    yield f"{headline(r)}."
    yield ""
    if r.data.simulated:
        yield "**These images are simulated: nothing here says anything of patients, or of the paper's images.**"
        yield ""
    for sentence in (standing(r), *r.notes):
        yield sentence
        yield ""
    for table in report_tables(r, paper).values():
        yield f"## {table.title}"
        yield ""
        yield from markdown_table(table)
        yield ""
    yield "## How this departs from the paper"
    yield ""
    yield from (f"- {sentence}" for sentence in r.departures)


def as_page(r: ReproductionReport, paper: Paper, heat: HeatExamples | None) -> str:
    """The HTML page."""
    environment = Environment(loader=PackageLoader("quantize.reporting", "."), autoescape=True, undefined=StrictUndefined)
    return environment.get_template("reproduction.html.j2").render(
        r=r,
        headline=headline(r),
        standing=standing(r),
        tables=report_tables(r, paper),
        figures={name: as_svg(figure) for name, figure in page_figures(r, paper)},
        heat=heat_rows(heat) if heat is not None else [],
    )
