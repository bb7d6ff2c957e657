"""The band around the decision threshold in which a bundle gives no label, and what was measured when it was learnt."""

from __future__ import annotations

from dataclasses import dataclass

from edge_app.records import Band, Interval


@dataclass(frozen=True)
class RiskPoint:
    """One place on the risk-coverage curve (El-Yaniv & Wiener 2010)."""

    coverage: float  # share of the images that get a label, those farthest from the threshold, 0-1
    risk: float  # share of these whose label is wrong, 0-1


@dataclass(frozen=True)
class IndeterminateBand:
    """Learnt on subjects that the network was not trained on; `python -m quantize fit-band` writes it.

    All figures are of single images and of those subjects: the ones that the band was chosen on.
    """

    band: Band
    target: str  # what the band is the narrowest for, in words
    target_accuracy: float  # least accuracy of the images that get a label, 0-1
    part: str  # which subjects, in words; says whether they are simulated
    data_sha256: str  # of the data set they are from
    images: int
    subjects: int
    coverage: Interval  # share of the images that get a label
    selective_accuracy: Interval  # share of these whose label is right
    area: Interval  # under the risk-coverage curve (AURC, Geifman et al. 2019); 0 is perfect
    curve: tuple[RiskPoint, ...]  # a few points, from little coverage to all
