"""A bundle with an indeterminate band."""

from __future__ import annotations

import dataclasses

from edge_app.bundle.indeterminate_band import IndeterminateBand, RiskPoint
from edge_app.bundle.loader import ModelBundle
from edge_app.records import Band, Interval

BAND = Band(0.3, 0.7)
UNKNOWN = Interval(0.5, 0.0, 1.0)
DESCRIBED = IndeterminateBand(
    BAND, "none: for tests", 0.9, "noise", "0" * 64, 40, 20, UNKNOWN, UNKNOWN, UNKNOWN, (RiskPoint(0.5, 0.1), RiskPoint(1.0, 0.2))
)


def banded(bundle: ModelBundle, band: Band = BAND) -> ModelBundle:
    """The same bundle with a band, not signed: for what takes a bundle that was loaded."""
    described = dataclasses.replace(DESCRIBED, band=band)
    return dataclasses.replace(bundle, manifest=dataclasses.replace(bundle.manifest, indeterminate=described))
