"""The report's pages: A4, their fonts and foot, and blocks of text that know how tall they are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import fpdf
from fpdf.output import OutputProducer, PDFInfo

DEJAVU = Path("/usr/share/fonts/truetype/dejavu")  # has every alphabet; the PDF's own fonts have the Western ones
MARGIN = 10.0  # mm
FOOT_HEIGHT = 8.0  # mm, above the margin
WIDTH = 210 - 2 * MARGIN  # mm, between the margins
LINE = 0.44  # mm of height for each point of a font's size
SMALL, BODY = 7.0, 9.0  # pt
PLAIN = str.maketrans({"„": '"', "“": '"', "–": "-", "−": "-"})  # what Latin-1 has for them

Colour = tuple[int, int, int]
BLACK: Colour = (0, 0, 0)
FAINT: Colour = (90, 90, 90)  # still dark on a poor printer
RULE: Colour = (170, 170, 170)


@dataclass(frozen=True)
class Text:
    """A paragraph."""

    text: str
    size: float = BODY  # pt
    bold: bool = False
    colour: Colour = BLACK


@dataclass(frozen=True)
class Spacing:
    """What may be closer together, mm, where the report would otherwise need a second page."""

    map_height: float  # of the map of the body
    row_gap: float  # above and below the row of a site
    signature_height: float  # room to sign


USUAL = Spacing(map_height=32.0, row_gap=1.0, signature_height=11.0)
CLOSE = Spacing(map_height=24.0, row_gap=0.5, signature_height=9.0)


class _UndatedProducer(OutputProducer):
    """Leaves the date out of the file's information."""

    def _add_info(self) -> PDFInfo:
        info = super()._add_info()
        info.creation_date = None  # type: ignore[assignment]
        return info


class ReportPage(fpdf.FPDF):
    """At the foot of every page: whose it is, for pages that part, its number, and the model's intended use."""

    def __init__(
        self, title: str, whose: str, page: str, intended_use: str, ended: datetime | None, spacing: Spacing = USUAL
    ) -> None:
        """whose, page, intended_use: for the foot. ended: the exam; None: nobody may learn when that was."""
        super().__init__(format="A4")
        self.spacing = spacing
        self._whose, self._page, self._intended_use = whose, page, intended_use
        self.unicode = (DEJAVU / "DejaVuSans.ttf").exists()
        self.face = "helvetica"
        if self.unicode:
            self.face = "DejaVu"
            self.add_font(self.face, "", DEJAVU / "DejaVuSans.ttf")
            self.add_font(self.face, "B", DEJAVU / "DejaVuSans-Bold.ttf")
        self.set_margin(MARGIN)
        self.c_margin = 0.0  # texts begin where boxes and images do
        self.set_auto_page_break(True, margin=MARGIN + FOOT_HEIGHT)
        self.set_title(title)
        self.set_creator("edge-app")
        self.creation_date = ended  # type: ignore[assignment]  # and not now: the same exam gives the same file
        self.set_draw_color(*RULE)
        self.set_line_width(0.2)
        self.add_page()

    def as_bytes(self) -> bytes:
        """The file."""
        return bytes(self.output(output_producer_class=OutputProducer if self.creation_date else _UndatedProducer))

    def footer(self) -> None:
        self.set_y(-MARGIN - FOOT_HEIGHT + 2)
        for text in (f"{self._whose}   {self._page} {self.page_no()}/{{nb}}", self._intended_use):
            self._use(Text(text, SMALL))
            self.multi_cell(0, SMALL * LINE, self.fit(text), align="C", new_x="LMARGIN", new_y="NEXT")

    def fit(self, text: str) -> str:
        """The text with what the font lacks replaced."""
        if self.unicode:
            return text
        return text.translate(PLAIN).encode("latin-1", "replace").decode("latin-1")

    def width_of(self, text: Text) -> float:
        """mm, in one line."""
        self._use(text)
        return self.get_string_width(self.fit(text.text))

    def height_of(self, texts: Sequence[Text], width: float) -> float:
        """mm that the paragraphs take one below the other."""
        total = 0.0
        for text in texts:
            self._use(text)
            height = self.multi_cell(width, text.size * LINE, self.fit(text.text), align="L", dry_run=True, output="HEIGHT")
            assert isinstance(height, float)
            total += height
        return total

    def write_at(self, x: float, y: float, texts: Sequence[Text], width: float, align: str = "L") -> float:
        """Write the paragraphs one below the other from (x, y) on, mm; the y below the last. They must fit the page."""
        for text in texts:
            self._use(text)
            self.set_xy(x, y)
            self.multi_cell(width, text.size * LINE, self.fit(text.text), align=align, new_x="LEFT", new_y="NEXT")
            y = self.get_y()
        self.set_text_color(*BLACK)
        return y

    def write(self, *texts: Text) -> None:  # type: ignore[override]
        """Write paragraphs across the page; they may go on on the next one."""
        for text in texts:
            self._use(text)
            self.multi_cell(0, text.size * LINE, self.fit(text.text), align="L", new_x="LMARGIN", new_y="NEXT")
        self.set_text_color(*BLACK)

    def keep_together(self, height: float) -> None:
        """Begin a new page unless so much, mm, is left on this one."""
        if self.get_y() + height > self.h - self.b_margin:
            self.add_page()

    def rule(self) -> None:
        """A line across the page."""
        self.line(MARGIN, self.get_y(), MARGIN + WIDTH, self.get_y())

    def _use(self, text: Text) -> None:
        self.set_font(self.face, "B" if text.bold else "", text.size)
        self.set_text_color(*text.colour)
