"""The marks of the results: the screen's colours, and in grey print as many shapes as there are results."""

from __future__ import annotations

import re
from importlib.resources import files

from edge_app.exams.export.report.marks import ABNORMAL, NORMAL, Result, draw_mark
from edge_app.exams.export.report.page import ReportPage
from edge_app.exams.summary import Assessment


def test_the_colours_are_the_screens() -> None:
    theme = files("edge_app.ui").joinpath("qml/Theme.qml").read_text(encoding="utf-8")
    for name, colour in (("normal", NORMAL), ("abnormal", ABNORMAL)):
        shown = re.search(rf'color {name}: "#([0-9a-f]{{6}})"', theme)
        assert shown is not None and tuple(bytes.fromhex(shown[1])) == colour


def test_each_result_has_a_shape_of_its_own() -> None:
    results: tuple[Result, ...] = (*Assessment, None)
    assert len({shape(result) for result in results}) == len(results)


def shape(result: Result) -> str:
    """What is drawn, without its colours."""
    page = ReportPage("a test", "", "", "", None)
    page.set_compression(False)
    draw_mark(page, result, 50, 50, 5)
    drawn = page.as_bytes().decode("latin-1").partition("\nstream\n")[2].partition("endstream")[0]
    return "\n".join(line for line in drawn.splitlines() if not re.fullmatch(r"[\d. ]+ (?:rg|RG|g|G)", line))
