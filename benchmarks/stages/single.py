"""The stages of an analysis, each by itself on the same frames; and, for its cost, the capture and the painting around them.

A stage gets what the stage before it makes, prepared beforehand, so that nothing else is within its time.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TypeVar

from benchmarks.stages.frames import IMAGES, FrameSet
from edge_app.bundle.loader import ModelBundle
from edge_app.capture.playback import PlaybackSource
from edge_app.engine.protocol import Engine
from edge_app.guard.live_guard import LiveGuard
from edge_app.imaging.heatmap import grad_cam, scaled
from edge_app.imaging.preprocess import crop_resize, enhance, stretch
from edge_app.pipeline import MIN_REGION, analyse
from edge_app.records import Finding, Guard
from edge_app.scanner_screen.tracker import FieldTracker

SCREEN = (1280, 800)  # px, on which a finding is painted
OPACITY = 0.6  # 0-1, of the heat

T = TypeVar("T")


@dataclass(frozen=True)
class Stage:
    """One stage: call `next(calls)` outside the time that is measured, and what it gives within it."""

    name: str
    calls: Iterator[Callable[[], object]]


def single_stages(folder: Path, frames: FrameSet, bundle: ModelBundle, engine: Engine, research: bool) -> list[Stage]:
    """All stages in their order. folder: where the frames are kept. Raises ConfigError where the frames are not analysed."""
    permission, preprocessing = frames.permission(bundle, research), bundle.manifest.preprocessing
    height, width = frames.pixels.shape[1:]
    roi = frames.roi.clipped(width, height, MIN_REGION)
    crops = [crop_resize(pixels, roi, preprocessing.size) for pixels in frames.pixels]
    grey_range = preprocessing.grey_range
    median_only = replace(preprocessing, clahe_clip=None, grey_range=None)
    clahe_only = replace(preprocessing, median=None, grey_range=None)
    stretched = crops if grey_range is None else [stretch(crop, grey_range) for crop in crops]
    filtered = [enhance(image, median_only) for image in stretched]
    inputs = [enhance(image, clahe_only) for image in filtered]
    features = [engine.run(image).features for image in inputs]
    weights, heat_scale = bundle.abnormal_weights, bundle.manifest.heat_scale
    findings = [
        analyse(frame, roi, bundle, engine, permission, Guard.FIT)
        for frame in itertools.islice(frames.stream(), len(frames.pixels))
    ]
    tracker, guard = FieldTracker(), LiveGuard(bundle.manifest.guard, bundle.texture)

    return [
        Stage("capture", reading(folder)),
        Stage("field", over(list(frames.pixels), tracker.update)),
        Stage("crop", over(list(frames.pixels), lambda pixels: crop_resize(pixels, roi, preprocessing.size))),
        *([] if grey_range is None else [Stage("grey range", over(crops, lambda image: stretch(image, grey_range)))]),
        Stage("median", over(stretched, lambda image: enhance(image, median_only))),
        Stage("clahe", over(filtered, lambda image: enhance(image, clahe_only))),
        Stage("guard", (partial(guard.assess, frame, roi) for frame in frames.stream())),
        Stage("inference", over(inputs, engine.run)),
        Stage("map", over(features, lambda each: scaled(grad_cam(each, weights), heat_scale))),
        Stage("overlay", painting(findings, heat=True)),
        Stage("paint", painting(findings, heat=False)),
    ]


def reading(folder: Path) -> Iterator[Callable[[], object]]:
    """A frame of a recording (PNG) decoded: what stands in for a device that hands over compressed frames."""
    with PlaybackSource(folder / IMAGES, "loop", float("inf")) as source:
        while True:
            yield source.read


def painting(findings: Sequence[Finding], heat: bool) -> Iterator[Callable[[], object]]:
    """A finding painted into memory as the kiosk paints it: its heat, or the frame under it."""
    from PySide6.QtGui import QImage, QPainter

    from edge_app.ui.image_items import paint_frame, paint_heat

    canvas = QImage(*SCREEN, QImage.Format.Format_RGB32)

    def paint(finding: Finding) -> None:
        painter = QPainter(canvas)
        if heat:
            paint_heat(painter, finding, SCREEN, 1.0, OPACITY)
        else:
            paint_frame(painter, finding.frame, SCREEN, 1.0)
        painter.end()

    return over(findings, paint)


def over(things: Sequence[T], do: Callable[[T], object]) -> Iterator[Callable[[], object]]:
    """Do it with one thing after the other, over and over."""
    return (partial(do, thing) for thing in itertools.cycle(things))
