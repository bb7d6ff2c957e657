"""A graph compared with the trained network: everything that is measured, over all images and over groups of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from edge_app.bundle.loader import Reference
from edge_app.records import FloatMap
from quantize.class_list import ClassList
from quantize.dataset.classes import class_indices
from quantize.dataset.manifest import Sample
from quantize.evaluation.subgroups import Members, subgroups
from quantize.network.model import CLASSES
from quantize.statistics.calibration import Decision
from quantize.statistics.class_metrics import ClassChanges, compare_classes
from quantize.statistics.heatmap_agreement import MapAgreement, PairAgreements, pair_agreements
from quantize.statistics.metrics import Ints
from quantize.statistics.paired import Changes, McNemar, compare_scores, mcnemar


@dataclass(frozen=True)
class Flip:
    """An image on which the graph and the trained network disagree."""

    index: int  # of the image among those compared
    sample: Sample
    before: float  # P(abnormal) of the trained network
    after: float  # P(abnormal) of the graph

    @property
    def lost(self) -> bool:
        """Whether the graph is the one that is wrong."""
        said_abnormal_before = self.before > self.after
        return said_abnormal_before == (self.sample.label == CLASSES[1])


@dataclass(frozen=True)
class Comparison:
    """The graph against the trained network on one group of images."""

    group: str
    images: int
    subjects: int
    abnormal: int  # images
    changes: Changes
    decisions: McNemar
    called_maps: MapAgreement | None  # of images the trained network calls abnormal, and has a map of
    all_maps: MapAgreement | None  # of all images it has a map of; those it calls normal are drawn faint or not at all
    classes: ClassChanges | None = None  # of a network of several classes


def compare_group(
    group: str,
    members: Members,
    samples: Sequence[Sample],
    before: Reference,
    after: Reference,
    maps: PairAgreements,
    decision: Decision,
    classes: ClassList | None = None,
) -> Comparison:
    """Compare on the members (N,) of a group. `before` and `after` are answers to all N images, `maps` how their maps agree.

    classes: those that the network tells apart; None: normal and abnormal.

    Both are read with the same temperature and threshold, those of the bundle: only the graph differs.
    """
    chosen = [sample for sample, member in zip(samples, members, strict=True) if member]
    labels = label_indices(chosen)
    old, new = before.logits[members], after.logits[members]
    has_map = members & (before.maps.max((1, 2)) > 0)
    subjects = np.array([sample.subject for sample in chosen])
    return Comparison(
        group=group,
        images=len(chosen),
        subjects=len(np.unique(subjects)),
        abnormal=int(labels.sum()),
        changes=compare_scores(labels, decision.probabilities(old), decision.probabilities(new), subjects, decision.threshold),
        decisions=mcnemar(decision.abnormal(old) == labels, decision.abnormal(new) == labels),
        called_maps=maps.over(has_map & decision.abnormal(before.logits)),
        all_maps=maps.over(has_map),
        classes=None if classes is None else _class_changes(chosen, old, new, decision, classes),
    )


def _class_changes(
    samples: Sequence[Sample], before: FloatMap, after: FloatMap, decision: Decision, classes: ClassList
) -> ClassChanges:
    return compare_classes(
        class_indices(samples, classes),
        decision.classes(before),
        decision.classes(after),
        np.array([sample.subject for sample in samples]),
        len(classes.labels),
        classes.ordered,
    )


def compare_all(
    samples: Sequence[Sample], before: Reference, after: Reference, decision: Decision, classes: ClassList | None = None
) -> Comparison:
    """Compare on all images together."""
    maps = pair_agreements(before.maps, after.maps)
    return compare_group("all", np.ones(len(samples), np.bool_), samples, before, after, maps, decision, classes)


def compare_subgroups(
    samples: Sequence[Sample], before: Reference, after: Reference, decision: Decision, classes: ClassList | None = None
) -> tuple[Comparison, ...]:
    """Compare on all images, then on every subgroup."""
    maps = pair_agreements(before.maps, after.maps)
    groups = subgroups(samples)
    return tuple(compare_group(name, members, samples, before, after, maps, decision, classes) for name, members in groups)


def find_flips(samples: Sequence[Sample], before: Reference, after: Reference, decision: Decision) -> tuple[Flip, ...]:
    """Every decision that changed, the lost ones first."""
    old, new = decision.probabilities(before.logits), decision.probabilities(after.logits)
    changed = np.flatnonzero(decision.abnormal(before.logits) != decision.abnormal(after.logits))
    flips = [Flip(i, samples[i], float(old[i]), float(new[i])) for i in changed.tolist()]
    return tuple(sorted(flips, key=lambda flip: not flip.lost))


def label_indices(samples: Sequence[Sample]) -> Ints:
    """(N,) 0 normal, 1 abnormal."""
    return np.array([CLASSES.index(sample.label) for sample in samples], np.int64)
