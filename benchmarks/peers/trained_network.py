"""The trained network in torch, as a peer gets it, and the form for runtimes that know no unsigned bytes."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from pathlib import Path

import torch
from torch import Tensor, nn

from edge_app.bundle.loader import ModelBundle
from quantize.network.deploy import DeployedNetwork
from quantize.network.model import NmdAssistNet, normalise
from quantize.training.remainder import remainder_path, restore_weights

OPSET = 17  # which every runtime here reads


def restored(bundle: ModelBundle) -> NmdAssistNet:
    """The trained network that a shipped bundle was made from. Raises ConfigError for a bundle of somebody else."""
    net = NmdAssistNet()
    net.load_state_dict(restore_weights(bundle, remainder_path(bundle)))
    return net.eval()


class AsTrained(nn.Module):
    """Grey image in, logits and last feature map out, and nothing rearranged: (N, 1, S, S) float32, 0-255."""

    def __init__(self, net: NmdAssistNet) -> None:
        super().__init__()
        self.net = net

    def forward(self, grey: Tensor) -> tuple[Tensor, Tensor]:
        features = self.net.features(normalise(grey))
        return self.net.classify(features), features


class TwoPlanes(nn.Module):
    """The deployed network behind its input: (1, 2, S, S) float32, 0-255, the image and a white plane."""

    def __init__(self, deployed: DeployedNetwork) -> None:
        super().__init__()
        self.net = deployed.net

    def forward(self, planes: Tensor) -> tuple[Tensor, Tensor]:
        features = self.net.features(planes)
        return self.net.classify(features), features


def export(net: nn.Module, example: Tensor, outputs: Sequence[str], file: Path) -> None:
    """Write a network as ONNX, its input called "image", by torch's exporter of traces.

    Its newer one takes six times as long (22 s of NMD-AssistNet instead of 4), and a run exports eight networks.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # that there is a newer one
        torch.onnx.export(
            net.eval(), (example,), file, input_names=["image"], output_names=outputs, dynamo=False, opset_version=OPSET
        )
