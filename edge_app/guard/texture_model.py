"""Whether a crop's texture is muscle, and in which view. Its parameters are made by `python -m quantize fit-guard`.

Three judges look at the same numbers: an isolation forest (Liu et al. 2008) and the distance to the nearest crops of muscle know
only muscle; extremely randomised trees (Geurts et al. 2006) also know what is no muscle. Each alone errs in its own way; the mean of
the three is better than any (docs/adr/0028).
"""

from __future__ import annotations

import io
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from edge_app.errors import BundleError
from edge_app.guard.array_file import REMEDY, ArrayFile
from edge_app.guard.forest import Forest
from edge_app.guard.texture import FEATURES
from edge_app.records import FloatMap

MODEL_FILE = "guard.npz"
NEIGHBOURS = 5
MAX_DEVIATION = 8.0  # standard deviations; a number further off says no more


@dataclass(frozen=True)
class TextureScore:
    """How far a crop is from being judged. A limit is where a crop is refused, in the same units."""

    not_muscle: float  # about 0 for the usual muscle; above the model's `not_muscle_limit`: no muscle
    longitudinal: float  # 0-1; above the model's `longitudinal_limit`: a longitudinal view


@dataclass(frozen=True)
class TextureModel:
    """The fitted parameters. F is len(FEATURES)."""

    mean: FloatMap  # (F,) of the numbers of muscle
    deviation: FloatMap  # (F,) above 0
    references: FloatMap  # (R, F) crops of muscle, as deviations from the mean
    isolation: Forest  # length of the path on which a crop is set apart; its leaves count those left
    usual_path: float  # the length for as many random crops as the trees were made of, above 0
    trees: Forest  # share of what is no muscle
    centres: npt.NDArray[np.float64]  # (3,) usual score of unseen muscle: isolation, distance, trees
    widths: npt.NDArray[np.float64]  # (3,) above 0, from there to the score that few unseen muscles exceed
    not_muscle_limit: float
    view: Forest  # share of longitudinal views
    longitudinal_limit: float

    def score(self, features: FloatMap) -> TextureScore:
        """Score the (F,) float32 numbers of `texture_features`."""
        scaled = (self.judges(features) - self.centres) / self.widths
        return TextureScore(float(scaled.mean()), self.view.mean(features))

    def judges(self, features: FloatMap) -> npt.NDArray[np.float64]:
        """(3,) the judges' own scores, higher for what is less like muscle: isolation 0-1, distance, trees 0-1."""
        isolation = 2 ** (-self.isolation.mean(features) / self.usual_path)
        offset = np.clip((features - self.mean) / self.deviation, -MAX_DEVIATION, MAX_DEVIATION) - self.references
        distances = np.einsum("rf,rf->r", offset, offset)
        nearest = np.partition(distances, NEIGHBOURS - 1)[:NEIGHBOURS]
        return np.array([isolation, float(np.sqrt(nearest, dtype=np.float64).mean()), self.trees.mean(features)])

    def to_npz(self) -> bytes:
        """The model as the bytes of an .npz file."""
        file = io.BytesIO()
        np.savez_compressed(
            file,
            mean=self.mean,
            deviation=self.deviation,
            references=self.references,
            centres=self.centres,
            widths=self.widths,
            limits=np.array([self.not_muscle_limit, self.longitudinal_limit, self.usual_path], np.float64),
            features=np.frombuffer("\n".join(FEATURES).encode(), np.uint8),
            **self.isolation.arrays("isolation"),  # type: ignore[arg-type]
            **self.trees.arrays("trees"),  # type: ignore[arg-type]
            **self.view.arrays("view"),  # type: ignore[arg-type]
        )
        return file.getvalue()

    @classmethod
    def from_npz(cls, data: bytes, name: str = MODEL_FILE) -> TextureModel:
        """Read what `to_npz` wrote. Raises BundleError, naming the file, when anything in it is missing, damaged or of other numbers."""
        file, count = ArrayFile(data, name), len(FEATURES)
        if bytes(np.asarray(file.get("features", np.uint8, -1), np.uint8)).decode(errors="replace").split("\n") != list(FEATURES):
            raise BundleError(f'"{name}" was made for other numbers than this version of the program measures; {REMEDY}')
        mean, deviation = (np.asarray(file.get(key, np.float32, count), np.float32) for key in ("mean", "deviation"))
        references = np.asarray(file.get("references", np.float32, -1, count), np.float32)
        centres, widths, limits = (np.asarray(file.get(key, np.float64, 3), np.float64) for key in ("centres", "widths", "limits"))
        if deviation.min() <= 0 or widths.min() <= 0 or limits[2] <= 0 or len(references) < NEIGHBOURS:
            raise BundleError(f'"{name}" holds a width that is not above 0, or too few references; {REMEDY}')
        return cls(
            mean=mean,
            deviation=deviation,
            references=references,
            isolation=Forest.read(file, "isolation", count),
            usual_path=float(limits[2]),
            trees=Forest.read(file, "trees", count),
            centres=centres,
            widths=widths,
            not_muscle_limit=float(limits[0]),
            view=Forest.read(file, "view", count),
            longitudinal_limit=float(limits[1]),
        )
