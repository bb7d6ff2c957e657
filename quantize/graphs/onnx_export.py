"""The deployed network as ONNX, compared with the trained one."""

from __future__ import annotations

import warnings
from pathlib import Path

import numpy as np
import numpy.typing as npt
import onnx
import safetensors
import safetensors.torch
import torch

from edge_app.engine.onnx_runtime import OrtEngine
from edge_app.errors import ExportError
from quantize.graphs.answers import trained_outputs
from quantize.network.deploy import DeployedNetwork
from quantize.network.model import CLASSES, NmdAssistNet

SIDE = 224  # px
IN_DEPLOYED = "net."  # how the names of the network's weights begin in the graph
TOLERANCE = 1e-4  # largest difference to the trained network, relative to its largest output


def load_checkpoint(path: Path) -> NmdAssistNet:
    """Read the weights of a trained network (safetensors). Raises ExportError when they are not NMD-AssistNet's."""
    try:
        weights = safetensors.torch.load_file(path)
        outputs = weights["fc.bias"].numel() if "fc.bias" in weights else len(CLASSES)
        net = NmdAssistNet(outputs)
        net.load_state_dict(weights)
    except (OSError, safetensors.SafetensorError) as exc:
        raise ExportError(f"{path} cannot be read as a safetensors checkpoint; give one that `quantize train` wrote") from exc
    except RuntimeError as exc:
        raise ExportError(f"{path} does not hold NMD-AssistNet's weights; give a checkpoint that `quantize train` wrote") from exc
    return net.eval()


def to_onnx(net: DeployedNetwork) -> bytes:
    """The deployed network as an ONNX graph: "image" uint8 (1, 1, 224, 224) -> "logits" (1, L), "features" (1, 1024, 7, 7)."""
    image = torch.zeros(1, 1, SIDE, SIDE, dtype=torch.uint8)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", FutureWarning)  # torch 2.13 warns of its own use of its own pytree
        program = torch.onnx.export(
            net, (image,), input_names=["image"], output_names=["logits", "features"], dynamo=True, optimize=True, verbose=False
        )
    assert program is not None  # with dynamo=True always a program
    model = program.model_proto
    globalise_average_pooling(model)
    strip_notes(model)
    onnx.checker.check_model(model, full_check=True)
    return model.SerializeToString()  # type: ignore[no-any-return]


def globalise_average_pooling(model: onnx.ModelProto) -> None:
    """Write average pooling over the whole map as the operator made for it, which the exporter does not know.

    NMD-AssistNet has no other average pooling. Max pooling stays: its global form has no INT8 kernel in ONNX Runtime.
    """
    for node in model.graph.node:
        if node.op_type == "AveragePool":
            node.op_type = "GlobalAveragePool"
            del node.attribute[:]


def strip_notes(model: onnx.ModelProto) -> None:
    """Remove what the exporter notes beside the graph: stack traces name folders of the machine it ran on."""
    del model.metadata_props[:]
    graph = model.graph
    for item in (graph, *graph.node, *graph.value_info, *graph.initializer, *graph.input, *graph.output):
        del item.metadata_props[:]
        item.doc_string = ""


def read_weights(graph: bytes) -> dict[str, torch.Tensor]:
    """The weights in a graph that `to_onnx` made, by the names they have in `Deployed.net`, float32.

    Weights that are equal are there once.
    """
    return {
        item.name.removeprefix(IN_DEPLOYED): torch.from_numpy(onnx.numpy_helper.to_array(item).copy())
        for item in onnx.load_from_string(graph).graph.initializer
        if item.name.startswith(IN_DEPLOYED)
    }


def check_graph(net: NmdAssistNet, graph: bytes, images: npt.NDArray[np.uint8]) -> float:
    """Largest difference of the FP32 graph to the trained network, relative to the largest output.

    images: (N, S, S) uint8, a few. Raises ExportError when it is above `TOLERANCE`.
    """
    engine = OrtEngine(graph, "fp32", threads=1)
    answers = [engine.run(image) for image in images]
    got = np.stack([answer.logits for answer in answers]), np.stack([answer.features for answer in answers])
    differences = [
        float(np.abs(ours - expected).max() / max(1.0, np.abs(expected).max()))
        for ours, expected in zip(got, trained_outputs(net, images), strict=True)
    ]
    if max(differences) > TOLERANCE:
        gap = f"{max(differences):.1e}, more than {TOLERANCE:.0e}"
        raise ExportError(f"the exported graph differs from the trained network by {gap}; do not ship it")
    return max(differences)


def noise_images(count: int) -> npt.NDArray[np.uint8]:
    """Coarse noise (count, 224, 224) uint8, the same every time: images to compare two forms of a network on."""
    rng = np.random.default_rng(0)
    cells = rng.integers(0, 256, (count, SIDE // 8, SIDE // 8), dtype=np.uint8)
    return cells.repeat(8, axis=1).repeat(8, axis=2)
