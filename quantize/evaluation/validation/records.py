"""What `python -m quantize validate` finds, as it is in its JSON file, which schema.json beside this file describes.

All shares are 0-1. Intervals are 95 %, by a bootstrap of whole subjects; null: not defined, or in too few resamples.

python -m quantize.evaluation.validation.records        writes schema.json anew, from these records
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from inspect import cleandoc
from pathlib import Path
from typing import Any, Literal

import msgspec

from edge_app.errors import ConfigError
from edge_app.records import Band, Interval
from edge_app.system.atomic_write import write_output
from edge_app.typed_reader import FormatError, build, parse_json, short

SCHEMA = 1  # of the JSON file; raised when a key changes its meaning
SCHEMA_FILE = Path(__file__).with_name("schema.json")
VALIDATE_AGAIN = "run `python -m quantize validate` again"

Holds = Literal["holds", "does not hold", "open"]


@dataclass(frozen=True)
class Tested:
    """What was asked, by which graph, in which way."""

    bundle: str  # name and short hash
    manifest_sha256: str  # of the exact bytes of manifest.json
    signed_by: str  # id of the key
    intended_use: str
    graph: str
    runtimes: dict[str, str]
    views: bool  # whether each answer is that of several views, as of a frozen image
    threshold: float
    band: Band | None
    temperature: float


@dataclass(frozen=True)
class DataSet:
    """Which images."""

    sha256: str
    simulated: bool
    images: int
    subjects: int
    images_per_subject: float
    image_sizes: tuple[tuple[int, int], ...]  # px, width and height, each once
    mm_per_pixel: tuple[float, float] | None  # lowest and highest of the images whose scale is known; null: of none
    devices: tuple[str, ...]  # as the data set names them; none: it names none
    other_muscles: dict[str, int]  # muscle that the bundle was not made for -> images, which were not asked about
    training_site: str | None  # why these are the maker's own images; null: nothing shows it


@dataclass(frozen=True)
class Answered:
    """What became of the images of one class, or of its subjects (by the summary of an exam)."""

    label: str  # of the reference
    subjects: int
    images: int
    normal: int  # of the images: called so
    abnormal: int
    indeterminate: int
    refused: int  # by the guard
    subjects_normal: int
    subjects_abnormal: int
    subjects_indeterminate: int
    subjects_unanswered: int  # no image of theirs was judged


@dataclass(frozen=True)
class Refusals:
    """The images that the guard refused for one reason."""

    reason: str
    normal: int  # images of the reference's class
    abnormal: int
    right_anyway: int  # of both: what the network would have called right, read at the threshold


@dataclass(frozen=True)
class Rates:
    """How often an answer is right; abnormal is the positive class."""

    of: str  # which answers, in words
    n: int  # images, or subjects
    sensitivity: Interval | None
    specificity: Interval | None
    accuracy: Interval | None
    ppv: Interval | None
    npv: Interval | None


@dataclass(frozen=True)
class Curve:
    """A curve with its pointwise 95 % band."""

    x: tuple[float, ...]
    y: tuple[float, ...]
    low: tuple[float, ...]
    high: tuple[float, ...]


@dataclass(frozen=True)
class Discrimination:
    """How well the probability orders the judged images, whatever the threshold."""

    auc: Interval | None
    answered_auc: Interval | None  # of the images with a label only
    average_precision: Interval | None
    prevalence: float  # of abnormal images among them; the average precision of a guess
    subject_auc: Interval | None  # of the highest median of a subject's sites
    roc: Curve | None  # x: 1 - specificity, y: sensitivity; null where one class is missing
    precision_recall: Curve | None  # x: recall, y: precision


@dataclass(frozen=True)
class Calibration:
    """Whether the probabilities of the judged images mean what they say."""

    mean_probability: float
    prevalence: float
    slope: Interval | None  # 1 is right; below: too extreme
    intercept: float | None  # beside that slope
    in_the_large: Interval | None  # 0 is right; below: the probabilities are too high
    error: Interval | None  # expected calibration error, 15 bins
    brier: Interval | None
    reliability: Curve  # x: mean probability of a tenth of the images, y: share of abnormal ones
    reliability_images: tuple[int, ...]  # in each


@dataclass(frozen=True)
class DecisionCurve:
    """Net benefit by threshold probability, of the judged images."""

    threshold: tuple[float, ...]
    network: Curve  # x: the threshold
    everybody: tuple[float, ...]  # of acting on everybody; on nobody it is 0


@dataclass(frozen=True)
class Baseline:
    """Plain echo intensity as a score, on the same judged images. Nothing is fitted: only the order counts."""

    name: str
    images: int
    auc: Interval | None
    network_auc: Interval | None  # on exactly these images
    difference: Interval | None  # network - baseline, paired
    sensitivity_difference: Interval | None  # at the network's specificity here, network - baseline, paired


@dataclass(frozen=True)
class GuardFindings:
    """Whether the guard was right to refuse. Its refused images were asked about for this, in one view; a device never does."""

    refused: Interval | None  # share of all images
    accuracy_judged: Interval | None  # one view, read at the threshold
    accuracy_refused: Interval | None
    difference: Interval | None  # refused - judged: below 0 it refused where the network is more often wrong
    area_with_guard: float  # under the risk-coverage curve in which refused images come last
    area_without: float  # of the same images by their confidence only
    coverage: tuple[float, ...]
    risk_with_guard: tuple[float, ...]
    risk_without: tuple[float, ...]
    answered: float  # share of all images with a label: where a device is on the curve
    risk_answered: float | None  # share of these that are wrong


@dataclass(frozen=True)
class Group:
    """One subgroup; rates are of the images with a label."""

    kind: str  # "muscle", "sex", ...
    name: str
    images: int
    subjects: int
    abnormal: int  # images
    unanswered: int  # images without a label
    rates: Rates
    auc: Interval | None  # of the judged


@dataclass(frozen=True)
class PlannedSize:
    """What a 95 % interval of the wanted width takes."""

    rate: str  # "sensitivity" or "specificity"
    width: float  # wanted, of the whole interval
    width_here: float | None
    expected: float
    design_effect: float
    of_class: int  # images with a label, of the class
    images: int  # with a label, of both, as they are mixed here
    subjects: int


@dataclass(frozen=True)
class Compared:
    """A figure here beside the one in the bundle, both of every image, in one view, at the threshold, whatever guard and band."""

    name: str
    here: Interval | None
    maker: Interval
    difference: Interval | None  # here - maker's, of different people


@dataclass(frozen=True)
class Statement:
    """What holds here or does not, in plain words."""

    subject: str
    holds: Holds
    text: str


@dataclass(frozen=True)
class ValidationReport:
    """Everything that `python -m quantize validate` found out about one bundle on one data set."""

    schema: int
    created: str  # UTC, ISO 8601
    tested: Tested
    data: DataSet
    classes: tuple[Answered, ...]  # normal, abnormal
    refusals: tuple[Refusals, ...]
    image_rates: tuple[Rates, ...]
    subject_rates: tuple[Rates, ...]
    abstention: Interval | None  # share of all images without a label
    answered_of_judged: Interval | None  # share of the judged images with a label
    discrimination: Discrimination
    calibration: Calibration | None  # null: no image was judged
    decision: DecisionCurve | None
    baselines: tuple[Baseline, ...]
    guard: GuardFindings
    compared: tuple[Compared, ...]  # with what the bundle says of itself; none: it was never measured
    groups: tuple[Group, ...]
    missing: tuple[str, ...]  # groups that could not be made, a sentence each
    sizes: tuple[PlannedSize, ...]
    statements: tuple[Statement, ...]
    no_validation: tuple[str, ...]  # why no site-validation record can be made of this; none: it can

    @property
    def device_rates(self) -> Rates:
        """Of the images that a device would give a label."""
        return self.image_rates[0]

    @property
    def abnormal(self) -> Answered:
        return self.classes[1]

    @property
    def normal(self) -> Answered:
        return self.classes[0]


def write_report_json(path: Path, report: ValidationReport) -> None:
    """Write it as JSON. Raises ExportError."""
    write_output(path, json.dumps(asdict(report), indent=1, allow_nan=False, ensure_ascii=False).encode() + b"\n")


def read_report_json(path: Path) -> ValidationReport:
    """Read it back. Raises ConfigError, in one sentence."""
    try:
        document = parse_json(path.read_bytes())
        if document.get("schema") != SCHEMA:
            found = short(document.get("schema"))
            raise ConfigError(f"{path} has schema {found}, but this program reads {SCHEMA}; {VALIDATE_AGAIN}")
        return build(ValidationReport, document)
    except FormatError as exc:
        raise ConfigError(f"{path} {exc}; {VALIDATE_AGAIN}") from exc
    except OSError as exc:
        raise ConfigError(f"{path} cannot be read ({exc.strerror}); {VALIDATE_AGAIN}") from exc


def schema_text() -> str:
    """The content of schema.json: JSON Schema (2020-12)."""
    schema: dict[str, Any] = msgspec.json.schema(ValidationReport)
    for part in schema["$defs"].values():
        part["description"] = cleandoc(part["description"])  # Python 3.13 itself takes the indentation out of docstrings
    head = {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "Result of python -m quantize validate"}
    return json.dumps({**head, **schema}, indent=1) + "\n"


if __name__ == "__main__":
    SCHEMA_FILE.write_text(schema_text(), encoding="utf-8")
