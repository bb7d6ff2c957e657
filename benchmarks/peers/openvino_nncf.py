"""OpenVINO on the bundle's FP32 graph, quantised by its own tool: NNCF's post-training quantisation with its defaults.

It is calibrated on simulated frames, which are not what the network was trained on: it says what NNCF's graph costs. What its
answers are worth stands beside it, and is no verdict on NNCF.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import numpy.typing as npt

from benchmarks.stages.frames import simulated_frames
from edge_app.bundle.loader import ModelBundle, Precision
from edge_app.engine.protocol import Inference
from edge_app.imaging.preprocess import preprocess
from edge_app.records import GreyImage

GRAPH = "graph.xml"
IMAGES = 64  # to calibrate on


class Quantised:
    """An Engine."""

    def __init__(self, graph: Path, threads: int) -> None:
        import openvino

        self.name = f"OpenVINO, NNCF int8, {threads} threads"
        settings = {"PERFORMANCE_HINT": "LATENCY", "INFERENCE_NUM_THREADS": threads, "NUM_STREAMS": 1}
        model = openvino.Core().compile_model(graph, "CPU", settings)
        self._request = model.create_infer_request()

    def run(self, image: GreyImage) -> Inference:
        results = self._request.infer({"image": image[np.newaxis, np.newaxis]}, share_inputs=True)
        return Inference(results["logits"][0], results["features"][0])


def build(bundle: ModelBundle, folder: Path) -> None:
    """Quantise it."""
    import nncf
    import openvino

    frames = simulated_frames(IMAGES)
    images = [preprocess(pixels, frames.roi, bundle.manifest.preprocessing)[np.newaxis, np.newaxis] for pixels in frames.pixels]

    def as_input(image: GreyImage) -> dict[str, npt.NDArray[np.uint8]]:
        return {"image": image}

    model = openvino.Core().read_model(bundle.graphs[Precision.FP32])
    quantised = nncf.quantize(model, nncf.Dataset(images, as_input), subset_size=IMAGES)
    openvino.save_model(quantised, folder / GRAPH, compress_to_fp16=False)


def load(bundle: ModelBundle, folder: Path, threads: int) -> Quantised:
    """Read and compile the file."""
    return Quantised(folder / GRAPH, threads)
