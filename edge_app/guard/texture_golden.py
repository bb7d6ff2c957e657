"""A few crops with the numbers and scores they must have, so that a device can show that it measures what was fitted."""

from __future__ import annotations

import io
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from edge_app.guard.array_file import REMEDY, ArrayFile
from edge_app.guard.texture import FEATURES, SIDE, texture_features
from edge_app.guard.texture_model import TextureModel
from edge_app.records import FloatMap

GOLDEN_FILE = "guard_golden.npz"
TOLERANCE = 0.02  # of a score. Processors round otherwise, and a rounded pixel may move a percentile


@dataclass(frozen=True)
class TextureGolden:
    """Reference answers on N crops."""

    crops: npt.NDArray[np.uint8]  # (N, 224, 224), already resized, otherwise raw
    features: FloatMap  # (N, len(FEATURES))
    scores: FloatMap  # (N, 2) not muscle, longitudinal

    @classmethod
    def of(cls, model: TextureModel, crops: npt.NDArray[np.uint8]) -> TextureGolden:
        """Record what the model says of these crops (N, 224, 224)."""
        features = np.stack([texture_features(crop) for crop in crops])
        return cls(crops, features, _scores(model, features))

    def largest_difference(self, model: TextureModel) -> float:
        """How far this machine's scores are from the recorded ones at most; to be compared with TOLERANCE."""
        features = np.stack([texture_features(crop) for crop in self.crops])
        return float(np.abs(_scores(model, features) - self.scores).max())

    def to_npz(self) -> bytes:
        """The vectors as the bytes of an .npz file."""
        file = io.BytesIO()
        np.savez_compressed(file, crops=self.crops, features=self.features, scores=self.scores)
        return file.getvalue()

    @classmethod
    def from_npz(cls, data: bytes, name: str = GOLDEN_FILE, remedy: str = REMEDY) -> TextureGolden:
        """Read what `to_npz` wrote. Raises BundleError when it is damaged or its shapes do not fit."""
        file = ArrayFile(data, name, remedy)
        crops = np.asarray(file.get("crops", np.uint8, -1, SIDE, SIDE), np.uint8)
        features = np.asarray(file.get("features", np.float32, len(crops), len(FEATURES)), np.float32)
        return cls(crops, features, np.asarray(file.get("scores", np.float32, len(crops), 2), np.float32))


def _scores(model: TextureModel, features: FloatMap) -> FloatMap:
    scores = [model.score(row) for row in features]
    return np.array([(score.not_muscle, score.longitudinal) for score in scores], np.float32)
