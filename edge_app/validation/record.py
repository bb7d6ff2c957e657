"""What a site-validation record says: which bundle was tested on which device at which setting, on how much, and how well it did.

A record that exists is sound: what cannot be, and figures that miss the limits they are said to meet, are refused when it is
made. All figures are of single images. An image that got no label counts as abstained only; sensitivity, specificity, accuracy
and AUC are of the others. Of those abstained, some were judged and are indeterminate; the guard refused the rest. Older records
do not tell them apart.
"""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields
from datetime import date
from typing import Annotated, Literal

from msgspec import Meta

from edge_app.bundle.manifest import LABELS
from edge_app.drift.reference import DriftReference
from edge_app.errors import SiteValidationError
from edge_app.records import SCALES_MM, Control, Interval
from edge_app.typed_reader import FormatError, build, parse_json, short

SCHEMA = 1  # of the record; raised when a key changes its meaning
LONGEST_NAME, LONGEST_TEXT = 200, 2000  # characters
MOST_ENTRIES = 100  # of a list
ROUNDING = 0.002  # by which a share may differ from what the counts give: reports round
_MAKE_ANEW = "have the record made and signed again"

Text = Annotated[str, Meta(min_length=1)]
Count = Annotated[int, Meta(ge=0, le=1_000_000_000)]
Side = Annotated[int, Meta(ge=1, le=16_384)]
Scale = Annotated[float, Meta(ge=SCALES_MM[0], le=SCALES_MM[1])]
Share = Annotated[float, Meta(ge=0, le=1)]
Metric = Literal["sensitivity", "specificity", "accuracy", "auc", "abstention", "coverage"]


@dataclass(frozen=True)
class ValidatedBundle:
    """The one bundle that the record holds for."""

    id: Text  # as the appliance shows it: name and first eight digits of the hash
    manifest_sha256: Text  # of the exact bytes of manifest.json, hexadecimal

    def __post_init__(self) -> None:
        _check_name("bundle.id", self.id)
        _check_sha256("bundle.manifest_sha256", self.manifest_sha256)
        if not self.id.endswith(f" {self.manifest_sha256[:8]}"):
            raise FormatError("names a bundle whose id and manifest hash are not of one bundle")


@dataclass(frozen=True)
class ValidatedSetting:
    """The device and its setting that the record holds for. Nothing is left open: what is unknown was not validated."""

    device: Text  # `Frame.source`
    preset: Text  # the scanner's
    width: Side  # px, of the images
    height: Side  # px
    mm_per_pixel: Scale  # mm, isotropic
    mirrored: bool  # left and right are exchanged
    controls: tuple[Control, ...]  # none: no control was known when it was validated

    def __post_init__(self) -> None:
        _check_name("device.device", self.device)
        _check_name("device.preset", self.preset)
        _check_list("device.controls", [control.name for control in self.controls])
        for control in self.controls:
            _check_name("device.controls.name", control.name)
            _check_name("device.controls.value", control.value)


@dataclass(frozen=True)
class ClassCounts:
    """How much of one class was tested."""

    label: Text  # of the reference, not of the network
    subjects: Count
    images: Count
    abstained: Count  # images of these without a label
    indeterminate: Count | None = None  # of the abstained, those that were judged; None: not told apart (older records)

    def __post_init__(self) -> None:
        _check_name("counts.classes.label", self.label)
        if not 1 <= self.subjects <= self.images or not self.abstained < self.images:
            tested = f"{self.subjects} subjects, {self.images} images and {self.abstained} abstained"
            raise FormatError(f"counts {tested} of the class {short(self.label)!r}, which cannot be or judges none of them")
        _check_indeterminate(f"the class {short(self.label)!r}", self.indeterminate, self.abstained)


@dataclass(frozen=True)
class ValidationCounts:
    """How much was tested. A subject may have images of several classes; an image has one."""

    subjects: Count
    images: Count
    abstained: Count  # images without a label
    classes: tuple[ClassCounts, ...]
    indeterminate: Count | None = None  # of the abstained, those that were judged; None: not told apart (older records)

    def __post_init__(self) -> None:
        _check_list("counts.classes", [one.label for one in self.classes])
        if len(self.classes) < 2:
            raise FormatError("counts fewer than two classes, of which nothing can be told apart")
        for name in ("images", "abstained"):
            total, summed = getattr(self, name), sum(getattr(one, name) for one in self.classes)
            if total != summed:
                raise FormatError(f'has {total} as "counts.{name}", but its classes add up to {summed}')
        _check_indeterminate("all classes", self.indeterminate, self.abstained)
        parts = [one.indeterminate for one in self.classes]
        if any((part is None) is not (self.indeterminate is None) for part in parts):
            raise FormatError('has "indeterminate" in some of "counts" and not in all of it')
        summed = sum(part or 0 for part in parts)
        if self.indeterminate is not None and self.indeterminate != summed:
            raise FormatError(f'has {self.indeterminate} as "counts.indeterminate", but its classes add up to {summed}')
        subjects = [one.subjects for one in self.classes]
        if not max(subjects) <= self.subjects <= sum(subjects):
            raise FormatError(f'has {self.subjects} as "counts.subjects", which its classes cannot add up to')


@dataclass(frozen=True)
class SiteMetrics:
    """How well the bundle did, each with its 95 % interval over subjects; "abnormal" is the positive class."""

    sensitivity: Interval
    specificity: Interval
    accuracy: Interval
    auc: Interval
    abstention: Interval  # share of all images that got no label
    coverage: Interval | None = None  # share of the judged images that got a label; None: not known (older records)

    def __post_init__(self) -> None:
        for field in fields(self):
            interval: Interval | None = getattr(self, field.name)
            if interval is None:
                continue
            if not 0 <= interval.low <= interval.value <= interval.high <= 1:  # NaN is not either
                shown = f"{interval.value:g} ({interval.low:g} to {interval.high:g})"
                raise FormatError(f'has {shown} as "metrics.{field.name}", which is no share within its interval')


@dataclass(frozen=True)
class Limit:
    """What a metric had to reach for the site to call the bundle validated."""

    metric: Metric
    side: Literal["at least", "at most"]
    bound: Share
    of: Literal["value", "interval"]  # interval: its less favourable end too

    def is_met(self, metrics: SiteMetrics) -> bool:
        """Whether the metric keeps the limit."""
        found: Interval | None = getattr(metrics, self.metric)
        if found is None:
            return False
        if self.side == "at least":
            return (found.low if self.of == "interval" else found.value) >= self.bound
        return (found.high if self.of == "interval" else found.value) <= self.bound

    def __str__(self) -> str:
        return f"{self.side} {self.bound:g}" + (", the whole interval" if self.of == "interval" else "")


@dataclass(frozen=True)
class SiteValidation:
    """A site's validation of one bundle on one device at one setting. Raises FormatError for what cannot be."""

    schema: int
    bundle: ValidatedBundle
    device: ValidatedSetting
    site: Text
    signed_for: Text  # who answers for it, in words
    created: date  # UTC
    data_sha256: Text  # of the images and their reference
    counts: ValidationCounts
    metrics: SiteMetrics
    limits: tuple[Limit, ...]  # that had to be met, and were
    notice: Text  # shown with every answer that rests on it
    expires: date | None = None  # UTC, the last day it holds; None: it does not expire
    drift: DriftReference | None = None  # of the site's own patients on this device at this preset; None: not measured

    def __post_init__(self) -> None:
        _check_name("site", self.site)
        _check_name("signed_for", self.signed_for)
        _check_name("notice", self.notice, LONGEST_TEXT)
        _check_sha256("data_sha256", self.data_sha256)
        if self.expires is not None and self.expires < self.created:
            raise FormatError(f"expires on {self.expires}, before it was created on {self.created}")
        self._check_shares()
        self._check_limits()

    def _check_shares(self) -> None:
        """Shares that follow from the counts and from each other."""
        counts, metrics = self.counts, self.metrics
        if not math.isclose(metrics.abstention.value, counts.abstained / counts.images, abs_tol=ROUNDING):
            found = f"{counts.abstained} of {counts.images} images abstained"
            raise FormatError(f'has {metrics.abstention.value:g} as "metrics.abstention", but {found}')
        self._check_coverage()
        judged = {one.label: one.images - one.abstained for one in counts.classes}
        if set(judged) != set(LABELS):
            return  # of other classes nobody knows here which of them are positive
        normal, abnormal = (judged[label] for label in LABELS)
        correct = metrics.specificity.value * normal + metrics.sensitivity.value * abnormal
        if not math.isclose(metrics.accuracy.value, correct / (normal + abnormal), abs_tol=ROUNDING):
            wanted = f"{correct / (normal + abnormal):.3f} from sensitivity, specificity and the counts"
            raise FormatError(f'has {metrics.accuracy.value:g} as "metrics.accuracy", which is {wanted}')

    def _check_coverage(self) -> None:
        """Coverage is of the judged images: those with a label, and the indeterminate ones."""
        counts, coverage = self.counts, self.metrics.coverage
        if (counts.indeterminate is None) is not (coverage is None):
            raise FormatError('has one of "counts.indeterminate" and "metrics.coverage" without the other')
        if counts.indeterminate is None or coverage is None:
            return
        labelled = counts.images - counts.abstained
        if not math.isclose(coverage.value, labelled / (labelled + counts.indeterminate), abs_tol=ROUNDING):
            found = f"{labelled} of {labelled + counts.indeterminate} judged images have a label"
            raise FormatError(f'has {coverage.value:g} as "metrics.coverage", but {found}')

    def _check_limits(self) -> None:
        if not self.limits:
            raise FormatError('has no "limits", so that there is nothing it was validated against')
        _check_list("limits", [f"{limit.metric} {limit.side} {limit.of}" for limit in self.limits])
        for limit in self.limits:
            if not limit.is_met(self.metrics):
                found: Interval | None = getattr(self.metrics, limit.metric)
                if found is None:
                    raise FormatError(f'has a limit of "{limit.metric}", which it does not state')
                shown = f"{found.value:g} ({found.low:g} to {found.high:g})"
                raise FormatError(f"does not meet its own limit: {limit.metric} must be {limit} and is {shown}")

    def to_json(self) -> bytes:
        """The bytes of a record, to be signed."""
        return (json.dumps(asdict(self), indent=2, ensure_ascii=False, default=date.isoformat) + "\n").encode()


def parse_record(text: bytes, source: str) -> SiteValidation:
    """Read the bytes of a record. source: its file, for the sentence. Raises SiteValidationError."""
    try:
        document = parse_json(text)
        # Before anything else: another schema may well have other keys.
        if (schema := document.get("schema")) != SCHEMA or isinstance(schema, bool):
            raise SiteValidationError(
                f"{source} has schema {short(schema)}, but this program reads schema {SCHEMA}; update the program or the record"
            )
        return build(SiteValidation, document)
    except FormatError as exc:
        raise SiteValidationError(f"{source} {exc}; {_MAKE_ANEW}") from exc


def _check_name(key: str, text: str, longest: int = LONGEST_NAME) -> None:
    """Text that is shown: on one line, of a length that can be read."""
    if not (text.strip() and text.isprintable() and len(text) <= longest):
        raise FormatError(f'has {short(text)!r} as "{key}", which must be one line of 1 to {longest} printable characters')


def _check_sha256(key: str, digest: str) -> None:
    if len(digest) != 64 or any(c not in "0123456789abcdef" for c in digest):
        raise FormatError(f'has {short(digest)!r} as "{key}", which must be 64 hexadecimal digits')


def _check_indeterminate(where: str, indeterminate: int | None, abstained: int) -> None:
    if indeterminate is not None and indeterminate > abstained:
        raise FormatError(f"counts {indeterminate} indeterminate images of {where}, of which only {abstained} have no label")


def _check_list(key: str, names: Sequence[str]) -> None:
    if len(names) > MOST_ENTRIES:
        raise FormatError(f'has {len(names)} entries in "{key}", which must be {MOST_ENTRIES} at most')
    if twice := next((name for number, name in enumerate(names) if name in names[:number]), None):
        raise FormatError(f'has {short(twice)!r} twice in "{key}"')
