"""What a model bundle says of itself: `manifest.json`, read strictly and written back unchanged."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from functools import cached_property
from typing import Any

from edge_app.bundle.class_scheme import ClassDescription, ClassScheme, outputs
from edge_app.bundle.indeterminate_band import IndeterminateBand
from edge_app.bundle.validated_device import ValidatedDevice
from edge_app.drift.reference import DeviceReference
from edge_app.errors import BundleError
from edge_app.guard.scope import GuardScope
from edge_app.imaging.preprocess import Preprocessing
from edge_app.records import SCALES_MM, Band, Interval, Label, Muscle, label_of
from edge_app.typed_reader import FormatError, build, parse_json, short, to_document

SCHEMA = 2  # of manifest.json; raised when a key changes its meaning. Schema 1 is read as well: `_from_schema_1`
MUSCLE_ULTRASOUND = "muscle ultrasound"  # the kind of the bundles that this appliance runs
LABELS = (Label.NORMAL.value, Label.ABNORMAL.value)  # order of the logits of a bundle that describes no classes


@dataclass(frozen=True)
class Metrics:
    """How well a classifier did at the bundle's decision threshold; "abnormal" is the positive class. Bootstrap over subjects."""

    accuracy: Interval
    sensitivity: Interval
    specificity: Interval
    ppv: Interval
    npv: Interval
    f1: Interval
    auc: Interval
    calibration_error: Interval  # expected calibration error, 15 bins


@dataclass(frozen=True)
class Fidelity:
    """How much of the FP32 graph is left in the INT8 graph, on the same images."""

    agreement: float  # share of images that both call the same
    logits_sqnr_db: float  # signal-to-quantisation-noise ratio of the difference of the logits
    map_cosine: float  # of the Grad-CAM maps, median over the images that FP32 calls abnormal


@dataclass(frozen=True)
class ClassMetrics:
    """How well a classifier of several classes calls them. Bootstrap over subjects."""

    confusion: tuple[tuple[int, ...], ...]  # images; a row for each true class, a column for each called one
    accuracy: Interval  # share of the images whose class is called
    sensitivity: tuple[Interval | None, ...]  # of each class: share of its images that are called it; None: it has no image
    precision: tuple[Interval | None, ...]  # of each class: share of the images called it that are it; None: none is called it
    weighted_kappa: Interval | None = None  # quadratic (Cohen 1968), of classes in an order; None: they have none


@dataclass(frozen=True)
class Measured:
    """Accuracy of the INT8 graph, run through the appliance's own engine on subjects it was never tuned on."""

    part: str  # which images, in words; says whether they are simulated
    data_sha256: str  # of the data set they are from
    engine: str  # runtime and precision that gave the answers
    images: int
    subjects: int
    metrics: Metrics
    fidelity: Fidelity
    classes: ClassMetrics | None = None  # of a bundle that describes its classes


@dataclass(frozen=True)
class TrainingData:
    """Where the weights come from."""

    description: str
    simulated: bool
    images: int  # in the training part
    subjects: int  # in the training part
    sha256: str  # of the data set's manifest, images and masks


@dataclass(frozen=True)
class Tolerance:
    """Largest absolute difference to the reference outputs in golden.npz."""

    logits: float
    heat: float  # where 1 is the heat scale


@dataclass(frozen=True)
class Golden:
    """How near a machine has to come to the reference outputs."""

    fp32: Tolerance  # to the trained network in torch
    int8: Tolerance  # to the reference engine; kernels of different runtimes and processors round differently
    reference_engine: str  # which runtime, version and processor gave the INT8 reference


@dataclass(frozen=True)
class LiteRt:
    """The LiteRT graph of a bundle that has one. Temperature, threshold and heat scale are the bundle's."""

    recipe: str  # how it was made
    reference_engine: str  # which runtime, version and processor gave its golden answers
    tolerance: Tolerance  # to those answers
    measured: Measured  # on the same images as the bundle's own


@dataclass(frozen=True)
class FineHeatmap:
    """The finer heatmap of a bundle that has its graph: Grad-CAM at the last map of 14 x 14 places, in float32."""

    heat_scale: float  # raw value shown as 1
    fp32: float  # largest absolute difference to golden.npz behind the FP32 graph, where 1 is the heat scale
    int8: float  # the same behind the INT8 graph
    part: str  # which images the figures below are of, in words
    pictures: int  # of these that the trained network calls abnormal
    cosine_median: float  # of the maps behind the INT8 graph to those behind the FP32 graph
    cosine_p5: float  # 5th percentile


@dataclass(frozen=True)
class Manifest:
    """`manifest.json` of a model bundle."""

    schema: int
    kind: str  # what its images are: MUSCLE_ULTRASOUND
    name: str
    created: str  # UTC, ISO 8601
    intended_use: str  # shown with every result
    files: dict[str, str]  # file name -> SHA-256, hexadecimal
    input_shape: tuple[int, ...]  # of the graphs: (1, 1, side, side) uint8
    labels: tuple[str, ...]  # in the order of the logits
    preprocessing: Preprocessing
    temperature: float  # logits are divided by it before the softmax (Guo et al. 2017)
    decision_threshold: float  # calibrated P(abnormal) from which a frame is called abnormal, 0-1
    heat_scale: float  # raw Grad-CAM value shown as 1
    parameters: int  # trainable parameters of the trained network
    recipe: str  # how the INT8 graph was made
    training_data: TrainingData
    measured: Measured | None  # None: never measured; such a bundle is only for development
    golden: Golden
    validated: tuple[ValidatedDevice, ...]  # where `measured` holds and a label may be given
    litert: LiteRt | None = None  # None: the bundle has no LiteRT graph
    fine: FineHeatmap | None = None  # None: the bundle has only the coarse heatmap
    guard: GuardScope | None = None  # None: the bundle does not know muscle from anything else
    indeterminate: IndeterminateBand | None = None  # None: every image that is judged is called normal or abnormal
    drift: tuple[DeviceReference, ...] | None = None  # of devices whose drift is watched, each once; None: of none
    muscles: tuple[str, ...] | None = None  # that it was made for; None, as in all bundles before this key: those of `Muscle`
    classes: ClassDescription | None = None  # None, as in all bundles before this key: `labels` says it all

    @cached_property
    def scheme(self) -> ClassScheme | None:
        """How the logits are read as classes; None: they are those of normal and abnormal, and nothing else is described."""
        if self.classes is None and self.labels == LABELS:
            return None
        described = self.classes or ClassDescription(ordered=False, head="softmax")
        abnormal = described.abnormal_of(self.labels)
        return ClassScheme(
            labels=self.labels,
            abnormal=tuple(label in abnormal for label in self.labels),
            ordered=described.ordered,
            head=described.head,
            temperatures=described.temperatures or (self.temperature,) * outputs(self.labels, described.head),
            thresholds=described.thresholds,
        )

    @property
    def heat_classes(self) -> tuple[str, ...]:
        """Whose evidence can be drawn besides that of "abnormal"; none where there are only two classes."""
        return self.labels if len(self.labels) > 2 else ()

    @property
    def outputs(self) -> int:
        """How many logits the graphs have."""
        return outputs(self.labels, self.classes.head if self.classes else "softmax")

    def heat_scale_of(self, label: str | None) -> float:
        """The raw Grad-CAM value shown as 1 of a class; None: of "abnormal"."""
        scales = self.classes.heat_scales if self.classes else None
        return self.heat_scale if label is None or scales is None else scales[self.labels.index(label)]

    @property
    def band(self) -> Band | None:
        """The probabilities that get no label; None: there are none."""
        return self.indeterminate.band if self.indeterminate else None

    def is_made_for(self, muscle: str) -> bool:
        """Whether it may answer about a muscle; any name is one."""
        return muscle in (tuple(Muscle) if self.muscles is None else self.muscles)

    def label_of(self, probability: float) -> Label:
        """What a frame with this calibrated P(abnormal) is called."""
        return label_of(probability, self.decision_threshold, self.band)

    def to_json(self) -> bytes:
        """The bytes of manifest.json."""
        # A bundle without a grey range, or that describes no classes, is read by programs that know of neither.
        document = {**asdict(self), "preprocessing": to_document(self.preprocessing), "measured": to_document(self.measured)}
        if self.litert is not None:
            document["litert"]["measured"] = to_document(self.litert.measured)
        if self.classes is None:
            del document["classes"]
        else:
            document["classes"] = to_document(self.classes)
        return (json.dumps(document, indent=2, ensure_ascii=False) + "\n").encode()


def parse_manifest(text: bytes) -> Manifest:
    """Read the bytes of manifest.json. Raises BundleError, in one sentence, for anything that is not a sound manifest."""
    try:
        document = parse_json(text)
        # Before anything else: another schema may well have other keys.
        schema = document.get("schema")
        if schema not in (1, SCHEMA) or isinstance(schema, bool):
            found = f"manifest.json has schema {short(schema)}"
            raise BundleError(f"{found}, but this program reads schema 1 and {SCHEMA}; update the program or the bundle")
        if schema == 1:
            document = _from_schema_1(document)
        manifest = build(Manifest, document)
    except FormatError as exc:
        raise BundleError(f"manifest.json {exc}; get the bundle again from its source") from exc
    _check(manifest)
    return manifest


def _from_schema_1(document: dict[str, Any]) -> dict[str, Any]:
    """All bundles of schema 1 were for muscle ultrasound. None named a device, so they are validated on none."""
    return {**document, "schema": SCHEMA, "kind": MUSCLE_ULTRASOUND, "validated": []}


def _check(m: Manifest) -> None:
    """Refuse values that parse but cannot be meant."""
    side = m.preprocessing.size
    sound = {
        "name": bool(m.name) and m.name.isprintable(),
        "intended_use": bool(m.intended_use.strip()),
        "files": all(_is_plain_name(name) and _is_sha256(digest) for name, digest in m.files.items()),
        "kind": bool(m.kind) and m.kind.isprintable(),
        "labels": m.labels == LABELS if m.kind == MUSCLE_ULTRASOUND and m.classes is None else _are_names(m.labels),
        "classes": m.classes is None or m.classes.fits(m.labels),
        "preprocessing.size": 32 <= side <= 4096,
        "preprocessing.median": m.preprocessing.median in (None, 3, 5, 7),
        "preprocessing.clahe_clip": m.preprocessing.clahe_clip is None or m.preprocessing.clahe_clip > 0,
        "preprocessing.clahe_tiles": 1 <= m.preprocessing.clahe_tiles <= side,
        "preprocessing.grey_range": _is_grey_range(m.preprocessing.grey_range),
        "input_shape": m.input_shape == (1, 1, side, side),
        "temperature": m.temperature > 0,
        "decision_threshold": 0 < m.decision_threshold < 1,
        "heat_scale": m.heat_scale > 0,
        "parameters": m.parameters > 0,
        "validated": all(map(_can_be, m.validated)),
        "muscles": m.muscles is None or (len(m.muscles) > 0 and all(map(str.strip, m.muscles))),
        "drift": len({(one.device, one.preset) for one in m.drift or ()}) == len(m.drift or ()),
        "golden": all(min(limit.logits, limit.heat) > 0 for limit in (m.golden.fp32, m.golden.int8)),
        "litert": m.litert is None or min(m.litert.tolerance.logits, m.litert.tolerance.heat) > 0,
        "guard": m.guard is None or m.guard.is_sound,
        # Its graph holds the weights of "abnormal" alone.
        "fine": m.fine is None or (m.classes is None and min(m.fine.heat_scale, m.fine.fp32, m.fine.int8) > 0),
        "indeterminate": m.band is None or 0 <= m.band.low <= m.decision_threshold < m.band.high <= 1,
    }
    for key, is_sound in sound.items():
        if not is_sound:
            raise BundleError(f'manifest.json has an impossible value for "{key}"; get the bundle again from its source')


def _are_names(labels: tuple[str, ...]) -> bool:
    return len(labels) >= 2 and len(set(labels)) == len(labels) and all(label and label.isprintable() for label in labels)


def _is_grey_range(ends: tuple[int, int] | None) -> bool:
    return ends is None or 0 <= ends[0] < ends[1] <= 255


def _can_be(device: ValidatedDevice) -> bool:
    low, high = device.mm_per_pixel or SCALES_MM
    return bool(device.device) and SCALES_MM[0] <= low <= high <= SCALES_MM[1]


def _is_plain_name(name: str) -> bool:
    return name.isprintable() and not name.startswith(".") and not any(c in name for c in "/\\:") and name != ""


def _is_sha256(digest: str) -> bool:
    return len(digest) == 64 and all(c in "0123456789abcdef" for c in digest)
