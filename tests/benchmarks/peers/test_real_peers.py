"""The peers themselves, with the shipped bundle, where their packages are: `make peers` installs all of them."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest

from benchmarks.peers.building import build
from benchmarks.peers.catalogue import ENTRIES, PaperNetwork, missing
from benchmarks.peers.folders import folder_of
from edge_app.bundle.loader import DEFAULT_BUNDLE, Precision, load_bundle

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("at_length")]  # torch exports and compiles


@pytest.mark.parametrize("name", ENTRIES)
def test_it_is_built_and_answers(name: str, tmp_path: Path) -> None:
    entry = ENTRIES[name]
    if why := missing(entry.packages):
        pytest.skip(why)
    bundle = load_bundle(DEFAULT_BUNDLE)
    assert build(name, bundle, tmp_path, 2) == "", "with OpenCV 5, OpenCV DNN fails here: it is for the environment of make peers"
    if isinstance(entry, PaperNetwork):
        from benchmarks.peers.network_size import read_size
        from benchmarks.peers.paper_networks import load

        assert load(folder_of(tmp_path, name), 2)().shape == (1, 2)
        assert read_size(folder_of(tmp_path, name)).parameters == pytest.approx(entry.paper_parameters, rel=0.05)


def test_the_plain_stack_draws_our_heatmap() -> None:
    """Its pipeline answers what ours does, or its time would be of other work."""
    pytest.importorskip("pytorch_grad_cam")
    from benchmarks.peers.plain_stack import load
    from benchmarks.stages.frames import simulated_frames
    from edge_app.engine.onnx_runtime import OrtEngine
    from edge_app.pipeline import analyse
    from edge_app.records import Guard, Permission

    bundle, frames = load_bundle(DEFAULT_BUNDLE), simulated_frames(2)
    frame = next(frames.stream())
    ours = analyse(frame, frames.roi, bundle, OrtEngine(bundle.graphs[Precision.FP32], "fp32", 2), Permission.SCORE, Guard.FIT)
    probability, heat = load(bundle, Path(), 2).analyse(frame.pixels, frames.roi)
    assert ours.probability is not None and ours.heat is not None
    calibrated = 1 / (1 + np.exp(-np.log(probability / (1 - probability)) / bundle.manifest.temperature))
    assert calibrated == pytest.approx(ours.probability, abs=1e-3)
    drawn = np.asarray(cv2.resize(ours.heat, (frames.roi.w, frames.roi.h)), np.float32)
    assert drawn.any() == heat.any() and (not heat.any() or np.corrcoef(drawn.ravel(), heat.ravel())[0, 1] > 0.95)
