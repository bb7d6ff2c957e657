"""The subjects that are reported on: the data set's own test part, or a test set apart from it.

A test part is untouched until somebody has looked at its figures and then chosen something. From then on the figures that
count are those of a test set that nobody has looked at.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

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
    apart: bool  # whether they are a whole data set of their own, not a part of the network's

    @property
    def words(self) -> str:
        """What they are, for a manifest."""
        kind = ", simulated images" if is_simulated(self.samples) else ""
        return f"untouched test subjects{' of a data set of their own' if self.apart else ''}{kind}"


def load_split(dataset: Path, record: TrainingRecord) -> Split:
    """The data set a network was trained on, cut as for the training.

    Raises ConfigError when it is another one: its test part would not be untouched.
    """
    samples = read_manifest(dataset)
    if data_hash(dataset, samples) != record.data_sha256:
        raise ConfigError(f"{dataset} is not the data set the network was trained on, or was changed since; name that one")
    return split(samples, record.recipe.seed)


def choose_held_out(dataset: Path, parts: Split, sha256: str, apart: Path | None) -> HeldOut:
    """The test part of `dataset` (whose hash is `sha256`), or the whole of the data set `apart`.

    Raises ConfigError when `apart` shares an image with `dataset`: it would not be untouched.
    """
    if apart is None:
        return HeldOut(dataset, parts.test, sha256, apart=False)
    samples = tuple(read_manifest(apart))
    known = set(_images(dataset, (*parts.train, *parts.validation, *parts.test)).values())
    for name, digest in _images(apart, samples).items():
        if digest in known:
            raise ConfigError(f"{apart / name} is an image of {dataset} too; a test set apart must be of other subjects")
    return HeldOut(apart, samples, data_hash(apart, samples), apart=True)


def _images(folder: Path, samples: Sequence[Sample]) -> dict[str, bytes]:
    """SHA-256 of every image, by its name."""
    return {sample.image: hashlib.sha256((folder / sample.image).read_bytes()).digest() for sample in samples}


def test_set_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """The option of every command that reports on untouched subjects."""
    return click.option(
        "--test-set",
        type=click.Path(exists=True, file_okay=False, path_type=Path),
        help="Data set of other subjects to report on, whole, instead of DATASET's test part.",
    )(command)
