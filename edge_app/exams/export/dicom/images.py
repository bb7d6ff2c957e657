"""The image as it came from the probe and, as a separate object, the image with the heatmap over it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import numpy as np
import numpy.typing as npt
from pydicom.dataset import Dataset
from pydicom.uid import SecondaryCaptureImageStorage, UltrasoundImageStorage

from edge_app.exams.export.dicom.codes import name_site
from edge_app.exams.export.dicom.orientation import COMMENT, acquisition_context
from edge_app.exams.export.dicom.overlay_legend import with_legend
from edge_app.exams.export.dicom.study import IMAGES, NOTICE_LENGTH, OVERLAYS, Study, new_object
from edge_app.exams.export.exported_image import ExportedImage
from edge_app.exams.export.origin_mark import MARKS, above_a_line
from edge_app.exams.export.text_review import BurnedInText
from edge_app.exams.protocols.protocol import Protocol
from edge_app.exams.records import ExamImage, Site
from edge_app.guard.reasons import reason_not_judged
from edge_app.imaging.heatmap import overlay
from edge_app.records import GreyImage, Label, Origin

NOT_VALIDATED = "Research: not validated on this device."
OTHER_MUSCLE = "No finding: the model was not made for this muscle."
OF_TEXT = {
    BurnedInText.POSSIBLE: "May show text inside the ultrasound: look at it before passing it on.",
    BurnedInText.WITHHELD: "Withheld: no ultrasound field was found, so burned-in text could not be told from tissue.",
}
COMMENTS_LENGTH = 10240  # characters of a long text (LT)
CENTIMETRES = 3  # PS3.3 C.8.5.5.1.15
RgbImage = npt.NDArray[np.uint8]
TISSUE, TWO_DIMENSIONAL = 1, 1  # PS3.3 C.8.5.5.1.2 and C.8.5.5.1.1


def us_image(study: Study, image: ExamImage, exported: ExportedImage) -> Dataset:
    """Ultrasound Image: the frame without any overlay, as it leaves the device."""
    pixels = exported.pixels
    dataset = new_object(study, UltrasoundImageStorage, IMAGES, image.number)
    _describe(dataset, study, image, exported.text)
    name_derivation(dataset, study.subject.pseudonymous, image.finding.frame.origin)
    dataset.BurnedInAnnotation = "YES" if exported.may_show_text else "NO"
    dataset.UltrasoundColorDataPresent = 0
    _grey(dataset, pixels)
    scale = image.finding.frame.mm_per_pixel
    if scale is not None:
        dataset.SequenceOfUltrasoundRegions = [calibrated_region(pixels, scale)]
    return dataset


def overlaid(study: Study, image: ExamImage, exported: ExportedImage) -> Dataset:
    """Secondary Capture: an image that has a heatmap, with it, linked to the original only by its derivation."""
    dataset = new_object(study, SecondaryCaptureImageStorage, OVERLAYS, image.number)
    _describe(dataset, study, image, exported.text)
    dataset.ImageType = ["DERIVED", "SECONDARY"]
    dataset.ConversionType = "WSD"
    dataset.SecondaryCaptureDeviceManufacturer = "edge-app"
    dataset.BurnedInAnnotation = "YES" if exported.may_show_text else "NO"
    dataset.DerivationDescription = f"Grad-CAM heatmap of {image.finding.bundle_id} over the image. {study.notice}"[:1024]
    dataset.ImageComments = f"{dataset.ImageComments} {study.notice}"[:COMMENTS_LENGTH]
    source = Dataset()
    source.ReferencedSOPClassUID = UltrasoundImageStorage
    source.ReferencedSOPInstanceUID = study.instance_uid(IMAGES, image.number)
    dataset.SourceImageSequence = [source]
    colour = with_legend(overlay(exported.pixels, image.finding.roi, image.finding.heat), image.finding.roi, study.notice)
    if not image.finding.may_count:
        colour = above_a_line(colour, NOT_VALIDATED)
    dataset.SamplesPerPixel, dataset.PhotometricInterpretation, dataset.PlanarConfiguration = 3, "RGB", 0
    _pixels(dataset, np.ascontiguousarray(colour))
    return dataset


def _describe(dataset: Dataset, study: Study, image: ExamImage, text: BurnedInText) -> None:
    frame, reason = image.finding.frame, reason_not_judged(image.finding)
    remarks = [f"Not judged: {reason}"] if reason else []
    if image.finding.label is Label.OTHER_MUSCLE:
        remarks.append(OTHER_MUSCLE)
    elif not image.finding.may_count:
        remarks.append(NOT_VALIDATED)
    if image.note and not study.subject.pseudonymous:
        remarks.append(f"Note: {image.note}")
    describe_taken(dataset, study.taken(image), image.site, study.exam.protocol, frame.mirrored, frame.origin, text, remarks)


def describe_taken(
    dataset: Dataset,
    taken: datetime,
    site: Site,
    protocol: Protocol,
    mirrored: bool | None,
    origin: Origin,
    text: BurnedInText,
    remarks: Sequence[str],
) -> None:
    """When and where an image or a clip was taken, and what has to be known of it; remarks: more of that, as sentences."""
    dataset.ContentDate = dataset.AcquisitionDate = dataset.SeriesDate = taken.strftime("%Y%m%d")
    dataset.ContentTime = dataset.AcquisitionTime = dataset.SeriesTime = taken.strftime("%H%M%S.%f")
    dataset.PatientOrientation = ""
    dataset.ProtocolName = site.title[:NOTICE_LENGTH]
    name_site(dataset, site, protocol)
    dataset.AcquisitionContextSequence = acquisition_context(mirrored)
    comments = [f"{MARKS[origin.value].capitalize()}."] if origin.value in MARKS else []
    comments.append(COMMENT[mirrored])
    if text in OF_TEXT:
        comments.append(OF_TEXT[text])
    dataset.ImageComments = " ".join((*comments, *remarks))


def name_derivation(dataset: Dataset, blanked: bool, origin: Origin) -> None:
    """Whether it is as it was taken, or what was done to it. blanked: outside the field."""
    done = ["blanked outside the ultrasound field"] if blanked else []
    done += ["a line added that says where the image is from"] if origin.value in MARKS else []
    dataset.ImageType = ["DERIVED" if done else "ORIGINAL", "PRIMARY", "MUSCULOSKELETAL", "0001"]
    if done:
        dataset.DerivationDescription = ", ".join(done)


def _grey(dataset: Dataset, pixels: GreyImage) -> None:
    dataset.SamplesPerPixel, dataset.PhotometricInterpretation = 1, "MONOCHROME2"
    _pixels(dataset, pixels)


def shape_of_bytes(dataset: Dataset, shape: tuple[int, ...]) -> None:
    """Of pixels with 8 bits a sample; shape: rows, columns and, where it is coloured, samples."""
    dataset.Rows, dataset.Columns = shape[:2]
    dataset.BitsAllocated = dataset.BitsStored = 8
    dataset.HighBit, dataset.PixelRepresentation = 7, 0


def _pixels(dataset: Dataset, pixels: np.ndarray[tuple[int, ...], np.dtype[np.uint8]]) -> None:
    shape_of_bytes(dataset, pixels.shape)
    data = pixels.tobytes()
    dataset.PixelData = data + b"\0" * (len(data) % 2)
    dataset["PixelData"].VR = "OB"


def calibrated_region(pixels: GreyImage, mm_per_pixel: float) -> Dataset:
    """The whole image as one calibrated region, in centimetres."""
    height, width = pixels.shape
    region = Dataset()
    region.RegionSpatialFormat, region.RegionDataType, region.RegionFlags = TWO_DIMENSIONAL, TISSUE, 0
    region.RegionLocationMinX0 = region.RegionLocationMinY0 = 0
    region.RegionLocationMaxX1, region.RegionLocationMaxY1 = width - 1, height - 1
    region.PhysicalUnitsXDirection = region.PhysicalUnitsYDirection = CENTIMETRES
    region.PhysicalDeltaX = region.PhysicalDeltaY = mm_per_pixel / 10
    return region
