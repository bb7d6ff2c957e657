"""A two-class classifier in numpy: the mean of a forest and a kernel machine, each scaled by its scores for unseen crops.

Extremely randomised trees (Geurts et al. 2006) ask about single numbers and cannot be led astray by one that is far off. A
support vector machine with a Gaussian kernel (Boser et al. 1992) sees all numbers together, and what is far from everything it
knows gets its intercept: the fit sees to it that this speaks for the second class. They err in different places.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from edge_app.errors import BundleError
from edge_app.guard.array_file import ArrayFile
from edge_app.guard.forest import Forest, Indices
from edge_app.records import FloatMap

MAX_DEVIATION = 8.0  # standard deviations; a number further off says no more
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class KernelMachine:
    """A support vector machine with the kernel exp(-gamma |a - b|^2)."""

    mean: FloatMap  # (C,) of the numbers
    deviation: FloatMap  # (C,) above 0
    vectors: FloatMap  # (V, C) support vectors, in deviations from the mean
    weights: FloatMap  # (V,) positive for the second class
    intercept: float
    gamma: float  # above 0

    def margin(self, numbers: FloatMap) -> float:
        """Signed distance of (C,) numbers from the border, positive on the second class's side."""
        scaled = np.clip((numbers - self.mean) / self.deviation, -MAX_DEVIATION, MAX_DEVIATION)
        squares = self._lengths - 2 * (self.vectors @ scaled) + scaled @ scaled  # |v - s|^2 without a copy of the vectors
        near = np.exp(np.float32(-self.gamma) * np.maximum(squares, 0))
        return float(near @ self.weights) + self.intercept

    @cached_property
    def _lengths(self) -> FloatMap:
        """(V,) squared lengths of the vectors."""
        return np.asarray(np.einsum("vc,vc->v", self.vectors, self.vectors), np.float32)


@dataclass(frozen=True)
class Classifier:
    """Tells a second class (no muscle; a longitudinal view) from a first (muscle; a transverse view)."""

    columns: Indices  # (C,) which of the crop's numbers are looked at
    trees: Forest  # share of the second class
    kernel: KernelMachine
    centres: Floats  # (2,) usual score of an unseen crop of the first class: trees, kernel
    widths: Floats  # (2,) above 0, from there to the score that one in twenty of them exceeds
    limit: float  # score above which a crop is taken for the second class

    def score(self, features: FloatMap) -> float:
        """The score of (F,) float32 numbers: about 0 for the first class, 1 for its outermost crops."""
        return float(((self.judges(features) - self.centres) / self.widths).mean())

    def judges(self, features: FloatMap) -> Floats:
        """(2,) what trees and kernel machine say by themselves."""
        numbers = features[self.columns]
        return np.array([self.trees.mean(numbers), self.kernel.margin(numbers)])

    def arrays(self, name: str) -> dict[str, npt.NDArray[np.generic]]:
        """Its arrays for an .npz file."""
        k = self.kernel
        return {
            f"{name}_columns": self.columns,
            f"{name}_mean": k.mean,
            f"{name}_deviation": k.deviation,
            f"{name}_vectors": k.vectors,
            f"{name}_weights": k.weights,
            f"{name}_scaling": np.array([*self.centres, *self.widths, self.limit, k.intercept, k.gamma]),
            **self.trees.arrays(f"{name}_trees"),
        }

    @classmethod
    def read(cls, file: ArrayFile, name: str, features: int) -> Classifier:
        """Read what `arrays` wrote, for crops of `features` numbers. Raises BundleError when something does not fit."""
        columns = np.asarray(file.get(f"{name}_columns", np.int32, -1), np.int32)
        count = len(columns)
        mean, deviation = (
            np.asarray(file.get(f"{name}_{part}", np.float32, count), np.float32) for part in ("mean", "deviation")
        )
        vectors = np.asarray(file.get(f"{name}_vectors", np.float32, -1, count), np.float32)
        weights = np.asarray(file.get(f"{name}_weights", np.float32, len(vectors)), np.float32)
        scaling = np.asarray(file.get(f"{name}_scaling", np.float64, 7), np.float64)
        if columns.min() < 0 or columns.max() >= features or deviation.min() <= 0 or scaling[2:4].min() <= 0 or scaling[6] <= 0:
            raise BundleError(f'"{file.name}": "{name}" holds a number outside its range; {file.remedy}')
        return cls(
            columns=columns,
            trees=Forest.read(file, f"{name}_trees", count),
            kernel=KernelMachine(mean, deviation, vectors, weights, float(scaling[5]), float(scaling[6])),
            centres=scaling[:2],
            widths=scaling[2:4],
            limit=float(scaling[4]),
        )
