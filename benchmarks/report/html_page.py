"""A report as one HTML page that needs no other file and no network."""

from __future__ import annotations

from pathlib import Path

from benchmarks.report.document import Figure, Mark, Notice, Paragraph, Part, Report, Row, Section, Table, letter_of
from benchmarks.report.markup import Html, element, join

STYLE = Path(__file__).with_name("page.css")


def html_page(report: Report) -> str:
    """The whole page, as text."""
    style = Html(STYLE.read_text(encoding="utf-8"))
    links = [element("a", section.title, href=f"#{_anchor(section)}") for section in report.sections]
    head = element(
        "head",
        Html(
            '<meta charset="utf-8"><meta name="viewport" content="width=device-width">'
            '<meta name="color-scheme" content="light dark">'
        ),
        element("title", report.title),
        element("style", style),
    )
    header = element("header", element("h1", report.title), element("p", report.lead, class_="lead"), element("nav", *links))
    body = element("body", header, element("main", *map(_section, report.sections)))
    return "<!doctype html>\n" + element("html", head, "\n", body, lang="en") + "\n"


def _section(section: Section) -> Html:
    return element("section", element("h2", section.title), *map(_part, section.parts), id=_anchor(section))


def _anchor(section: Section) -> str:
    return section.title.lower().replace(" ", "-")


def _part(part: Part) -> Html:
    match part:
        case Table():
            return _table(part)
        case Figure():
            return element("figure", part.drawing, element("figcaption", part.caption))
        case Paragraph():
            return element("p", part.text)
        case Notice():
            return element("p", _badge(part.mark), " ", part.text, class_=f"notice {part.mark.value}")


def _table(table: Table) -> Html:
    classes = ["words" if column.words else None for column in table.columns]
    head = element(
        "tr",
        *(element("th", column.title, class_=kind, scope="col") for column, kind in zip(table.columns, classes, strict=True)),
    )
    rows = [_row(row, classes) for row in table.rows]
    caption = [element("figcaption", table.caption)] if table.caption else []
    whole = element("table", element("thead", head), element("tbody", *rows))
    return element("figure", element("div", whole, class_="wide"), *caption)


def _row(row: Row, classes: list[str | None]) -> Html:
    first, *rest = row.cells
    letter = [element("i", letter_of(row.entry), class_=f"letter s{row.entry}")] if row.entry is not None else []
    cells = [element("th", *letter, first, *(join([" ", _badge(mark)]) for mark in row.marks), class_=classes[0], scope="row")]
    cells += [element("td", text, class_=kind) for text, kind in zip(rest, classes[1:], strict=True)]
    return element("tr", *cells, class_=" ".join(mark.value for mark in row.marks) or None)


def _badge(mark: Mark) -> Html:
    return element("b", mark.value, class_=f"badge {mark.value}") if mark.value else Html("")
