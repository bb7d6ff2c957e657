"""A forest of decision trees as flat arrays, run in numpy for all trees at once."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from edge_app.errors import BundleError
from edge_app.guard.array_file import ArrayFile
from edge_app.records import FloatMap

Indices = npt.NDArray[np.int32]
MAX_DEPTH = 64  # questions on one path; our trees have up to 14
_ARRAYS = ("feature", "threshold", "low", "high", "value", "roots")


@dataclass(frozen=True)
class Forest:
    """Nodes of all trees, one after another; a node lies before those below it. A leaf points to itself."""

    feature: Indices  # (K,) number asked about; 0 at a leaf
    threshold: FloatMap  # (K,) the answer is `low` up to and including this value
    low: Indices  # (K,) the node below for values up to the threshold
    high: Indices  # (K,) and for greater ones
    value: FloatMap  # (K,) what a leaf answers
    roots: Indices  # (T,) first node of each tree
    depth: int  # most questions on a path

    def mean(self, numbers: FloatMap) -> float:
        """The mean answer of the trees to (F,) float32 numbers."""
        node = self.roots
        for _ in range(self.depth):
            node = np.where(numbers[self.feature[node]] <= self.threshold[node], self.low[node], self.high[node])
        return float(self.value[node].mean(dtype=np.float64))

    def arrays(self, name: str) -> dict[str, npt.NDArray[np.generic]]:
        """Its arrays for an .npz file."""
        return {f"{name}_{part}": getattr(self, part) for part in _ARRAYS}

    @classmethod
    def read(cls, file: ArrayFile, name: str, features: int) -> Forest:
        """Read what `arrays` wrote, of trees that ask about `features` numbers. Raises BundleError unless every path ends."""
        feature = np.asarray(file.get(f"{name}_feature", np.int32, -1), np.int32)
        count = len(feature)
        low, high = (np.asarray(file.get(f"{name}_{part}", np.int32, count), np.int32) for part in ("low", "high"))
        threshold, value = (
            np.asarray(file.get(f"{name}_{part}", np.float32, count), np.float32) for part in ("threshold", "value")
        )
        roots = np.asarray(file.get(f"{name}_roots", np.int32, -1), np.int32)
        itself = np.arange(count, dtype=np.int32)
        leaf = (low == itself) & (high == itself)
        below = (low > itself) & (high > itself) & (low < count) & (high < count)
        within = (feature >= 0) & (feature < features)
        if not (within & (leaf | below)).all() or roots.min() < 0 or roots.max() >= count:
            raise BundleError(f'"{file.name}": the trees "{name}" point to what is not there; {file.remedy}')
        return cls(feature, threshold, low, high, value, roots, _depth(low, high, roots, file, name))


def _depth(low: Indices, high: Indices, roots: Indices, file: ArrayFile, name: str) -> int:
    """Most questions on a path from a root to a leaf."""
    level = np.unique(roots)
    for depth in range(MAX_DEPTH + 1):
        inner = level[low[level] != level]
        if not len(inner):
            return depth
        level = np.unique(np.concatenate([low[inner], high[inner]]))
    raise BundleError(f'"{file.name}": the trees "{name}" are deeper than {MAX_DEPTH}; {file.remedy}')
