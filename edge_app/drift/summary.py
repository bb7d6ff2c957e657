"""The monthly summary of one device with one bundle, without identities: for the supervisor, as Markdown and JSON."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean

from edge_app.drift.advice import SENTENCES
from edge_app.drift.agreement import Agreement, count_agreement
from edge_app.drift.monitor import DriftAlarm
from edge_app.drift.quantities import ImageNumbers, Quantity, summarise_patient
from edge_app.drift.reference import DriftReference
from edge_app.records import Label

TOO_FEW = count_agreement(())
MIN_REPORTED = 5  # patients; a mean of fewer would be nearly a patient's own figure


@dataclass(frozen=True)
class ExamNumbers:
    """What is kept of a finished exam for drift: no pixels, no name."""

    patient: str  # pseudonym hash, or a hash of the exam where it is anonymous; not in the summary
    images: tuple[ImageNumbers, ...]
    network: Label  # for the patient: NORMAL, ABNORMAL, or NOT_JUDGED where its answer is neither
    clinician: Label | None  # None: no verdict was given


@dataclass(frozen=True)
class QuantityLine:
    """One quantity beside its reference."""

    quantity: Quantity
    patients: int
    mean: float  # over patients
    reference: float  # mean over the validation patients
    deviations: float  # (mean - reference) in the reference's standard deviations between patients


@dataclass(frozen=True)
class MonthlySummary:
    """Counts, means and alarms of one month."""

    month: str  # 2026-11
    device: str
    bundle: str
    exams: int
    patients: int  # different ones
    images: int  # accepted
    not_judged: dict[str, int]  # images by reason, the most frequent first
    watched: bool  # whether there is a reference for the device
    quantities: tuple[QuantityLine, ...]  # only those that MIN_REPORTED patients have; none where it is not watched
    alarms: tuple[DriftAlarm, ...]
    agreement: Agreement | None  # None: fewer than MIN_REPORTED exams

    def to_markdown(self) -> str:
        """A page to read."""
        return "\n".join([*self._counts(), *self._compared(), *self._alarms(), str(self.agreement or TOO_FEW)]) + "\n"

    def _counts(self) -> list[str]:
        refused = sum(self.not_judged.values())
        lines = [
            f"# Drift summary {self.month}",
            "",
            f"Device: {self.device}. Bundle: {self.bundle}.",
            "",
            f"{self.exams} exams of {self.patients} patients, {self.images} accepted images"
            + (f", {refused} of them not judged ({refused / self.images:.1%})." if self.images else "."),
            *(f"- {reason}: {count} ({count / self.images:.1%})" for reason, count in self.not_judged.items()),
        ]
        return [*lines, ""]

    def _compared(self) -> list[str]:
        if not self.watched:
            return ["Not watched: there is no drift reference for this device at its preset with this bundle.", ""]
        if not self.quantities:
            return [f"Fewer than {MIN_REPORTED} patients: their figures are withheld.", ""]
        head = ["| quantity | patients | mean | reference | difference, SD |", "|---|---|---|---|---|"]
        return [
            *head,
            *(
                f"| {line.quantity.value} | {line.patients} | {line.mean:.3g} | {line.reference:.3g} | {line.deviations:+.2f} |"
                for line in self.quantities
            ),
            "",
        ]

    def _alarms(self) -> list[str]:
        return [
            f"Alarms: {len(self.alarms)}.",
            *(
                f"- {alarm.quantity.value} {alarm.direction.value} the reference over {alarm.patients} patients "
                f"({alarm.images} images). {SENTENCES[alarm.advice]}"
                for alarm in self.alarms
            ),
            "",
        ]


def monthly_summary(
    month: str,
    device: str,
    bundle: str,
    exams: Sequence[ExamNumbers],
    alarms: Sequence[DriftAlarm],
    reference: DriftReference | None,
) -> MonthlySummary:
    """From the exams of one month, device and bundle, and the alarms raised in it. A patient with several exams counts once.

    reference: None where the device is not watched; then nothing is compared.
    """
    images: dict[str, list[ImageNumbers]] = {}
    for exam in exams:
        images.setdefault(exam.patient, []).extend(exam.images)
    reasons = Counter(image.not_judged for each in images.values() for image in each if image.not_judged is not None)
    summaries = [summarise_patient(each) for each in images.values() if each]
    lines = []
    for quantity in Quantity:
        values = [summary.values[quantity] for summary in summaries if quantity in summary.values]
        if reference is not None and (spread := reference.of(quantity)) is not None and len(values) >= MIN_REPORTED:
            mean = fmean(values)
            lines.append(QuantityLine(quantity, len(values), mean, spread.mean, (mean - spread.mean) / spread.sd))
    return MonthlySummary(
        month=month,
        device=device,
        bundle=bundle,
        exams=len(exams),
        patients=len(images),
        images=sum(map(len, images.values())),
        not_judged=dict(reasons.most_common()),
        watched=reference is not None,
        quantities=tuple(lines),
        alarms=tuple(alarms),
        agreement=count_agreement((exam.network, exam.clinician) for exam in exams) if len(images) >= MIN_REPORTED else None,
    )
