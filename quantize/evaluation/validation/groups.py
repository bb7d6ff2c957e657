"""The figures by muscle, sex, age, body mass index and device, as far as a data set notes them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from quantize.dataset.manifest import Sample
from quantize.evaluation.subgroups import subgroups
from quantize.evaluation.validation.outcomes import Members, Outcomes
from quantize.evaluation.validation.rates import LABELLED, rates
from quantize.evaluation.validation.records import Group
from quantize.statistics.metrics import auc
from quantize.statistics.subject_bootstrap import SubjectBootstrap

KINDS = {  # group of `subgroups` -> what a data set has to note for it
    "muscle": ("muscle",),
    "sex": ("sex",),
    "age": ("age",),
    "BMI": ("height_cm", "weight_kg"),
    "device": ("device",),
}


def group_outcomes(o: Outcomes) -> Iterator[Group]:
    """Every group of KINDS that has an image."""
    for title, members in subgroups(o.samples):
        kind, _, name = title.partition(": ")
        if kind in KINDS:
            yield _group(kind, name, o, members)


def _group(kind: str, name: str, o: Outcomes, members: Members) -> Group:
    judged = members & o.judged
    labels, scores = o.labels[judged], o.probabilities[judged]
    return Group(
        kind=kind,
        name=name,
        images=int(members.sum()),
        subjects=len(set(o.subjects[members].tolist())),
        abnormal=int(o.labels[members].sum()),
        unanswered=int((members & ~o.answered).sum()),
        rates=rates(LABELLED, o.labels, o.right, members & o.answered, o.subjects),
        auc=SubjectBootstrap(o.subjects[judged]).estimate(lambda w: auc(labels, scores, w)) if judged.any() else None,
    )


def missing_groups(samples: Sequence[Sample]) -> Iterator[str]:
    """A sentence for each kind of group that images are missing from, and for missing masks."""
    if unmarked := sum(sample.mask is None for sample in samples):
        yield (
            f"{unmarked} of {len(samples)} images have no mask: they are judged in the region that a device offers, and there "
            "is no echo intensity inside the mask."
        )
    for kind, columns in KINDS.items():
        lacking = sum(any(getattr(sample, column) is None for column in columns) for sample in samples)
        if lacking:
            what = " or ".join(column.removesuffix("_cm").removesuffix("_kg") for column in columns)
            share = "The data set does not note" if lacking == len(samples) else f"{lacking} of {len(samples)} images do not note"
            yield f"{share} {what}, so {'there are no groups' if lacking == len(samples) else 'they are in no group'} by {kind}."
