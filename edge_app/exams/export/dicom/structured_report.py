"""The findings in DICOM: the region as a segmentation, and a measurement report (TID 1500) that identifies the algorithm."""

from __future__ import annotations

import highdicom as hd
import numpy as np
from pydicom.dataset import Dataset
from pydicom.sr.codedict import codes
from pydicom.sr.coding import Code

from edge_app.exams.calipers import length_mm
from edge_app.exams.export.dicom.codes import (
    ANSWER,
    LATERALITY,
    REASON,
    SCHEME,
    class_code,
    class_probability_code,
    muscle_code,
    region_code,
)
from edge_app.exams.export.dicom.orientation import ANSWER as MIRRORED_ANSWER
from edge_app.exams.export.dicom.orientation import MIRRORED
from edge_app.exams.export.dicom.study import FINDINGS, MANUFACTURER, MODEL, REGIONS, SERIES, Study
from edge_app.exams.not_judged import reasons_not_judged
from edge_app.exams.records import Caliper, CaliperKind, Exam, ExamImage, Placement, Site
from edge_app.exams.summary import (
    Assessment,
    SiteSummary,
    SummaryReason,
    patient_answer,
    patient_reason,
    summarise,
    without_finding,
)
from edge_app.records import PROBABILITY_MEANS, Finding, Guard, IndeterminateReason, Label

ECHO_INTENSITY = Code("ECHOINT", SCHEME, "Mean echo intensity of the region, grey levels 0-255")
RESEARCH_SCORE = Code("RESEARCHSCORE", SCHEME, "Score for research: not validated on this device")
MACHINE_CLASS = Code("AICLASS", SCHEME, "Class called by the algorithm, not for clinical use")
MACHINE_ANSWER = Code("AIANSWER", SCHEME, "Answer of the algorithm, not for clinical use")
WHY_INDETERMINATE = Code("WHYINDETERMINATE", SCHEME, "Why the answer of the algorithm is indeterminate")
VIEWS = Code("VIEWS", SCHEME, "Views of the image that the probability is the mean of")
GUARD = Code("GUARD", SCHEME, "Fitness of the image to be judged")
THICKNESS = Code("MUSCLETHICKNESS", SCHEME, "Thickness of the muscle, from fascia to fascia")
MEASURES = {CaliperKind.THICKNESS: THICKNESS, CaliperKind.DISTANCE: codes.DCM.Distance}
METHOD = {
    Placement.PROPOSED: Code("PROPOSED", SCHEME, "Proposed by the program"),
    Placement.BY_HAND: Code("BYHAND", SCHEME, "Measured by hand"),
}
PIXEL_CENTRE = 0.5  # DICOM counts from the corner of a pixel (PS3.3 C.18.6.1.1)
SITE_ANSWER = Code("SITEANSWER", SCHEME, "Answer of the site's images, not for clinical use")
EXAM_ANSWER = Code("EXAMANSWER", SCHEME, "Answer of all sites together, not for clinical use")
WITHOUT_FINDING = Code("WITHOUTFINDING", SCHEME, "Images without a finding: model not made for their muscle")
VERDICT = Code("VERDICT", SCHEME, "Clinician's assessment, apart from the algorithm's")
TOGETHER = {
    Assessment.NORMAL: ANSWER[Label.NORMAL],
    Assessment.ABNORMAL: ANSWER[Label.ABNORMAL],
    Assessment.INDETERMINATE: ANSWER[Label.INDETERMINATE],
    Assessment.NOTHING: ANSWER[Label.NOT_JUDGED],
    Assessment.NOT_VALIDATED: ANSWER[Label.NOT_VALIDATED],
    Assessment.OTHER_MUSCLE: ANSWER[Label.OTHER_MUSCLE],
}
FIRST_NUMBER = 1
Group = hd.sr.PlanarROIMeasurementsAndQualitativeEvaluations | hd.sr.MeasurementsAndQualitativeEvaluations


def segmentation(study: Study, image: ExamImage, dataset: Dataset, version: str) -> Dataset:
    """The region of interest as a binary segmentation of the image."""
    roi = image.finding.roi
    mask = np.zeros((dataset.Rows, dataset.Columns), np.uint8)
    mask[roi.y : roi.y + roi.h, roi.x : roi.x + roi.w] = 1
    description = hd.seg.SegmentDescription(
        segment_number=1,
        segment_label="region of interest",
        segmented_property_category=codes.SCT.AnatomicalStructure,
        segmented_property_type=codes.SCT.SkeletalMuscle,
        algorithm_type=hd.seg.SegmentAlgorithmTypeValues.SEMIAUTOMATIC,
        algorithm_identification=hd.AlgorithmIdentificationSequence(
            name="operator's region of interest", family=Code("MANUALROI", SCHEME, "Region set by the operator"), version=version
        ),
    )
    segmented = hd.seg.Segmentation(
        source_images=[dataset],
        pixel_array=mask,
        segmentation_type=hd.seg.SegmentationTypeValues.BINARY,
        segment_descriptions=[description],
        series_instance_uid=study.series_uid(REGIONS),
        series_number=REGIONS,
        sop_instance_uid=study.instance_uid(REGIONS, image.number),
        instance_number=image.number,
        manufacturer=MANUFACTURER,
        manufacturer_model_name=MODEL,
        software_versions=version,
        device_serial_number=dataset.DeviceSerialNumber,
        content_label="ROI",
        content_description="region of interest",
    )
    segmented.PatientOrientation = ""
    segmented.SeriesDescription = SERIES[REGIONS][1]
    dimensions = study.pseudonymiser.uid("dimensions", study.exam.revision_id, image.number)
    for index in (*segmented.DimensionOrganizationSequence, *segmented.DimensionIndexSequence):
        index.DimensionOrganizationUID = dimensions
    study.date(segmented)
    return segmented


def report(study: Study, datasets: list[Dataset], version: str) -> Dataset:
    """A measurement report: each image, the combined result per site and for the exam, and the clinician's verdict."""
    observer = hd.sr.ObserverContext(
        observer_type=codes.DCM.Device,
        observer_identifying_attributes=hd.sr.DeviceObserverIdentifyingAttributes(
            uid=study.pseudonymiser.uid("device"), manufacturer_name=MANUFACTURER, model_name=MODEL
        ),
    )
    groups: list[Group] = [
        _image_group(study, image, dataset) for image, dataset in zip(study.exam.images, datasets, strict=True)
    ]
    groups += [
        group
        for image, dataset in zip(study.exam.images, datasets, strict=True)
        if (group := _caliper_group(study, image, dataset)) is not None
    ]
    by_number = {image.number: dataset for image, dataset in zip(study.exam.images, datasets, strict=True)}
    summary = summarise(study.exam)
    groups += [_site_group(study, site, [by_number[image.number] for image in study.exam.at(site.site)]) for site in summary]
    groups.append(_exam_group(study, summary))
    content = hd.sr.MeasurementReport(
        observation_context=hd.sr.ObservationContext(observer_device_context=observer),
        procedure_reported=codes.SCT.DiagnosticUltrasonography,
        imaging_measurements=groups,
        title=codes.DCM.ImagingMeasurementReport,
    )
    structured = hd.sr.ComprehensiveSR(
        evidence=datasets,
        content=content,
        series_instance_uid=study.series_uid(FINDINGS),
        series_number=FINDINGS,
        sop_instance_uid=study.instance_uid(FINDINGS, FIRST_NUMBER),
        instance_number=FIRST_NUMBER,
        manufacturer=MANUFACTURER,
        institution_name=None,
        is_complete=True,
    )
    structured.SeriesDescription = SERIES[FINDINGS][1]
    study.date(structured)
    return structured


def _image_group(study: Study, image: ExamImage, dataset: Dataset) -> hd.sr.PlanarROIMeasurementsAndQualitativeEvaluations:
    """Label, probability and echo intensity of one image's region."""
    finding, roi = image.finding, image.finding.roi
    corners = [
        (roi.x, roi.y), (roi.x + roi.w, roi.y), (roi.x + roi.w, roi.y + roi.h), (roi.x, roi.y + roi.h), (roi.x, roi.y),
    ]  # fmt: skip
    bundle, _, identity = finding.bundle_id.rpartition(" ")
    meaning = [f"Probability: {PROBABILITY_MEANS}"] if finding.probability is not None and finding.may_count else []
    algorithm = hd.sr.AlgorithmIdentification(
        name=bundle or finding.bundle_id, version=identity or "unknown", parameters=[image.engine, study.notice, *meaning]
    )
    measurements = [hd.sr.Measurement(name=ECHO_INTENSITY, value=round(finding.echo_intensity, 2), unit=codes.UCUM.NoUnits)]
    if finding.probability is not None:
        measurements.append(
            hd.sr.Measurement(
                name=codes.DCM.Probability if finding.may_count else RESEARCH_SCORE,
                value=round(finding.probability, 4),
                unit=codes.UCUM.NoUnits,
                algorithm_id=algorithm,
            )
        )
    if finding.classes is not None:
        measurements += [
            hd.sr.Measurement(
                name=class_probability_code(label, not finding.may_count),
                value=round(share, 4),
                unit=codes.UCUM.NoUnits,
                algorithm_id=algorithm,
            )
            for label, share in zip(finding.classes.labels, finding.classes.probabilities, strict=True)
        ]
    if finding.views is not None and finding.probability is not None:
        measurements.append(hd.sr.Measurement(name=VIEWS, value=finding.views, unit=codes.UCUM.NoUnits))
    return hd.sr.PlanarROIMeasurementsAndQualitativeEvaluations(
        tracking_identifier=hd.sr.TrackingIdentifier(
            uid=study.pseudonymiser.uid("region", study.exam.revision_id, image.number), identifier=f"image {image.number}"
        ),
        referenced_region=hd.sr.ImageRegion(
            graphic_type=hd.sr.GraphicTypeValues.POLYLINE,
            graphic_data=np.array(corners, np.float64),
            source_image=hd.sr.SourceImageForRegion.from_source_image(dataset),
        ),
        finding_type=codes.SCT.SkeletalMuscle,
        finding_sites=[_finding_site(image.site, study.exam)],
        algorithm_id=algorithm,
        measurements=measurements,
        qualitative_evaluations=[
            hd.sr.QualitativeEvaluation(name=MACHINE_ANSWER, value=ANSWER[finding.label]),
            *_why(finding.label_reason),
            *_class(finding),
            _fitness(finding.guard),
            hd.sr.QualitativeEvaluation(name=MIRRORED, value=MIRRORED_ANSWER[finding.frame.mirrored]),
        ],
    )


def _class(finding: Finding) -> list[hd.sr.QualitativeEvaluation]:
    """The class that the algorithm calls, of one that tells several apart."""
    if finding.classes is None or finding.classes.called is None:
        return []
    return [hd.sr.QualitativeEvaluation(name=MACHINE_CLASS, value=class_code(finding.classes.called))]


def _caliper_group(study: Study, image: ExamImage, dataset: Dataset) -> hd.sr.MeasurementsAndQualitativeEvaluations | None:
    """What the calipers of one image measure, mm, each with its two points; None without a scale or calipers."""
    lengths = [(caliper, length_mm(caliper, image.finding.frame.mm_per_pixel)) for caliper in image.calipers]
    measurements = [_length(caliper, mm, dataset) for caliper, mm in lengths if mm is not None]
    if not measurements:
        return None
    return hd.sr.MeasurementsAndQualitativeEvaluations(
        tracking_identifier=hd.sr.TrackingIdentifier(
            uid=study.pseudonymiser.uid("calipers", study.exam.id, image.number), identifier=f"calipers of image {image.number}"
        ),
        finding_type=codes.SCT.SkeletalMuscle,
        finding_sites=[_finding_site(image.site, study.exam)],
        source_images=[hd.sr.SourceImageForMeasurementGroup.from_source_image(dataset)],
        measurements=measurements,
    )


def _length(caliper: Caliper, mm: float, dataset: Dataset) -> hd.sr.Measurement:
    points = hd.sr.CoordinatesForMeasurement(
        graphic_type=hd.sr.GraphicTypeValues.POLYLINE,
        graphic_data=np.array([caliper.start, caliper.end], np.float64) + PIXEL_CENTRE,
        source_image=hd.sr.SourceImageForRegion.from_source_image(dataset),
    )
    return hd.sr.Measurement(
        name=MEASURES[caliper.kind],
        value=round(mm, 2),
        unit=codes.UCUM.Millimeter,
        method=METHOD[caliper.placed],
        referenced_coordinates=[points],
    )


def _fitness(guard: Guard) -> hd.sr.QualitativeEvaluation:
    return hd.sr.QualitativeEvaluation(name=GUARD, value=Code(guard.name, SCHEME, guard.value))


def _site_group(study: Study, summary: SiteSummary, datasets: list[Dataset]) -> hd.sr.MeasurementsAndQualitativeEvaluations:
    """Median and range of the probability of one site's images, and their combined result."""
    values = {
        codes.SCT.Median: summary.probability,
        codes.SCT.Minimum: summary.low,
        codes.SCT.Maximum: summary.high,
    }
    return hd.sr.MeasurementsAndQualitativeEvaluations(
        tracking_identifier=hd.sr.TrackingIdentifier(
            uid=study.pseudonymiser.uid("site", study.exam.revision_id, summary.site.title), identifier=summary.site.title
        ),
        finding_type=codes.SCT.SkeletalMuscle,
        finding_sites=[_finding_site(summary.site, study.exam)],
        source_images=[hd.sr.SourceImageForMeasurementGroup.from_source_image(dataset) for dataset in datasets],
        measurements=[
            hd.sr.Measurement(name=codes.DCM.Probability, value=round(value, 4), unit=codes.UCUM.NoUnits, derivation=derivation)
            for derivation, value in values.items()
            if value is not None
        ],
        qualitative_evaluations=[
            hd.sr.QualitativeEvaluation(name=SITE_ANSWER, value=TOGETHER[summary.answer]),
            *_why(summary.reason),
            *(_fitness(reason.guard) for reason in reasons_not_judged(study.exam.at(summary.site))),
        ],
    )


def _why(reason: IndeterminateReason | SummaryReason | None) -> list[hd.sr.QualitativeEvaluation]:
    return [] if reason is None else [hd.sr.QualitativeEvaluation(name=WHY_INDETERMINATE, value=REASON[reason.value])]


def _exam_group(study: Study, summary: tuple[SiteSummary, ...]) -> hd.sr.MeasurementsAndQualitativeEvaluations:
    """The algorithm's result for the patient and the clinician's verdict, if there is one."""
    verdict = study.exam.verdict
    without = without_finding(study.exam)
    answers = {EXAM_ANSWER: TOGETHER[patient_answer(summary)], VERDICT: ANSWER[verdict.label] if verdict else None}
    return hd.sr.MeasurementsAndQualitativeEvaluations(
        tracking_identifier=hd.sr.TrackingIdentifier(
            uid=study.pseudonymiser.uid("exam", study.exam.revision_id), identifier="exam"
        ),
        finding_type=codes.SCT.SkeletalMuscle,
        measurements=[hd.sr.Measurement(name=WITHOUT_FINDING, value=without, unit=codes.UCUM.NoUnits)] if without else None,
        qualitative_evaluations=[
            *(hd.sr.QualitativeEvaluation(name=name, value=value) for name, value in answers.items() if value is not None),
            *_why(patient_reason(summary)),
        ],
    )


def _finding_site(site: Site, exam: Exam) -> hd.sr.FindingSite:
    return hd.sr.FindingSite(
        anatomic_location=region_code(site),
        laterality=LATERALITY[site.side][1],
        topographical_modifier=muscle_code(site, exam.protocol),
    )
