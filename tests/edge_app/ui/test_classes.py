"""A bundle of four grades on the real screen: the grade beside the finding, and the evidence for another one."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from edge_app.bundle.loader import ModelBundle
from edge_app.engine.protocol import Inference
from edge_app.records import Finding, GreyImage, Label
from edge_app.ui.image_items import heat_of
from edge_app.ui.readout import RollingWindow, read_out
from edge_app.ui.translator import LANGUAGES
from tests.kiosk_driver import film
from tests.kiosk_driver.hand import Hand
from tests.support.clinic import begun
from tests.support.exam_factories import GRADES, found, graded
from tests.support.fakes import Probe, textured
from tests.support.kiosk import StartKiosk
from tests.support.kiosk_screen import coloured, photograph, said, seen, wait_for_finding


class Grade3:
    """An engine that calls every image grade 3, with evidence for that grade alone."""

    name = "grade 3"

    def __init__(self, bundle: ModelBundle) -> None:
        row = bundle.weight[2]
        self._features = np.repeat(bundle.manifest.heat_scale / float(np.square(row).sum()) * row[:, None], 49, axis=1)

    def run(self, image: GreyImage) -> Inference:
        return Inference(np.array([0, 0, 1.5, 0], np.float32), self._features.reshape(-1, 7, 7).astype(np.float32))


@pytest.fixture
def bundle(graded_bundle: ModelBundle) -> ModelBundle:
    return graded_bundle


@pytest.fixture
def brightness(bundle: ModelBundle) -> Grade3:
    return Grade3(bundle)


def test_the_grade_stands_beside_the_finding_in_every_language(start: StartKiosk, qtbot: Any) -> None:
    kiosk = start(Probe(pixels=textured(480, 640, mean=110)))
    wait_for_finding(kiosk, qtbot)
    qtbot.waitUntil(lambda: kiosk.live.property("called") != "", timeout=60_000)
    assert kiosk.live.property("label") == "abnormal"
    for language in LANGUAGES:
        kiosk.translator.switch_to(language)
        assert seen(kiosk, "class") and said(kiosk, "class").startswith("Heckmatt 3\n")


def test_the_heat_is_that_of_the_class_that_was_touched(start: StartKiosk, qtbot: Any) -> None:
    kiosk = start(Probe(pixels=textured(480, 640, mean=110)))
    hand = Hand(kiosk)
    wait_for_finding(kiosk, qtbot)
    shown = {}
    for name in ("", *GRADES):
        assert kiosk.live.property("heatClass") == name
        hand.images(3)
        shown[name] = coloured(photograph(kiosk))
        assert said(kiosk, "heatClass") == (name or "Abnormal")
        hand.touch("heatClass")
    assert kiosk.live.property("heatClass") == "", "after the last one comes the first"
    assert shown["Heckmatt 3"] > 0.2 and shown[""] > 0.2 and shown["Heckmatt 1"] < 0.1


def test_a_kept_image_shows_its_grade_and_the_evidence_for_another(start: StartKiosk, tmp_path: Path) -> None:
    _, hand, exam = begun(start, tmp_path, pixels=textured(240, 320, mean=110))
    film.freeze(hand, exam)
    hand.touch("accept")
    hand.wait(lambda: exam.workflow.exam is not None and len(exam.workflow.exam.images) == 1, "the image to be kept")
    kept = exam.workflow.exam.images[0].finding  # type: ignore[union-attr]
    assert kept.classes is not None and kept.classes.called == "Heckmatt 3" and kept.label is Label.ABNORMAL


def test_an_image_that_lacks_the_class_shows_the_evidence_for_abnormal() -> None:
    finding = found(1)
    np.testing.assert_array_equal(heat_of(finding, "Heckmatt 3"), finding.heat)
    np.testing.assert_array_equal(heat_of(graded(finding, 2), ""), finding.heat)


def live(grade: int, milliseconds: int) -> Finding:
    finding = graded(found(1), grade)
    return replace(finding, frame=replace(finding.frame, captured_ns=milliseconds * 1_000_000))


def test_the_live_grade_is_smoothed_and_agrees_with_the_label(graded_bundle: ModelBundle) -> None:
    scheme, window = graded_bundle.manifest.scheme, RollingWindow()
    for number, grade in enumerate((3, 3, 4, 3)):
        window.add(live(grade, 50 * number))
    shown = read_out(live(4, 150), window, 0.5, scheme=scheme)
    assert shown.called == "Heckmatt 3" and shown.called_probability == pytest.approx(0.55)
    frozen = read_out(live(4, 150), window, 0.5, frozen=True, scheme=scheme)
    assert frozen.called == "Heckmatt 4" and frozen.called_probability == 0.7
