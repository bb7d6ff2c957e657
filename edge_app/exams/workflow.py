"""The workflow of an exam: the current step and the steps that can follow. Independent of screen, store and clock.

    patient -> protocol <-> live <-> review -- accept, until all sites have their images --> summary -> verdict -> done -> patient
                             ^-- accept --'
                protocol -> summary, also early; protocol | summary <-> correction (of the patient)

All accepted images are in the store, and the step is noted beside it (`edge_app.exams.step_note`): after a crash an exam goes on
at its step (`after_restart`), or where there is no note by what it holds (`resumed`). Locking is separate: it covers any step
without changing it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import Enum

from edge_app.exams.records import Exam, Site
from edge_app.exams.summary import Assessment, patient_answer, summarise
from edge_app.records import Label

MAX_CLIPS = 6  # of an exam, one for each site


class Step(str, Enum):
    """The steps of an exam, each with a screen of its own."""

    PATIENT = "patient"
    PROTOCOL = "protocol"
    LIVE = "live"
    REVIEW = "review"
    SUMMARY = "summary"
    VERDICT = "verdict"
    DONE = "done"
    CORRECTION = "correction"  # of the patient data


class InvalidTransition(Exception):
    """A step that cannot follow: always an error in the program, never the user's."""


@dataclass(frozen=True)
class Workflow:
    """The state of an exam in progress."""

    step: Step = Step.PATIENT
    exam: Exam | None = None  # as stored
    site: Site | None = None  # under the probe; at the protocol step, the next one
    corrected_at: Step = Step.PROTOCOL  # the step from which a correction was started and to which it returns

    @classmethod
    def resumed(cls, exam: Exam) -> Workflow:
        """Where an unfinished exam continues: at the site in progress, or at the summary if all images were taken."""
        site = next_site(exam)
        if exam.verdict is not None:
            return cls(Step.VERDICT, exam)
        if site is None:
            return cls(Step.SUMMARY, exam)
        return cls(Step.LIVE if exam.at(site) else Step.PROTOCOL, exam, site)

    def after_restart(self) -> Workflow:
        """Where an unfinished exam goes on that was at this step when the program ended. A frozen image was not kept."""
        exam = self.exam
        if exam is None or exam.verdict is not None:
            return Workflow() if exam is None else Workflow.resumed(exam)
        match self.step:
            case Step.LIVE | Step.REVIEW if self.site is not None and may_take_more(exam, self.site):
                return Workflow(Step.LIVE, exam, self.site)
            case Step.PROTOCOL:
                return Workflow(Step.PROTOCOL, exam, next_site(exam))
            case Step.SUMMARY | Step.VERDICT if exam.images:
                return Workflow(self.step, exam)
            case Step.CORRECTION if self.corrected_at is Step.PROTOCOL or (self.corrected_at is Step.SUMMARY and exam.images):
                site = next_site(exam) if self.corrected_at is Step.PROTOCOL else None
                return Workflow(Step.CORRECTION, exam, site, self.corrected_at)
        return Workflow.resumed(exam)

    def begun(self, exam: Exam) -> Workflow:
        """The patient was entered and the exam is in the store."""
        self._at(Step.PATIENT)
        return Workflow(Step.PROTOCOL, exam, next_site(exam))

    def at(self, site: Site) -> Workflow:
        """A site was chosen and the probe moves there."""
        self._at(Step.PROTOCOL)
        return replace(self, step=Step.LIVE, site=site)

    def frozen(self) -> Workflow:
        """The image was frozen for review."""
        self._at(Step.LIVE)
        return replace(self, step=Step.REVIEW)

    def retaken(self) -> Workflow:
        """The image was rejected."""
        self._at(Step.REVIEW)
        return replace(self, step=Step.LIVE)

    def accepted(self, exam: Exam) -> Workflow:
        """The image was saved. The site continues until it has enough images; then the next one that needs some follows by
        itself, and after the last one the summary."""
        self._at(Step.REVIEW)
        if self.site is not None and len(exam.at(self.site)) < exam.wanted(self.site):
            return Workflow(Step.LIVE, exam, self.site)
        site = next_site(exam, after=self.site)
        return Workflow(Step.SUMMARY, exam) if site is None else Workflow(Step.LIVE, exam, site)

    def clip_saved(self, exam: Exam) -> Workflow:
        """A clip was saved; the frozen image waits to be accepted or retaken."""
        self._at(Step.REVIEW)
        return replace(self, exam=exam)

    def back(self) -> Workflow:
        """One step back, without losing anything that was saved."""
        before = {
            Step.LIVE: Step.PROTOCOL,
            Step.REVIEW: Step.LIVE,
            Step.SUMMARY: Step.PROTOCOL,
            Step.VERDICT: Step.SUMMARY,
            Step.CORRECTION: self.corrected_at,
        }
        self._at(*before)
        step = before[self.step]
        site = next_site(self.exam) if step is Step.PROTOCOL and self.exam is not None else self.site
        return replace(self, step=step, site=site)

    def correcting(self) -> Workflow:
        """The patient data are to be corrected."""
        self._at(Step.PROTOCOL, Step.SUMMARY)
        return replace(self, step=Step.CORRECTION, corrected_at=self.step)

    def corrected(self, exam: Exam) -> Workflow:
        """The correction is in the store."""
        self._at(Step.CORRECTION)
        return replace(self, step=self.corrected_at, exam=exam)

    def discarded(self, exam: Exam) -> Workflow:
        """An image or a clip was taken out of the exam in the store."""
        self._at(Step.PROTOCOL, Step.SUMMARY)
        if self.step is Step.SUMMARY and exam.images:
            return replace(self, exam=exam)
        return Workflow(Step.PROTOCOL, exam, next_site(exam))

    def summed_up(self) -> Workflow:
        """All images were taken, or as many as possible; at least one."""
        self._at(Step.PROTOCOL)
        if self.exam is None or not self.exam.images:
            raise InvalidTransition("there is no image to summarise")
        return replace(self, step=Step.SUMMARY, site=None)

    def to_verdict(self) -> Workflow:
        """The clinician gives a verdict."""
        self._at(Step.SUMMARY)
        return replace(self, step=Step.VERDICT)

    def finished(self, exam: Exam) -> Workflow:
        """The exam is finished in the store."""
        self._at(Step.VERDICT)
        return Workflow(Step.DONE, exam)

    def next_patient(self) -> Workflow:
        """Start again with the next patient."""
        self._at(Step.DONE)
        return Workflow()

    def _at(self, *steps: Step) -> None:
        if self.step not in steps:
            raise InvalidTransition(f"not possible at the step {self.step.value!r}")


def next_site(exam: Exam, after: Site | None = None) -> Site | None:
    """The first site of the protocol that needs more images, looked for from the one `after` on; None if all have enough."""
    start = exam.sites.index(after) if after is not None else 0
    return next((site for site in (*exam.sites[start:], *exam.sites[:start]) if len(exam.at(site)) < exam.wanted(site)), None)


def may_take_more(exam: Exam, site: Site) -> bool:
    """Whether the protocol allows another image of a site: one more than it wants."""
    return len(exam.at(site)) <= exam.wanted(site)


def may_take_clip(exam: Exam) -> bool:
    """Whether the exam has room for another clip."""
    return len(exam.clips) < MAX_CLIPS


def reason_needed(exam: Exam, verdict: Label) -> bool:
    """Whether a verdict needs a reason because it differs from the network's result for the patient."""
    answer = patient_answer(summarise(exam))
    labels = {Assessment.NORMAL: Label.NORMAL, Assessment.ABNORMAL: Label.ABNORMAL}
    return answer in labels and labels[answer] is not verdict
