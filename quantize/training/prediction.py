"""A network's answers to preprocessed images, in torch."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from edge_app.records import FloatMap
from quantize.network.model import normalise

Weights = dict[str, Tensor]


def predict(net: torch.nn.Module, images: npt.NDArray[np.uint8], batch: int = 32) -> FloatMap:
    """Logits (N, L) of preprocessed images (N, S, S), in evaluation mode, on the network's device."""
    net.eval()
    with torch.inference_mode():
        logits = [net(x) for x in inputs(images, batch, next(net.parameters()).device)]
    return torch.cat(logits).cpu().numpy()


def inputs(images: npt.NDArray[np.uint8], batch: int, device: torch.device) -> Iterator[Tensor]:
    """Preprocessed images (N, S, S) as the network's input, unvaried and in their order."""
    for start in range(0, len(images), batch):
        yield as_input(torch.from_numpy(images[start : start + batch, None]), device)


def as_input(grey: Tensor, device: torch.device) -> Tensor:
    """Preprocessed images (N, 1, S, S) uint8 as the network's input, on its device and in the layout it is fastest in."""
    return normalise(grey.to(device)).contiguous(memory_format=torch.channels_last)


def copy_weights(net: torch.nn.Module) -> Weights:
    """The weights as they are now, contiguous and on the CPU."""
    return {name: tensor.detach().cpu().clone(memory_format=torch.contiguous_format) for name, tensor in net.state_dict().items()}
