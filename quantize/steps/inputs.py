"""What steps are given."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from quantize.packaging.keys import SigningKey

Say = Callable[[str], None]


@dataclass(frozen=True)
class TrainedNetwork:
    """A network and the data set it was trained on."""

    checkpoint: Path  # the safetensors file that `train` wrote
    dataset: Path


@dataclass(frozen=True)
class HeldOutTest(TrainedNetwork):
    """A network, and the held-out subjects that graphs made of it are tested on."""

    test_set: Path | None  # None: the test part of the data set
    threads: int


def unsigned_notice(bundle: Path, key: SigningKey | None, say: Say) -> None:
    """Say what is left to do for a bundle that was written without a key."""
    if key is None:
        say(f"Not signed: no appliance loads it before `python -m quantize sign {bundle} --key KEY`.")
