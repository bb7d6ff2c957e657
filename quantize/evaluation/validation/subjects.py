"""What an exam of each subject would say: the summary is the appliance's own (`edge_app.exams.summary`)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from edge_app.bundle.manifest import Manifest
from edge_app.exams.records import ExamImage, Site
from edge_app.exams.summary import Assessment, patient_answer, summarise_site
from edge_app.records import Finding, Frame, Roi, Side, Timings
from quantize.evaluation.validation.answers import ImageAnswer
from quantize.evaluation.validation.outcomes import Members, Outcomes, Words
from quantize.statistics.metrics import Floats, Ints

_NO_TIME = Timings(0, 0, 0, 0, 0)


@dataclass(frozen=True)
class SubjectOutcomes:
    """S subjects."""

    subjects: Words  # (S,)
    labels: Ints  # (S,) 1: one of the subject's images is abnormal by the reference
    said: Words  # (S,) values of Assessment
    scores: Floats  # (S,) highest median probability of a site; NaN where no image was judged

    @property
    def answered(self) -> Members:
        """(S,) normal or abnormal."""
        return np.isin(self.said, [Assessment.NORMAL.value, Assessment.ABNORMAL.value])

    @property
    def right(self) -> Members:
        """(S,) whether the answer is the reference's; no answer is not right."""
        return np.asarray(self.answered & ((self.said == Assessment.ABNORMAL.value) == (self.labels == 1)))


def summarise_subjects(o: Outcomes, manifest: Manifest) -> SubjectOutcomes:
    """Every subject's images as those of one exam; a site is a muscle of a side, as far as the data set names them."""
    names = np.unique(o.subjects)
    said, scores, labels = [], [], []
    for name in names:
        own = np.flatnonzero(o.subjects == name)
        images: dict[Site, list[ExamImage]] = {}
        for i in own:
            site = Site(o.samples[i].muscle or "muscle", Side(o.samples[i].side or Side.LEFT))
            images.setdefault(site, []).append(ExamImage(int(i) + 1, site, "", _finding(o.answers[i], manifest), ""))
        sites = [summarise_site(site, of_site) for site, of_site in images.items()]
        medians = [site.probability for site in sites if site.probability is not None]
        said.append(patient_answer(sites).value)
        scores.append(max(medians, default=np.nan))
        labels.append(int(o.labels[own].max()))
    return SubjectOutcomes(names, np.array(labels, np.int64), np.array(said), np.array(scores, np.float64))


def _finding(answer: ImageAnswer, manifest: Manifest) -> Finding:
    """As much of a finding as a summary looks at: no pixels."""
    return Finding(
        frame=Frame(np.zeros((1, 1), np.uint8), 0, 0, None, "validation"),
        roi=Roi(0, 0, 1, 1),
        label=answer.label,
        probability=answer.probability,
        heat=np.zeros((1, 1), np.float32),
        guard=answer.guard,
        echo_intensity=answer.echo,
        bundle_id="",
        timings=_NO_TIME,
        threshold=manifest.decision_threshold,
        validated=True,
        band=manifest.band,
    )
