"""The inverse of deployment: the trained network, to the last bit, from the deployed weights and what deployment loses.

`quantize/network/deploy.py` multiplies each batch norm into the convolution before it, permutes weights in place of channel
shuffles and folds three identical input channels into one. Given the batch norms, all of this but the first layer can be
undone: the permutation exactly, and the product w * s by dividing. Dividing a rounded product is at most one unit in the last
place off, so a signed byte per weight corrects it, and most of those bytes are 0.

Only sums, products, quotients and square roots are used, which IEEE 754 rounds alike on every machine.
"""

from __future__ import annotations

import bz2
import re
from collections.abc import Iterator, Mapping

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor, nn

from edge_app.errors import ExportError
from quantize.network.model import ConvBn, GhostBottleneck, NmdAssistNet

CORRECTIONS = "corrections"  # name of a tensor (n,) uint8 of the remainder: int8 units in the last place, compressed by bz2
LARGEST_CORRECTION = 127  # units in the last place; a tensor with a larger one is kept whole

Bits = npt.NDArray[np.int32]


def remainder(trained: Mapping[str, Tensor], deployed: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """What `restore` needs beside the deployed weights to give back the trained ones.

    trained: the state of an `NmdAssistNet`, by name; deployed: the state of `deploy(net).net`, by name, float32.
    Returns the batch norms, every tensor that cannot be undone (the first layer; one with a channel whose batch norm
    multiplies by 0), and `CORRECTIONS`. Of weights that were equalised across layers too, nearly all are returned.
    """
    undone = _undo(deployed, trained)
    kept: dict[str, Tensor] = {}
    corrections = []
    for name in _names():
        exact = trained[name]
        distance = _bits(exact).astype(np.int64) - _bits(undone[name]) if name in undone else None
        if distance is None or np.abs(distance).max() > LARGEST_CORRECTION:
            kept[name] = exact
        else:
            corrections.append(distance.astype(np.int8).tobytes())
    packed = bz2.compress(b"".join(corrections))  # smaller than zlib makes it, and ten times as fast
    return {**kept, CORRECTIONS: torch.from_numpy(np.frombuffer(packed, np.uint8).copy())}


def restore(deployed: Mapping[str, Tensor], kept: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """The trained weights, bit by bit: the state of an `NmdAssistNet`, by name.

    deployed: as for `remainder`; kept: what `remainder` returned. Raises ExportError when the two do not belong together.
    """
    try:
        undone = _undo(deployed, kept)
        corrections = np.frombuffer(bz2.decompress(kept[CORRECTIONS].numpy().tobytes()), np.int8)
        trained, used = {}, 0
        for name in _names():
            if name in kept:
                trained[name] = kept[name]
                continue
            bits = _bits(undone[name])
            step = corrections[used : used + bits.size].reshape(bits.shape)
            used += bits.size
            trained[name] = torch.from_numpy((bits + step).view(np.float32))
    except (KeyError, ValueError, RuntimeError, OSError) as exc:
        raise ExportError("the remainder does not complete these deployed weights; give the one made with them") from exc
    if used != corrections.size:
        raise ExportError("the remainder corrects more weights than these deployed ones; give the one made with them")
    return trained


def _network() -> NmdAssistNet:
    """The network's structure, without values: nothing is drawn from torch's random numbers."""
    with torch.device("meta"):
        return NmdAssistNet()


def _names() -> list[str]:
    return list(_network().state_dict())


def _bits(values: Tensor) -> Bits:
    """Float32 as whole numbers, neighbours one apart."""
    return values.detach().contiguous().numpy().view(np.int32)


def _undo(deployed: Mapping[str, Tensor], norms: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """The trained weights to within rounding, by name, without those that cannot be undone.

    norms: tensors among which are the batch norms' weights and running variances, by name.
    """
    net = _network()
    weights = {re.sub(r"\.cbam\.(fc[12])\.", r".cbam.mlp.\1.", name): value for name, value in deployed.items()}
    for name, axis, order in _shuffled(net):
        if name in weights:  # a graph holds equal weights once, under one of their names
            weights[name] = weights[name].index_select(axis, order)
    for layer, module in net.named_modules():
        if isinstance(module, ConvBn) and (name := f"{layer}.conv.weight") in weights:
            scale = _scale(norms[f"{layer}.bn.weight"], norms[f"{layer}.bn.running_var"], module.bn.eps)
            with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
                undone = weights[name].detach().numpy().astype(np.float64) / scale.reshape(-1, 1, 1, 1)
                weights[name] = torch.from_numpy(undone.astype(np.float32))
    shapes = {name: value.shape for name, value in net.state_dict().items()}
    return {name: value for name, value in weights.items() if value.shape == shapes.get(name)}


def _scale(weight: Tensor, variance: Tensor, eps: float) -> npt.NDArray[np.float32]:
    """What a batch norm multiplies each channel by, rounded at every step as `fuse_conv_bn_eval` does in float32: (C,)."""
    deviation = np.sqrt(variance.detach().numpy() + np.float32(eps))
    return np.asarray(weight.detach().numpy() * (np.float32(1) / deviation), np.float32)


def _shuffled(net: NmdAssistNet) -> Iterator[tuple[str, int, Tensor]]:
    """Name and axis of every weight that `fold_shuffle` permutes, and the permutation that undoes it."""
    for name, block in net.named_children():
        if isinstance(block, GhostBottleneck) and isinstance(block.ghost1.shuffle, nn.ChannelShuffle):
            channels = block.ghost2.primary.conv.in_channels
            order = block.ghost1.shuffle(torch.arange(channels).view(1, channels, 1, 1)).flatten()
            if isinstance(block.conv_dw, ConvBn):
                yield f"{name}.conv_dw.conv.weight", 0, order
            yield f"{name}.cbam.mlp.fc1.weight", 1, order
            yield f"{name}.cbam.mlp.fc2.weight", 0, order
            yield f"{name}.ghost2.primary.conv.weight", 1, order
