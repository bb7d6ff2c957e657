"""An exam as DICOM objects: datasets, overlays, regions, findings, report."""

from __future__ import annotations

from collections.abc import Callable
from importlib.metadata import version

from pydicom.dataset import Dataset

from edge_app.exams.export.dicom.encapsulated_pdf import encapsulated
from edge_app.exams.export.dicom.images import overlaid, us_image
from edge_app.exams.export.dicom.structured_report import report, segmentation
from edge_app.exams.export.dicom.study import Study
from edge_app.exams.records import ExamImage
from edge_app.records import GreyImage


def objects(study: Study, pdf: bytes, blank: Callable[[ExamImage], GreyImage]) -> list[Dataset]:
    """Everything of an exam; `blank` gives an image's image as it may leave the device, `pdf` is the report."""
    program = version("edge-app")
    images = study.exam.images
    shown = [blank(image) for image in images]
    datasets = [us_image(study, image, pixels) for image, pixels in zip(images, shown, strict=True)]
    made = [
        *datasets,
        *(overlaid(study, image, pixels) for image, pixels in zip(images, shown, strict=True)),
        *(segmentation(study, image, original, program) for image, original in zip(images, datasets, strict=True)),
    ]
    if datasets:
        made.append(report(study, datasets, program))
    return [*made, encapsulated(study, pdf)]
