"""The field of an exam's images is looked for in one that was judged: in air there is only a part of it."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from edge_app.exams.drift_numbers import exam_numbers
from edge_app.exams.records import Exam, ExamImage
from edge_app.records import Frame, GreyImage, Guard
from tests.support.exam_factories import ENGINE, PATIENT, SITE, found
from tests.support.setting_screens import FIELD, HEIGHT, WIDTH, setting_screen


def image(number: int, pixels: GreyImage, guard: Guard) -> ExamImage:
    finding = replace(found(), frame=Frame(pixels, number, 0, None, "a grabber"), guard=guard)
    return ExamImage(number, SITE, "2026-11-29T12:00:00+00:00", finding, ENGINE)


@pytest.mark.parametrize("first", [1, 2])
def test_the_shape_of_the_field_is_that_of_a_judged_image(first: int) -> None:
    air = np.full((HEIGHT, WIDTH), 20, np.uint8)
    images = image(first, air, Guard.NO_CONTACT), image(3 - first, setting_screen(), Guard.FIT)
    exam = Exam("0" * 32, "", "nurse", PATIENT, tuple(sorted(images, key=lambda one: one.number)))
    (numbers,) = exam_numbers(exam, "a hash").values()
    assert [one.not_judged for one in numbers.images].count("no contact") == 1
    for one in numbers.images:
        assert one.field_shape == pytest.approx(math.log10(FIELD.w / FIELD.h), abs=0.02)
