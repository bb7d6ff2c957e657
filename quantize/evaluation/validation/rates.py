"""How often answers are right, with intervals; and what became of the images and subjects of each class."""

from __future__ import annotations

import numpy as np

from edge_app.drift.agreement import wilson
from edge_app.exams.summary import Assessment
from edge_app.records import Interval, Label
from quantize.evaluation.validation.outcomes import Members, Outcomes, Words
from quantize.evaluation.validation.records import Answered, Rates, Refusals
from quantize.evaluation.validation.subjects import SubjectOutcomes
from quantize.statistics.metrics import Ints, ratio
from quantize.statistics.subject_bootstrap import SubjectBootstrap

LABELLED = "images with a label, as a device gives it"
EVERY_JUDGED = "every judged image, read at the threshold whatever the band"
NO_LABEL_IS_WRONG = "all images; one without a label counts as wrong"
SUBJECTS = "subjects with an answer, by the summary of an exam"
NO_ANSWER_IS_WRONG = "all subjects; one without an answer counts as wrong"


def rates(of: str, labels: Ints, right: Members, counted: Members, subjects: Words) -> Rates:
    """Of the counted among N images: labels (N,), whether each is answered rightly (N,), and whose it is (N,)."""
    labels, right, subjects = labels[counted], right[counted], subjects[counted]
    called = right == (labels == 1)  # abnormal
    if not len(labels):
        return Rates(of, 0, None, None, None, None, None)
    return Rates(
        of=of,
        n=len(labels),
        sensitivity=share_of(right, labels == 1, subjects),
        specificity=share_of(right, labels == 0, subjects),
        accuracy=share_of(right, np.ones(len(labels), np.bool_), subjects),
        ppv=share_of(right, called, subjects),
        npv=share_of(right, ~called, subjects),
    )


def image_rates(o: Outcomes, threshold: float) -> tuple[Rates, ...]:
    """In three ways of counting what has no label (Schuetz et al. 2012: an intention to diagnose)."""
    # NaN, of a refused image, is not at least the threshold; those are not counted there.
    by_threshold = (o.probabilities >= threshold) == (o.labels == 1)
    everything = np.ones(len(o.labels), np.bool_)
    return (
        rates(LABELLED, o.labels, o.right, o.answered, o.subjects),
        rates(EVERY_JUDGED, o.labels, by_threshold, o.judged, o.subjects),
        rates(NO_LABEL_IS_WRONG, o.labels, o.right, everything, o.subjects),
    )


def subject_rates(s: SubjectOutcomes) -> tuple[Rates, ...]:
    """Per subject, in two ways of counting those without an answer."""
    everybody = np.ones(len(s.labels), np.bool_)
    return (
        rates(SUBJECTS, s.labels, s.right, s.answered, s.subjects),
        rates(NO_ANSWER_IS_WRONG, s.labels, s.right, everybody, s.subjects),
    )


def share_of(part: Members, whole: Members, subjects: Words) -> Interval | None:
    """The share of `whole` that `part` is, with its interval; None where there is no whole.

    Of none or all, each resample has none or all too, as if that were certain: the interval is then Wilson's (1927) of as many
    subjects.
    """
    found = SubjectBootstrap(subjects).estimate(lambda w: ratio(w @ (part & whole), w @ whole))
    if found is None or found.value not in (0.0, 1.0):
        return found
    people = len(np.unique(subjects[whole]))
    return Interval(found.value, *wilson(round(found.value * people), people))


def answered_classes(o: Outcomes, s: SubjectOutcomes) -> tuple[Answered, ...]:
    """What became of each class: normal, then abnormal."""
    rows = []
    for index, label in enumerate((Label.NORMAL, Label.ABNORMAL)):
        own, people = o.labels == index, s.labels == index
        normal, abnormal, indeterminate = (
            int((own & (o.called == one.value)).sum()) for one in (Label.NORMAL, Label.ABNORMAL, Label.INDETERMINATE)
        )
        said = [
            int((people & (s.said == one.value)).sum())
            for one in (Assessment.NORMAL, Assessment.ABNORMAL, Assessment.INDETERMINATE, Assessment.NOTHING)
        ]
        rows.append(
            Answered(
                label.value,
                len(np.unique(o.subjects[own])),
                int(own.sum()),
                normal,
                abnormal,
                indeterminate,
                int((own & o.refused).sum()),
                *said,
            )
        )
    return tuple(rows)


def refusals(o: Outcomes, threshold: float) -> tuple[Refusals, ...]:
    """By the guard's reason, the most frequent first."""
    reasons = np.array([answer.guard.value for answer in o.answers])
    right = (o.first_views >= threshold) == (o.labels == 1)
    names, counts = np.unique(reasons[o.refused], return_counts=True)
    rows = []
    for name in names[np.argsort(-counts, kind="stable")]:
        own = reasons == name
        normal, abnormal = int((own & (o.labels == 0)).sum()), int((own & (o.labels == 1)).sum())
        rows.append(Refusals(str(name), normal, abnormal, int((own & right).sum())))
    return tuple(rows)
