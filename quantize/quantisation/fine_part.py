"""The fine heatmap's part of a bundle: its graph, its scale, its golden maps, and how near INT8 keeps to FP32."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from edge_app.bundle.loader import FineMaps, Precision
from edge_app.bundle.manifest import FineHeatmap
from edge_app.engine.onnx_runtime import OrtEngine
from edge_app.records import FloatMap, GreyImage
from quantize.graphs.fine_heatmap import by_autograd, check_fine, fine_cams, to_fine_onnx
from quantize.network.model import NmdAssistNet
from quantize.quantisation.ptq import run_unfused
from quantize.statistics.calibration import fit_heat_scale
from quantize.statistics.quantisation_error import MIN_TOLERANCE, SPREADS, cosines

FP32_TOLERANCE = 0.01  # of the heat scale; a gradient jumps where rounding takes the input of a ReLU across 0
CHECKED = 4  # images on which the graph is compared with autograd


@dataclass(frozen=True)
class FinePart:
    """What a bundle holds of the fine heatmap."""

    graph: bytes
    description: FineHeatmap
    golden: FineMaps


@dataclass(frozen=True)
class Agreement:
    """How near the fine maps behind the INT8 graph are to those behind the FP32 graph."""

    images: int
    cosine_median: float
    cosine_p5: float


def make_fine_part(
    net: NmdAssistNet,
    graphs: Mapping[Precision, bytes],
    abnormal: GreyImage,
    golden: GreyImage,
    called: GreyImage,
    part: str,
    threads: int,
) -> FinePart:
    """Make the graph, compare it with autograd, and measure it behind the classifier's graphs, which give out "early".

    abnormal: images of abnormal training subjects, for the heat scale; golden: the golden images; called: images of the
    part named `part` that the trained network calls abnormal; all (N, S, S) uint8. Raises ExportError when the graph is wrong.
    """
    graph = to_fine_onnx(net)
    check_fine(net, graph, abnormal[:CHECKED])

    def cams(precision: Precision, images: GreyImage) -> FloatMap:
        engine = OrtEngine(graphs[precision], precision.value, threads)
        return fine_cams(graph, map(engine.run, images), threads)

    found = agreement(cams(Precision.FP32, called), cams(Precision.INT8, called))
    scale = fit_heat_scale(cams(Precision.INT8, abnormal))
    maps = FineMaps(np.stack([by_autograd(net, image)[1] for image in golden]), cams(Precision.INT8, golden))
    unfused = fine_cams(graph, run_unfused(graphs[Precision.INT8], golden), threads)
    description = FineHeatmap(
        heat_scale=scale,
        fp32=FP32_TOLERANCE,
        int8=max(MIN_TOLERANCE.heat, SPREADS * float(np.abs(maps.int8 - unfused).max()) / scale),
        part=part,
        pictures=found.images,
        cosine_median=found.cosine_median,
        cosine_p5=found.cosine_p5,
    )
    return FinePart(graph, description, maps)


def agreement(fp32: FloatMap, int8: FloatMap) -> Agreement:
    """Of maps (N, 14, 14) of the same images; an image without an FP32 map does not count."""
    shown = fp32.max((1, 2)) > 0
    cosine = cosines(fp32[shown], int8[shown]) if shown.any() else np.zeros(1)
    return Agreement(int(shown.sum()), float(np.median(cosine)), float(np.percentile(cosine, 5)))
