"""CBAM as LiteRT's integer kernels know it, its spatial half after the projection, where it weighs few channels.

The average over the image is a mean: LiteRT's average pooling must answer in the scale of its input, which is too coarse for
averages, and XNNPACK has no integer kernel for it, so that each of the seven would break the delegated graph in two. The
maximum is pooling. The projection is linear and looks at one place at a time, so W (s x) + b = s (W x) + b for the weight s of
a place: a sixth to a twelfth of the multiplications, and the widest tensor is rounded once less.
"""

from __future__ import annotations

import copy

import torch
from torch import Tensor, nn
from torch.nn import functional

from quantize.network.model import Cbam, GhostBottleneck, NmdAssistNet


class ChannelAttention(nn.Module):
    """The first half of `Cbam`, with one pass through the second layer of its perceptron: that layer is linear."""

    def __init__(self, cbam: Cbam) -> None:
        super().__init__()
        self.fc1, self.fc2 = cbam.mlp.fc1, cbam.mlp.fc2

    def forward(self, x: Tensor) -> Tensor:
        mean = x.mean((2, 3), keepdim=True)  # (N, C, 1, 1)
        peak = functional.max_pool2d(x, x.shape[2:])
        return x * torch.sigmoid(self.fc2(torch.relu(self.fc1(mean)) + torch.relu(self.fc1(peak))))


class AttendedProjection(nn.Module):
    """The second half of `Cbam` and the convolution that follows it."""

    def __init__(self, cbam: Cbam, project: nn.Conv2d) -> None:
        super().__init__()
        assert project.bias is not None, "batch norm is folded first"
        self.spatial, self.bias = cbam.spatial, nn.Parameter(project.bias.data.view(1, -1, 1, 1))
        self.project = nn.Conv2d(project.in_channels, project.out_channels, 1, bias=False)
        self.project.weight.data = project.weight.data

    def forward(self, x: Tensor) -> Tensor:
        places = torch.cat([x.mean(1, keepdim=True), x.amax(1, keepdim=True)], dim=1)  # (N, 2, h, w)
        return self.project(x) * torch.sigmoid(self.spatial(places)) + self.bias  # type: ignore[no-any-return]


def attend_late(net: NmdAssistNet) -> NmdAssistNet:
    """Use `ChannelAttention` and `AttendedProjection` wherever there is a `Cbam`; batch norm and shuffle folded."""
    net = copy.deepcopy(net).eval()
    for block in net.children():
        if isinstance(block, GhostBottleneck) and isinstance(block.cbam, Cbam):
            primary = block.ghost2.primary
            primary.conv = AttendedProjection(block.cbam, primary.conv)  # type: ignore[assignment]
            block.cbam = ChannelAttention(block.cbam)  # type: ignore[assignment]
    return net
