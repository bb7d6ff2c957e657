"""Images of a training and of an evaluation."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from sklearn.metrics import roc_curve

from edge_app.system.atomic_write import write_output
from quantize.evaluation.baselines import Answers
from quantize.statistics.metrics import CALIBRATION_BINS, Ints, auc, calibration_bin
from quantize.training.loop import Epoch


def draw_curves(path: Path, history: Sequence[Epoch]) -> None:
    """Losses above, accuracy and AUC on the validation part below, the averaging phase shaded."""
    figure = Figure(figsize=(8, 6), layout="constrained")
    losses, scores = figure.subplots(2, sharex=True)
    epochs = [row.epoch for row in history]
    losses.plot(epochs, [row.train_loss for row in history], label="training (mixed, smoothed labels)")
    losses.plot(epochs, [row.validation_loss for row in history], label="validation")
    losses.set_ylabel("cross-entropy")
    scores.plot(epochs, [row.validation_accuracy for row in history], label="validation accuracy")
    scores.plot(epochs, [row.validation_auc for row in history], label="validation AUC")
    scores.set_xlabel("epoch")
    averaging = [row.epoch for row in history if row.phase == "averaging"]
    for axes in (losses, scores):
        if averaging:
            axes.axvspan(averaging[0] - 0.5, averaging[-1] + 0.5, alpha=0.1, label="weights averaged")
        axes.grid(alpha=0.3)
        axes.legend()
    write_output(path, lambda file: figure.savefig(file, format="png", dpi=100))


def draw_answers(path: Path, labels: Ints, answers: Sequence[Answers], title: str) -> None:
    """ROC curves and a reliability diagram of several classifiers on the same images."""
    figure = Figure(figsize=(11, 5.5), layout="constrained")
    figure.suptitle(title)
    roc, reliability = figure.subplots(1, 2)
    for one in answers:
        wrong, right, _ = roc_curve(labels, one.probabilities)
        area = float(auc(labels, one.probabilities, np.ones(len(labels))))
        roc.plot(wrong, right, label=f"{one.classifier}: AUC {area:.3f}")
        _draw_reliability(reliability, labels, one)
    roc.set(xlabel="1 - specificity", ylabel="sensitivity", title="Receiver operating characteristic")
    reliability.set(xlabel="predicted probability", ylabel="share of abnormal images", title="Reliability")
    for axes in (roc, reliability):
        axes.plot([0, 1], [0, 1], color="grey", linewidth=0.8, linestyle=":")
        axes.set_aspect("equal")
        axes.grid(alpha=0.3)
    roc.legend(loc="lower right", fontsize="small")
    write_output(path, lambda file: figure.savefig(file, format="png", dpi=100))


def _draw_reliability(axes: Axes, labels: Ints, one: Answers) -> None:
    bins = calibration_bin(one.probabilities)
    filled = [b for b in range(CALIBRATION_BINS) if (bins == b).any()]
    predicted = [one.probabilities[bins == b].mean() for b in filled]
    share = [labels[bins == b].mean() for b in filled]
    axes.plot(predicted, share, marker="o", markersize=4)
