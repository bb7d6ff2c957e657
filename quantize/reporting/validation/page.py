"""The files of a validation: an HTML page that needs no other file, JSON, Markdown, a sheet of figures, a row for each image."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined

from edge_app.system.atomic_write import write_output
from quantize.dataset.manifest import Sample
from quantize.evaluation.validation.answers import ImageAnswer
from quantize.evaluation.validation.records import ValidationReport, write_report_json
from quantize.reporting.svg import as_svg
from quantize.reporting.text_table import markdown_table
from quantize.reporting.validation.checklists import INVESTIGATOR, probast_items, stard_items
from quantize.reporting.validation.figures import page_figures, sheet
from quantize.reporting.validation.tables import images_csv, report_tables

PAGE, JSON, MARKDOWN, FIGURE, IMAGES = "validation.html", "validation.json", "validation.md", "validation.png", "images.csv"


def write_validation(folder: Path, report: ValidationReport, samples: Sequence[Sample], answers: Sequence[ImageAnswer]) -> None:
    """Write all files into a folder that is there. Raises ExportError."""
    write_report_json(folder / JSON, report)
    write_output(folder / IMAGES, images_csv(samples, answers).encode())
    write_output(folder / MARKDOWN, as_markdown(report).encode())
    figure = sheet(report)
    write_output(folder / FIGURE, lambda file: figure.savefig(file, format="png", dpi=75))
    write_output(folder / PAGE, as_page(report).encode())


def headline(r: ValidationReport) -> str:
    """What was done, in one sentence."""
    kind = "simulated images" if r.data.simulated else "images"
    return (
        f"{r.tested.bundle}, graph {r.tested.graph}, as it was signed and with nothing refitted, on {r.data.images} {kind} of "
        f"{r.data.subjects} subjects of another data set (SHA-256 {r.data.sha256[:12]})"
    )


def standing(r: ValidationReport) -> str:
    """Whether it can serve as a site's validation."""
    if r.no_validation:
        return "This cannot serve as a site validation. " + " ".join(r.no_validation)
    return (
        "As far as the data show it, this can serve as a site validation, for one device at one setting, by limits set "
        "beforehand."
    )


def as_markdown(r: ValidationReport) -> str:
    """The summary and the tables."""
    return "\n".join(_markdown_lines(r)) + "\n"


def _markdown_lines(r: ValidationReport) -> Iterator[str]:
    yield "# Validation at another site"
    yield ""
    yield f"{headline(r)}. {r.tested.intended_use}"
    yield ""
    yield standing(r)
    yield ""
    yield "| | here | |"
    yield "|---|---|---|"
    for one in r.statements:
        yield f"| {one.subject} | {one.holds} | {one.text} |"
    for table in report_tables(r):
        yield ""
        yield f"## {table.title}"
        yield ""
        yield from markdown_table(table)


def as_page(r: ValidationReport) -> str:
    """The HTML page."""
    environment = Environment(loader=PackageLoader("quantize.reporting", "."), autoescape=True, undefined=StrictUndefined)
    return environment.get_template("validation.html.j2").render(
        r=r,
        headline=headline(r),
        standing=standing(r),
        tables=report_tables(r),
        figures={name: as_svg(figure) for name, figure in page_figures(r)},
        stard=stard_items(r),
        probast=probast_items(r),
        investigator=INVESTIGATOR,
    )
