"""What was found, as DICOM: the region as a segmentation, and a measurement report (TID 1500) with the algorithm's identity."""

from __future__ import annotations

import highdicom as hd
import numpy as np
from pydicom.dataset import Dataset
from pydicom.sr.codedict import codes
from pydicom.sr.coding import Code

from edge_app.exams.dicom.anatomy import ANSWER, LATERALITY, MUSCLE, REGION, SCHEME
from edge_app.exams.dicom.study import FINDINGS, MANUFACTURER, MODEL, REGIONS, Study
from edge_app.exams.records import Shot

REGION_OF_INTEREST = Code("ROI", SCHEME, "Region of interest of the analysis")
ECHO_INTENSITY = Code("ECHOINT", SCHEME, "Mean echo intensity of the region, grey levels 0-255")
MACHINE_ANSWER = Code("AIANSWER", SCHEME, "Answer of the algorithm, not for clinical use")
GUARD = Code("GUARD", SCHEME, "Fitness of the picture to be judged")
FIRST_NUMBER = 1


def segmentation(study: Study, shot: Shot, picture: Dataset, version: str) -> Dataset:
    """The region of interest as a binary segmentation of the picture."""
    roi = shot.finding.roi
    mask = np.zeros((picture.Rows, picture.Columns), np.uint8)
    mask[roi.y : roi.y + roi.h, roi.x : roi.x + roi.w] = 1
    described = hd.seg.SegmentDescription(
        segment_number=1,
        segment_label="region of interest",
        segmented_property_category=codes.SCT.AnatomicalStructure,
        segmented_property_type=codes.SCT.SkeletalMuscle,
        algorithm_type=hd.seg.SegmentAlgorithmTypeValues.SEMIAUTOMATIC,
        algorithm_identification=hd.AlgorithmIdentificationSequence(
            name="operator's region of interest", family=Code("MANUALROI", SCHEME, "Region set by the operator"), version=version
        ),
    )
    made = hd.seg.Segmentation(
        source_images=[picture],
        pixel_array=mask,
        segmentation_type=hd.seg.SegmentationTypeValues.BINARY,
        segment_descriptions=[described],
        series_instance_uid=study.series_uid(REGIONS),
        series_number=REGIONS,
        sop_instance_uid=study.instance_uid(REGIONS, shot.number),
        instance_number=shot.number,
        manufacturer=MANUFACTURER,
        manufacturer_model_name=MODEL,
        software_versions=version,
        device_serial_number=picture.DeviceSerialNumber,
        content_label="ROI",
        content_description="region of interest",
    )
    made.PatientOrientation = ""
    return made


def report(study: Study, pictures: list[Dataset], version: str) -> Dataset:
    """A measurement report on every picture of the exam."""
    observer = hd.sr.ObserverContext(
        observer_type=codes.DCM.Device,
        observer_identifying_attributes=hd.sr.DeviceObserverIdentifyingAttributes(
            uid=study.identities.uid("device"), manufacturer_name=MANUFACTURER, model_name=MODEL
        ),
    )
    groups = [_group(study, shot, picture) for shot, picture in zip(study.exam.shots, pictures, strict=True)]
    content = hd.sr.MeasurementReport(
        observation_context=hd.sr.ObservationContext(observer_device_context=observer),
        procedure_reported=codes.SCT.DiagnosticUltrasonography,
        imaging_measurements=groups,
        title=codes.DCM.ImagingMeasurementReport,
    )
    return hd.sr.ComprehensiveSR(
        evidence=pictures,
        content=content,
        series_instance_uid=study.series_uid(FINDINGS),
        series_number=FINDINGS,
        sop_instance_uid=study.instance_uid(FINDINGS, FIRST_NUMBER),
        instance_number=FIRST_NUMBER,
        manufacturer=MANUFACTURER,
        institution_name=None,
    )


def _group(study: Study, shot: Shot, picture: Dataset) -> hd.sr.PlanarROIMeasurementsAndQualitativeEvaluations:
    """Answer, probability and echo intensity of one picture's region."""
    finding, roi = shot.finding, shot.finding.roi
    corners = [
        (roi.x, roi.y), (roi.x + roi.w, roi.y), (roi.x + roi.w, roi.y + roi.h), (roi.x, roi.y + roi.h), (roi.x, roi.y),
    ]  # fmt: skip
    bundle, _, identity = finding.bundle_id.rpartition(" ")
    algorithm = hd.sr.AlgorithmIdentification(
        name=bundle or finding.bundle_id, version=identity or "unknown", parameters=[shot.engine, study.notice]
    )
    measurements = [hd.sr.Measurement(name=ECHO_INTENSITY, value=round(finding.echo_intensity, 2), unit=codes.UCUM.NoUnits)]
    if finding.probability is not None:
        measurements.append(
            hd.sr.Measurement(
                name=codes.DCM.Probability,
                value=round(finding.probability, 4),
                unit=codes.UCUM.NoUnits,
                algorithm_id=algorithm,
            )
        )
    site = hd.sr.FindingSite(
        anatomic_location=REGION[shot.site.muscle],
        laterality=LATERALITY[shot.site.side][1],
        topographical_modifier=MUSCLE[shot.site.muscle],
    )
    return hd.sr.PlanarROIMeasurementsAndQualitativeEvaluations(
        tracking_identifier=hd.sr.TrackingIdentifier(
            uid=study.identities.uid("region", study.exam.id, shot.number), identifier=f"picture {shot.number}"
        ),
        referenced_region=hd.sr.ImageRegion(
            graphic_type=hd.sr.GraphicTypeValues.POLYLINE,
            graphic_data=np.array(corners, np.float64),
            source_image=hd.sr.SourceImageForRegion.from_source_image(picture),
        ),
        finding_type=codes.SCT.SkeletalMuscle,
        finding_sites=[site],
        algorithm_id=algorithm,
        measurements=measurements,
        qualitative_evaluations=[
            hd.sr.QualitativeEvaluation(name=MACHINE_ANSWER, value=ANSWER[finding.label]),
            hd.sr.QualitativeEvaluation(name=GUARD, value=Code(finding.guard.name, SCHEME, finding.guard.value)),
        ],
    )
