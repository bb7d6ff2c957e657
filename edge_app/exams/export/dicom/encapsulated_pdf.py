"""The PDF report as a DICOM object, so that it is archived with the images."""

from __future__ import annotations

import hashlib

from pydicom.dataset import Dataset
from pydicom.uid import EncapsulatedPDFStorage

from edge_app.exams.export.dicom.study import REPORT, Study, new_object

NUMBER = 1


def encapsulated(study: Study, pdf: bytes, may_show_text: bool) -> Dataset:
    """Encapsulated PDF (PS3.3 A.45.1); may_show_text: burned into the images of the exam."""
    dataset = new_object(study, EncapsulatedPDFStorage, REPORT, NUMBER, hashlib.sha256(pdf).hexdigest())
    started = study.started
    dataset.ContentDate = dataset.SeriesDate = started.strftime("%Y%m%d")
    dataset.ContentTime = dataset.SeriesTime = started.strftime("%H%M%S.%f")
    dataset.AcquisitionDateTime = started.strftime("%Y%m%d%H%M%S.%f")
    dataset.BurnedInAnnotation = "YES" if may_show_text or not study.subject.pseudonymous else "NO"
    dataset.ConversionType = "WSD"
    dataset.DocumentTitle = "Muscle ultrasound screening, research use only"
    dataset.ConceptNameCodeSequence = []
    dataset.MIMETypeOfEncapsulatedDocument = "application/pdf"
    dataset.EncapsulatedDocumentLength = len(pdf)
    dataset.EncapsulatedDocument = pdf + b"\0" * (len(pdf) % 2)
    return dataset
