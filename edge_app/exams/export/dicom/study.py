"""What all objects of an exam have in common: patient, study, equipment, and the UIDs that link them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import version

from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.uid import UID, ExplicitVRLittleEndian

from edge_app.errors import ExportError
from edge_app.exams.export.pseudonyms import Pseudonymiser, Subject
from edge_app.exams.records import Exam, ExamImage, Order
from edge_app.records import Origin, Sex

MANUFACTURER = "edge-app"
MODEL = "edge-app muscle ultrasound kiosk"
SEX = {Sex.FEMALE: "F", Sex.MALE: "M"}
UTC = "+0000"
BLANKED = "outside the field"  # how a pseudonymous image is blanked
LONG_STRING = 64  # characters of an identifier (LO)
NOTICE_LENGTH = 64  # characters of a long string (LO)
STUDY_ID_LENGTH = 16  # of a short string (SH)

# Series of the study, by their content.
IMAGES, OVERLAYS, REGIONS, FINDINGS, REPORT, CLIPS, EMG = range(1, 8)
SERIES = {
    IMAGES: ("US", "B-mode images"),
    OVERLAYS: ("US", "Heatmap overlays, not for clinical use"),
    REGIONS: ("SEG", "Regions of interest"),
    FINDINGS: ("SR", "AI findings, not for clinical use"),
    REPORT: ("DOC", "Report"),
    CLIPS: ("US", "B-mode clips, not analysed"),
    EMG: ("EMG", "Needle EMG, not for clinical use"),
}
NO_PROBE = {Origin.SIMULATED: "SIMULATED", Origin.RECORDING: "REPLAYED"}


@dataclass(frozen=True)
class Study:
    """An exam to be exported as a DICOM study."""

    exam: Exam
    subject: Subject
    pseudonymiser: Pseudonymiser
    notice: str  # intended use of the model

    @property
    def order(self) -> Order:
        """What the worklist says of the exam; empty under a pseudonym, for an order names its patient."""
        return Order() if self.subject.pseudonymous or self.exam.order is None else self.exam.order

    @property
    def uid(self) -> str:
        return self.order.study_uid or self.pseudonymiser.uid("study", self.exam.revision_id)

    @property
    def started(self) -> datetime:
        return datetime.fromisoformat(self.exam.started)

    @property
    def is_synthetic(self) -> bool:
        """Whether any image or clip is simulated."""
        return Origin.SIMULATED in self.exam.origins

    @property
    def no_probe(self) -> str:
        """What the study's description begins with, if any image or clip is none of a probe; each one's comment says which."""
        return next((f"{word}. " for origin, word in NO_PROBE.items() if origin in self.exam.origins), "")

    def series_uid(self, series: int) -> str:
        return self.pseudonymiser.uid("series", self.exam.revision_id, series)

    def instance_uid(self, series: int, number: int, content: str = "") -> str:
        """UID of one object. Objects derived from the images get another UID with another program version or `content`.

        A pseudonymous image or clip gets another one with another way to blank it.
        """
        blanked = (BLANKED,) if self.subject.pseudonymous else ()
        derivation = blanked if series in (IMAGES, CLIPS) else (version("edge-app"), content)
        return self.pseudonymiser.uid("instance", self.exam.revision_id, series, number, *derivation)

    def date(self, dataset: Dataset) -> None:
        """Date derived objects to the end of the exam: the export time would change the content under the same UID each time."""
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
        """Fill in patient, study and equipment; unknown values are present but empty."""
        subject, started = self.subject, self.started
        dataset.PatientID = _long_string(subject.id)
        dataset.PatientName = _person_name(subject.id).strip()  # the name is unknown; the identifier takes its place
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
            dataset.DeidentificationMethod = "identifier hashed, black outside field, no free text, dates kept"
            dataset.LongitudinalTemporalInformationModified = "UNMODIFIED"
        else:
            dataset.OperatorsName = _person_name(self.exam.by)
        dataset.StudyInstanceUID = self.uid
        dataset.StudyDate, dataset.StudyTime = started.strftime("%Y%m%d"), started.strftime("%H%M%S")
        dataset.StudyID = self.pseudonymiser.exam_name(self.exam)[:STUDY_ID_LENGTH]
        dataset.AccessionNumber, dataset.ReferringPhysicianName = self.order.accession_number, ""
        dataset.StudyDescription = f"{self.no_probe}Muscle ultrasound screening, research use only"
        dataset.Manufacturer, dataset.ManufacturerModelName = MANUFACTURER, MODEL
        dataset.SoftwareVersions = version("edge-app")
        dataset.DeviceSerialNumber = self.pseudonymiser.uid("device")[5:21]
        dataset.SpecificCharacterSet = "ISO_IR 192"
        dataset.TimezoneOffsetFromUTC = UTC


def _person_name(name: str) -> str:
    """One component of a person's name (PN, PS3.5 6.2)."""
    return re.sub(r"[=^\\]", " ", name)[:LONG_STRING]


def _long_string(identifier: str) -> str:
    """A patient's identifier for DICOM (LO, PS3.5 6.2). Raises ExportError if it does not fit: it must not be changed."""
    if len(identifier) > LONG_STRING or "\\" in identifier or not identifier.isprintable():
        raise ExportError(
            f"the patient's identifier cannot be stored in DICOM, which allows {LONG_STRING} printable characters"
            " without a backslash; export under pseudonyms"
        )
    return identifier


def new_object(study: Study, sop_class: str, series: int, number: int, content: str = "") -> Dataset:
    """A dataset with everything that identifies it and its context; content: see `Study.instance_uid`."""
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
