"""The body from the front and from the back, with the mark of its result on each site. It is the screen's (`BodyMap.qml`)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from fpdf.drawing import PaintedPath
from fpdf.drawing_primitives import Transform
from fpdf.svg import svg_path_converter

from edge_app.exams.export.report.marks import Result, draw_mark
from edge_app.exams.export.report.page import FAINT, SMALL, ReportPage, Text
from edge_app.exams.export.report_texts import Wording
from edge_app.exams.protocols.protocol import Protocol
from edge_app.exams.records import Site
from edge_app.records import Muscle, Side

OUTLINE = (
    "M60 6 C69 6 74 13 74 21 C74 29 70 36 66 38 L66 45 C72 49 84 49 91 54 C97 59 98 68 98 76 L104 112 L110 146 "
    "C112 152 108 158 104 154 L100 146 L92 114 L86 82 L84 104 L88 130 L86 168 L82 200 L78 238 L82 250 L66 250 "
    "L66 238 L64 200 L61 150 L59 150 L56 200 L54 238 L54 250 L38 250 L42 238 L38 200 L34 168 L32 130 L36 104 "
    "L34 82 L28 114 L20 146 L16 154 C12 158 8 152 10 146 L16 112 L22 76 C22 68 23 59 29 54 C36 49 48 49 54 45 "
    "L54 38 C50 36 46 29 46 21 C46 13 51 6 60 6 Z"
)
BODY_WIDTH, BODY_HEIGHT, GAP = 120, 260, 26  # in units of the outline
MARK = 20  # width of a mark, in the same units
SKIN, EDGE = "#ececec", "#9a9a9a"


@dataclass(frozen=True)
class Place:
    """Where a muscle is marked, in the outline's units, on the side that is on the left of the drawing."""

    behind: bool
    x: int
    y: int


PLACES: dict[str, Place] = {
    Muscle.BICEPS_BRACHII: Place(False, 29, 86),
    Muscle.TIBIALIS_ANTERIOR: Place(False, 46, 204),
    Muscle.GASTROCNEMIUS_MEDIALIS: Place(True, 46, 190),
}


def place_of(muscle: str, protocol: Protocol) -> Place | None:
    """Where a muscle is marked; None: nowhere."""
    given = protocol.texts(muscle).place
    return PLACES.get(muscle) if given is None else Place(given.view == "back", given.x, given.y)


def width_of(height: float) -> float:
    """mm that the map is wide when it is so tall."""
    return height / BODY_HEIGHT * (2 * BODY_WIDTH + GAP)


def draw_body_map(
    page: ReportPage, results: Mapping[Site, Result], protocol: Protocol, words: Wording, left: float, top: float, height: float
) -> None:
    """Draw it with its upper left corner at (left, top), mm. Seen from the front, the patient's right is on the left.

    A site whose place neither the protocol says nor this file has no mark.
    """
    unit = height / BODY_HEIGHT
    for behind, caption in ((False, words.front), (True, words.back)):
        x = left + (BODY_WIDTH + GAP) * unit * behind
        _draw_body(page, x, top, unit)
        sides = (words.left_short, words.right_short) if behind else (words.right_short, words.left_short)
        for text, align in zip(sides, "LR", strict=True):
            page.write_at(x, top, [Text(text, SMALL, bold=True)], BODY_WIDTH * unit, align)
        page.write_at(x, top + 253 * unit, [Text(caption, SMALL, colour=FAINT)], BODY_WIDTH * unit, align="C")
    for site, result in results.items():
        place = place_of(site.muscle, protocol)
        if place is None:
            continue
        mirrored = (site.side is Side.RIGHT) == place.behind
        x = (BODY_WIDTH + GAP) * place.behind + (BODY_WIDTH - place.x if mirrored else place.x)
        draw_mark(page, result, left + x * unit, top + place.y * unit, MARK * unit)


def _draw_body(page: ReportPage, x: float, y: float, unit: float) -> None:
    path = PaintedPath()
    svg_path_converter(path, OUTLINE)
    path.style.fill_color, path.style.stroke_color, path.style.stroke_width = SKIN, EDGE, 1.5
    path.transform = Transform.scaling(unit).translate(x, y)
    with page.drawing_context() as drawing:
        drawing.add_item(path)
