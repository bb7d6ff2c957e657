"""The deployed network in LiteRT's form: pixels first, channels last, and pooling as its integer kernels know it."""

from __future__ import annotations

import copy

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from edge_app.engine.litert import framed
from edge_app.records import GreyImage
from quantize.even import even
from quantize.fold import WHITE, fold_batch_norm, fold_input, fold_shuffle
from quantize.model import Cbam, GhostBottleneck, NmdAssistNet
from quantize.wide_ghost import widen


class MeanCbam(nn.Module):
    """`Cbam` with the average over the picture as a mean and the maximum as pooling, and one pass through the second layer.

    LiteRT's average pooling must answer in the scale of its input, which is too coarse for averages, and XNNPACK has no
    integer kernel for it: each of the seven would break the delegated graph in two. The mean has a scale of its own.
    """

    def __init__(self, cbam: Cbam) -> None:
        super().__init__()
        self.fc1, self.fc2, self.spatial = cbam.mlp.fc1, cbam.mlp.fc2, cbam.spatial

    def forward(self, x: Tensor) -> Tensor:
        mean = x.mean((2, 3), keepdim=True)  # (N, C, 1, 1)
        peak = functional.max_pool2d(x, x.shape[2:])
        x = x * torch.sigmoid(self.fc2(torch.relu(self.fc1(mean)) + torch.relu(self.fc1(peak))))  # fc2 is linear
        places = torch.cat([x.mean(1, keepdim=True), x.amax(1, keepdim=True)], dim=1)  # (N, 2, h, w)
        return x * torch.sigmoid(self.spatial(places))


def average_attention(net: NmdAssistNet) -> NmdAssistNet:
    """Use `MeanCbam` in place of every `Cbam`."""
    net = copy.deepcopy(net).eval()
    for block in net.children():
        if isinstance(block, GhostBottleneck) and isinstance(block.cbam, Cbam):
            block.cbam = MeanCbam(block.cbam)  # type: ignore[assignment]
    return net


def fold_input_with_frame(net: NmdAssistNet) -> NmdAssistNet:
    """Fold the three identical channels and ImageNet's normalisation into the stem, which then reads `in_frames`.

    As `fold_input`, but what the constant adds to every pixel goes into the bias, where it is exact, and the second
    channel takes away again what the padding must not have added: it is white outside of the picture and black inside. A
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
    """The network as LiteRT runs it, on a picture in its frame (`edge_app.engine.litert.framed`).

    The frame comes as floats: quantised with scale 1 and zero point -128, that input is the grey levels less 128, so that
    eight bits lose nothing of it. Padding and joining the channels in the graph took a sixth of its time. The head reads the
    channel-last map, or a transposition would stay in the graph.
    """

    def __init__(self, net: NmdAssistNet) -> None:
        super().__init__()
        self.net = net

    def forward(self, frame: Tensor) -> tuple[Tensor, Tensor]:
        """(N, 226, 226, 2) float32, 0-255 -> logits (N, 2) float32, features (N, 7, 7, 1024) float32."""
        features = self.net.features(frame.permute(0, 3, 1, 2)).permute(0, 2, 3, 1)
        return self.net.fc(features.mean((1, 2))), features


def in_frames(images: GreyImage) -> GreyImage:
    """Preprocessed pictures (N, S, S) uint8 in their frames: (N, S + 2, S + 2, 2) uint8."""
    frames = np.repeat(framed(images.shape[1])[np.newaxis], len(images), axis=0)
    frames[:, 1:-1, 1:-1, 0] = images
    return frames


def deploy_channel_last(net: NmdAssistNet, images: GreyImage | None = None) -> ChannelLast:
    """All transforms, in order; where preprocessed training pictures (N, S, S) are given, activations evened on them."""
    folded = fold_input_with_frame(average_attention(fold_shuffle(fold_batch_norm(net))))
    if images is not None:
        folded = even(folded, torch.from_numpy(in_frames(images)).float().permute(0, 3, 1, 2))
    return ChannelLast(widen(folded)).eval()
