"""A finer heatmap: Grad-CAM at the last feature map of 14 x 14 places, as a graph of its own.

Behind the last map (7 x 7) there is only pooling and a linear layer, so its gradient is known beforehand. One stage earlier
it is not: the gradient of the logit has to go back through the last five blocks and the tail. PyTorch writes that pass down
once, as a graph of plain operators, and the appliance runs it behind the classifier on two of its outputs: "early", the
14 x 14 map, and "features", the last one. So nothing before the 14 x 14 map is computed twice, and neither is the tail's
last convolution, the dearest of the network: of its output the backward pass needs only where it is above 0, which is where
`features` is. The graph is in float32, whichever classifier feeds it.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterable
from typing import Any

import numpy as np
import onnx
import torch
from torch import Tensor, nn
from torch.fx.experimental.proxy_tensor import make_fx
from torch.nn import functional

from edge_app.bundle.manifest import LABELS
from edge_app.engine.fine_heatmap import CAM, FineCams
from edge_app.engine.onnx_runtime import EARLY, FEATURES
from edge_app.engine.protocol import Inference
from edge_app.errors import ExportError
from edge_app.records import FloatMap, GreyImage, Label
from quantize.graphs.node_groups import modules
from quantize.graphs.onnx_export import strip_notes
from quantize.network.deploy import fold_batch_norm, fold_shuffle
from quantize.network.model import Cbam, GhostBottleneck, NmdAssistNet, Tail, normalise

STAGE = "stage_ds_112"  # the last layer of 14 x 14 places
ABNORMAL = LABELS.index(Label.ABNORMAL.value)
EARLY_SHAPE, FEATURES_SHAPE = (1, 112, 14, 14), (1, 1024, 7, 7)
TOLERANCE = 1e-3  # largest difference to autograd on the trained network, relative to the map's largest value


class ReducedCbam(nn.Module):
    """`Cbam` with reductions only: those have gradients the exporter knows."""

    def __init__(self, cbam: Cbam) -> None:
        super().__init__()
        self.mlp, self.spatial = cbam.mlp, cbam.spatial

    def forward(self, x: Tensor) -> Tensor:
        mean, peak = x.mean((2, 3), keepdim=True), x.amax((2, 3), keepdim=True)  # (N, C, 1, 1)
        x = x * torch.sigmoid(self.mlp(mean) + self.mlp(peak))
        places = torch.cat([x.mean(1, keepdim=True), x.amax(1, keepdim=True)], dim=1)  # (N, 2, h, w)
        return x * torch.sigmoid(self.spatial(places))


class FineCam(nn.Module):
    """Grad-CAM of "abnormal" at the 14 x 14 map (Selvaraju et al. 2017, eq. 1 and 2), times its 196 places.

    That factor is the one that `edge_app.imaging.heatmap.grad_cam` leaves in as well.
    """

    def __init__(self, net: NmdAssistNet) -> None:
        super().__init__()
        folded = fold_shuffle(fold_batch_norm(net)).requires_grad_(False)
        names = [name for name, _ in folded.named_children()]
        late = names[names.index(STAGE) + 1 : names.index("tail")]
        self.blocks = nn.Sequential(*(folded.get_submodule(name) for name in late))
        for block in self.blocks:
            if isinstance(block, GhostBottleneck) and isinstance(block.cbam, Cbam):
                block.cbam = ReducedCbam(block.cbam)  # type: ignore[assignment]
        self.tail: Tail = folded.tail
        self.row = nn.Parameter(net.fc.weight.data[ABNORMAL].view(1, -1, 1, 1).clone(), requires_grad=False)

    def forward(self, early: Tensor, features: Tensor) -> Tensor:
        """early (1, 112, 14, 14), features (1, 1024, 7, 7) of the same image -> (1, 14, 14), 0 or more; all float32."""
        places = features.shape[2] * features.shape[3]
        seed = torch.where(features > 0, self.row / places, 0.0)  # gradient at the input of the tail's last ReLU
        last = self.tail.ds1024
        seed = functional.conv2d(seed, last.pw.conv.weight.transpose(0, 1))  # and at the input of its last convolution

        def score(early: Tensor) -> Tensor:
            return (last.dw(self.tail.ds960(self.blocks(early))) * seed).sum()  # type: ignore[no-any-return]

        gradient: Tensor = torch.func.grad(score)(early)
        cam: Tensor = torch.relu((gradient.sum((2, 3), keepdim=True) * early).sum(1))
        return cam


def convolution_backward(
    gradient: Tensor, x: Tensor, weight: Tensor, bias: Any, stride: list[int], padding: list[int], dilation: list[int],
    transposed: bool, output_padding: list[int], groups: int, wanted: list[bool],
) -> tuple[Tensor, None, None]:  # fmt: skip
    """The gradient of a convolution towards its input, by operators that runtimes are fast at.

    x: (N, C, h, w); gradient: of the output; the other arguments as `torch.ops.aten.convolution_backward` gives them. With
    stride 1 it is a convolution by the same weights with both channel axes exchanged and the kernel turned by half a turn; the
    runtime does the turning once, on loading. "Same" padding and no dilation, as everywhere in this network.
    """
    out, fan_in, height, width = weight.shape
    if stride[0] > 1:
        missing = x.shape[2] + 2 * padding[0] - height - (gradient.shape[2] - 1) * stride[0]  # rows the stride left over
        return functional.conv_transpose2d(gradient, weight, None, stride[0], padding[0], missing, groups), None, None
    turned = weight.reshape(groups, out // groups, fan_in, height, width).transpose(1, 2)
    turned = turned.reshape(groups * fan_in, out // groups, height, width)
    if height > 1:
        turned = turned.flip(2, 3)
    return functional.conv2d(gradient, turned, padding=padding[0], groups=groups), None, None


def to_fine_onnx(net: NmdAssistNet) -> bytes:
    """The graph "early" (1, 112, 14, 14), "features" (1, 1024, 7, 7) -> "cam" (1, 14, 14), all float32."""
    inputs = torch.rand(EARLY_SHAPE), torch.rand(FEATURES_SHAPE)
    table = {torch.ops.aten.convolution_backward.default: convolution_backward}
    both_passes = make_fx(FineCam(net).eval(), decomposition_table=table)(*inputs).eval()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", FutureWarning)  # torch 2.13 warns of its own use of its own pytree
        program = torch.onnx.export(
            both_passes, inputs, input_names=[EARLY, FEATURES], output_names=[CAM], dynamo=True, optimize=True, verbose=False
        )
    assert program is not None  # with dynamo=True always a program
    model = program.model_proto
    strip_notes(model)
    onnx.checker.check_model(model, full_check=True)
    return model.SerializeToString()  # type: ignore[no-any-return]


def with_early(graph: bytes) -> bytes:
    """An exported FP32 graph of the network with the 14 x 14 map as a third output, "early"; quantise it afterwards."""
    model = onnx.load_from_string(graph)
    inside = [node for node in model.graph.node if modules(model)[node.name].startswith(STAGE)]
    old = inside[-1].output[0]
    for node in model.graph.node:
        for names in (node.input, node.output):
            for i, name in enumerate(names):
                if name == old:
                    names[i] = EARLY
    for value in model.graph.value_info:
        if value.name == old:
            value.name = EARLY
    model.graph.output.append(onnx.helper.make_tensor_value_info(EARLY, onnx.TensorProto.FLOAT, EARLY_SHAPE))
    onnx.checker.check_model(model, full_check=True)
    return model.SerializeToString()  # type: ignore[no-any-return]


def by_autograd(net: NmdAssistNet, image: GreyImage) -> tuple[Inference, FloatMap]:
    """An image's (S, S) answer by the trained network, and the map (14, 14) that its gradient makes, both in torch."""
    with torch.enable_grad():
        kept: list[Tensor] = []
        hook = net.get_submodule(STAGE).register_forward_hook(lambda module, args, out: kept.append(out))
        features = net.features(normalise(torch.from_numpy(image)[None, None]))
        hook.remove()
        logits, early = net.classify(features), kept[0]
        (gradient,) = torch.autograd.grad(logits[0, ABNORMAL], early)
    cam: FloatMap = torch.relu((gradient.sum((2, 3), keepdim=True) * early).sum(1))[0].detach().numpy()
    return Inference(*(part.detach().numpy()[0] for part in (logits, features, early))), cam


def fine_cams(graph: bytes, answers: Iterable[Inference], threads: int = 1) -> FloatMap:
    """The maps (N, 14, 14) of a classifier's answers."""
    fine = FineCams(graph, threads)
    return np.stack([fine.cam(answer) for answer in answers])


def check_fine(net: NmdAssistNet, graph: bytes, images: GreyImage) -> float:
    """Largest difference of the graph's maps to autograd, relative to each map's largest value.

    images: (N, S, S) uint8, a few. Both get the trained network's own answers: a gradient jumps where the input of a ReLU
    crosses 0, so two classifiers that differ only by float rounding now and then differ by more in their gradients. Raises
    ExportError when the difference is above `TOLERANCE`.
    """
    answers, cams = zip(*(by_autograd(net, image) for image in images), strict=True)
    expected = np.stack(cams)
    largest = np.maximum(expected.max((1, 2), keepdims=True), np.finfo(np.float32).tiny)
    difference = float((np.abs(fine_cams(graph, answers) - expected) / largest).max())
    if difference > TOLERANCE:
        gap = f"{difference:.1e} of its largest value, more than {TOLERANCE:.0e}"
        raise ExportError(f"the fine heatmap's graph differs from the trained network's gradient by {gap}; do not ship it")
    return difference
