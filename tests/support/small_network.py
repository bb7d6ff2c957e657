"""A network of three convolutions with the inputs and outputs of NMD-AssistNet, as ONNX graphs, written without torch.

image (224 x 224) -> 16 channels of 28 x 28 -> "early", 32 of 14 x 14 -> "features", 64 of 7 x 7 -> "logits". Every
convolution steps by its own width, so that its gradient is one transposed convolution. The weights are random; the last
layer is set so that noise is called normal as often as abnormal.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import onnx
from onnx import TensorProto, helper, numpy_helper

from edge_app.bundle.loader import Precision
from edge_app.bundle.manifest import LABELS
from edge_app.engine.onnx_runtime import OrtEngine
from edge_app.records import FloatMap, Label
from quantize.quantisation.ptq import quantise_nodes
from quantize.recipe import DEFAULT_RECIPE, load_recipe
from tests.support.speckle import speckle

SIDE = 224  # px
CHANNELS, STRIDES = (1, 16, 32, 64), (8, 2, 2)
HEAD = ("pool", "flat", "linear")  # nodes that stay in float, as the shipped recipe keeps them
SPREAD = 2.0  # standard deviation of the logit of "abnormal" on noise
OPSET, IR_VERSION = 18, 9

Graphs = dict[Precision, bytes]


@dataclass(frozen=True)
class SmallNetwork:
    """The weights of all layers, float32."""

    kernels: tuple[FloatMap, ...]  # (out, in, k, k)
    weight: FloatMap  # (2, 64) of the linear layer
    bias: FloatMap  # (2,)


def small_network(seed: int = 1) -> SmallNetwork:
    """Random weights whose signal neither dies out nor grows."""
    rng = np.random.default_rng(seed)
    kernels = tuple(
        (rng.normal(size=(fan_out, fan_in, side, side)) * np.sqrt(2 / (fan_in * side * side))).astype(np.float32)
        for fan_in, fan_out, side in zip(CHANNELS, CHANNELS[1:], STRIDES, strict=False)
    )
    row = rng.normal(size=CHANNELS[-1]).astype(np.float32)
    unset = SmallNetwork(kernels, np.stack([-row, row]), np.zeros(2, np.float32))
    engine = OrtEngine(fp32_graph(unset), Precision.FP32.value, threads=1)
    margins = np.array([engine.run(image).logits[1] for image in speckle(8, seed=4)])
    row = row * np.float32(SPREAD / margins.std())
    middle = np.float32(SPREAD * margins.mean() / margins.std())
    return SmallNetwork(kernels, np.stack([-row, row]), np.array([middle, -middle], np.float32))


def fp32_graph(network: SmallNetwork, early: bool = False) -> bytes:
    """The graph "image" uint8 (1, 1, 224, 224) -> "logits" (1, 2), "features" (1, 64, 7, 7) and, if wanted, "early"."""
    names = ("stem", "early", "features")
    nodes = [
        helper.make_node("Cast", ["image"], ["grey"], "grey", to=TensorProto.FLOAT),
        helper.make_node("Sub", ["grey", "middle"], ["centred"], "centred"),
        helper.make_node("Div", ["centred", "range"], ["scaled"], "scaled"),
    ]
    before = "scaled"
    for name, stride in zip(names, STRIDES, strict=True):
        steps, inputs = [stride] * 2, [before, f"{name}.kernel"]
        nodes.append(helper.make_node("Conv", inputs, [f"{name}.sum"], f"{name}.sum", strides=steps, kernel_shape=steps))
        nodes.append(helper.make_node("Relu", [f"{name}.sum"], [name], name))
        before = name
    nodes += [
        helper.make_node("GlobalAveragePool", ["features"], ["pool"], "pool"),
        helper.make_node("Flatten", ["pool"], ["flat"], "flat"),
        helper.make_node("Gemm", ["flat", "weight", "bias"], ["logits"], "linear", transB=1),
    ]
    constants: dict[str, npt.ArrayLike] = {
        "middle": np.float32(127.5), "range": np.float32(64), "weight": network.weight, "bias": network.bias,
        **{f"{name}.kernel": kernel for name, kernel in zip(names, network.kernels, strict=True)},
    }  # fmt: skip
    outputs = {"logits": (1, len(LABELS)), "features": (1, CHANNELS[3], 7, 7)}
    if early:
        outputs["early"] = (1, CHANNELS[2], 14, 14)
    return _model(nodes, {"image": (TensorProto.UINT8, (1, 1, SIDE, SIDE))}, outputs, constants)


def graphs(network: SmallNetwork, early: bool = False) -> Graphs:
    """The FP32 graph and the INT8 graph that is calibrated on noise."""
    fp32 = fp32_graph(network, early)
    default = load_recipe(DEFAULT_RECIPE)
    return {Precision.FP32: fp32, Precision.INT8: quantise_nodes(fp32, speckle(8, seed=3), default, nodes_to_exclude=HEAD)}


def fine_graph(network: SmallNetwork) -> bytes:
    """Grad-CAM at the 14 x 14 map: "early" (1, 32, 14, 14), "features" (1, 64, 7, 7) -> "cam" (1, 14, 14), all float32."""
    row = network.weight[LABELS.index(Label.ABNORMAL.value)].reshape(1, -1, 1, 1) / 49
    nodes = [
        helper.make_node("Greater", ["features", "zero"], ["alive"]),
        helper.make_node("Where", ["alive", "row", "zero"], ["seed"]),
        helper.make_node("ConvTranspose", ["seed", "kernel"], ["gradient"], strides=[2, 2], kernel_shape=[2, 2]),
        helper.make_node("ReduceSum", ["gradient", "places"], ["alpha"], keepdims=1),
        helper.make_node("Mul", ["alpha", "early"], ["evidence"]),
        helper.make_node("ReduceSum", ["evidence", "channels"], ["signed"], keepdims=0),
        helper.make_node("Relu", ["signed"], ["cam"]),
    ]
    inputs = {
        "early": (TensorProto.FLOAT, (1, CHANNELS[2], 14, 14)),
        "features": (TensorProto.FLOAT, (1, CHANNELS[3], 7, 7)),
    }
    constants = {
        "zero": np.float32(0), "row": row.astype(np.float32), "kernel": network.kernels[2],
        "places": np.array([2, 3], np.int64), "channels": np.array([1], np.int64),
    }  # fmt: skip
    return _model(nodes, inputs, {"cam": (1, 14, 14)}, constants)


def _model(
    nodes: list[onnx.NodeProto],
    inputs: Mapping[str, tuple[int, tuple[int, ...]]],
    outputs: Mapping[str, tuple[int, ...]],
    constants: Mapping[str, npt.ArrayLike],
) -> bytes:
    graph = helper.make_graph(
        nodes,
        "small",
        [helper.make_tensor_value_info(name, kind, shape) for name, (kind, shape) in inputs.items()],
        [helper.make_tensor_value_info(name, TensorProto.FLOAT, shape) for name, shape in outputs.items()],
        [numpy_helper.from_array(np.asarray(value), name) for name, value in constants.items()],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", OPSET)], ir_version=IR_VERSION)
    onnx.checker.check_model(model, full_check=True)
    return model.SerializeToString()  # type: ignore[no-any-return]
