"""An exam as DICOM objects: pictures, overlays, regions, findings, report."""

from __future__ import annotations

from collections.abc import Callable
from importlib.metadata import version

from pydicom.dataset import Dataset

from edge_app.exams.export.dicom.encapsulated_pdf import encapsulated
from edge_app.exams.export.dicom.images import overlaid, picture
from edge_app.exams.export.dicom.structured_report import report, segmentation
from edge_app.exams.export.dicom.study import Study
from edge_app.exams.records import Shot
from edge_app.records import GreyImage


def objects(study: Study, pdf: bytes, blank: Callable[[Shot], GreyImage]) -> list[Dataset]:
    """Everything of an exam; `blank` gives a shot's picture as it may leave the device, `pdf` is the report."""
    program = version("edge-app")
    shots = study.exam.shots
    shown = [blank(shot) for shot in shots]
    pictures = [picture(study, shot, pixels) for shot, pixels in zip(shots, shown, strict=True)]
    made = [
        *pictures,
        *(overlaid(study, shot, pixels) for shot, pixels in zip(shots, shown, strict=True)),
        *(segmentation(study, shot, original, program) for shot, original in zip(shots, pictures, strict=True)),
    ]
    if pictures:
        made.append(report(study, pictures, program))
    return [*made, encapsulated(study, pdf)]
