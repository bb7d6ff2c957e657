"""Builds the DICOM objects of an exam: images, overlays, regions, findings, clips, report."""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from importlib.metadata import version

from pydicom.dataset import Dataset

from edge_app.exams.export.dicom.clips import ClipObject, us_clip
from edge_app.exams.export.dicom.encapsulated_pdf import encapsulated
from edge_app.exams.export.dicom.images import overlaid, us_image
from edge_app.exams.export.dicom.request import add_request
from edge_app.exams.export.dicom.structured_report import report, segmentation
from edge_app.exams.export.dicom.study import Study
from edge_app.exams.export.exported_clip import ExportedClip
from edge_app.exams.export.exported_image import ExportedImage
from edge_app.exams.records import Order
from edge_app.records import Label


def build_objects(
    study: Study, pdf: bytes, images: Mapping[int, ExportedImage], clips: Mapping[int, ExportedClip]
) -> list[Dataset | ClipObject]:
    """All objects of an exam; `images` and `clips` are its own by number, as they leave the device, `pdf` is the report."""
    program = version("edge-app")
    taken = study.exam.images
    datasets = [us_image(study, image, images[image.number]) for image in taken]
    mapped = (image for image in taken if image.finding.label is not Label.OTHER_MUSCLE)
    objects = [*datasets, *(overlaid(study, image, images[image.number]) for image in mapped)]
    with warnings.catch_warnings():
        # The identifier takes the name's place: one component, as PS3.5 6.2.1 allows. highdicom would have a caret after it,
        # which viewers show.
        warnings.filterwarnings("ignore", 'The string ".*" is unlikely to represent', UserWarning)
        objects += [segmentation(study, image, dataset, program) for image, dataset in zip(taken, datasets, strict=True)]
        if datasets:
            objects.append(report(study, datasets, program))
    of_clips = [us_clip(study, clip, clips[clip.number]) for clip in study.exam.clips]
    document = encapsulated(study, pdf, any(image.may_show_text for image in images.values()))
    for dataset in (*objects, *(one.header for one in of_clips), document):
        if study.order != Order():
            add_request(dataset, study.order)
        if study.is_synthetic:
            dataset.SyntheticData = "YES"  # PS3.3 C.12.1.1
    return [*objects, *of_clips, document]
