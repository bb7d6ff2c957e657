"""NMD-AssistNet with random but lively weights.

As initialised it answers the same to every image (its signal dies out in 123 layers), so that a wrong transform would pass
unseen. Batch norms that have seen images keep the signal alive; then everything is shaken.
"""

from __future__ import annotations

import torch
from torch import nn

from quantize.network.model import NmdAssistNet, normalise
from tests.support.speckle import speckle


def lively_network(seed: int) -> NmdAssistNet:
    """NMD-AssistNet with random weights and random batch norm statistics that answers images differently."""
    with torch.random.fork_rng(), torch.no_grad():
        torch.manual_seed(seed)
        net = NmdAssistNet().train()
        norms = [module for module in net.modules() if isinstance(module, nn.BatchNorm2d)]
        for norm in norms:
            norm.momentum = None  # plain average
        net(normalise(torch.from_numpy(speckle(8, seed))[:, None]))
        for norm in norms:
            assert norm.running_mean is not None and norm.running_var is not None
            norm.weight.uniform_(0.7, 1.3)
            norm.bias.normal_(0, 0.2)
            norm.running_mean += 0.1 * torch.randn_like(norm.running_mean) * norm.running_var.sqrt()
            norm.running_var *= torch.empty_like(norm.running_var).uniform_(0.7, 1.4)
    return net.eval()
