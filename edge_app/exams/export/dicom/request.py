"""The order that an exam fulfils, in its DICOM objects: so the archive puts them to the order that the clinic placed."""

from __future__ import annotations

from pydicom.dataset import Dataset

from edge_app.exams.records import Order


def add_request(dataset: Dataset, order: Order) -> None:
    """Add what the worklist said: an image or document has it in its series (PS3.3 C.7.3.1), a report of its own (C.17.2)."""
    item = Dataset()
    item.AccessionNumber, item.StudyInstanceUID = order.accession_number, dataset.StudyInstanceUID
    item.RequestedProcedureID, item.RequestedProcedureDescription = order.procedure_id, order.procedure
    if dataset.Modality == "SR":
        item.ReferencedStudySequence = item.RequestedProcedureCodeSequence = []
        item.PlacerOrderNumberImagingServiceRequest = item.FillerOrderNumberImagingServiceRequest = ""
        dataset.ReferencedRequestSequence = [item]
        return
    item.ScheduledProcedureStepID = order.step_id
    for keyword in ("RequestedProcedureID", "RequestedProcedureDescription", "ScheduledProcedureStepID"):
        if not item.get(keyword):  # may be missing there, but not empty
            delattr(item, keyword)
    dataset.RequestAttributesSequence = [item]
