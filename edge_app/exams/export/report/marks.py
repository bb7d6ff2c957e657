"""The mark of each result: a shape of its own, so that grey print and any colour vision tell them apart.

The colours are the screen's (`Theme.qml`): normal is sky blue, abnormal orange.
"""

from __future__ import annotations

from edge_app.exams.export.report.page import RULE, Colour, ReportPage
from edge_app.exams.summary import Assessment

NORMAL: Colour = (0x56, 0xB4, 0xE9)
ABNORMAL: Colour = (0xE6, 0x9F, 0x00)
GREY: Colour = (0xD0, 0xD5, 0xDA)
WHITE: Colour = (255, 255, 255)
EDGE: Colour = (40, 40, 40)

Result = Assessment | None  # None: not examined


def draw_mark(page: ReportPage, result: Result, x: float, y: float, size: float) -> None:
    """Draw the mark, (x, y) its centre and `size` its width, mm."""
    half = size / 2
    page.set_draw_color(*EDGE)
    page.set_line_width(max(0.25, size / 14))
    match result:
        case Assessment.ABNORMAL:
            page.set_fill_color(*ABNORMAL)
            page.polygon([(x, y - half), (x + half, y + half * 0.8), (x - half, y + half * 0.8)], style="DF")
        case Assessment.NORMAL:
            page.set_fill_color(*NORMAL)
            page.circle(x, y, half * 0.9, style="DF")
        case Assessment.INDETERMINATE:
            page.set_fill_color(*GREY)
            page.polygon([(x, y - half), (x + half, y), (x, y + half), (x - half, y)], style="DF")
        case Assessment.NOT_VALIDATED:
            page.set_fill_color(*WHITE)
            page.rect(x - half * 0.8, y - half * 0.8, size * 0.8, size * 0.8, style="DF")
        case Assessment.OTHER_MUSCLE:
            page.set_fill_color(*WHITE)
            page.circle(x, y, half * 0.9, style="DF")
            page.line(x - half * 0.55, y, x + half * 0.55, y)
        case Assessment.NOTHING:
            page.set_fill_color(*WHITE)
            page.circle(x, y, half * 0.9, style="DF")
            slant = half * 0.55
            page.line(x - slant, y - slant, x + slant, y + slant)
            page.line(x - slant, y + slant, x + slant, y - slant)
        case None:
            page.set_fill_color(*WHITE)
            page.set_dash_pattern(dash=size / 8, gap=size / 8)
            page.circle(x, y, half * 0.9, style="DF")
            page.set_dash_pattern()
    page.set_draw_color(*RULE)
    page.set_line_width(0.2)
