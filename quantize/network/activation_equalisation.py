"""Even activations: every channel of a tensor brought near the tensor's full range before quantisation.

An eight-bit tensor has one scale, that of its loudest channel; a channel a tenth as loud keeps a tenth of the steps. Where a
channel goes from convolutions to convolutions through nothing but ReLU and sums, multiplying it by s on one side and dividing
by s on the other changes nothing (Nagel et al. 2019, section 4.1). They choose s by the ranges of the weights; weights have
scales per output channel already, so here the ranges of the activations choose it (as Xiao et al. 2023, "SmoothQuant", eq. 4).
"""

from __future__ import annotations

import copy
from collections.abc import Iterator
from dataclasses import dataclass

import torch
from torch import Tensor, nn

from quantize.network.model import ConvBn, DepthwiseSeparable, GhostBottleneck, GhostModule, NmdAssistNet, Shortcut, Tail

LARGEST_GAIN = 32.0  # of a channel: a dead one must not be blown up
WITHIN = 0.99  # of the images; as the ranges of the tensors later
BATCH = 8  # images at once


@dataclass(frozen=True)
class Part:
    """`count` channels of a convolution's output or input, from `first` on."""

    conv: nn.Conv2d
    first: int
    count: int

    def rows(self) -> Iterator[Tensor]:
        """Views of the weights and of the bias that make these output channels."""
        yield self.conv.weight.data[self.first : self.first + self.count]
        if self.conv.bias is not None:
            yield self.conv.bias.data[self.first : self.first + self.count]

    def divide_columns(self, gains: Tensor) -> None:
        """Divide the weights that read these input channels."""
        weight, groups = self.conv.weight.data, self.conv.groups
        whole = torch.ones(self.conv.in_channels)
        whole[self.first : self.first + self.count] = gains
        by_group = whole.view(groups, 1, -1).expand(groups, self.conv.out_channels // groups, -1)
        weight /= by_group.reshape(self.conv.out_channels, -1, 1, 1)


@dataclass(frozen=True)
class ScaleGroup:
    """Channels that must keep one scale among them."""

    makers: tuple[Part, ...]
    readers: tuple[Part, ...]
    seen: tuple[tuple[nn.Module, int], ...]  # modules in whose output these channels lie, and the first of them


def even(net: NmdAssistNet, inputs: Tensor) -> NmdAssistNet:
    """A copy with the same output and even activations. net: batch norm and shuffle folded; inputs: (N, ...) for its stem."""
    net = copy.deepcopy(net).eval()
    found = list(scale_groups(net))
    loudness = measure(net, inputs, {module for tie in found for module, _ in tie.seen})
    for tie in found:
        count = tie.makers[0].count
        shares = torch.stack([loudness[module][first : first + count] for module, first in tie.seen]).amax(0)
        gains = shares.clamp(1 / LARGEST_GAIN, 1.0).reciprocal()
        for maker in tie.makers:
            for values in maker.rows():
                values *= gains.view(-1, *[1] * (values.dim() - 1))
        for reader in tie.readers:
            reader.divide_columns(gains)
    return net


def measure(net: NmdAssistNet, inputs: Tensor, modules: set[nn.Module]) -> dict[nn.Module, Tensor]:
    """For every module (C,): the share of the output's range that each channel takes, 0-1."""
    lows: dict[nn.Module, list[Tensor]] = {module: [] for module in modules}
    highs: dict[nn.Module, list[Tensor]] = {module: [] for module in modules}

    def note(module: nn.Module, _: object, output: Tensor) -> None:
        lows[module].append(output.flatten(2).amin(2))
        highs[module].append(output.flatten(2).amax(2))

    hooks = [module.register_forward_hook(note) for module in modules]
    with torch.no_grad():
        for batch in torch.split(inputs, BATCH):
            net.features(batch)
    for hook in hooks:
        hook.remove()
    shares = {}
    for module in modules:
        low = torch.cat(lows[module]).quantile(1 - WITHIN, dim=0).clamp(max=0)
        high = torch.cat(highs[module]).quantile(WITHIN, dim=0).clamp(min=0)
        shares[module] = torch.maximum(low / low.min().clamp(max=-1e-9), high / high.max().clamp(min=1e-9))
    return shares


def scale_groups(net: NmdAssistNet) -> Iterator[ScaleGroup]:
    """Every tie of the network: those inside its parts, and the stream of sums from part to part."""
    makers: list[nn.Module] = []  # of the present stream
    seen: list[nn.Module] = []
    readers: list[nn.Conv2d] = []

    def stream() -> Iterator[ScaleGroup]:
        width = _width(makers[0])
        for first in (0, width // 2):
            made, read = [], [Part(conv, first, width // 2) for conv in readers]
            for maker in makers:
                if isinstance(maker, GhostModule):
                    made.append(Part((maker.cheap if first else maker.primary).conv, 0, width // 2))
                    if not first:
                        read.append(Part(maker.cheap.conv, 0, width // 2))
                else:
                    assert isinstance(maker, nn.Conv2d)
                    made.append(Part(maker, first, width // 2))
            yield ScaleGroup(tuple(made), tuple(read), tuple((module, first) for module in seen))

    for child in net.children():
        if isinstance(child, ConvBn):
            makers, seen, readers = [child.conv], [child], []
        elif isinstance(child, GhostBottleneck):
            readers.append(child.ghost1.primary.conv)
            yield from _inside(child)
            if isinstance(child.shortcut, Shortcut):
                readers.append(child.shortcut.dw.conv)
                yield from stream()
                makers, seen, readers = [child.shortcut.pw.conv], [child.shortcut], []
            makers.append(child.ghost2)
            seen += [child, child.ghost2]
        elif isinstance(child, DepthwiseSeparable):
            readers.append(child.dw)
            yield from stream()
            yield _seam(child.dw, child.pw.conv)
            makers, seen, readers = [child.pw.conv], [child.pw], []
        elif isinstance(child, Tail):
            readers.append(child.ds960.dw)
            yield from stream()
            yield _seam(child.ds960.dw, child.ds960.pw.conv)
            yield ScaleGroup((_all(child.ds960.pw.conv),), (_read(child.ds1024.dw),), ((child.ds960.pw, 0),))
            yield _seam(child.ds1024.dw, child.ds1024.pw.conv)


def _inside(block: GhostBottleneck) -> Iterator[ScaleGroup]:
    """Within a block, but for what attention weighs: it takes mean and maximum over the channels."""
    primary, cheap = block.ghost1.primary, block.ghost1.cheap
    half = primary.conv.out_channels
    strided = block.conv_dw if isinstance(block.conv_dw, ConvBn) else None
    attends = not isinstance(block.cbam, nn.Identity)
    project = block.ghost2.primary.conv
    reader = strided.conv if strided else (None if attends else project)
    if reader is not None:
        yield ScaleGroup((_all(primary.conv),), (_read(cheap.conv), Part(reader, 0, half)), ((block.ghost1, 0),))
        yield ScaleGroup((_all(cheap.conv),), (Part(reader, half, half),), ((block.ghost1, half),))
    if strided is not None and not attends:
        yield ScaleGroup((_all(strided.conv),), (_read(project),), ((strided, 0),))
    if isinstance(block.shortcut, Shortcut):
        yield ScaleGroup((_all(block.shortcut.dw.conv),), (_read(block.shortcut.pw.conv),), ((block.shortcut.dw, 0),))


def _seam(maker: nn.Conv2d, reader: nn.Conv2d) -> ScaleGroup:
    return ScaleGroup((_all(maker),), (_read(reader),), ((maker, 0),))


def _all(conv: nn.Conv2d) -> Part:
    return Part(conv, 0, conv.out_channels)


def _read(conv: nn.Conv2d) -> Part:
    return Part(conv, 0, conv.in_channels)


def _width(maker: nn.Module) -> int:
    assert isinstance(maker, nn.Conv2d)
    return maker.out_channels
