"""Asks the network about several views of one image: an answer that depends on where exactly the region lies is none.

The views are the region, its mirror image, and the region moved diagonally by a twentieth of its sides to four places, two of
them mirrored. Together they are the same views of the mirrored image, so that mirroring changes no answer. Pure.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from statistics import fmean

import numpy as np

from edge_app.bundle.loader import ModelBundle
from edge_app.bundle.manifest import Manifest
from edge_app.engine.probability import Probabilities, read_probabilities
from edge_app.engine.protocol import Engine
from edge_app.imaging.preprocess import preprocess
from edge_app.records import ClassAnswer, Finding, IndeterminateReason, Label, Roi

SHIFT = 0.05  # of the region's sides: how differently two people place the same region
# Share of the sides to the right and down, and whether mirrored. The first is the one that has been analysed.
PLACES = (
    (0, 0, False),
    (0, 0, True),
    (-SHIFT, -SHIFT, False),
    (SHIFT, -SHIFT, True),
    (SHIFT, SHIFT, False),
    (-SHIFT, SHIFT, True),
)


@dataclass(frozen=True)
class View:
    """One way of looking at an image."""

    roi: Roi
    mirrored: bool  # left and right exchanged


def plan_views(roi: Roi, width: int, height: int) -> tuple[View, ...]:
    """The views of a region of a width x height image, the region itself first. None leaves the image."""
    return tuple(
        View(Roi(roi.x + round(right * roi.w), roi.y + round(down * roi.h), roi.w, roi.h).clipped(width, height), mirrored)
        for right, down, mirrored in PLACES
    )


def with_views(finding: Finding, bundle: ModelBundle, engine: Engine) -> Finding:
    """The finding of one view -> that of all: the mean of their probabilities, and the label of that mean.

    Where one view would be called normal and another abnormal, the label is INDETERMINATE. Heatmap, guard, echo intensity and
    timings stay those of the first view. A finding without a probability, or of a bundle without a band, is returned as it is,
    and so is one of several views. `engine` runs the same graph as for the first view. Raises EngineError when it fails.
    """
    manifest, frame = bundle.manifest, finding.frame
    if finding.probability is None or finding.band is None or finding.views != 1:
        return finding
    views = [Probabilities(finding.probability, finding.classes.probabilities if finding.classes else None)]
    for view in plan_views(finding.roi, frame.width, frame.height)[1:]:
        crop = view.roi.crop(frame.pixels)
        if view.mirrored:  # before the preprocessing, which is not exactly the same from right to left
            crop = np.ascontiguousarray(crop[:, ::-1])
        inference = engine.run(preprocess(crop, Roi(0, 0, view.roi.w, view.roi.h), manifest.preprocessing))
        views.append(read_probabilities(inference.logits, manifest))
    probabilities = [view.abnormal for view in views]
    label, reason = combined(probabilities, manifest)
    if finding.label is Label.NOT_VALIDATED:
        label = finding.label
    return replace(
        finding,
        probability=fmean(probabilities),
        label=label,
        reason=reason,
        views=len(probabilities),
        classes=_of_all(finding.classes, views, manifest, label),
    )


def _of_all(classes: ClassAnswer | None, views: Sequence[Probabilities], manifest: Manifest, label: Label) -> ClassAnswer | None:
    """The classes of one view -> of all: the means of their probabilities, and the class by these."""
    if classes is None or manifest.scheme is None:
        return classes
    means = tuple(np.mean([view.classes for view in views if view.classes is not None], axis=0).tolist())
    return replace(classes, probabilities=means, called=manifest.scheme.called_label(means, label))


def combined(probabilities: Sequence[float], manifest: Manifest) -> tuple[Label, IndeterminateReason | None]:
    """The label of several views of one image, by their calibrated P(abnormal), and why it is INDETERMINATE if it is."""
    labels = {manifest.label_of(probability) for probability in probabilities}
    if {Label.NORMAL, Label.ABNORMAL} <= labels:
        return Label.INDETERMINATE, IndeterminateReason.VIEWS_DISAGREE
    label = manifest.label_of(fmean(probabilities))
    return label, IndeterminateReason.CLOSE_TO_THRESHOLD if label is Label.INDETERMINATE else None
