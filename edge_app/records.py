"""The records that flow through the appliance. Read this file first."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Literal

import numpy as np
import numpy.typing as npt

from edge_app.errors import ConfigError

GreyImage = npt.NDArray[np.uint8]
FloatMap = npt.NDArray[np.float32]

COLOUR_BLOCK = 8  # px, side of a block of `Frame.colour`
# For documents that are read elsewhere, where nobody may know which images it holds for.
PROBABILITY_MEANS = "calibrated probability that the image is abnormal, for images like those the bundle was validated on"

ScreenSetting = Literal["gain", "preset", "depth", "frequency", "dynamic range"]  # no free text: it could be a name
SCREEN_SETTINGS: tuple[ScreenSetting, ...] = ("gain", "preset", "depth", "frequency", "dynamic range")
ON_SCREEN = " on the scanner's screen"  # ends the name of a control that the scanner only draws there, as text

IMAGE_FIELD = "image field"  # with ON_SCREEN, the control that is the size of the ultrasound there

SCALES_MM = (0.001, 10.0)  # mm per pixel, the range that is read from files
SIMULATED_SOURCE = "simulated probe"  # `Frame.source` of the simulated probe
SET_SCALES_MM = (0.01, 1.0)  # mm per pixel that a person may set; no scanner's image is finer or coarser


@dataclass(frozen=True)
class Control:
    """A setting that can be read: a V4L2 control of a grabber, or what a scanner says of itself."""

    name: str  # "brightness"
    value: str  # as text, whole numbers in decimal

    @property
    def on_screen(self) -> bool:
        """Whether it is only drawn on a scanner's screen; its value then says which remembered text is shown there."""
        return self.name.endswith(ON_SCREEN)


class ImageFault(str, Enum):
    """What is wrong with the image that a device sends, though it sends one."""

    NO_SIGNAL = "no signal"  # the device's own: one colour, colour bars, or noise
    WRONG_COLOURS = "wrong colours"  # all green or pink
    TORN = "torn"  # its lower part is missing
    COMBED = "combed"  # alternate rows are of different moments


class Origin(str, Enum):
    """Where an image is from."""

    PROBE = "probe"  # or what is plugged in in its place
    SIMULATED = "simulated"
    RECORDING = "recording"  # read from a file


def origin_of(source: str, recorded: bool) -> Origin:
    """Where what came from this source is from. recorded: read from a file, which may have any name."""
    if recorded:
        return Origin.RECORDING
    return Origin.SIMULATED if source == SIMULATED_SOURCE else Origin.PROBE


@dataclass(frozen=True)
class Frame:
    """One B-mode image as it came from a source."""

    pixels: GreyImage  # (H, W) echo intensity, 0-255, read-only
    sequence: int  # counts the frames of this source from 0; a gap is a lost frame
    captured_ns: int  # monotonic clock, ns; the kernel's time stamp where there is one
    mm_per_pixel: float | None  # mm, isotropic; None: unknown
    source: str  # identity of the source: "simulated probe", a file name, vendor:product:serial
    mirrored: bool | None = None  # the probe's marked side is shown on the right instead of the left; None: unknown
    recorded: bool = False  # from a file: it may have any name, and is from no device that could be validated
    colour: GreyImage | None = None  # (ceil(H / 8), ceil(W / 8)), how coloured each block is; None: the source has no colour
    controls: tuple[Control, ...] = ()  # what its device was set to, by name; one object while unchanged
    image_fault: ImageFault | None = None  # found by its source; None: none, or not looked for
    field: Roi | None = None  # box of the ultrasound on a scanner's screen, px; None: not found, or not looked for

    def __post_init__(self) -> None:
        if self.pixels.ndim != 2 or self.pixels.dtype != np.uint8:
            raise ValueError(f"a frame is (H, W) uint8, not {self.pixels.shape} {self.pixels.dtype}")
        self.pixels.setflags(write=False)
        if self.colour is not None:
            blocks = (-(-self.height // COLOUR_BLOCK), -(-self.width // COLOUR_BLOCK))
            if self.colour.shape != blocks or self.colour.dtype != np.uint8:
                raise ValueError(f"this frame's colour is {blocks} uint8, not {self.colour.shape} {self.colour.dtype}")
            self.colour.setflags(write=False)

    @property
    def origin(self) -> Origin:
        return origin_of(self.source, self.recorded)

    @property
    def height(self) -> int:
        return int(self.pixels.shape[0])

    @property
    def width(self) -> int:
        return int(self.pixels.shape[1])


@dataclass(frozen=True)
class Roi:
    """Region of interest: an axis-aligned rectangle in source pixels."""

    x: int  # px, left edge
    y: int  # px, top edge
    w: int  # px
    h: int  # px

    @classmethod
    def parse(cls, text: str) -> Roi:
        """Parse "x,y,w,h". Raises ConfigError for any other text."""
        try:
            x, y, w, h = (int(part) for part in text.split(","))
        except ValueError as exc:
            raise ConfigError(f"region {text!r} is not x,y,w,h in whole pixels, for example 120,80,400,300") from exc
        if w < 1 or h < 1:
            raise ConfigError(f"region {text!r} is empty: width and height must be at least 1 pixel")
        return cls(x, y, w, h)

    def clipped(self, width: int, height: int, min_side: int = 1) -> Roi:
        """The region fitted into a width x height image: enlarged to at least `min_side` pixels a side, cut, and moved inside."""
        w = min(max(self.w, min_side), width)
        h = min(max(self.h, min_side), height)
        return Roi(min(max(self.x, 0), width - w), min(max(self.y, 0), height - h), w, h)

    def crop(self, pixels: GreyImage) -> GreyImage:
        """A view of the region's pixels."""
        return pixels[self.y : self.y + self.h, self.x : self.x + self.w]


class AutomaticRoi(Enum):
    """A region that is looked for in each frame."""

    MUSCLE = "auto"  # the muscle that is proposed


@dataclass(frozen=True)
class Interval:
    """A measured share, score or difference with its 95 % interval."""

    value: float
    low: float
    high: float

    def __str__(self) -> str:
        return f"{self.value:.3f} ({self.low:.3f}-{self.high:.3f})"


class Muscle(str, Enum):
    """The muscles of the paper's data set."""

    BICEPS_BRACHII = "biceps brachii"
    TIBIALIS_ANTERIOR = "tibialis anterior"
    GASTROCNEMIUS_MEDIALIS = "gastrocnemius medialis"


class Sex(str, Enum):
    """Sex, as used by the echo intensity regressions and the manifest of a data set."""

    FEMALE = "female"
    MALE = "male"


class Side(str, Enum):
    """Side of the body."""

    LEFT = "left"
    RIGHT = "right"


class Label(str, Enum):
    """The result for a frame. Abstaining is a valid result."""

    NORMAL = "normal"
    ABNORMAL = "abnormal"
    INDETERMINATE = "indeterminate"  # judged, and too close to call: `IndeterminateReason`
    NOT_JUDGED = "not judged"  # the guard rejected the frame
    NOT_VALIDATED = "not validated on this device"
    OTHER_MUSCLE = "not made for this muscle"  # the bundle: there is no finding, `edge_app.other_muscle`


class IndeterminateReason(str, Enum):
    """Why a judged image is called neither normal nor abnormal."""

    CLOSE_TO_THRESHOLD = "close to the threshold"  # its probability is inside the bundle's `Band`
    VIEWS_DISAGREE = "views disagree"  # mirrored or moved by a twentieth, it is called the opposite


@dataclass(frozen=True)
class Band:
    """Probabilities too close to the threshold for a label. Learnt on validation subjects; the threshold lies inside."""

    low: float  # calibrated P(abnormal), 0-1; below it: normal
    high: float  # calibrated P(abnormal), 0-1; at least it: abnormal

    def __contains__(self, probability: float) -> bool:
        return self.low <= probability < self.high


def label_of(probability: float, threshold: float, band: Band | None) -> Label:
    """What an image with this calibrated P(abnormal) is called. band None: the bundle has none; every image gets a label."""
    if band is not None and probability in band:
        return Label.INDETERMINATE
    return Label.ABNORMAL if probability >= threshold else Label.NORMAL


class Permission(str, Enum):
    """What may be said of a device's frames with one bundle."""

    LABEL = "label"  # the bundle was validated on this device, at this setting
    SCORE = "score"  # score and heatmap, marked as research, but no label
    NOTHING = "nothing"  # the network is not run


class Guard(str, Enum):
    """Whether a frame is fit for analysis, and if not, why."""

    FIT = "fit"
    NO_CONTACT = "no contact"  # black
    LIFTED_OFF = "lifted off"  # part of the probe has lost the skin
    AIR = "air"  # nothing but reverberations of the probe's own surface
    UNDEREXPOSED = "underexposed"
    SATURATED = "saturated"
    FLAT = "flat"  # without any structure, or without fine structure
    COLOUR = "colour"  # Doppler or elastography over the image
    TEXT = "text"  # a menu or writing over the image
    SCANNER_FROZEN = "frozen"  # the scanner shows one and the same image
    BEYOND_FIELD = "beyond the field"  # the region is partly beside the ultrasound
    TOO_FEW_PIXELS = "too few pixels"  # too small in pixels, whatever it shows
    OTHER_SCALE = "other scale"  # outside the scales that the bundle was trained for, by its millimetres or its detail
    NOT_MUSCLE = "not muscle"
    UPSIDE_DOWN = "upside down"  # the skin is below
    WRONG_VIEW = "wrong view"  # along the fascicles, where the bundle was trained across them


@dataclass(frozen=True)
class Timings:
    """Wall-clock time of each stage of one analysis."""

    preprocess_ms: float
    inference_ms: float
    heatmap_ms: float
    echo_ms: float  # guard and echo intensity
    total_ms: float


@dataclass(frozen=True)
class ClassAnswer:
    """What a bundle that describes its classes says of one image."""

    labels: tuple[str, ...]  # of the bundle, in its order
    probabilities: tuple[float, ...]  # calibrated, of each, 0-1, together 1; only scores on a device that was not validated
    called: str | None  # its class, which is abnormal as its label is; None: the label is neither normal nor abnormal
    heat: FloatMap  # (classes, h, w) evidence for each, 0-1 relative to its heat scale

    @property
    def called_probability(self) -> float | None:
        """The calibrated probability of its class."""
        return None if self.called is None else self.probabilities[self.labels.index(self.called)]


@dataclass(frozen=True)
class Finding:
    """The result for one region of one frame. It carries that frame, so that a heatmap is never drawn on a different one."""

    frame: Frame
    roi: Roi
    label: Label
    probability: float | None  # calibrated P(abnormal), 0-1, on a validated device, otherwise only a score; None: not run
    heat: FloatMap  # (h, w), 7 x 7, or 14 x 14 if requested; evidence for "abnormal", 0-1 relative to the bundle's heat scale
    guard: Guard
    echo_intensity: float  # mean grey level of the raw region, 0-255
    bundle_id: str  # name and short hash of the model bundle
    timings: Timings
    threshold: float | None = None  # "abnormal" if `probability` is at least this; None: not recorded (older exams)
    validated: bool | None = None  # the bundle, on this device at this setting; False: no label; None: not recorded (older exams)
    band: Band | None = None  # inside it the label is INDETERMINATE; None: the bundle has none, or not recorded (older exams)
    reason: IndeterminateReason | None = None  # why it is INDETERMINATE, or would be on a validated device; None: it is not
    views: int | None = None  # how many views `probability` is the mean of; None: not recorded (older exams), it was one
    classes: ClassAnswer | None = None  # None: not run, the bundle describes no classes, or not recorded (older exams)
    heat_of: str | None = None  # the class whose evidence `heat` is; None: "abnormal"

    @property
    def label_reason(self) -> IndeterminateReason | None:
        """Why the label is INDETERMINATE; None where it is another."""
        return self.reason if self.label is Label.INDETERMINATE else None

    @property
    def may_count(self) -> bool:
        """Whether it has a part in a result: not where the bundle was not validated on the device, nor of a muscle that it was
        not made for. Older exams had labels.
        """
        return self.validated is not False and self.label is not Label.OTHER_MUSCLE
