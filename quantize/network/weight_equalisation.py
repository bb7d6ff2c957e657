"""Cross-layer equalisation (Nagel et al. 2019, "Data-free quantization through weight equalization and bias correction").

Where a channel goes from one convolution to others through nothing but ReLU, relu(x / s) = relu(x) / s for s > 0: dividing
the producer's channel by s and multiplying the consumers' weights on it by s changes nothing but the ranges. With
s = sqrt(r1 / r2) both ends get the range sqrt(r1 r2) (r1, r2: largest |weight| on that channel), so that no channel's
values drown in the steps of a larger one.

Only such seams are touched. CBAM's spatial attention takes mean and maximum over the channels, the residual sums feed many
layers, and the last feature map is the heatmap's: these keep their scale.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator
from dataclasses import dataclass

import torch
from torch import Tensor, nn

from quantize.network.model import ConvBn, DepthwiseSeparable, GhostBottleneck, NmdAssistNet, Shortcut, Tail

ROUNDS = 20  # a channel may lie between two seams; they settle within a few
LARGEST_STEP = 1e4  # of one channel's scale: a dead channel must not blow up its consumers


@dataclass(frozen=True)
class Consumer:
    """A convolution and the part of its input that the seam feeds."""

    conv: nn.Conv2d
    first: int = 0  # channel of its input at which the seam begins

    def weights(self, count: int) -> Tensor:
        """The weights on the seam's channels, channel first: a view (count, ...)."""
        weight = self.conv.weight.data
        depthwise = self.conv.groups > 1
        return (weight if depthwise else weight.transpose(0, 1))[self.first : self.first + count]


@dataclass(frozen=True)
class Seam:
    """A convolution whose output channels reach its consumers through ReLU or directly, and nothing else."""

    producer: nn.Conv2d
    consumers: tuple[Consumer, ...]

    def level(self) -> None:
        """Equalise the ranges of both sides, in place."""
        count = self.producer.out_channels
        read = [consumer.weights(count) for consumer in self.consumers]
        left = self.producer.weight.data.abs().flatten(1).amax(1)
        right = torch.stack([weights.abs().flatten(1).amax(1) for weights in read]).amax(0)
        scale = torch.where((left > 0) & (right > 0), torch.sqrt(left / right), torch.ones_like(left))
        scale = scale.clamp(1 / LARGEST_STEP, LARGEST_STEP)
        self.producer.weight.data /= scale.view(-1, 1, 1, 1)
        if self.producer.bias is not None:
            self.producer.bias.data /= scale
        for weights in read:
            weights *= scale.view(-1, 1, 1, 1)


def equalise(net: NmdAssistNet) -> NmdAssistNet:
    """A copy with equalised ranges and the same output.

    The network must have its batch norms and channel shuffles folded: what lies between two convolutions must be only ReLU.
    """
    net = copy.deepcopy(net).eval()
    found = list(seams(net))
    for _ in range(ROUNDS):
        for seam in found:
            seam.level()
    return net


def seams(net: NmdAssistNet) -> Iterator[Seam]:
    """Every seam of the network."""
    for child in net.children():
        if isinstance(child, GhostBottleneck):
            yield from _block_seams(child)
        elif isinstance(child, DepthwiseSeparable):
            yield _seam(child.dw, child.pw.conv)
        elif isinstance(child, Tail):
            yield _seam(child.ds960.dw, child.ds960.pw.conv)
            yield _seam(child.ds960.pw.conv, child.ds1024.dw)
            yield _seam(child.ds1024.dw, child.ds1024.pw.conv)


def _block_seams(block: GhostBottleneck) -> Iterator[Seam]:
    primary, cheap = block.ghost1.primary.conv, block.ghost1.cheap.conv
    half = primary.out_channels
    strided = block.conv_dw.conv if isinstance(block.conv_dw, ConvBn) else None
    attends = not isinstance(block.cbam, nn.Identity)
    project = block.ghost2.primary.conv
    reader = strided or (None if attends else project)  # reads both halves of the expansion
    if reader is not None:
        yield Seam(primary, (Consumer(cheap), Consumer(reader)))
        yield Seam(cheap, (Consumer(reader, half),))
    if strided is not None and not attends:
        yield _seam(strided, project)
    if isinstance(block.shortcut, Shortcut):
        yield _seam(block.shortcut.dw.conv, block.shortcut.pw.conv)


def _seam(producer: nn.Conv2d, consumer: nn.Conv2d) -> Seam:
    return Seam(producer, (Consumer(consumer),))
