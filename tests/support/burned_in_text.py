"""Scanner screens with a name outside the ultrasound, over it, and without any ultrasound; and exams of them."""

from __future__ import annotations

import dataclasses
from functools import lru_cache

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFont

from edge_app.exams.store.store import ExamStore
from edge_app.exams.summary import PROTOCOL
from edge_app.records import GreyImage, Label
from edge_app.scanner_screen import Shape
from tests.support.drawn_screens import TISSUE, made_screen
from tests.support.exam_factories import ENGINE, PATIENT, found

SEEDS = (3, 8)  # of screens
NAME = "DOE^JANE"


def tissue() -> GreyImage:
    """What the simulated probe shows, without a screen around it; no text is found in it with noise either."""
    return np.asarray(Image.open(sorted(TISSUE.glob("*.png"))[2]), np.uint8)


def clean(seed: int) -> GreyImage:
    """A screen with a name above its field, and bright fascia in it, which nobody takes for text."""
    return made_screen(seed, Shape.RECTANGLE).pixels


def written_over(seed: int) -> GreyImage:
    """The same with a name over its field."""
    screen = made_screen(seed, Shape.RECTANGLE)
    x, y, width, height = cv2.boundingRect(screen.field)
    canvas = Image.fromarray(screen.pixels.copy())
    ImageDraw.Draw(canvas).text((x + width // 3, y + height // 2), NAME, 255, ImageFont.load_default(20))
    return np.asarray(canvas)


@lru_cache
def three() -> tuple[GreyImage, GreyImage, GreyImage]:
    """A screen with text outside only, one with text over the field, and one without any ultrasound."""
    nothing = np.zeros((480, 640), np.uint8)
    cv2.putText(nothing, NAME, (200, 200), cv2.FONT_HERSHEY_SIMPLEX, 1, 255, 2)
    return clean(SEEDS[0]), written_over(SEEDS[1]), nothing


def finished(store: ExamStore, *screens: GreyImage) -> str:
    """An exam of these, each of a site of its own."""
    exam = store.start(PATIENT).id
    for number, pixels in enumerate(screens):
        finding = found(number)
        frame = dataclasses.replace(finding.frame, pixels=pixels, source="1234:5678:SERIAL99")
        height, width = pixels.shape
        roi = dataclasses.replace(finding.roi, x=width // 3, y=height // 3, w=width // 4, h=height // 4)
        store.add(exam, PROTOCOL[number], dataclasses.replace(finding, frame=frame, roi=roi), ENGINE)
    store.give_verdict(exam, Label.NORMAL, "")
    store.finish(exam)
    return exam
