"""What all objects of an exam share: patient, study, equipment, and the UIDs that tie them together."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import version

from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.uid import UID, ExplicitVRLittleEndian

from edge_app.errors import ExportError
from edge_app.exams.export.pseudonyms import Pseudonymiser, Subject
from edge_app.exams.records import Exam, ExamImage
from edge_app.records import Sex

MANUFACTURER = "edge-app"
MODEL = "edge-app muscle ultrasound kiosk"
SEX = {Sex.FEMALE: "F", Sex.MALE: "M"}
UTC = "+0000"
LONG_STRING = 64  # characters of an identifier (LO)
NOTICE_LENGTH = 64  # characters of a long string (LO)
STUDY_ID_LENGTH = 16  # of a short string (SH)

# Series of the study, by what they hold.
IMAGES, OVERLAYS, REGIONS, FINDINGS, REPORT = range(1, 6)
SERIES = {
    IMAGES: ("US", "B-mode images"),
    OVERLAYS: ("US", "Heatmap overlays, not for clinical use"),
    REGIONS: ("SEG", "Regions of interest"),
    FINDINGS: ("SR", "AI findings, not for clinical use"),
    REPORT: ("DOC", "Report"),
}


@dataclass(frozen=True)
class Study:
    """An exam on its way out."""

    exam: Exam
    subject: Subject
    identities: Pseudonymiser
    notice: str  # of the model: what it is not for

    @property
    def uid(self) -> str:
        return self.identities.uid("study", self.exam.id)

    @property
    def started(self) -> datetime:
        return datetime.fromisoformat(self.exam.started)

    def series_uid(self, series: int) -> str:
        return self.identities.uid("series", self.exam.id, series)

    def instance_uid(self, series: int, number: int, content: str = "") -> str:
        """Of one object. What is worked out from the images is another object when another program, or `content`, makes it."""
        made_by = () if series == IMAGES else (version("edge-app"), content)
        return self.identities.uid("instance", self.exam.id, series, number, *made_by)

    def date(self, dataset: Dataset) -> None:
        """Date what was worked out at the exam's end; at the export it would be another content each time, under one UID."""
        ended = datetime.fromisoformat(self.exam.finished or self.exam.started)
        dataset.ContentDate = dataset.InstanceCreationDate = ended.strftime("%Y%m%d")
        dataset.ContentTime = dataset.InstanceCreationTime = ended.strftime("%H%M%S.%f")
        dataset.TimezoneOffsetFromUTC = UTC
        for equipment in dataset.get("ContributingEquipmentSequence", ()):
            if "ContributionDateTime" in equipment:
                equipment.ContributionDateTime = ended.strftime("%Y%m%d%H%M%S.%f")

    def taken(self, image: ExamImage) -> datetime:
        return datetime.fromisoformat(image.taken)

    def describe(self, dataset: Dataset) -> None:
        """Fill in patient, study and equipment; what is unknown is there, and empty."""
        subject, started = self.subject, self.started
        dataset.PatientID = _long_string(subject.id)
        dataset.PatientName = f"{re.sub('[=^]', ' ', subject.id)}^"  # the name is not asked for; the identifier stands in
        dataset.PatientBirthDate = ""
        dataset.PatientSex = SEX[subject.sex] if subject.sex else ""
        if subject.age is not None:
            dataset.PatientAge = f"{subject.age:03}Y"
        if subject.height_cm is not None:
            dataset.PatientSize = f"{subject.height_cm / 100:.3f}"
        if subject.weight_kg is not None:
            dataset.PatientWeight = f"{subject.weight_kg:.1f}"
        if subject.pseudonymous:
            dataset.PatientIdentityRemoved = "YES"
            dataset.DeidentificationMethod = "identifier by keyed hash, text blanked, no free text, dates kept"
            dataset.LongitudinalTemporalInformationModified = "UNMODIFIED"
        dataset.StudyInstanceUID = self.uid
        dataset.StudyDate, dataset.StudyTime = started.strftime("%Y%m%d"), started.strftime("%H%M%S")
        dataset.StudyID = self.identities.exam_name(self.exam)[:STUDY_ID_LENGTH]
        dataset.AccessionNumber = dataset.ReferringPhysicianName = ""
        dataset.StudyDescription = "Muscle ultrasound screening, research use only"
        dataset.Manufacturer, dataset.ManufacturerModelName = MANUFACTURER, MODEL
        dataset.SoftwareVersions = version("edge-app")
        dataset.DeviceSerialNumber = self.identities.uid("device")[5:21]
        dataset.SpecificCharacterSet = "ISO_IR 192"
        dataset.TimezoneOffsetFromUTC = UTC


def _long_string(identifier: str) -> str:
    """A patient's identifier as DICOM takes it (LO, PS3.5 6.2). Raises ExportError: another one would be another patient."""
    if len(identifier) > LONG_STRING or "\\" in identifier or not identifier.isprintable():
        raise ExportError(
            f"the patient's identifier cannot be written in DICOM, which takes {LONG_STRING} printable characters"
            " without a backslash; export under pseudonyms"
        )
    return identifier


def new_object(study: Study, sop_class: str, series: int, number: int, content: str = "") -> Dataset:
    """A dataset with everything that says what it is and where it belongs; content: as of `Study.instance_uid`."""
    dataset = Dataset()
    modality, description = SERIES[series]
    dataset.SOPClassUID, dataset.SOPInstanceUID = UID(sop_class), UID(study.instance_uid(series, number, content))
    dataset.Modality, dataset.SeriesDescription = modality, description
    dataset.SeriesInstanceUID, dataset.SeriesNumber, dataset.InstanceNumber = study.series_uid(series), series, number
    study.describe(dataset)
    meta = FileMetaDataset()
    meta.MediaStorageSOPClassUID, meta.MediaStorageSOPInstanceUID = dataset.SOPClassUID, dataset.SOPInstanceUID
    meta.TransferSyntaxUID = ExplicitVRLittleEndian
    dataset.file_meta = meta
    return dataset
