"""Takes a finished exam to a destination, and keeps how far it came: in a process of its own, for the running kiosk."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from edge_app.errors import ErrorCode, ExportError
from edge_app.exams.export.dicom.node import DicomNode
from edge_app.exams.export.pseudonyms import derive_export_key
from edge_app.exams.export.report_context import ReportSources
from edge_app.exams.export.stop import Stop
from edge_app.exams.export.subprocess import export_in_subprocess
from edge_app.exams.export.text_review import TextReview
from edge_app.exams.store.audit_chain import Action
from edge_app.exams.store.delivery_log import FOLDER, Delivery, DeliveryState
from edge_app.exams.store.store import ExamStore
from edge_app.exams.store.wrapped_key import wipe


@dataclass(frozen=True)
class DeliveryRequest:
    """What somebody has asked for."""

    exam: str
    target: Path | DicomNode  # a stick's folder, or the server
    language: str  # of the report
    identified: bool = False  # names the patient, where the destination may take that
    text_checked: bool = False  # somebody has looked at the images that may show text

    @property
    def waiting(self) -> Delivery:
        where = str(self.target) if isinstance(self.target, DicomNode) else FOLDER
        return Delivery(self.exam, where, DeliveryState.WAITING, identified=self.identified, language=self.language)


def deliver(store: ExamStore, request: DeliveryRequest, notice: str, sources: ReportSources, stop: Stop) -> TextReview:
    """Export, and wait for it. What does not reach a server keeps waiting; a stick has to be asked for again.

    What is held back until somebody has looked at images that may show text does not wait: it is due until asked for again.
    notice: the model's intended use. sources: of what the report says of the devices. stop: ends it from another thread.
    Raises ExportError and StoreError.
    """
    waiting = request.waiting
    key = derive_export_key(store.key)
    try:
        if isinstance(request.target, DicomNode):
            request.target.check_may_take(not request.identified)  # before the audit trail: nothing has left the device
        # Logged first: even an incomplete export may have left the device.
        kind = "with identity" if request.identified else "pseudonymous"
        kind += ", images looked at" if request.text_checked else ""
        store.log(Action.EXPORT, request.exam, f"{kind}, to {waiting.destination}")
        exam = store.read_whole(request.exam)
        context = sources.of(store, exam, pseudonymous=not request.identified)
        review = export_in_subprocess(
            exam, key, request.target, notice, request.language, context, stop, request.identified, request.text_checked
        )
    except ExportError as exc:
        if isinstance(request.target, DicomNode):
            stopped = exc.code is ErrorCode.SENDING_STOPPED  # by the lock: no fault of the server's
            store.note_delivery(waiting if stopped or exc.code is None else replace(waiting, reason=exc.code.value))
        raise
    finally:
        wipe(key)
    store.note_delivery(
        replace(waiting, state=DeliveryState.DELIVERED if review.sent else DeliveryState.DUE, revision=exam.revision)
    )
    return review
