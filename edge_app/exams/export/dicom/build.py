"""Builds the DICOM objects of an exam: images, overlays, regions, findings, report."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from importlib.metadata import version

from pydicom.dataset import Dataset

from edge_app.exams.export.dicom.encapsulated_pdf import encapsulated
from edge_app.exams.export.dicom.images import overlaid, us_image
from edge_app.exams.export.dicom.structured_report import report, segmentation
from edge_app.exams.export.dicom.study import Study
from edge_app.exams.records import ExamImage
from edge_app.records import GreyImage


def build_objects(study: Study, pdf: bytes, pixels_of: Callable[[ExamImage], GreyImage]) -> list[Dataset]:
    """All objects of an exam; `pixels_of` returns an image's pixels as they may leave the device, `pdf` is the report."""
    program = version("edge-app")
    images = study.exam.images
    exported = [pixels_of(image) for image in images]
    datasets = [us_image(study, image, pixels) for image, pixels in zip(images, exported, strict=True)]
    objects = [*datasets, *(overlaid(study, image, pixels) for image, pixels in zip(images, exported, strict=True))]
    with warnings.catch_warnings():
        # The identifier takes the name's place: one component, as PS3.5 6.2.1 allows. highdicom would have a caret after it,
        # which viewers show.
        warnings.filterwarnings("ignore", 'The string ".*" is unlikely to represent', UserWarning)
        objects += [segmentation(study, image, dataset, program) for image, dataset in zip(images, datasets, strict=True)]
        if datasets:
            objects.append(report(study, datasets, program))
    objects.append(encapsulated(study, pdf))
    if study.is_synthetic:
        for dataset in objects:
            dataset.SyntheticData = "YES"  # PS3.3 C.12.1.1
    return objects
