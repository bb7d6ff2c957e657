"""The site-validation record that a device accepts, made of `validate`'s own file and of what the site states beforehand.

The statement is a TOML file: whose device at which setting, who answers for it, and the limits that had to be met.

    site = "Clinic 17"
    signed_for = "Dr. A. Example, neurophysiology"
    notice = "Validated at Clinic 17 for research."
    expires = 2027-11-30        # may be left out

    [device]                    # as `edge-app profiles show` names it
    device = "534d:2109:-:1-1.2"
    preset = "MSK"
    width = 800                 # px
    height = 600
    mm_per_pixel = 0.08
    mirrored = false
    controls = []               # [{ name = "brightness", value = "128" }]

    [[limits]]
    metric = "sensitivity"      # or specificity, accuracy, auc, abstention, coverage
    side = "at least"           # or "at most"
    bound = 0.8
    of = "interval"             # its less favourable end too; or "value"
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from edge_app.errors import ConfigError, SiteValidationError
from edge_app.records import Interval
from edge_app.typed_reader import FormatError, build, parse_toml
from edge_app.validation.record import (
    SCHEMA,
    ClassCounts,
    Limit,
    SiteMetrics,
    SiteValidation,
    ValidatedBundle,
    ValidatedSetting,
    ValidationCounts,
)
from quantize.evaluation.validation.records import Answered, ValidationReport

SCALE_TOLERANCE = 0.01  # relative, of the images' scale to the device's: a data set may have rounded it


@dataclass(frozen=True)
class SiteStatement:
    """What a site states before it looks at results."""

    site: str
    signed_for: str
    notice: str
    device: ValidatedSetting
    limits: tuple[Limit, ...]
    expires: date | None = None


def read_statement(path: Path) -> SiteStatement:
    """Raises ConfigError, in one sentence."""
    try:
        return build(SiteStatement, parse_toml(path.read_bytes()))
    except FormatError as exc:
        raise ConfigError(f"{path} {exc}; quantize/evaluation/validation/site_record.py shows an example") from exc
    except OSError as exc:
        raise ConfigError(f"{path} cannot be read ({exc.strerror}); name the site's statement") from exc


def make_record(report: ValidationReport, statement: SiteStatement, today: date) -> SiteValidation:
    """The record of these figures for this device. Raises SiteValidationError with every reason why there can be none."""
    reasons = [*report.no_validation, *_mismatches(report, statement.device)]
    if reasons:
        raise SiteValidationError(f"this cannot serve as a site validation: {' '.join(reasons)} The report says what was found")
    rates, discrimination = report.device_rates, report.discrimination
    try:
        return SiteValidation(
            schema=SCHEMA,
            bundle=ValidatedBundle(report.tested.bundle, report.tested.manifest_sha256),
            device=statement.device,
            site=statement.site,
            signed_for=statement.signed_for,
            created=today,
            data_sha256=report.data.sha256,
            counts=ValidationCounts(
                subjects=report.data.subjects,
                images=report.data.images,
                abstained=sum(_abstained(one) for one in report.classes),
                classes=tuple(
                    ClassCounts(one.label, one.subjects, one.images, _abstained(one), one.indeterminate) for one in report.classes
                ),
                indeterminate=sum(one.indeterminate for one in report.classes),
            ),
            metrics=SiteMetrics(
                sensitivity=_defined("sensitivity", rates.sensitivity),
                specificity=_defined("specificity", rates.specificity),
                accuracy=_defined("accuracy", rates.accuracy),
                auc=_defined("AUC", discrimination.answered_auc),
                abstention=_defined("abstention", report.abstention),
                coverage=_defined("coverage", report.answered_of_judged),
            ),
            limits=statement.limits,
            notice=statement.notice,
            expires=statement.expires,
        )
    except FormatError as exc:
        raise SiteValidationError(
            f"this cannot serve as a site validation: its record {exc}; the report says what was found"
        ) from exc


def _abstained(one: Answered) -> int:
    return one.indeterminate + one.refused


def _defined(name: str, found: Interval | None) -> Interval:
    """The interval, widened by what the resamples lie beside the value, if they do. Raises SiteValidationError."""
    if found is None:
        raise SiteValidationError(
            f"this cannot serve as a site validation: {name} is not defined on it; add images of both kinds"
        )
    return Interval(found.value, min(found.low, found.value), max(found.high, found.value))


def _mismatches(report: ValidationReport, device: ValidatedSetting) -> Iterator[str]:
    """Why the images are not of the device at this setting, as far as the data set shows it."""
    if report.data.image_sizes != ((device.width, device.height),):
        found = ", ".join(f"{width} x {height}" for width, height in report.data.image_sizes[:3])
        yield f"The images have {found} pixels, and the device's {device.width} x {device.height}."
    scales = report.data.mm_per_pixel
    if scales is not None and not all(math.isclose(one, device.mm_per_pixel, rel_tol=SCALE_TOLERANCE) for one in scales):
        yield f"The images have {scales[0]:g} to {scales[1]:g} mm per pixel, and the device's {device.mm_per_pixel:g}."
    if not report.tested.views:
        yield "One view of each image was asked about, and a device asks about several."
