"""Crops as numbers, with all that is known of each, in columns."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields

import numpy as np
import numpy.typing as npt

from edge_app.guard.texture import FEATURES, texture_features
from edge_app.records import FloatMap
from quantize.guard.sources import DRAWN_VIEW, SIMULATED, Crop, Role

Mask = npt.NDArray[np.bool_]
Words = npt.NDArray[np.str_]


@dataclass(frozen=True)
class CropTable:
    """N crops. The columns are those of `Crop`, enumerations as their values."""

    features: FloatMap  # (N, len(FEATURES))
    source: Words  # (N,)
    role: Words
    picture: Words
    variant: Words
    grade: npt.NDArray[np.int64]
    kind: Words

    def __len__(self) -> int:
        return len(self.source)

    def where(self, mask: Mask) -> CropTable:
        """The crops that the mask (N,) selects."""
        return CropTable(*(getattr(self, field.name)[mask] for field in fields(self)))

    @property
    def drawn_views(self) -> Mask:
        """(N,) whether a crop was drawn to show one of the views of a muscle; it is fit for nothing else."""
        return np.asarray(self.source == DRAWN_VIEW)

    @property
    def muscle(self) -> Mask:
        """(N,) whether a crop is muscle, real or simulated, in any view."""
        return np.asarray((self.role != Role.NOT_MUSCLE.value) & ~self.drawn_views)

    @property
    def simulated(self) -> Mask:
        """(N,) whether a crop is simulated muscle, or made from it."""
        return np.asarray(self.source == SIMULATED)

    def real_sources(self) -> list[str]:
        """The real sources of muscle, in order of their names."""
        return sorted(set(self.source[self.muscle & ~self.simulated].tolist()))


def measure(crops: Iterable[Crop]) -> CropTable:
    """Measure the texture of every crop; there must be at least one."""
    rows = [(texture_features(c.pixels), c.source, c.role.value, c.picture, c.variant.value, c.grade, c.kind) for c in crops]
    features, *columns = zip(*rows, strict=True)
    return CropTable(np.stack(features).reshape(-1, len(FEATURES)), *(np.array(column) for column in columns))


def joined(tables: Iterable[CropTable]) -> CropTable:
    """The tables below one another."""
    parts = list(tables)
    return CropTable(*(np.concatenate([getattr(part, field.name) for part in parts]) for field in fields(CropTable)))
