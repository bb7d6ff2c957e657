"""Finished exams with everything that an export has to deal with, and the programs that validate what comes out."""

from __future__ import annotations

import dataclasses
import os
import shutil
import subprocess
from pathlib import Path

import cv2
import numpy as np
import pytest

from edge_app.exams.export.export import ExportOptions
from edge_app.exams.export.exported_clip import exported_clip
from edge_app.exams.export.exported_image import original, redacted
from edge_app.exams.export.pdf_report import as_pdf
from edge_app.exams.export.pseudonyms import Pseudonymiser
from edge_app.exams.export.report_context import NO_CONTEXT, ReportContext
from edge_app.exams.export.report_texts import wording
from edge_app.exams.export.text_review import review
from edge_app.exams.records import Caliper, CaliperKind, Exam, Patient, Placement, Site
from edge_app.exams.store.store import ExamStore
from edge_app.exams.summary import PROTOCOL
from edge_app.records import Finding, Frame, GreyImage, Label
from tests.support.exam_factories import ENGINE, KEY, found

NOTICE = "Research use only. Trained on simulated images; not for clinical use."

OPEN, HIDDEN = ExportOptions(NOTICE, pseudonymous=False), ExportOptions(NOTICE)

CALIPERS = (
    Caliper(CaliperKind.THICKNESS, Placement.PROPOSED, (300.0, 120.0), (310.0, 350.0)),  # 20.7 mm at 0.09 mm a pixel
    Caliper(CaliperKind.DISTANCE, Placement.BY_HAND, (150.0, 200.0), (250.0, 200.0)),  # 9 mm
)


def where(program: str) -> str | None:
    return shutil.which(program, path=f"{os.environ['PATH']}:/usr/sbin")  # Orthanc lies there, where not everybody looks


def needs(*programs: str) -> pytest.MarkDecorator:
    missing = [program for program in programs if where(program) is None]
    reason = f"{', '.join(missing)} not installed: firmware_configs/system_packages.sh validators"
    return pytest.mark.skipif(bool(missing), reason=reason)


def scanner_screen(seed: int, name: str) -> GreyImage:
    """A scanner's screen: speckle in a field amid black, and a name burned in above it."""
    rng = np.random.default_rng(seed)
    screen = np.zeros((480, 640), np.uint8)
    screen[70:450, 80:560] = np.clip(rng.rayleigh(60, (380, 480)), 1, 255)
    cv2.putText(screen, name, (90, 45), cv2.FONT_HERSHEY_SIMPLEX, 0.8, 255, 2)
    return screen


def screened(number: int, name: str, seed: int = 0, places: int = 7) -> Finding:
    """A finding on a scanner's screen that shows a name; number: of the site in the protocol."""
    finding = found(7 * number + seed, places=places)
    frame = Frame(scanner_screen(number, name), number, 0, 0.09, "1234:5678:SERIAL99")
    roi = dataclasses.replace(finding.roi, x=150, y=120, w=300, h=250)
    return dataclasses.replace(finding, frame=frame, roi=roi)


def one_exam(
    store: ExamStore, patient: Patient, reason: str, images_each: int = 1, places: int = 7, sites: tuple[Site, ...] = PROTOCOL
) -> str:
    """A finished exam of so many sites on a scanner's screen that shows the patient's identifier."""
    exam = store.start(patient).id
    for number, site in enumerate(sites):
        for seed in range(images_each):
            store.add(exam, site, screened(number, patient.identifier or "", seed, places), ENGINE, CALIPERS)
    store.give_verdict(exam, Label.ABNORMAL, reason)
    store.finish(exam)
    return exam


def report(exam: Exam, options: ExportOptions, context: ReportContext = NO_CONTEXT) -> bytes:
    """The report alone: the other files of an export take most of its time."""
    subject, leaving = Pseudonymiser(KEY, options.pseudonymous).subject(exam), redacted if options.pseudonymous else original
    images = {image.number: leaving(image) for image in exam.images}
    clips = {clip.number: exported_clip(clip, options.pseudonymous).text for clip in exam.clips}
    found = review(exam, {number: image.text for number, image in images.items()}, clips)
    return as_pdf(exam, subject, wording(options.language), options.notice, images, found, context)


def report_text(exam: Exam, options: ExportOptions, context: ReportContext = NO_CONTEXT) -> str:
    """The report alone, as text."""
    pdf = report(exam, options, context)
    return subprocess.run(["pdftotext", "-layout", "-", "-"], input=pdf, capture_output=True, check=True).stdout.decode()


def dicom_files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file() and path.suffix not in {".pdf", ".json", ".csv"}]
