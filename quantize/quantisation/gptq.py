"""Rounding a layer's weights together, so that their errors cancel on the inputs the layer really sees.

Rounding each weight to the nearest step minimises |dW|; what matters is |dW x| over the inputs x. With H = sum x x^T the
weights are rounded one after the other, and the error of each is made up for by those not yet rounded (Frantar et al. 2023,
"OPTQ", eq. 2-3, with the Cholesky form of section 3.3; the idea is Hassibi & Stork's optimal brain surgeon). A mean of the
inputs counts as well, so that no bias correction is needed.
"""

from __future__ import annotations

import copy

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from edge_app.records import GreyImage
from quantize.graphs.onnx_export import to_onnx
from quantize.network.deploy import DeployedNetwork, deploy
from quantize.network.model import NmdAssistNet
from quantize.recipe import QuantRecipe

LARGEST = 127  # steps of a signed, symmetric eight-bit weight
DAMPING = 0.01  # of H's mean diagonal, so that it can be inverted where inputs are few or dead
IMAGES = 64  # that the inputs are taken from, about
BATCH = 8  # images at once
PLACES = 256  # of an image at which a layer's inputs are taken, at most


def export_rounded(net: NmdAssistNet, images: GreyImage, recipe: QuantRecipe) -> bytes:
    """The deployed network with rounded weights as an ONNX graph; images: (N, S, S), of which a part is enough."""
    return to_onnx(round_weights(deploy(net, equalised=recipe.equalise), images[:: max(1, len(images) // IMAGES)]))


def round_weights(net: DeployedNetwork, images: GreyImage) -> DeployedNetwork:
    """A copy whose convolutions have weights that eight bits, one scale per output channel, hold exactly.

    images: (N, S, S) preprocessed training images. The largest weight of each output channel stays as it is, and with it
    the scale that a quantiser will find.
    """
    net = copy.deepcopy(net).eval()
    moments = input_moments(net, images)
    for conv, moment in moments.items():
        groups, rows = conv.groups, conv.out_channels // conv.groups
        weight = conv.weight.data.reshape(groups, rows, -1).double()
        conv.weight.data = round_rows(weight, moment).reshape(conv.weight.shape).float()
    return net


def input_moments(net: DeployedNetwork, images: GreyImage) -> dict[nn.Conv2d, Tensor]:
    """For each convolution (groups, K, K): the mean of x x^T over the inputs x (K,) that meet its kernel."""
    moments: dict[nn.Conv2d, Tensor] = {}
    rng = torch.Generator().manual_seed(0)

    def gather(conv: nn.Module, inputs: tuple[Tensor, ...]) -> None:
        assert isinstance(conv, nn.Conv2d) and not isinstance(conv.padding, str)
        patches = functional.unfold(inputs[0], conv.kernel_size, conv.dilation, conv.padding, conv.stride)  # (N, C k k, L)
        places = torch.randperm(patches.shape[2], generator=rng)[:PLACES]
        x = patches[:, :, places].double().reshape(len(patches), conv.groups, -1, len(places))
        moments[conv] = moments.get(conv, 0) + torch.einsum("ngkl,ngml->gkm", x, x)

    hooks = [module.register_forward_pre_hook(gather) for module in net.modules() if isinstance(module, nn.Conv2d)]
    with torch.no_grad():
        for batch in np.array_split(images, max(1, len(images) // BATCH)):
            net(torch.from_numpy(batch)[:, None])
    for hook in hooks:
        hook.remove()
    return moments


def round_rows(weight: Tensor, moment: Tensor) -> Tensor:
    """Weights (groups, rows, K) float64 with their inputs' moments (groups, K, K) -> the same, on the steps of each row."""
    scale = weight.abs().amax(2, keepdim=True) / LARGEST
    scale = torch.where(scale > 0, scale, torch.ones_like(scale))
    order = moment.diagonal(dim1=1, dim2=2).argsort(dim=1, descending=True)  # the loudest input first: the rest makes up for it
    rows = order[:, None].expand(weight.shape)
    rest = weight.gather(2, rows)
    moment = moment.gather(1, order[:, :, None].expand(moment.shape)).gather(2, order[:, None].expand(moment.shape))
    eye = torch.eye(moment.shape[1], dtype=moment.dtype)
    damping = DAMPING * moment.diagonal(dim1=1, dim2=2).mean(1)
    inverse = torch.linalg.inv(moment + (damping + 1e-12)[:, None, None] * eye)
    upper = torch.linalg.cholesky(inverse, upper=True)  # (groups, K, K)
    fixed = rest.abs() >= scale * LARGEST * (1 - 1e-9)
    done = torch.empty_like(rest)
    for k in range(rest.shape[2]):
        done[:, :, k] = (rest[:, :, k] / scale[:, :, 0]).round().clamp(-LARGEST, LARGEST) * scale[:, :, 0]
        error = (rest[:, :, k] - done[:, :, k]) / upper[:, None, k, k]
        change = error[:, :, None] * upper[:, None, k, k + 1 :]
        rest[:, :, k + 1 :] -= torch.where(fixed[:, :, k + 1 :], 0, change)
    return torch.empty_like(done).scatter(2, rows, done)
