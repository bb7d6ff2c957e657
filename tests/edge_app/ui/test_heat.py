"""The heatmap on the screen: switched off and on, as strong as is wished, and with a scale that tells its colours."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtQuick import QQuickItem
from PySide6.QtTest import QTest

from edge_app.bundle.loader import DEFAULT_BUNDLE, load_bundle
from edge_app.capture.simulated import SimulatedProbe
from edge_app.engine.factory import EngineChoice, make_engine
from edge_app.exams.workflow import Step
from edge_app.imaging.heatmap import MUSCLE_GREY
from edge_app.records import Finding, GreyImage, Roi
from edge_app.ui.kiosk import Kiosk
from edge_app.ui.translator import LANGUAGES
from tests.kiosk_driver import film
from tests.kiosk_driver.hand import Hand
from tests.support.clinic import begun, take
from tests.support.fakes import Probe, textured
from tests.support.kiosk import CALM, Brightness, StartKiosk

REGION = Roi(320, 240, 200, 120)
Colours = npt.NDArray[np.int_]


def muscle() -> GreyImage:
    """480 x 640, of the grey over which the scale is drawn."""
    noise = np.random.default_rng(0).normal(MUSCLE_GREY, 15, (480, 640))
    return np.clip(np.rint(noise), 0, 255).astype(np.uint8)


def colours(kiosk: Kiosk, thing: QQuickItem, box: QRectF) -> Colours:
    """What is seen of a box of an item, (h, w, 3) RGB."""
    place = thing.mapRectToScene(box).toRect()
    grab = kiosk.view.grabWindow()
    whole = np.asarray(grab.constBits()).reshape(grab.height(), grab.bytesPerLine() // 4, 4)
    return whole[place.top() : place.bottom(), place.left() : place.right(), 2::-1].astype(int)


def found(kiosk: Kiosk, name: str) -> QQuickItem:
    thing = Hand(kiosk).find(name)
    assert thing is not None, f"{name} is not to be seen"
    return thing


def heated(kiosk: Kiosk) -> bool:
    """Whether the region is coloured."""
    image = found(kiosk, "image")
    zoom = image.width() / 640
    box = QRectF((REGION.x + 20) * zoom, (REGION.y + 20) * zoom, (REGION.w - 40) * zoom, (REGION.h - 40) * zoom)
    return bool((np.ptp(colours(kiosk, image, box), axis=2) > 12).mean() > 0.8)


def opened(start: StartKiosk, **options: Any) -> tuple[Kiosk, Hand]:
    kiosk = start(Probe(pixels=textured(480, 640, mean=190)), roi=REGION, **options)
    hand = Hand(kiosk)
    hand.wait(lambda: kiosk.live.property("probability") >= 0, "a finding")
    return kiosk, hand


def test_it_is_switched_off_and_on_again_as_strong_as_before(start: StartKiosk) -> None:
    kiosk, hand = opened(start)
    hand.slide("opacity", 0.55, 0.63)
    opacity = kiosk.live.property("opacity")
    assert heated(kiosk) and 0.7 < opacity < 1 and hand.can("heatScale")
    hand.touch("heatToggle")
    assert not heated(kiosk) and hand.find("heatScale") is None and not hand.can("opacity")
    assert found(kiosk, "heatToggle").property("detail") == "off"
    hand.touch("heatToggle")
    assert heated(kiosk) and hand.can("heatScale") and kiosk.live.property("opacity") == opacity
    assert found(kiosk, "heatToggle").property("detail") == f"{100 * opacity:.0f} %"


def test_by_key(start: StartKiosk) -> None:
    kiosk, _ = opened(start)
    QTest.keyClick(kiosk.view, Qt.Key.Key_H)
    assert not heated(kiosk)
    QTest.keyClick(kiosk.view, Qt.Key.Key_H)
    assert heated(kiosk)


def test_at_its_weakest_it_is_still_there(start: StartKiosk) -> None:
    """Off is the button's word alone: nobody should take a slider's end for a muscle without evidence."""
    kiosk, hand = opened(start)
    hand.slide("opacity", 0.5, -0.5)
    assert kiosk.live.property("opacity") == pytest.approx(0.1)


def test_switched_off_it_stays_off_for_the_exam(start: StartKiosk, folder: Path) -> None:
    kiosk, hand, exam = begun(start, folder)
    hand.touch("heatToggle")
    take(hand, exam)
    assert not kiosk.live.heat_on
    hand.touch("back")
    hand.touch("site2")
    hand.images(3)
    film.freeze(hand, exam)
    assert exam.workflow.step is Step.REVIEW and hand.find("heatScale") is None
    exam.lock.lock()
    hand.pin("2580")
    hand.wait(lambda: not exam.lock.locked, "the lock")
    assert found(kiosk, "heatToggle").property("detail") == "off"


def test_the_key_does_nothing_behind_the_lock(start: StartKiosk, folder: Path) -> None:
    kiosk, _, exam = begun(start, folder)
    exam.lock.lock()
    QTest.keyClick(kiosk.view, Qt.Key.Key_H)
    assert kiosk.live.heat_on


@pytest.mark.parametrize("share", [0.3, 0.9])  # of the slider's way
def test_the_scale_has_the_colours_of_the_image(start: StartKiosk, share: float) -> None:
    kiosk = start(Probe(pixels=muscle()), roi=REGION)
    hand = Hand(kiosk)
    hand.wait(lambda: kiosk.live.property("probability") >= 0, "a finding")
    hand.slide("opacity", 0.55, share)
    bar, image = found(kiosk, "heatBar"), found(kiosk, "image")
    seen = colours(kiosk, bar, QRectF(2, 0, bar.width() - 4, bar.height())).mean(axis=1)
    zoom = image.width() / 640
    box = QRectF((REGION.x + 60) * zoom, (REGION.y + 40) * zoom, 80 * zoom, 40 * zoom)  # heat 1, of that engine
    assert np.abs(seen[0] - colours(kiosk, image, box).mean(axis=(0, 1))).max() < 4
    assert np.abs(seen[-1] - MUSCLE_GREY).max() < 4  # no evidence leaves the muscle as it is
    away = np.linalg.norm(seen - MUSCLE_GREY, axis=1)
    assert np.all(np.diff(away) <= 2)  # less evidence always looks more like bare muscle


def test_no_scale_where_there_is_no_heat(start: StartKiosk, brightness: Brightness) -> None:
    brightness.ill = True
    kiosk = start(Probe(pixels=textured(480, 640)))
    hand = Hand(kiosk)
    hand.images(5)
    assert hand.find("heatScale") is None
    brightness.ill = False
    hand.wait(lambda: hand.find("heatScale") is not None, "the scale")


def test_the_fine_heatmap_has_the_same_scale(qapp: Any) -> None:
    bundle = load_bundle(DEFAULT_BUNDLE)
    engine = make_engine(bundle, EngineChoice("onnxruntime", "int8", 1, fine=True))
    with Kiosk(SimulatedProbe(grade=3), bundle, engine, size=(800, 480), limits=CALM) as kiosk:
        kiosk.view.show()
        hand = Hand(kiosk)
        hand.wait(lambda: hand.find("heatScale") is not None, "the scale")
        assert isinstance(kiosk.live.displayed, Finding) and kiosk.live.displayed.heat.shape == (14, 14)


@pytest.mark.parametrize("size", [(800, 480), (1024, 600), (1280, 800), (480, 800), (640, 400)])
def test_scale_and_switch_fit_every_screen_in_every_language(start: StartKiosk, size: tuple[int, int]) -> None:
    kiosk, _ = opened(start, size=size)
    millimetre = np.hypot(*size) / (7 * 25.4)  # px on a 7-inch panel
    toggle, slider, legend = (found(kiosk, name) for name in ("heatToggle", "opacity", "heatScale"))
    view = found(kiosk, "image").parentItem()
    assert view is not None
    for language in LANGUAGES:
        kiosk.translator.switch_to(language)
        kiosk.view.grabWindow()  # lays everything out
        boxes = [thing.mapRectToScene(thing.boundingRect()) for thing in (toggle, slider)]
        assert not boxes[0].intersects(boxes[1]) and boxes[1].right() <= size[0], language
        if size != (640, 400):  # less than seven inches
            assert min(boxes[0].width(), boxes[0].height(), boxes[1].height()) >= 12 * millimetre * 0.97, language
        assert view.boundingRect().contains(legend.mapRectToItem(view, legend.boundingRect())), language
        middle = legend.mapToScene(QPointF(legend.width() / 2, 0))
        assert legend.width() < 0.25 * size[0] and middle.x() < 0.2 * size[0], language  # beside what is looked at
