"""The networks of the paper's comparison, for size, MACs and latency. Their weights are random, so that they answer nothing."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from benchmarks.peers.catalogue import PaperNetwork
from benchmarks.peers.network_size import NetworkSize, write_size
from benchmarks.peers.onnx_runtime import GRAPH, session

if TYPE_CHECKING:
    from torch import nn

SIDE = 224


def build(network: PaperNetwork, folder: Path) -> None:
    """Make it with random weights, count, and export it as torch does. Raises what timm and torch raise."""
    import torch
    from torch.utils.flop_counter import FlopCounterMode

    from benchmarks.peers.trained_network import export

    net, example = _make(network), torch.zeros(1, 3, SIDE, SIDE)
    with torch.no_grad(), FlopCounterMode(display=False) as counter:
        net(example)
    size = NetworkSize(sum(p.numel() for p in net.parameters() if p.requires_grad), counter.get_total_flops() // 2)
    write_size(folder, size)
    export(net, example, ["logits"], folder / GRAPH)


def load(folder: Path, threads: int) -> Callable[[], npt.NDArray[np.float32]]:
    """One pass of noise through the network, by ONNX Runtime as exported: logits (1, 2)."""
    loaded = session(folder / GRAPH, threads)
    noise = np.random.default_rng(0).standard_normal((1, 3, SIDE, SIDE), np.float32)

    def run() -> npt.NDArray[np.float32]:
        (logits,) = loaded.run(None, {"image": noise})
        return np.asarray(logits, np.float32)

    return run


def _make(network: PaperNetwork) -> nn.Module:
    import torch

    torch.manual_seed(0)
    if not network.timm:
        from quantize.network.model import NmdAssistNet

        return NmdAssistNet().eval()
    from quantize.network.timm_networks import make_timm_network
    from quantize.network.torchvision_operators import prepare_torchvision

    prepare_torchvision()
    import timm

    timm.layers.set_fused_attn(False)  # torch's counter does not know the fused kind on a processor; ONNX 17 has none either
    return make_timm_network(network.timm).eval()
