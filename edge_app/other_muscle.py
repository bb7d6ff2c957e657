"""Of a muscle that the bundle was not made for there is no finding: no label, no probability, no heatmap. Pure.

Its answer would look like any other, and nobody knows what it is worth.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from edge_app.bundle.manifest import Manifest
from edge_app.records import Finding, Label


def of_muscle(finding: Finding, muscle: str | None, manifest: Manifest) -> Finding:
    """The finding, if the bundle was made for the muscle; otherwise the image without one. muscle None: nobody says which."""
    return finding if muscle is None or manifest.is_made_for(muscle) else without_answer(finding)


def without_answer(finding: Finding) -> Finding:
    """The image, its region and what was measured, and nothing that the bundle says."""
    if finding.label is Label.OTHER_MUSCLE:
        return finding
    return replace(
        finding, label=Label.OTHER_MUSCLE, probability=None, reason=None, heat=np.zeros_like(finding.heat), threshold=None,
        band=None, views=None, classes=None,
    )  # fmt: skip
