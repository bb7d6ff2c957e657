"""What a report says beside the exam itself: the clinic, its devices, and how the patient's sites were before."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain

from edge_app.config import Clinic
from edge_app.exams.records import Exam, ExamImage, Patient
from edge_app.exams.store.store import ExamStore
from edge_app.exams.trend import MAX_EXAMS, SiteTrend, trend
from edge_app.exams.z_score import ExamDevice, NoZScore, ZScore, site_z_score


@dataclass(frozen=True)
class ReportContext:
    """It can be pickled: a report may be made in another process."""

    devices: Mapping[str, ExamDevice] = field(default_factory=dict)  # by `Frame.source`
    clinic: Clinic | None = None  # None: no head
    trends: tuple[SiteTrend, ...] = ()

    def z_score(self, images: Sequence[ExamImage], patient: Patient) -> ZScore | NoZScore:
        """Of a site's images."""
        return site_z_score(images, patient, self.devices)


@dataclass(frozen=True)
class ReportSources:
    """Where the context of a report comes from. Without anything no device is known, and there is no head."""

    device_of: Callable[[str], ExamDevice | None] = lambda source: None  # for a `Frame.source`
    clinic: Clinic | None = None

    def of(self, store: ExamStore, exam: Exam, pseudonymous: bool) -> ReportContext:
        """The context of a finished exam; under a pseudonym only its devices: clinic and earlier exams say who it is.

        Raises StoreError.
        """
        if pseudonymous:
            return ReportContext(self._devices_of(exam.images))
        return ReportContext(self._devices_of(exam.images), self.clinic, self.trends(store, exam))

    def trends(self, store: ExamStore, exam: Exam) -> tuple[SiteTrend, ...]:
        """How the patient's sites have changed up to an exam, which may not be finished yet; nothing of an anonymous patient.

        Raises StoreError.
        """
        identifier = exam.patient.identifier
        if identifier is None:
            return ()
        exams = store.index.exams_of(identifier, until=exam.id, most=MAX_EXAMS)
        until_now = exams if exam.finished is not None else chain(exams, (exam,))
        return trend(until_now, lambda images, patient: site_z_score(images, patient, self._devices_of(images)))

    def _devices_of(self, images: Sequence[ExamImage]) -> dict[str, ExamDevice]:
        sources = dict.fromkeys(image.finding.frame.source for image in images if not image.finding.frame.recorded)
        found = ((source, self.device_of(source)) for source in sources)
        return {source: device for source, device in found if device is not None}


NO_CONTEXT = ReportContext()  # says less: no device is known
NO_SOURCES = ReportSources()
