"""The stored records of an exam. Frozen, like everything that flows through the appliance."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from enum import Enum

from edge_app.exams.protocols.factory import SCREENING
from edge_app.exams.protocols.protocol import Protocol
from edge_app.records import Finding, Label, Origin, Roi, Sex, Side, origin_of


@dataclass(frozen=True)
class Patient:
    """The patient; every field may be unknown. Without an identifier the exam is anonymous."""

    identifier: str | None = None  # the clinic's own
    age: int | None = None  # years
    sex: Sex | None = None
    height_cm: float | None = None
    weight_kg: float | None = None


@dataclass(frozen=True)
class Order:
    """What the worklist says of the exam that was asked for; an empty text where it says nothing. It belongs to its patient."""

    accession_number: str = ""
    study_uid: str = ""
    procedure_id: str = ""  # of the requested procedure
    procedure: str = ""  # its description
    step_id: str = ""  # of the scheduled procedure step


@dataclass(frozen=True)
class Site:
    """Where the probe was placed. Any muscle is possible, named as in `Protocol`; the paper's three are those of `Muscle`."""

    muscle: str
    side: Side

    def __post_init__(self) -> None:
        object.__setattr__(self, "muscle", str.__str__(self.muscle))  # a `Muscle` prints as its name in the program

    @property
    def title(self) -> str:
        return f"{self.muscle}, {self.side.value}"


class CaliperKind(str, Enum):
    """What two points on an image measure."""

    THICKNESS = "muscle thickness"  # between the fasciae, perpendicular to the muscle
    DISTANCE = "distance"


class Placement(str, Enum):
    """Who placed a caliper."""

    PROPOSED = "proposed"  # the program, where it recognised the muscle
    BY_HAND = "by hand"


@dataclass(frozen=True)
class Caliper:
    """Two points on an image, in source pixels, with the origin at the centre of the upper left one."""

    kind: CaliperKind
    placed: Placement
    start: tuple[float, float]  # x, y
    end: tuple[float, float]


@dataclass(frozen=True)
class ExamImage:
    """One accepted image: the frame as it came from the probe, and its finding."""

    number: int  # counts from 1 within its exam, never reused
    site: Site
    taken: str  # UTC, ISO 8601
    finding: Finding  # includes the frame; its timings are not stored, they say nothing about the patient
    engine: str  # runtime, version, precision and threads that gave the finding; replay needs the same
    calipers: tuple[Caliper, ...] = ()  # at most MAX_CALIPERS of `calipers.py`, at most one of them for thickness
    note: str = ""  # free text: may name the patient


@dataclass(frozen=True)
class Clip:
    """Some seconds at a site, as they came from the probe. Nothing of it is analysed: it has no finding."""

    number: int  # counts from 1 among the clips of its exam, never reused
    site: Site
    taken: str  # UTC, ISO 8601: when its last frame was captured
    times_ns: tuple[int, ...]  # ns since its first frame, of each: of the frames' own clock
    width: int  # px
    height: int  # px
    mm_per_pixel: float | None  # mm, isotropic; None: unknown
    source: str  # as in `Frame`
    roi: Roi  # region of interest of the image that was frozen at its end
    mirrored: bool | None = None  # as in `Frame`
    recorded: bool = False  # as in `Frame`
    frames: Sequence[bytes] = field(default=(), repr=False)  # each a PNG, read when asked for; empty unless it is to be exported

    @property
    def seconds(self) -> float:
        """From the first frame to the last."""
        return self.times_ns[-1] / 1e9

    @property
    def frames_per_second(self) -> float:
        """Hz, mean; 0 of a single frame."""
        return (len(self.times_ns) - 1) / self.seconds if self.seconds > 0 else 0.0

    @property
    def origin(self) -> Origin:
        return origin_of(self.source, self.recorded)


@dataclass(frozen=True)
class Verdict:
    """The clinician's own assessment, separate from the network's."""

    label: Label
    reason: str  # why it differs from the network's result; may be empty if it does not
    by: str
    given: str  # UTC, ISO 8601


@dataclass(frozen=True)
class Exam:
    """One screening of one patient."""

    id: str  # 32 random hexadecimal digits: says nothing about the patient
    started: str  # UTC, ISO 8601
    by: str  # who started it
    patient: Patient
    images: tuple[ExamImage, ...] = ()
    verdict: Verdict | None = None
    finished: str | None = None  # UTC, ISO 8601; None while the exam is in progress
    order: Order | None = None  # of the worklist; None: the patient was not picked from it
    clips: tuple[Clip, ...] = ()
    revision: int = 0  # how often its patient was changed after it was finished; each revision is exported with UIDs of its own
    protocol: Protocol = SCREENING  # that it began with
    note: str = ""  # free text: may name the patient

    @property
    def sites(self) -> tuple[Site, ...]:
        """The sites of its protocol, in their order, and after them any other that has an image: none is passed over."""
        planned = (Site(one.muscle, one.side) for one in self.protocol.planned)
        return tuple(dict.fromkeys((*planned, *(image.site for image in self.images))))

    def wanted(self, site: Site) -> int:
        """How many images its protocol wants of a site; none of one that is not its own."""
        return next((one.images for one in self.protocol.planned if (one.muscle, one.side) == (site.muscle, site.side)), 0)

    def of(self, patient: Patient) -> Exam:
        """The exam with corrected patient data. Of another patient it is not the exam that was ordered."""
        return replace(self, patient=patient, order=self.order if patient.identifier == self.patient.identifier else None)

    @property
    def revision_id(self) -> str:
        """Of this revision, for what must not bear the same name as an earlier one: other servers may keep that."""
        return f"{self.id}/{self.revision}" if self.revision else self.id

    def with_image(self, changed: ExamImage) -> Exam:
        """The exam with this image in place of the one of the same number."""
        return replace(self, images=tuple(changed if image.number == changed.number else image for image in self.images))

    def at(self, site: Site) -> tuple[ExamImage, ...]:
        """The images of one site, in the order they were taken."""
        return tuple(image for image in self.images if image.site == site)

    def clips_at(self, site: Site) -> tuple[Clip, ...]:
        """The clips of one site, in the order they were taken."""
        return tuple(clip for clip in self.clips if clip.site == site)

    @property
    def is_empty(self) -> bool:
        """Whether nothing was kept in it."""
        return not self.images and not self.clips

    @property
    def origins(self) -> tuple[Origin, ...]:
        """Where its images and clips are from, each once."""
        found = [*(image.finding.frame.origin for image in self.images), *(clip.origin for clip in self.clips)]
        return tuple(dict.fromkeys(found))


@dataclass(frozen=True)
class ExamLine:
    """An exam in a list: what is known without reading its images."""

    id: str
    started: str
    finished: str | None
    identifier: str | None  # of the patient
    images: int
    abnormal: int | None  # number of images that the network found abnormal; None: none has a label, not even indeterminate
    verdict: Label | None
    clips: int = 0


class DiscardReason(str, Enum):
    """Why an accepted image, or a clip, is taken out of its exam. No free text, as for `DeletionReason`."""

    POOR = "poor image"
    WRONG_SITE = "wrong site"
    WRONG_PATIENT = "wrong patient"
    OTHER = "other"


class ReassignmentReason(str, Enum):
    """Why a finished exam is given to another patient. No free text, as for `DeletionReason`."""

    WRONG_PATIENT = "wrong patient"
    MISTYPED = "mistyped"
    NOT_KNOWN = "not known"  # at the time of the exam
    OTHER = "other"


class DeletionReason(str, Enum):
    """Why an exam is deleted. No free text: the audit trail keeps it for ever, and it could name the patient."""

    WRONG_PATIENT = "wrong patient"
    DUPLICATE = "duplicate"
    PATIENTS_WISH = "patient's wish"
    TEST = "test"
    OTHER = "other"


@dataclass(frozen=True)
class EarlierPatient:
    """A patient of earlier exams, as known from the last one."""

    patient: Patient
    seen: str  # UTC, ISO 8601: when that exam was started
