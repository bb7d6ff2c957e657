"""Whether a crop's texture is muscle, and in which view. `python -m quantize fit-guard` makes its parameters (docs/adr/0028)."""

from __future__ import annotations

import io
from dataclasses import dataclass

import numpy as np

from edge_app.errors import BundleError
from edge_app.guard.array_file import REMEDY, ArrayFile
from edge_app.guard.classifier import Classifier
from edge_app.guard.texture import FEATURES
from edge_app.records import FloatMap

MODEL_FILE = "guard.npz"


@dataclass(frozen=True)
class TextureScore:
    """What the texture of one crop says. About 0 is usual; the model's limits say what is too much."""

    not_muscle: float  # above `TextureModel.muscle.limit`: no muscle
    longitudinal: float  # above `TextureModel.view.limit`: a longitudinal view, if it is muscle


@dataclass(frozen=True)
class TextureModel:
    """Two classifiers of the numbers that `texture_features` gives."""

    muscle: Classifier  # its second class is what is no muscle
    view: Classifier  # of muscle; its second class is the longitudinal view

    def score(self, features: FloatMap) -> TextureScore:
        """Score (len(FEATURES),) float32 numbers."""
        return TextureScore(self.muscle.score(features), self.view.score(features))

    def is_muscle(self, score: TextureScore) -> bool:
        """Whether the crop may be judged as far as its texture goes."""
        return score.not_muscle <= self.muscle.limit

    def is_longitudinal(self, score: TextureScore) -> bool:
        """Whether a crop of muscle lies along the fascicles."""
        return score.longitudinal > self.view.limit

    def to_npz(self) -> bytes:
        """The model as the bytes of an .npz file."""
        file = io.BytesIO()
        names = np.frombuffer("\n".join(FEATURES).encode(), np.uint8)
        arrays = {"features": names, **self.muscle.arrays("muscle"), **self.view.arrays("view")}
        np.savez_compressed(file, **arrays)  # type: ignore[arg-type]
        return file.getvalue()

    @classmethod
    def from_npz(cls, data: bytes, name: str = MODEL_FILE, remedy: str = REMEDY) -> TextureModel:
        """Read what `to_npz` wrote. Raises BundleError, naming the file, when something is missing, damaged or does not fit."""
        file = ArrayFile(data, name, remedy)
        names = bytes(np.asarray(file.get("features", np.uint8, -1), np.uint8)).decode(errors="replace")
        if names.split("\n") != list(FEATURES):
            raise BundleError(f'"{name}" was made for other numbers than this version of the program measures; {remedy}')
        return cls(*(Classifier.read(file, part, len(FEATURES)) for part in ("muscle", "view")))
