"""The subjects that are reported on: the data set's own test part, or a separate test set.

A test part is held out until somebody has looked at its results and then chosen something. From then on the results that
count are those of a test set that nobody has looked at.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from edge_app.errors import ConfigError
from quantize.dataset.manifest import Sample, data_hash, is_simulated, read_manifest
from quantize.dataset.split import Split, split
from quantize.training.provenance import TrainingRecord


@dataclass(frozen=True)
class HeldOut:
    """Images that nothing was fitted to or chosen by."""

    folder: Path  # of their data set
    samples: tuple[Sample, ...]
    sha256: str  # of that data set
    separate: bool  # whether they are a whole data set of their own, not a part of the network's

    @property
    def description(self) -> str:
        """What they are, for a manifest."""
        kind = ", simulated images" if is_simulated(self.samples) else ""
        return f"held-out test subjects{' of a separate data set' if self.separate else ''}{kind}"


def load_split(dataset: Path, record: TrainingRecord) -> Split:
    """The data set a network was trained on, split as for the training.

    Raises ConfigError when it is another one: its test part might have been trained on.
    """
    samples = read_manifest(dataset)
    if data_hash(dataset, samples) != record.data_sha256:
        raise ConfigError(
            f"{dataset} is not the data set the network was trained on, or was changed since; name that one, or test a finished "
            "bundle on it with `python -m quantize validate`, which refits nothing"
        )
    return split(samples, record.recipe.split_seed)


def choose_held_out(dataset: Path, parts: Split, sha256: str, test_set: Path | None) -> HeldOut:
    """The test part of `dataset` (whose hash is `sha256`), or the whole of the data set `test_set`.

    Raises ConfigError when `test_set` shares an image with `dataset`: it would not be held out.
    """
    if test_set is None:
        return HeldOut(dataset, parts.test, sha256, separate=False)
    samples = tuple(read_manifest(test_set))
    known = set(_images(dataset, (*parts.train, *parts.validation, *parts.test)).values())
    for name, digest in _images(test_set, samples).items():
        if digest in known:
            raise ConfigError(f"{test_set / name} is an image of {dataset} too; a separate test set must be of other subjects")
    return HeldOut(test_set, samples, data_hash(test_set, samples), separate=True)


def _images(folder: Path, samples: Sequence[Sample]) -> dict[str, bytes]:
    """SHA-256 of every image, by its name."""
    return {sample.image: hashlib.sha256((folder / sample.image).read_bytes()).digest() for sample in samples}
