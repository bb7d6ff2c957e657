"""Consistency: the answer to an image, and its heat, must not depend on what means nothing.

Two random variants of one image (other settings, mirrored, moved, cropped) need no label to be compared. What they are compared
by is scale-free and falls to nought when they agree, so that a weight means the same for every network.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional as F

from edge_app.imaging.heatmap import cell_offset
from quantize.dataset.pairs import PairBatch
from quantize.network.model import CLASSES, NmdAssistNet
from quantize.training.prediction import as_input

ABNORMAL, NORMAL = CLASSES.index("abnormal"), CLASSES.index("normal")


@dataclass(frozen=True)
class Disagreement:
    """How far the two variants of each image are apart, over a batch; scalars with a gradient."""

    answers: Tensor  # nats, `answers_apart`
    maps: Tensor  # 0-1, `maps_apart`


def disagreement(net: NmdAssistNet, pairs: PairBatch, device: torch.device) -> Disagreement:
    """Run the network on both variants of every pair."""
    features = net.features(as_input(torch.cat([pairs.first, pairs.second]), device))
    logits = net.classify(features)
    margins = logits[:, ABNORMAL] - logits[:, NORMAL]
    heat = torch.relu(torch.einsum("k,nkhw->nhw", net.fc.weight[ABNORMAL], features))
    (first, second), (heat_first, heat_second) = margins.chunk(2), heat.chunk(2)
    return Disagreement(answers_apart(first, second), maps_apart(heat_first, heat_second, pairs.first_in_second.to(device)))


def answers_apart(first: Tensor, second: Tensor) -> Tensor:
    """Mean Jeffreys divergence (the symmetric Kullback-Leibler one) of two classes' probabilities, nats.

    first, second: (N,) margins of their logits. (p - q) (logit p - logit q): two sure and opposite answers have a gradient.
    """
    return ((torch.sigmoid(first) - torch.sigmoid(second)) * (first - second)).mean()


def maps_apart(first: Tensor, second: Tensor, first_in_second: Tensor) -> Tensor:
    """The share of the heat that does not lie on the same tissue: sum (a - b)^2 / sum (a^2 + b^2) over all places of a batch.

    first, second: (N, h, w), at least 0. first_in_second: (N, 2, 3), `PairBatch`'s. Where all maps have one norm it is 1 minus
    their cosine; strong maps count for more, and those of normal images hardly. Only tissue that both show counts.
    """
    rows, columns = second.shape[1:]
    # Torch takes a cell to lie in the middle of its block, -1 to 1 across the image; where it does lie, `cell_offset` says.
    offset = 2 * second.new_tensor([cell_offset(columns) / columns, cell_offset(rows) / rows])
    grid = F.affine_grid(first_in_second, [len(second), 1, rows, columns], align_corners=False)
    grid = grid + (offset - first_in_second[:, :, :2] @ offset)[:, None, None]
    moved = F.grid_sample(first[:, None], grid, padding_mode="border", align_corners=False)[:, 0]
    seen = (grid.abs() <= 1).all(-1)
    heat = ((moved.square() + second.square()) * seen).sum()
    return ((moved - second).square() * seen).sum() / heat.clamp_min(1e-6)
