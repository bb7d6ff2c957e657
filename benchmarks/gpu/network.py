"""The deployed network as it runs on a GPU: any batch size, in the precision that is asked for, with its images as bytes."""

from __future__ import annotations

import warnings

import torch
from torch import Tensor, nn
from torch.nn import functional

from benchmarks.gpu.plan import GpuPrecision
from edge_app.bundle.loader import ModelBundle
from quantize.network.deploy import WHITE, DeployedNetwork, deploy
from quantize.network.model import NmdAssistNet
from quantize.training.remainder import remainder_path, restore_weights

# TF32 is FP32 outside the tensor cores, so its numbers are stored as those.
DTYPES: dict[GpuPrecision, torch.dtype] = {
    "fp32": torch.float32,
    "tf32": torch.float32,
    "fp16": torch.float16,
    "bf16": torch.bfloat16,
}


class GpuNetwork(nn.Module):
    """As `DeployedNetwork`, of any batch size, computing in `dtype`; the answers are in it too, so that copies are as short."""

    def __init__(self, deployed: DeployedNetwork, dtype: torch.dtype) -> None:
        super().__init__()
        self.net = deployed.net
        self.dtype = dtype
        self.to(dtype)

    def forward(self, image: Tensor) -> tuple[Tensor, Tensor]:
        """(N, 1, S, S) uint8 -> logits (N, 2), features (N, K, h, w)."""
        # The second channel is white: quantize.network.deploy.fold_input. Grey levels are exact in every one of the precisions.
        planes = functional.pad(image.to(self.dtype), (0, 0, 0, 0, 0, 1), value=float(WHITE))
        features = self.net.features(planes)
        return self.net.classify(features), features


def gpu_network(bundle: ModelBundle, precision: GpuPrecision) -> GpuNetwork:
    """The trained network of a shipped bundle, on the CPU. Raises ConfigError, ExportError where its weights are not here."""
    net = NmdAssistNet()
    net.load_state_dict(restore_weights(bundle, remainder_path(bundle)))
    return GpuNetwork(deploy(net.eval()), DTYPES[precision]).eval()


def as_onnx(net: GpuNetwork, side: int) -> bytes:
    """An ONNX graph whose batch size is open: "image" -> "logits", "features". side: of an image, px."""
    image = torch.zeros(2, 1, side, side, dtype=torch.uint8)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # torch warns of its own use of its own pytree
        program = torch.onnx.export(
            net, (image,), input_names=["image"], output_names=["logits", "features"], dynamo=True, optimize=True, verbose=False,
            dynamic_shapes={"image": {0: torch.export.Dim(BATCH, min=1, max=4096)}},
        )  # fmt: skip
    assert program is not None  # with dynamo=True always a program
    graph: bytes = program.model_proto.SerializeToString()
    return graph


BATCH = "batch"  # name of the open dimension
