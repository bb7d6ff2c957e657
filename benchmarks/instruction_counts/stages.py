"""The stages of the hot path, each as a function that does it once, always on the same simulated frame."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np

from edge_app.bundle.loader import DEFAULT_BUNDLE, ModelBundle, Precision, load_bundle
from edge_app.engine.litert import LiteRtEngine
from edge_app.engine.onnx_runtime import OrtEngine
from edge_app.engine.protocol import Inference
from edge_app.guard.fitness import assess_fitness
from edge_app.guard.live_guard import LiveGuard
from edge_app.imaging.heatmap import grad_cam, heat_layer, scaled
from edge_app.imaging.preprocess import crop_resize, enhance
from edge_app.pipeline import analyse
from edge_app.records import Finding, Frame, GreyImage, Guard, Permission, Roi
from edge_app.tracing.recorder import TraceRecorder
from edge_app.tracing.tracer import Stage

FRAME = Path(__file__).with_name("frame.png")  # 640 x 480, of the simulated probe
MM_PER_PIXEL = 0.1  # its scale
REGION = Roi(180, 120, 280, 210)  # px; both sides are measured against 224, so one shrinks and one grows
SCREEN = (640, 480)  # px, of the region on a screen of 1280 x 800
# Stages of less than a million instructions are done so often: where things lie in memory moves a count by a thousand or two.
OFTEN = 20
SMALL = ("crop", "map", "tracing")
STREAM = 15  # frames of half a second, in which the live guard looks at the texture once


class Known:
    """An engine whose answer is known: the pipeline without a runtime."""

    name = "known"

    def __init__(self, answer: Inference) -> None:
        self._answer = answer

    def run(self, image: GreyImage) -> Inference:
        return self._answer


def stages() -> dict[str, Callable[[], object]]:
    """By name. Everything is loaded before; one thread."""
    cv2.setNumThreads(1)
    bundle = load_bundle(DEFAULT_BUNDLE)
    pixels = np.asarray(cv2.imread(str(FRAME), cv2.IMREAD_GRAYSCALE), np.uint8)
    frame = Frame(pixels, 0, 0, MM_PER_PIXEL, "simulated probe")
    steps = bundle.manifest.preprocessing
    crop = crop_resize(pixels, REGION, steps.size)
    engine = OrtEngine(bundle.graphs[Precision.INT8], "int8", 1)
    lite = LiteRtEngine(bundle.graphs[Precision.INT8_LITERT], "int8", 1)
    answer = engine.run(enhance(crop, steps))
    heat = scaled(grad_cam(answer.features, bundle.abnormal_weights), bundle.manifest.heat_scale)
    finding = analyse(frame, REGION, bundle, engine, Permission.LABEL, Guard.FIT)
    return {
        "crop": lambda: crop_resize(pixels, REGION, steps.size),
        "median": lambda: enhance(crop, replace(steps, clahe_clip=None, grey_range=None)),
        "clahe": lambda: enhance(crop, replace(steps, median=None, grey_range=None)),
        "guard": lambda: assess_fitness(frame, REGION, bundle.manifest.guard, bundle.texture),
        "live guard": _LiveGuard(bundle, frame),
        "map": lambda: scaled(grad_cam(answer.features, bundle.abnormal_weights), bundle.manifest.heat_scale),
        "overlay": lambda: heat_layer(heat, SCREEN, 0.6),
        "tracing": _Tracing(finding),
        "pipeline without runtime": lambda: analyse(frame, REGION, bundle, Known(answer), Permission.LABEL, Guard.FIT),
        "pipeline, ONNX Runtime INT8": lambda: analyse(frame, REGION, bundle, engine, Permission.LABEL, Guard.FIT),
        "pipeline, LiteRT INT8": lambda: analyse(frame, REGION, bundle, lite, Permission.LABEL, Guard.FIT),
    }


class _LiveGuard:
    """The guard over half a second of a stream that goes on."""

    def __init__(self, bundle: ModelBundle, frame: Frame) -> None:
        self._guard, self._sequence = LiveGuard(bundle.manifest.guard, bundle.texture), 0
        self._frames = frame, replace(frame, pixels=frame.pixels ^ np.uint8(1))  # no probe's image is ever the same

    def __call__(self) -> None:
        for _ in range(STREAM):
            self._sequence += 1
            frame = self._frames[self._sequence % 2]
            self._guard.assess(replace(frame, captured_ns=self._sequence * 33_333_333), REGION)


class _Tracing:
    """What the kiosk reports of one frame."""

    def __init__(self, finding: Finding) -> None:
        self._finding, self._recorder = finding, TraceRecorder()

    def __call__(self) -> None:
        frame = self._finding.frame
        for stage in (Stage.CAPTURE, Stage.FIELD, Stage.GUARD, Stage.ANALYSIS):
            self._recorder.span(stage, frame, 0)
        self._recorder.analysed(self._finding)
        for stage in (Stage.UPDATE, Stage.OVERLAY, Stage.PAINT, Stage.SHOWN):
            self._recorder.span(stage, frame, 0)
