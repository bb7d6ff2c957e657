"""The deployed network in LiteRT's form: channels last."""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor, nn

from edge_app.engine.litert import add_border
from edge_app.records import GreyImage
from quantize.network.activation_equalisation import even
from quantize.network.deploy import WHITE, fold_batch_norm, fold_input, fold_shuffle
from quantize.network.late_attention import attend_late
from quantize.network.model import NmdAssistNet
from quantize.network.wide_ghost import widen


def fold_input_with_border(net: NmdAssistNet) -> NmdAssistNet:
    """Fold the three identical channels and ImageNet's normalisation into the stem, which then reads `add_borders`.

    As `fold_input`, but what the constant adds to every pixel goes into the bias, where it is exact, and the second
    channel takes away again what the padding must not have added: it is white outside of the image and black inside. A
    white channel inside would be 255 at all nine taps, so that rounding its weights shifts the whole map: 5 dB of the logits.
    """
    net = fold_input(net)
    stem = net.conv_stem.conv
    grey, white = stem.weight.data[:, :1], stem.weight.data[:, 1:]
    folded = nn.Conv2d(2, stem.out_channels, 3, stride=2)
    assert stem.bias is not None and folded.bias is not None, "batch norm is folded first"
    folded.weight.data = torch.cat([grey, -white], dim=1)
    folded.bias.data = stem.bias.data + WHITE * white.sum((1, 2, 3))
    net.conv_stem.conv = folded
    return net


class ChannelLast(nn.Module):
    """The network as LiteRT runs it, on an image with its border (`edge_app.engine.litert.add_border`).

    It comes as floats: quantised with scale 1 and zero point -128, that input is the grey levels less 128, so that eight bits
    lose nothing of it. Padding and joining the channels in the graph took a sixth of its time. The head reads the
    channel-last map, or a transposition would stay in the graph.
    """

    def __init__(self, net: NmdAssistNet) -> None:
        super().__init__()
        self.net = net

    def forward(self, bordered: Tensor) -> tuple[Tensor, Tensor]:
        """(N, 226, 226, 2) float32, 0-255 -> logits (N, 2) float32, features (N, 7, 7, 1024) float32."""
        features = self.net.features(bordered.permute(0, 3, 1, 2)).permute(0, 2, 3, 1)
        return self.net.fc(features.mean((1, 2))), features


def add_borders(images: GreyImage) -> GreyImage:
    """Preprocessed images (N, S, S) uint8 in their borders: (N, S + 2, S + 2, 2) uint8."""
    bordered = np.repeat(add_border(images.shape[1])[np.newaxis], len(images), axis=0)
    bordered[:, 1:-1, 1:-1, 0] = images
    return bordered


def deploy_channel_last(net: NmdAssistNet, images: GreyImage | None = None) -> ChannelLast:
    """All transforms, in order; where preprocessed training images (N, S, S) are given, activations equalised on them."""
    folded = fold_input_with_border(fold_shuffle(fold_batch_norm(net)))
    if images is not None:
        folded = even(folded, torch.from_numpy(add_borders(images)).float().permute(0, 3, 1, 2))
    return ChannelLast(attend_late(widen(folded))).eval()
