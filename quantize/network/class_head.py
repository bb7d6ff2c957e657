"""The loss of a network of several classes, by the head it has. `ClassScheme` reads the same logits on the appliance."""

from __future__ import annotations

import torch
from torch import Tensor
from torch.nn import functional as F

from edge_app.bundle.class_scheme import Head


def class_loss(logits: Tensor, shares: Tensor, smoothing: float, head: Head) -> Tensor:
    """Cross-entropy of the classes' probabilities: logits (N, L), class shares (N, C) float32 -> a mean.

    With an ordinal head that is the likelihood of the steps that an image takes, which CORN (Shi, Cao & Raschka 2023) maximises
    too; labels are smoothed over all classes as for a softmax.
    """
    if head == "softmax":
        return F.cross_entropy(logits, shares, label_smoothing=smoothing)
    smoothed = shares * (1 - smoothing) + smoothing / shares.shape[1]
    return -(smoothed * step_log_probabilities(logits)).sum(1).mean()


def step_log_probabilities(logits: Tensor) -> Tensor:
    """Log of the probability of each class of an ordinal head: logits (N, C - 1) -> (N, C)."""
    beyond = F.logsigmoid(logits).cumsum(1)
    reached = torch.cat([torch.zeros_like(beyond[:, :1]), beyond[:, :-1]], 1)
    return torch.cat([reached + F.logsigmoid(-logits), beyond[:, -1:]], 1)
