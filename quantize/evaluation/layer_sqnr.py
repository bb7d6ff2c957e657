"""Signal-to-noise of every quantised activation, beside its values in the float graph (onnxruntime's qdq_loss_debug)."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path

import onnx
from onnxruntime.quantization import qdq_loss_debug as debug

from edge_app.records import GreyImage
from quantize.graphs.node_groups import modules
from quantize.quantisation.ptq import CalibrationImages


@dataclass(frozen=True)
class LayerNoise:
    """One activation of the float graph and its quantised form."""

    tensor: str
    module: str  # of the network
    sqnr_db: float  # signal-to-quantisation-noise ratio, all rounding up to here included


def layer_noise(fp32: bytes, int8: bytes, images: GreyImage) -> tuple[LayerNoise, ...]:
    """Noise of each activation that both graphs hold, in the order of the graph; images (N, S, S): a few, for all
    activations of all of them are kept."""
    with tempfile.TemporaryDirectory() as folder:
        kept = [_activations(graph, images, Path(folder) / name) for name, graph in (("float", fp32), ("int8", int8))]
    errors = debug.compute_activation_error(
        {
            name: match
            for name, match in debug.create_activation_matching(kept[1], kept[0]).items()
            if "float" in match  # an activation that fusing has moved has no counterpart
        }
    )
    model = onnx.load_from_string(fp32)
    module = modules(model)
    return tuple(
        LayerNoise(name, module[node.name], errors[name]["xmodel_err"])
        for node in model.graph.node
        for name in node.output
        if name in errors
    )


def _activations(graph: bytes, images: GreyImage, path: Path) -> dict[str, list[object]]:
    source, augmented = path.with_suffix(".onnx"), path.with_suffix(".all.onnx")
    source.write_bytes(graph)
    debug.modify_model_output_intermediate_tensors(source, augmented)
    found: dict[str, list[object]] = debug.collect_activations(str(augmented), CalibrationImages(images))
    return found
