"""The size of a network, counted once and kept beside its graph."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import msgspec

FILE = "size.json"


@dataclass(frozen=True)
class NetworkSize:
    """What the paper's figure shows of a network, and what decides its latency."""

    parameters: int  # trainable
    macs: int  # multiplications with addition in its convolutions, products of matrices and attention, of one pass


def write_size(folder: Path, size: NetworkSize) -> None:
    """Raises OSError."""
    (folder / FILE).write_bytes(msgspec.json.encode(size))


def read_size(folder: Path) -> NetworkSize:
    """Raises OSError."""
    return msgspec.json.decode((folder / FILE).read_bytes(), type=NetworkSize)
