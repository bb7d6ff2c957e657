"""The flow of a screening: which step the exam is at, and which steps can follow. No screen, no store, no time.

    patient -> protocol <-> live <-> review -> ... -> summary -> verdict -> done -> patient
                  ^----------- accept -----'
                protocol | summary <-> correction (of the patient)

Whatever was accepted is in the store, so the step after a crash follows from the exam alone (`resumed`). Locking is apart: it
covers any step, and changes none.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import Enum

from edge_app.exams.records import Exam, Site
from edge_app.exams.summary import IMAGES_WANTED, MAX_IMAGES, PROTOCOL, Assessment, patient_answer, summarise
from edge_app.records import Label


class Step(str, Enum):
    """What the screen is for."""

    PATIENT = "patient"
    PROTOCOL = "protocol"
    LIVE = "live"
    REVIEW = "review"
    SUMMARY = "summary"
    VERDICT = "verdict"
    DONE = "done"
    CORRECTION = "correction"  # of what was entered of the patient


class InvalidTransition(Exception):
    """A step that cannot follow: a fault of the program, never of the user."""


@dataclass(frozen=True)
class Workflow:
    """Where a screening is."""

    step: Step = Step.PATIENT
    exam: Exam | None = None  # as the store has it
    site: Site | None = None  # under the probe; also in the protocol, where it is the next one
    corrected_at: Step = Step.PROTOCOL  # where a correction was asked for, and goes back to

    @classmethod
    def resumed(cls, exam: Exam) -> Workflow:
        """Where an unfinished exam was: at the site it was busy with, or at its end when all was taken."""
        site = next_site(exam)
        if exam.verdict is not None:
            return cls(Step.VERDICT, exam)
        if site is None:
            return cls(Step.SUMMARY, exam)
        return cls(Step.LIVE if exam.at(site) else Step.PROTOCOL, exam, site)

    def begun(self, exam: Exam) -> Workflow:
        """The patient is entered, and the exam in the store."""
        self._at(Step.PATIENT)
        return Workflow(Step.PROTOCOL, exam, next_site(exam))

    def at(self, site: Site) -> Workflow:
        """A site is chosen; the probe goes there."""
        self._at(Step.PROTOCOL)
        return replace(self, step=Step.LIVE, site=site)

    def frozen(self) -> Workflow:
        """The image is frozen, to be looked at."""
        self._at(Step.LIVE)
        return replace(self, step=Step.REVIEW)

    def retaken(self) -> Workflow:
        """It was not good enough."""
        self._at(Step.REVIEW)
        return replace(self, step=Step.LIVE)

    def accepted(self, exam: Exam) -> Workflow:
        """It was saved. The site goes on until it has enough images; then the protocol shows what is next."""
        self._at(Step.REVIEW)
        if self.site is not None and len(exam.at(self.site)) < IMAGES_WANTED:
            return Workflow(Step.LIVE, exam, self.site)
        return Workflow(Step.PROTOCOL, exam, next_site(exam))

    def back(self) -> Workflow:
        """One step back, losing nothing that was saved."""
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
        """The patient was entered wrongly."""
        self._at(Step.PROTOCOL, Step.SUMMARY)
        return replace(self, step=Step.CORRECTION, corrected_at=self.step)

    def corrected(self, exam: Exam) -> Workflow:
        """The store has it right."""
        self._at(Step.CORRECTION)
        return replace(self, step=self.corrected_at, exam=exam)

    def summed_up(self) -> Workflow:
        """Enough was taken, or as much as could be; at least one image."""
        self._at(Step.PROTOCOL)
        if self.exam is None or not self.exam.images:
            raise InvalidTransition("there is no image to sum up")
        return replace(self, step=Step.SUMMARY, site=None)

    def to_verdict(self) -> Workflow:
        """The clinician answers."""
        self._at(Step.SUMMARY)
        return replace(self, step=Step.VERDICT)

    def finished(self, exam: Exam) -> Workflow:
        """It is finished in the store."""
        self._at(Step.VERDICT)
        return Workflow(Step.DONE, exam)

    def next_patient(self) -> Workflow:
        """And the next one, please."""
        self._at(Step.DONE)
        return Workflow()

    def _at(self, *steps: Step) -> None:
        if self.step not in steps:
            raise InvalidTransition(f"not possible at the step {self.step.value!r}")


def next_site(exam: Exam) -> Site | None:
    """The first site of the protocol that wants images; None when all have enough."""
    return next((site for site in PROTOCOL if len(exam.at(site)) < IMAGES_WANTED), None)


def may_take_more(exam: Exam, site: Site) -> bool:
    """Whether the protocol has room for another image of a site."""
    return len(exam.at(site)) < MAX_IMAGES


def reason_needed(exam: Exam, verdict: Label) -> bool:
    """Whether a verdict needs a reason: it differs from what the machine answered for the patient."""
    answer = patient_answer(summarise(exam))
    same = {Assessment.NORMAL: Label.NORMAL, Assessment.ABNORMAL: Label.ABNORMAL}
    return answer in same and same[answer] is not verdict
