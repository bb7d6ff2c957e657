"""scikit-learn's models as the arrays that the appliance runs."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from edge_app.guard.classifier import KernelMachine
from edge_app.guard.forest import Forest
from edge_app.records import FloatMap

Floats = npt.NDArray[np.floating[Any]]


def to_forest(model: Any) -> Forest:
    """A forest of classification trees of the classes 0 and 1; a leaf answers with the share of class 1."""
    parts: dict[str, list[npt.NDArray[Any]]] = {name: [] for name in ("feature", "threshold", "low", "high", "value")}
    roots, offset = [], 0
    for estimator in model.estimators_:
        tree = estimator.tree_
        leaf, itself = tree.children_left < 0, np.arange(tree.node_count)
        counts = tree.value[:, 0, :]
        parts["feature"].append(np.where(leaf, 0, tree.feature))
        parts["threshold"].append(_rounded_down(np.where(leaf, 0.0, tree.threshold)))
        parts["low"].append(np.where(leaf, itself, tree.children_left) + offset)
        parts["high"].append(np.where(leaf, itself, tree.children_right) + offset)
        parts["value"].append(counts[:, 1] / counts.sum(axis=1))
        roots.append(offset)
        offset += tree.node_count
    arrays = {name: np.concatenate(part) for name, part in parts.items()}
    return Forest(
        feature=arrays["feature"].astype(np.int32),
        threshold=arrays["threshold"].astype(np.float32),
        low=arrays["low"].astype(np.int32),
        high=arrays["high"].astype(np.int32),
        value=arrays["value"].astype(np.float32),
        roots=np.array(roots, np.int32),
        depth=max(int(estimator.tree_.max_depth) for estimator in model.estimators_),
    )


def to_kernel_machine(model: Any, mean: Floats, deviation: Floats) -> KernelMachine:
    """An SVC of two classes with a Gaussian kernel, fitted on numbers scaled by this mean and deviation (C,)."""
    return KernelMachine(
        mean=mean.astype(np.float32),
        deviation=deviation.astype(np.float32),
        vectors=model.support_vectors_.astype(np.float32),
        weights=model.dual_coef_[0].astype(np.float32),
        intercept=float(model.intercept_[0]),
        gamma=float(model.gamma),
    )


def _rounded_down(threshold: npt.NDArray[np.float64]) -> FloatMap:
    """The greatest float32 that is not above each threshold: float32 numbers are then told apart exactly as by the threshold."""
    nearest = threshold.astype(np.float32)
    return np.where(nearest > threshold, np.nextafter(nearest, np.float32(-np.inf)), nearest)
