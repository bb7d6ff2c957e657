"""On a hot board the image goes on, the label stands, the heatmap waits for a frozen image, and a quiet line says why."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from edge_app.exams.workflow import Step
from edge_app.records import Finding, Frame
from edge_app.system.board_health import BoardHealth, Concern
from edge_app.ui.translator import LANGUAGES
from tests.kiosk_driver.hand import Hand
from tests.support.clinic import clinic, exam_of, take, unlock
from tests.support.fakes import Probe, textured
from tests.support.kiosk import StartKiosk
from tests.support.kiosk_screen import PATIENCE_MS, coloured, photograph, said, seen

MIDDLE = slice(100, 300), slice(150, 450)  # of the image, px: inside the region, without what is drawn at its edges


def reporting(*concerns: Concern) -> Callable[[], BoardHealth]:
    return lambda: BoardHealth(frozenset(concerns))


def test_the_image_goes_on_without_heat_and_the_label_stands(start: StartKiosk, qtbot: Any) -> None:
    kiosk = start(Probe(pixels=textured(480, 640, mean=190)), health=reporting(Concern.HEAT))
    qtbot.waitUntil(lambda: said(kiosk, "label") == "Abnormal" and seen(kiosk, "boardNote"), timeout=PATIENCE_MS)
    for _ in range(5):
        shown = kiosk.live.shown
        qtbot.waitUntil(lambda shown=shown: kiosk.live.shown > shown, timeout=PATIENCE_MS)
        assert isinstance(kiosk.live.displayed, Frame) and said(kiosk, "label") == "Abnormal"
    assert coloured(photograph(kiosk)[MIDDLE]) == 0 and not seen(kiosk, "heatScale")  # which would say: no evidence
    kiosk.live.toggleFreeze()
    assert isinstance(kiosk.live.displayed, Finding) and kiosk.live.frame is kiosk.live.displayed.frame
    assert coloured(photograph(kiosk)[MIDDLE]) > 0.05 and seen(kiosk, "heatScale") and not seen(kiosk, "boardNote")


def test_images_of_an_exam_are_kept_and_scrolled_through_as_ever(start: StartKiosk, folder: Path) -> None:
    kiosk = start(Probe(pixels=textured(240, 320, mean=60)), services=clinic(folder), health=reporting(Concern.UNDERVOLTAGE))
    hand, exam = Hand(kiosk), exam_of(kiosk)
    unlock(hand, exam)
    hand.touch("anonymous")
    hand.touch("next")
    take(hand, exam)
    hand.wait(
        lambda: len(exam.review.cine_buffer.until(kiosk.live.finding)) > 2 if kiosk.live.finding else False,
        "findings to scroll to",
    )
    assert exam.workflow.step is Step.LIVE and exam.workflow.exam is not None and len(exam.workflow.exam.images) == 1


@pytest.mark.parametrize(("concern", "words"), [(Concern.UNDERVOLTAGE, "power supply"), (Concern.BATTERY, "battery"), (None, "")])
def test_a_quiet_line_says_why(start: StartKiosk, qtbot: Any, concern: Concern | None, words: str) -> None:
    kiosk = start(Probe(), health=reporting(concern) if concern else BoardHealth)
    qtbot.waitUntil(lambda: kiosk.live.shown > 3, timeout=PATIENCE_MS)
    if concern is None:
        assert not seen(kiosk, "boardNote")
        return
    qtbot.waitUntil(lambda: words in said(kiosk, "boardNoteText"), timeout=PATIENCE_MS)
    texts = set()
    for language in LANGUAGES:
        kiosk.translator.switch_to(language)
        texts.add(said(kiosk, "boardNoteText"))
    assert len(texts) == len(LANGUAGES) and not seen(kiosk, "probeBanner")
