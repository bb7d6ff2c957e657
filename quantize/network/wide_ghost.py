"""Ghost modules without a concatenation, where maps are large and channels few."""

from __future__ import annotations

import copy

import torch
from torch import Tensor, nn

from quantize.network.model import GhostBottleneck, GhostModule, NmdAssistNet

FEW = 8  # channels that one step of an eight-bit multiplication takes in


class WideGhost(nn.Module):
    """A ghost module whose cheap half is an ordinary 3 x 3 convolution that hands its input on as well.

    Its kernels are those of the depthwise convolution, zero on the other channels, and for the half handed on a single 1. In
    eight bits that 1 is exact.
    """

    def __init__(self, ghost: GhostModule) -> None:
        """ghost: batch norms and shuffle folded."""
        super().__init__()
        self.primary, cheap = ghost.primary, ghost.cheap.conv
        count = cheap.in_channels
        assert cheap.bias is not None, "batch norm is folded first"
        each = torch.arange(count)
        kernels = torch.zeros(2 * count, count, 3, 3)
        kernels[each, each, 1, 1] = 1
        kernels[count + each, each] = cheap.weight.data[:, 0]
        self.both = nn.Conv2d(count, 2 * count, 3, padding=1)
        self.both.weight.data = kernels
        self.both.bias.data = torch.cat([torch.zeros(count), cheap.bias.data])  # type: ignore[union-attr]
        self.act = ghost.cheap.act

    def forward(self, x: Tensor) -> Tensor:
        return self.act(self.both(self.primary(x)))  # type: ignore[no-any-return]


def widen(net: NmdAssistNet) -> NmdAssistNet:
    """Use `WideGhost` where the primary half has `FEW` channels at most."""
    net = copy.deepcopy(net).eval()
    for block in net.children():
        if isinstance(block, GhostBottleneck):
            for name, child in block.named_children():
                if isinstance(child, GhostModule) and child.primary.conv.out_channels <= FEW:
                    setattr(block, name, WideGhost(child))
    return net
