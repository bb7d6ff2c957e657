"""A value of one site over a patient's exams, as a small line."""

from __future__ import annotations

from collections.abc import Sequence

from edge_app.exams.export.report.page import BLACK, FAINT, RULE, SMALL, ReportPage, Text
from edge_app.exams.trend import Measured, shares_of_time

NAME_WIDTH, VALUE_WIDTH = 5.0, 9.0  # mm, left and right of the line
DOT = 0.55  # mm


def draw_trend(
    page: ReportPage, values: Sequence[Measured], limits: tuple[float, float], name: str, last: str, left: float, top: float,
    width: float, height: float, dotted: float | None = None,
) -> None:  # fmt: skip
    """Draw the values, `name` before and `last`, the newest as text, behind them. limits: what lies at the lower and upper edge;
    they widen for values beyond. dotted: a value with a line across. Times are to scale.
    """
    low, high = min(limits[0], *(one.value for one in values)), max(limits[1], *(one.value for one in values))
    x, wide = left + NAME_WIDTH, width - NAME_WIDTH - VALUE_WIDTH
    page.write_at(left, top + height / 2 - 1.5, [Text(name, SMALL, colour=FAINT)], NAME_WIDTH)
    page.write_at(x + wide, top + height / 2 - 1.5, [Text(last, SMALL, bold=True)], VALUE_WIDTH, align="R")

    def y_of(value: float) -> float:
        return top + height * (high - value) / (high - low)

    page.set_draw_color(*RULE)
    page.line(x, top + height, x + wide, top + height)
    if dotted is not None:
        page.set_dash_pattern(dash=0.4, gap=0.6)
        page.line(x, y_of(dotted), x + wide, y_of(dotted))
        page.set_dash_pattern()
    points = [(x + share * wide, y_of(one.value)) for share, one in zip(shares_of_time(values), values, strict=True)]
    page.set_draw_color(*BLACK)
    page.set_line_width(0.3)
    page.polyline(points)
    page.set_fill_color(*BLACK)
    for point in points:
        page.circle(*point, DOT, style="F")
    page.set_draw_color(*RULE)
    page.set_line_width(0.2)
