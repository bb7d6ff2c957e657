"""The data set of a reproduction: its splits, and their images in memory, read once for runs that follow one another."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from edge_app.errors import ConfigError
from edge_app.imaging.preprocess import Preprocessing
from quantize.dataset.batches import ImageSet, read_images
from quantize.dataset.folds import folds
from quantize.dataset.manifest import data_hash, read_manifest
from quantize.dataset.split import Split, split


@dataclass(frozen=True)
class Parts:
    """Three parts with no subject in common, preprocessed."""

    split: Split
    train: ImageSet
    validation: ImageSet
    test: ImageSet


class DataSet:
    """A data set, its rows read and hashed once."""

    def __init__(self, folder: Path, split_seed: int, fold_count: int) -> None:
        """Raises ConfigError where a part would be empty or lacks a label."""
        self.folder = folder
        self.samples = read_manifest(folder)
        self.sha256 = data_hash(folder, self.samples)
        self.split = split(self.samples, split_seed)
        self.folds = folds(self.samples, fold_count, split_seed) if fold_count else []
        for name, part in (("training", self.split.train), ("validation", self.split.validation), ("test", self.split.test)):
            if len({sample.label for sample in part}) < 2:
                raise ConfigError(f"the {name} part of {folder} lacks normal or abnormal images; add subjects of both")
        self._last: tuple[int | None, Preprocessing, Parts] | None = None

    def hash_of(self, fold: int | None) -> str:
        """Names the data and the fold, for a checkpoint."""
        return self.sha256 if fold is None else f"{self.sha256}, fold {fold + 1} of {len(self.folds)}"

    def parts(self, fold: int | None, p: Preprocessing) -> Parts:
        """The images of a fold, or of the 70/30 split where it is None. Raises ConfigError naming the file at fault."""
        if self._last is None or self._last[:2] != (fold, p):
            self._last = None  # before the next are read
            cut = self.split if fold is None else self.folds[fold]
            sets = [
                read_images(self.folder, samples, p, f"{name} part")
                for name, samples in (("training", cut.train), ("validation", cut.validation), ("test", cut.test))
            ]
            self._last = (fold, p, Parts(cut, *sets))
        return self._last[2]
