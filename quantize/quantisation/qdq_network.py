"""A quantise-dequantise (QDQ) graph as a network that torch can train, and as a graph again.

The graph itself defines where it rounds. Read node by node, it is rounded in training at exactly those places; and as training
changes numbers only, what comes out has the same nodes, pairs and shared scales as what went in.

Weights and biases are counted in steps of their own grid, ranges in e-folds of theirs. A learning rate then means the same for
all layers: the share of a step, or of a range, that one update moves.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import onnx
import torch
from onnx import numpy_helper
from torch import Tensor
from torch.nn import functional

from edge_app.errors import ExportError
from quantize.graphs.float_regions import DEQUANTISE, QUANTISE
from quantize.graphs.node_groups import FEATURES, HEAD_OUTPUT

INPUT = "image"
LOWEST, HIGHEST = -128, 127  # of a signed eight-bit number
LIMITS = {torch.uint8: (0, 255), torch.int8: (LOWEST, HIGHEST)}
# A bias is counted in what one step of a weight brings for an input in the middle of its range; its own grid is far finer.
HALF_RANGE = 128
SUFFIX = "_quantized"  # ONNX Runtime's name for the integers of a float initialiser
Numbers = dict[str, Tensor]
Attributes = Mapping[str, Any]


class RoundActivation(torch.autograd.Function):
    """Quantise and dequantise; the gradient passes inside the range, and reaches the step as well.

    Esser et al. 2020, "Learned step size quantization", eq. 3: y = (clamp(round(x / s) + z) - z) s has, with rounding as the
    identity, dy/ds = (y - x) / s inside the range and y / s where it is clipped.
    """

    @staticmethod
    def forward(ctx: Any, x: Tensor, step: Tensor, zero: Tensor, low: int, high: int) -> Tensor:
        y = torch.fake_quantize_per_tensor_affine(x, step, zero, low, high)
        ctx.save_for_backward(x, y, step)
        return y

    @staticmethod
    def backward(ctx: Any, *gradients: Tensor) -> tuple[Tensor, Tensor, None, None, None]:
        x, y, step = ctx.saved_tensors
        (gradient,) = gradients
        passed = gradient * ((y - x).abs_() <= 0.501 * step)  # inside, rounding moves by half a step; more, for float32
        return passed, ((gradient * y).sum() - (passed * x).sum()).reshape(1) / step, None, None, None


def _concat(x: list[Tensor], a: Attributes) -> Tensor:
    count = max(len(part) for part in x)  # a constant stands there once
    return torch.cat([part.expand(count, *part.shape[1:]) for part in x], a["axis"])


def _conv(x: list[Tensor], a: Attributes) -> Tensor:
    return functional.conv2d(x[0], x[1], x[2] if len(x) > 2 else None, a["strides"], a["pads"][:2], a["dilations"], a["group"])


# What the deployed network is made of.
OPERATORS: dict[str, Callable[[list[Tensor], Attributes], Tensor]] = {
    "Add": lambda x, a: x[0] + x[1],
    "Cast": lambda x, a: x[0].float(),
    "Concat": _concat,
    "Conv": _conv,
    "Gemm": lambda x, a: functional.linear(x[0], x[1], x[2] if len(x) > 2 else None),
    "GlobalAveragePool": lambda x, a: x[0].mean((2, 3), keepdim=True),
    "MaxPool": lambda x, a: functional.max_pool2d(x[0], a["kernel_shape"], a["strides"]),
    "Mul": lambda x, a: x[0] * x[1],
    "ReduceMax": lambda x, a: x[0].amax(x[1].tolist(), keepdim=bool(a["keepdims"])),
    "ReduceMean": lambda x, a: x[0].mean(x[1].tolist(), keepdim=bool(a["keepdims"])),
    "Relu": lambda x, a: x[0].relu(),
    "Sigmoid": lambda x, a: x[0].sigmoid(),
}


@dataclass(frozen=True)
class Layer:
    """Where a quantised layer's numbers stand in the graph: names of initialisers."""

    weight: str  # int8
    weight_step: str
    bias: str | None  # int32
    bias_step: str | None
    input_step: str


class QdqNetwork:
    """A QDQ graph whose weights, biases and ranges can be trained; what it computes in float stays as it is."""

    def __init__(self, graph: bytes, source: bytes) -> None:
        """graph: the QDQ graph. source: the float graph it was made of; training begins at its weights, not yet rounded.

        Raises ExportError when the graph holds an operator that the deployed network has not.
        """
        self._model = onnx.load_from_string(graph)
        self._nodes = [(n, {a.name: onnx.helper.get_attribute_value(a) for a in n.attribute}) for n in self._model.graph.node]
        for node, _ in self._nodes:
            if node.op_type not in (*OPERATORS, QUANTISE, DEQUANTISE):
                raise ExportError(f"the graph's operator {node.op_type} cannot be trained; take a recipe without training")
        self._constants = _constants(self._model)
        self._layers = tuple(self._find_layers())
        # What is trained, by the name of the initialiser that it changes.
        self.ranges = {n.input[1]: torch.zeros(1, requires_grad=True) for n, _ in self._nodes if n.op_type == QUANTISE}
        self.weights = self._beginning(_constants(onnx.load_from_string(source)))

    def _find_layers(self) -> Iterator[Layer]:
        producer = {name: node for node, _ in self._nodes for name in node.output}
        for node, _ in self._nodes:
            feeds = [producer.get(name) for name in node.input]
            if node.op_type == "Conv" and feeds[1] is not None:
                signal, weight, bias = feeds[0], feeds[1], feeds[2] if len(feeds) > 2 else None
                assert signal is not None
                yield Layer(
                    weight=weight.input[0],
                    weight_step=weight.input[1],
                    bias=bias.input[0] if bias is not None else None,
                    bias_step=bias.input[1] if bias is not None else None,
                    input_step=signal.input[1],
                )

    def _beginning(self, floats: Numbers) -> Numbers:
        """Weights and biases, not rounded."""
        weights = {}
        for layer in self._layers:
            weights[layer.weight] = floats[layer.weight.removesuffix(SUFFIX)] / self._weight_step(layer)
            if layer.bias is not None:
                weights[layer.bias] = floats[layer.bias.removesuffix(SUFFIX)] / self._bias_unit(layer)
        return {name: value.requires_grad_() for name, value in weights.items()}

    def _weight_step(self, layer: Layer) -> Tensor:
        """(rows, 1, ...), or one for all."""
        step, weight = self._constants[layer.weight_step], self._constants[layer.weight]
        return step.reshape(-1, *[1] * (weight.ndim - 1))

    def _bias_unit(self, layer: Layer) -> Tensor:
        """(rows,) what a bias is counted in; fixed, also where the input's range changes."""
        return HALF_RANGE * self._constants[layer.input_step] * self._weight_step(layer).flatten()

    def _bias_step(self, layer: Layer) -> Tensor:
        """(rows,) the grid of a bias: that of the products it is added to."""
        return self._range_step(layer.input_step) * self._weight_step(layer).flatten()

    def _rounded_bias(self, layer: Layer, name: str) -> Tensor:
        """(rows,) on its grid; the gradient passes."""
        bias, step = self.weights[name] * self._bias_unit(layer), self._bias_step(layer).detach()
        return bias + ((bias / step).round() * step - bias).detach()

    def _range_step(self, name: str) -> Tensor:
        """(1,) the step of an activation."""
        return self._constants[name].reshape(1) * torch.exp(self.ranges[name])

    def __call__(self, image: Tensor) -> tuple[Tensor, Tensor]:
        """(N, 1, 224, 224) uint8 -> logits (N, 2) float32, features (N, K, h, w) float32."""
        values = {INPUT: image, **self._constants}
        for layer in self._layers:
            rounded = torch.fake_quantize_per_tensor_affine(self.weights[layer.weight], 1.0, 0, LOWEST, HIGHEST)
            values[layer.weight] = rounded * self._weight_step(layer)
            if layer.bias is not None:
                values[layer.bias] = self._rounded_bias(layer, layer.bias)
        for node, attributes in self._nodes:
            x = [values[name] for name in node.input]
            if node.op_type == QUANTISE:
                zero = x[2].reshape(1)
                limits = LIMITS[zero.dtype]
                y = RoundActivation.apply(x[0], self._range_step(node.input[1]), zero.int(), *limits)  # type: ignore[no-untyped-call]
            elif node.op_type == DEQUANTISE:
                y = x[0]  # is dequantised already
            else:
                y = OPERATORS[node.op_type](x, attributes)
            values[node.output[0]] = y
        return values[HEAD_OUTPUT], values[FEATURES]

    @torch.no_grad()
    def to_onnx(self) -> bytes:
        """The graph with the numbers as they are now."""
        new = {name: self._range_step(name) for name in self.ranges}
        for layer in self._layers:
            new[layer.weight] = self.weights[layer.weight].round().clamp(LOWEST, HIGHEST)
            if layer.bias is not None and layer.bias_step is not None:
                new[layer.bias_step] = self._bias_step(layer)
                new[layer.bias] = (self._rounded_bias(layer, layer.bias) / self._bias_step(layer)).round()
        model = onnx.ModelProto()
        model.CopyFrom(self._model)
        for item in model.graph.initializer:
            if item.name in new:
                old = numpy_helper.to_array(item)
                value = new[item.name].numpy().astype(old.dtype).reshape(old.shape)
                item.CopyFrom(numpy_helper.from_array(value, item.name))
        return model.SerializeToString()  # type: ignore[no-any-return]


def _constants(model: onnx.ModelProto) -> Numbers:
    return {item.name: torch.from_numpy(numpy_helper.to_array(item).copy()) for item in model.graph.initializer}
