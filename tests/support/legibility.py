"""What is hard to read or to touch on the kiosk's screen: words too small, cut off or on one another; buttons too small."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

import numpy as np
from PySide6.QtCore import QRectF
from PySide6.QtGui import QFont, QGuiApplication
from PySide6.QtQuick import QQuickItem

from edge_app.ui.kiosk import Kiosk
from edge_app.ui.translator import LANGUAGES
from tests.kiosk_driver.hand import Hand

MIN_MM = 3.0  # of a font's pixel size, its line from ascender to descender
TOUCH_MM = 12  # of what is touched, either way
SLIDERS = ("strip", "opacity")
QTS_OWN = 12  # px, `minimumPixelSize` of a text that does not shrink; every other one says its own
NAMES = {"device", "mode", "bundle"}  # of technical things, which may be shortened in their middle


def things(kiosk: Kiosk) -> Iterator[QQuickItem]:
    """Everything that is to be seen; the keyboard covers what it is typed for, and the list of patients the form."""
    hand = Hand(kiosk)
    waiting = [hand.find("entry") or hand.find("patientList") or kiosk.view.rootObject()]
    while waiting:
        thing = waiting.pop()
        if thing.isVisible():
            waiting.extend(thing.childItems())
            yield thing


def words(shown: list[QQuickItem]) -> list[QQuickItem]:
    """Every text of `things`."""
    return [thing for thing in shown if thing.inherits("QQuickText") and thing.property("text")]


def font_px(word: QQuickItem) -> float:
    """The least it may have been drawn with."""
    font = word.property("font")
    assert isinstance(font, QFont)
    least = word.property("minimumPixelSize")
    return float(font.pixelSize() if least == QTS_OWN else min(font.pixelSize(), least))


def written(word: QQuickItem) -> QRectF:
    """Where its letters are, a little less: letters may touch."""
    letters = QRectF(0, 0, word.property("contentWidth"), word.property("contentHeight"))
    return unclipped(word, letters.adjusted(2, 3, -2, -3))  # nothing where it is scrolled away


def unclipped(thing: QQuickItem, box: QRectF) -> QRectF:
    """Its box on the window, as far as what it is scrolled in shows it."""
    found, around = thing.mapRectToScene(box), thing.parentItem()
    while around is not None:
        if around.clip():
            found = found.intersected(around.mapRectToScene(around.boundingRect()))
        around = around.parentItem()
    return found


def boxes(shown: list[QQuickItem]) -> Iterator[tuple[str, QRectF]]:
    """Every button and banner of `things`."""
    for thing in shown:
        if any(kind in thing.metaObject().className() for kind in ("Button", "Banner")):
            yield thing.objectName(), unclipped(thing, thing.boundingRect())


def overlaps(shown: list[QQuickItem]) -> Iterator[tuple[str, str]]:
    lines = [(str(word.property("text")), written(word)) for word in words(shown)]
    for found in (lines, list(boxes(shown))):
        for (name, box), (other_name, other) in combinations(found, 2):
            if box.intersects(other):
                yield name, other_name


def a_millimetre(size: tuple[int, int]) -> float:
    """In px, on a 7-inch panel."""
    return float(np.hypot(*size)) / (7 * 25.4)


def outside(box: QRectF, size: tuple[int, int]) -> bool:
    return box.left() < -1 or box.top() < -1 or box.right() > size[0] + 1 or box.bottom() > size[1] + 1


def hard_to_touch(kiosk: Kiosk, step: str, size: tuple[int, int]) -> Iterator[tuple[str, ...]]:
    for thing in things(kiosk):
        if "Button" in thing.metaObject().className() or thing.objectName() in SLIDERS:
            box = thing.mapRectToScene(thing.boundingRect())
            if min(box.width(), box.height()) < 0.97 * TOUCH_MM * a_millimetre(size):
                yield step, thing.objectName(), f"{box.width():.0f} x {box.height():.0f} px", "small to touch"
            if outside(unclipped(thing, thing.boundingRect()), size):
                yield step, thing.objectName(), "outside"


def complaints(kiosk: Kiosk, step: str, size: tuple[int, int]) -> Iterator[tuple[str, ...]]:
    millimetre = a_millimetre(size)
    for language in reversed(LANGUAGES):  # English last: the next step is taken in it
        kiosk.translator.switch_to(language)
        for _ in range(3):
            QGuiApplication.processEvents()
        kiosk.view.grabWindow()  # lays everything out
        shown = list(things(kiosk))
        for word in words(shown):
            reported = (step, language, str(word.property("text")))
            if font_px(word) < 0.99 * MIN_MM * millimetre:
                yield (*reported, "small")
            if word.property("truncated") and word.objectName() not in NAMES:
                yield (*reported, "cut")
            if outside(unclipped(word, word.boundingRect()), size):
                yield (*reported, "outside")
        yield from ((step, language, *both, "on one another") for both in overlaps(shown))
