"""scikit-learn's forests as the arrays that the appliance runs."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import numpy as np
import numpy.typing as npt

from edge_app.guard.forest import Forest

Values = npt.NDArray[np.float64]


def from_isolation(model: Any) -> tuple[Forest, float]:
    """An IsolationForest on all features, and the usual path length in trees of as many samples.

    A leaf answers with its depth and the path length still to be expected of the samples it holds (Liu et al. 2008).
    """
    forest = _flatten(model.estimators_, lambda tree: _depths(tree) + _path_length(tree.n_node_samples))
    return forest, float(_path_length(np.array([model.max_samples_]))[0])


def from_classifier(model: Any, positive: int = 1) -> Forest:
    """A forest of classification trees of two classes; a leaf answers with the share of class `positive`."""

    def share(tree: Any) -> Values:
        counts = tree.value[:, 0, :]
        return np.asarray(counts[:, positive] / counts.sum(axis=1), np.float64)

    return _flatten(model.estimators_, share)


def _flatten(estimators: Iterable[Any], values: Callable[[Any], Values]) -> Forest:
    parts: dict[str, list[npt.NDArray[Any]]] = {name: [] for name in ("feature", "threshold", "low", "high", "value")}
    roots, offset = [], 0
    for estimator in estimators:
        tree = estimator.tree_
        leaf = tree.children_left < 0
        itself = np.arange(tree.node_count)
        parts["feature"].append(np.where(leaf, 0, tree.feature))
        parts["threshold"].append(_rounded_down(np.where(leaf, 0, tree.threshold)))
        parts["low"].append(np.where(leaf, itself, tree.children_left) + offset)
        parts["high"].append(np.where(leaf, itself, tree.children_right) + offset)
        parts["value"].append(values(tree))
        roots.append(offset)
        offset += tree.node_count
    depth = max(estimator.tree_.max_depth for estimator in estimators)
    arrays = {name: np.concatenate(part) for name, part in parts.items()}
    return Forest(
        feature=arrays["feature"].astype(np.int32),
        threshold=arrays["threshold"].astype(np.float32),
        low=arrays["low"].astype(np.int32),
        high=arrays["high"].astype(np.int32),
        value=arrays["value"].astype(np.float32),
        roots=np.array(roots, np.int32),
        depth=int(depth),
    )


def _rounded_down(threshold: Values) -> npt.NDArray[np.float32]:
    """The greatest float32 that is not above each threshold: float32 numbers are then told apart exactly as by the threshold."""
    nearest = threshold.astype(np.float32)
    return np.where(nearest > threshold, np.nextafter(nearest, np.float32(-np.inf)), nearest)


def _depths(tree: Any) -> Values:
    depth = np.zeros(tree.node_count)
    for node in range(tree.node_count):  # a node comes before those below it
        for below in (tree.children_left[node], tree.children_right[node]):
            if below >= 0:
                depth[below] = depth[node] + 1
    return depth


def _path_length(samples: npt.NDArray[Any]) -> Values:
    """Mean path on which an unsuccessful search ends in a binary search tree of as many samples."""
    n = np.maximum(samples, 2).astype(np.float64)
    long = 2 * (np.log(n - 1) + np.euler_gamma) - 2 * (n - 1) / n
    return np.where(samples <= 1, 0.0, np.where(samples == 2, 1.0, long))
