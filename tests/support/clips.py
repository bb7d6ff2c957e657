"""Frames of a clip, in the shape of what a probe sends."""

from __future__ import annotations

import dataclasses

from edge_app.exams.records import Clip, Site
from edge_app.exams.store.store import ExamStore
from edge_app.records import Frame, GreyImage, Roi
from tests.support.exam_factories import SITE
from tests.support.exported_exams import scanner_screen

TAKEN = "2026-11-30T10:20:30.500+00:00"
ROI = Roi(150, 120, 300, 250)
NAME = "Clinic 17"
TIMES_MS = (0, 33, 71, 100, 133, 160)  # not at an even pace


def screens(name: str = NAME) -> list[GreyImage]:
    """Of a scanner, with this name burned in outside the field."""
    return [scanner_screen(number, name) for number in range(len(TIMES_MS))]


def frames(pixels: list[GreyImage], **of_frame: object) -> list[Frame]:
    """At the times of TIMES_MS."""
    one = Frame(pixels[0], 0, 0, 0.09, "1234:5678:SERIAL99", mirrored=True)
    one = dataclasses.replace(one, **of_frame)  # type: ignore[arg-type]
    pairs = enumerate(zip(pixels, TIMES_MS, strict=True))
    return [
        dataclasses.replace(one, pixels=each, sequence=number, captured_ns=5_000_000_000 + ms * 1_000_000)
        for number, (each, ms) in pairs
    ]


def add_clip(store: ExamStore, exam: str, pixels: list[GreyImage] | None = None, site: Site = SITE, **of_frame: object) -> Clip:
    """Store a clip of these frames, by default `screens`."""
    return store.add_clip(exam, site, frames(screens() if pixels is None else pixels, **of_frame), ROI, TAKEN)
