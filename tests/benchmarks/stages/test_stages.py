"""The frames, the stages and the pipeline that are timed are the appliance's own."""

from __future__ import annotations

import itertools
from pathlib import Path

import cv2
import numpy as np
import pytest

from benchmarks.stages.frames import FrameSet, load, recorded_frames, save
from benchmarks.stages.golden import cosine, golden_accuracy
from benchmarks.stages.pipeline import Pipeline
from benchmarks.stages.single import single_stages
from edge_app.bundle.loader import ModelBundle
from edge_app.capture.simulated import WIDTH
from edge_app.engine.onnx_runtime import OrtEngine
from edge_app.engine.protocol import Inference
from edge_app.errors import CaptureError, ConfigError
from edge_app.records import GreyImage, Guard, Label
from tests.support.benchmark_frames import speckled_frames

STAGES = ["capture", "field", "crop", "median", "clahe", "guard", "inference", "map", "overlay", "paint"]


def test_frames_are_kept_for_other_processes(tmp_path: Path) -> None:
    frames = speckled_frames()
    save(frames, tmp_path)
    kept = load(tmp_path)
    assert np.array_equal(kept.pixels, frames.pixels)
    assert (kept.source, kept.mm_per_pixel, kept.recorded) == (frames.source, frames.mm_per_pixel, False)


def test_a_stream_goes_back_and_forth_at_thirty_a_second() -> None:
    frames = speckled_frames(3)
    stream = list(itertools.islice(frames.stream(), 6))
    places = [next(n for n in range(3) if np.array_equal(frame.pixels, frames.pixels[n])) for frame in stream]
    assert places == [0, 1, 2, 1, 0, 1] and [frame.sequence for frame in stream] == list(range(6))
    assert stream[3].captured_ns - stream[0].captured_ns == pytest.approx(1e8, abs=2)


def test_a_recording_is_of_an_unknown_device(tmp_path: Path, bundle: ModelBundle) -> None:
    for name, width in (("0.png", WIDTH), ("1.png", WIDTH), ("2.png", WIDTH // 2)):
        cv2.imwrite(str(tmp_path / name), np.full((240, width), 90, np.uint8))
    frames = recorded_frames(tmp_path)
    assert frames.pixels.shape == (2, 240, WIDTH) and frames.recorded, "those of one size"
    with pytest.raises(ConfigError, match="--research"):
        frames.permission(bundle, research=False)
    frames.permission(bundle, research=True)


def test_a_recording_without_frames(tmp_path: Path) -> None:
    with pytest.raises(CaptureError):
        recorded_frames(tmp_path)


@pytest.mark.parametrize("with_guard", [False, True])
def test_the_pipeline_makes_findings(bundle: ModelBundle, engine: OrtEngine, with_guard: bool) -> None:
    frames = speckled_frames()
    pipeline = Pipeline(frames, bundle, engine, with_guard, research=False)
    findings = [pipeline.run(frame) for frame in itertools.islice(frames.stream(), 4)]
    assert all(finding.probability is not None and finding.label is not Label.NOT_JUDGED for finding in findings)


def test_a_frame_without_muscle_is_not_timed(bundle: ModelBundle, engine: OrtEngine) -> None:
    black = FrameSet(np.zeros((1, 480, WIDTH), np.uint8), "a file", 0.1, True)
    pipeline = Pipeline(black, bundle, engine, with_guard=True, research=True)
    with pytest.raises(ConfigError, match=Guard.NO_CONTACT.value):
        pipeline.run(next(black.stream()))


def test_every_stage_by_itself(tmp_path: Path, bundle: ModelBundle, engine: OrtEngine) -> None:
    frames = speckled_frames()
    save(frames, tmp_path)
    stages = {stage.name: stage.calls for stage in single_stages(tmp_path, frames, bundle, engine, research=False)}
    assert list(stages) == STAGES
    made = {name: [next(calls)() for _ in range(3)] for name, calls in stages.items()}
    assert np.array_equal(made["capture"][0].pixels, frames.pixels[0])  # type: ignore[attr-defined]
    assert isinstance(made["crop"][0], np.ndarray) and made["crop"][0].shape == (224, 224)
    assert made["guard"] == [Guard.FIT] * 3
    assert isinstance(made["inference"][0], Inference)
    # The stages one after the other make what the pipeline makes.
    finding = Pipeline(frames, bundle, engine, False, False).run(next(frames.stream()))
    assert np.array_equal(np.asarray(made["map"][0]), finding.heat)


class Inverted:
    """An engine that calls everything the opposite."""

    name = "inverted"

    def __init__(self, engine: OrtEngine) -> None:
        self._engine = engine

    def run(self, image: GreyImage) -> Inference:
        answer = self._engine.run(image)
        return Inference(-answer.logits, answer.features)


def test_accuracy_is_that_of_the_graph(bundle: ModelBundle, engine: OrtEngine) -> None:
    found = golden_accuracy(bundle, engine)
    assert found.golden_label_agreement == 1.0 and found.images == len(bundle.golden.images)
    assert 0 <= found.golden_probability_worst < 0.1 and 0.9 < found.heat_cosine_p5 <= found.heat_cosine_median <= 1.0 + 1e-6
    assert golden_accuracy(bundle, Inverted(engine)).golden_label_agreement == 0.0


def test_maps_without_heat() -> None:
    none, some = np.zeros((7, 7), np.float32), np.eye(7, dtype=np.float32)
    assert cosine(none, none) == [] and cosine(some, none) == [0.0] and cosine(some, some) == [pytest.approx(1.0)]
