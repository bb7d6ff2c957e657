"""How far one network's answers are from another's: what quantisation-aware training reduces, and how its epochs are compared."""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from edge_app.bundle.class_scheme import ClassScheme
from edge_app.bundle.loader import Reference
from quantize.recipe import QatRecipe
from quantize.statistics.calibration import contrasts

Outputs = tuple[Tensor, Tensor]  # logits (N, L), features (N, K, h, w)


def distillation_loss(student: Outputs, teacher: Outputs, recipe: QatRecipe) -> Tensor:
    """0 when the student answers as the teacher does.

    Logits: T^2 KL(teacher || student) of the softmax at temperature T (Hinton, Vinyals & Dean 2015), whatever the head; with
    steps in place of classes it still is 0 for equal logits. Features: the share of
    the teacher's power that the difference has, image by image.
    """
    t = recipe.temperature
    student_log, teacher_log = (functional.log_softmax(outputs[0] / t, 1) for outputs in (student, teacher))
    logits = t**2 * functional.kl_div(student_log, teacher_log, reduction="batchmean", log_target=True)
    error, power = (x.square().sum((1, 2, 3)) for x in (student[1] - teacher[1], teacher[1]))
    features = (error / power.clamp(min=torch.finfo(power.dtype).tiny)).mean()
    return recipe.logits_weight * logits + recipe.features_weight * features


def answer_noise(trained: Reference, found: Reference, scheme: ClassScheme | None = None) -> float:
    """The share of the trained answers' power that the difference has: decision margins and heatmaps, counted alike."""
    pairs = ((contrasts(trained.logits, scheme), contrasts(found.logits, scheme)), (trained.maps, found.maps))
    return float(np.mean([_noise(before.astype(np.float64), after) for before, after in pairs]))


def _noise(
    before: np.ndarray[tuple[int, ...], np.dtype[np.float64]], after: np.ndarray[tuple[int, ...], np.dtype[np.floating]]
) -> float:
    return float(np.square(after - before).sum() / max(np.square(before).sum(), np.finfo(np.float64).tiny))
