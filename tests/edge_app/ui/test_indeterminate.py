"""An image too close to call, on the real screen: what is said, what is not, and what is saved of a frozen one."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from edge_app.bundle.loader import ModelBundle
from edge_app.engine.protocol import Inference
from edge_app.errors import EngineError
from edge_app.exams.summary import SummaryReason
from edge_app.exams.workflow import Step
from edge_app.records import GreyImage, IndeterminateReason, Label
from edge_app.ui import live_model
from edge_app.ui.exam_controller import ExamController
from edge_app.ui.translator import LANGUAGES
from tests.kiosk_driver import film
from tests.kiosk_driver.hand import Hand
from tests.support.banded import banded
from tests.support.clinic import begun
from tests.support.fakes import Probe, textured
from tests.support.kiosk import StartKiosk
from tests.support.kiosk_screen import PATIENCE_MS, coloured, item, photograph, said, seen


class OneSided:
    """An engine that takes the brighter side for the answer: abnormal if it is the left. Mirrored, it says the opposite."""

    name = "one-sided"

    def __init__(self) -> None:
        self.sure = True
        self.refuses_mirrored = False
        self.mirrored_may_end = threading.Event()  # until then, a mirrored image hangs
        self.mirrored_may_end.set()

    def run(self, image: GreyImage) -> Inference:
        half = image.shape[1] // 2
        side = float(image[:, :half].mean()) - float(image[:, half:].mean())
        if self.refuses_mirrored and side < 0:
            raise EngineError("the test runtime is out of memory; restart it")
        if side < 0:
            self.mirrored_may_end.wait(HANG_S)
        margin = float(np.sign(side)) if self.sure else 0.0
        return Inference(np.array([-margin, margin], np.float32), np.ones((64, 7, 7), np.float32))


HANG_S = 300.0


@pytest.fixture
def bundle(bundle: ModelBundle) -> ModelBundle:
    return banded(bundle)


def freeze_while_checks_hang(hand: Hand, exam: ExamController, engine: OneSided) -> None:
    """An image that could be kept, see `film.freeze`: of one that has grown too old the screen says so, over the image."""
    engine.mirrored_may_end.clear()
    hand.touch("freeze")
    while exam.workflow.step is not Step.REVIEW:
        engine.mirrored_may_end.set()
        hand.touch("freeze")
        hand.images(2)
        engine.mirrored_may_end.clear()
        hand.touch("freeze")


def lit_from_the_left() -> GreyImage:
    falling = np.linspace(40, -40, 640)[None, :]
    return np.clip(textured(480, 640, mean=110) + falling, 0, 255).astype(np.uint8)


def test_too_close_to_the_threshold_there_is_a_reason_and_no_large_percentage(start: StartKiosk, qtbot: Any) -> None:
    engine = OneSided()
    engine.sure = False
    kiosk = start(Probe(pixels=lit_from_the_left()), engine=engine)
    qtbot.waitUntil(lambda: said(kiosk, "label") == "Indeterminate", timeout=PATIENCE_MS)
    assert seen(kiosk, "indeterminate") and "Too close to the threshold" in said(kiosk, "indeterminate")
    assert not seen(kiosk, "probability") and "50 %, no label: 30–70 %" in said(kiosk, "meaning")
    engine.sure = True
    qtbot.waitUntil(lambda: said(kiosk, "label") == "Abnormal", timeout=PATIENCE_MS)
    assert seen(kiosk, "probability") and not seen(kiosk, "indeterminate")
    assert said(kiosk, "meaning") == "Probability of abnormality"


def test_what_is_said_of_it_leaves_room_in_every_language(start: StartKiosk, qtbot: Any) -> None:
    engine = OneSided()
    engine.sure = False
    kiosk = start(Probe(pixels=lit_from_the_left()), engine=engine)
    qtbot.waitUntil(lambda: said(kiosk, "label") == "Indeterminate", timeout=PATIENCE_MS)
    for language in LANGUAGES:
        kiosk.translator.switch_to(language)
        kiosk.view.grabWindow()  # lays everything out
        echo, heat = (item(kiosk, name).mapRectToScene(item(kiosk, name).boundingRect()) for name in ("echo", "opacity"))
        assert item(kiosk, "meaning").property("lineCount") == 2 and echo.bottom() <= heat.top() + 1, language


def test_a_frozen_image_whose_views_disagree_is_indeterminate_and_saved_as_such(start: StartKiosk, folder: Path) -> None:
    kiosk, hand, exam = begun(start, folder, engine=OneSided(), pixels=lit_from_the_left())
    hand.wait(lambda: kiosk.live.readout.label is Label.ABNORMAL, "a sure answer of one view")
    hand.images(3)
    film.freeze(hand, exam)
    hand.wait(lambda: not kiosk.live.is_reviewing, "the other views")
    assert kiosk.live.readout.reason is IndeterminateReason.VIEWS_DISAGREE
    hand.touch("accept")
    hand.wait(lambda: exam.property("images") == 1, "the image to be saved")
    assert exam.workflow.exam is not None
    finding = exam.workflow.exam.images[0].finding
    assert (finding.label, finding.reason, finding.views) == (Label.INDETERMINATE, IndeterminateReason.VIEWS_DISAGREE, 6)
    hand.touch("back")
    hand.touch("sumUp")
    (row,) = exam.property("summary")
    assert (row["answer"], row["reason"]) == ("indeterminate", SummaryReason.CLOSE_TO_THRESHOLD.value)
    assert exam.property("answer") == "indeterminate" and "close to the threshold" in said(kiosk, "reason0")


def test_where_the_views_cannot_be_analysed_the_image_can_still_be_saved(start: StartKiosk, folder: Path) -> None:
    engine = OneSided()
    engine.refuses_mirrored = True
    kiosk, hand, exam = begun(start, folder, engine=engine, pixels=lit_from_the_left())
    hand.wait(lambda: kiosk.live.readout.label is Label.ABNORMAL, "a sure answer of one view")
    film.freeze(hand, exam)
    hand.touch("accept")
    hand.wait(lambda: exam.property("images") == 1, "the image to be saved")
    assert exam.workflow.exam is not None
    finding = exam.workflow.exam.images[0].finding
    assert (finding.label, finding.views) == (Label.ABNORMAL, 1)


def test_a_frozen_image_whose_check_hangs_is_not_saved_and_the_screen_says_so(
    start: StartKiosk, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live_model, "REVIEW_LIMIT_NS", 50_000_000)
    engine = OneSided()
    kiosk, hand, exam = begun(start, folder, engine=engine, pixels=lit_from_the_left())
    hand.wait(lambda: kiosk.live.readout.label is Label.ABNORMAL, "a sure answer of one view")
    freeze_while_checks_hang(hand, exam, engine)
    hand.wait(lambda: hand.find("reviewBanner") is not None, "the end of the patience")
    assert said(kiosk, "accept") == "Accept" and not hand.can("accept") and exam.property("images") == 0
    assert item(kiosk, "reviewBanner").property("detail").startswith("Take another image.")
    assert said(kiosk, "label") == "No finding" and coloured(photograph(kiosk)[150:300, 200:400]) == 0, "neither label nor heat"
    hand.touch("retake")
    hand.wait(lambda: hand.find("reviewBanner") is None and hand.can("freeze"), "the live image")
    engine.mirrored_may_end.set()
    hand.wait(lambda: kiosk.live.readout.label is Label.ABNORMAL, "findings again")
    film.freeze(hand, exam)
    assert said(kiosk, "accept") == "Accept" and hand.find("reviewBanner") is None


def test_a_check_that_ends_late_counts_all_the_same(start: StartKiosk, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live_model, "REVIEW_LIMIT_NS", 50_000_000)
    engine = OneSided()
    kiosk, hand, exam = begun(start, folder, engine=engine, pixels=lit_from_the_left())
    hand.wait(lambda: kiosk.live.readout.label is Label.ABNORMAL, "a sure answer of one view")
    freeze_while_checks_hang(hand, exam, engine)
    hand.wait(lambda: hand.find("reviewBanner") is not None, "the end of the patience")
    engine.mirrored_may_end.set()
    hand.settle()
    assert hand.find("reviewBanner") is None and kiosk.live.readout.reason is IndeterminateReason.VIEWS_DISAGREE
