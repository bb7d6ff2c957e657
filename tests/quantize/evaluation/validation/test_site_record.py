"""From a site's figures to a record that a device accepts; and what is refused, with the reason."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from edge_app.bundle.loader import ModelBundle
from edge_app.errors import ConfigError, SiteValidationError
from edge_app.validation.installed import install, installed_records
from edge_app.validation.matching import differences, find
from edge_app.validation.record import Limit
from quantize.evaluation.validation.records import ValidationReport, read_report_json, write_report_json
from quantize.evaluation.validation.site_record import SiteStatement, make_record, read_statement
from quantize.evaluation.validation.standing import shared_images
from quantize.packaging.site_validation import sign_record
from tests.support.site_validations import KEY, KEYS, PROFILE, RECORD, STATEMENT_TOML, TODAY
from tests.support.small_dataset import make_dataset

STATEMENT = SiteStatement(
    site="Clinic 17",
    signed_for="Dr. A. Example",
    notice="Validated at Clinic 17 for research.",
    device=RECORD.device,
    limits=(Limit("sensitivity", "at least", 0.7, "interval"), Limit("abstention", "at most", 0.5, "value")),
)


def test_a_device_shows_what_was_measured(report: ValidationReport, bundle: ModelBundle, tmp_path: Path) -> None:
    """validate's own file -> record -> signature -> installed: it holds for this bundle on this device, with the same figures."""
    write_report_json(tmp_path / "validation.json", report)
    record = make_record(read_report_json(tmp_path / "validation.json"), STATEMENT, TODAY)
    (tmp_path / "record.json").write_bytes(record.to_json())
    sign_record(tmp_path / "record.json", KEY, tmp_path / "site.validation")
    install(tmp_path / "site.validation", tmp_path / "device", KEYS)
    validations = installed_records(tmp_path / "device", KEYS).validations
    held = find(validations, bundle.manifest_sha256, PROFILE, (), TODAY)
    assert held is not None and held == record
    assert differences(held, "00" * 32, PROFILE, (), TODAY) and find(validations, bundle.manifest_sha256, None) is None
    rates = report.device_rates
    assert (held.metrics.sensitivity, held.metrics.specificity) == (rates.sensitivity, rates.specificity)
    assert held.metrics.auc == report.discrimination.answered_auc and held.data_sha256 == report.data.sha256
    assert held.counts.images == report.data.images and held.counts.indeterminate == sum(o.indeterminate for o in report.classes)


def test_what_is_no_validation_is_refused_with_every_reason(report: ValidationReport) -> None:
    poor = replace(report, no_validation=("The images are simulated.", "There are too few subjects: 3 normal."))
    with pytest.raises(SiteValidationError, match=r"simulated\. There are too few subjects"):
        make_record(poor, STATEMENT, TODAY)
    missed = replace(STATEMENT, limits=(Limit("specificity", "at least", 0.999, "value"),))
    with pytest.raises(SiteValidationError, match=r"does not meet its own limit: specificity must be at least 0\.999"):
        make_record(report, missed, TODAY)
    with pytest.raises(SiteValidationError, match='no "limits"'):
        make_record(report, replace(STATEMENT, limits=()), TODAY)


def test_images_of_another_setting_are_refused(report: ValidationReport) -> None:
    for data, words in (
        ({"image_sizes": ((640, 480),)}, "640 x 480 pixels, and the device's 800 x 600"),
        ({"image_sizes": ((640, 480), (800, 600))}, "640 x 480, 800 x 600"),
        ({"mm_per_pixel": (0.08, 0.09)}, "0.08 to 0.09 mm per pixel, and the device's 0.08"),
    ):
        with pytest.raises(SiteValidationError, match=words):
            make_record(replace(report, data=replace(report.data, **data)), STATEMENT, TODAY)
    live = replace(report, tested=replace(report.tested, views=False))
    with pytest.raises(SiteValidationError, match="a device asks about several"):
        make_record(live, STATEMENT, TODAY)


def test_the_statement_is_read_strictly(tmp_path: Path) -> None:
    file = tmp_path / "site.toml"
    file.write_text(STATEMENT_TOML)
    assert read_statement(file) == STATEMENT
    file.write_text("expires = 2027-11-30\n" + STATEMENT_TOML)
    assert read_statement(file).expires == date(2027, 11, 30)
    for text, words in (
        ("", "site"),
        (STATEMENT_TOML.replace('"interval"', '"end"'), "limits"),
        (STATEMENT_TOML + "extra = 1\n", "extra"),
        ("[", "TOML"),
    ):
        file.write_text(text)
        with pytest.raises(ConfigError, match=words) as caught:
            read_statement(file)
        assert "\n" not in str(caught.value)
    with pytest.raises(ConfigError, match="cannot be read"):
        read_statement(tmp_path / "none.toml")


def test_images_that_the_training_has_too_are_found(tmp_path: Path) -> None:
    site, training = tmp_path / "site", tmp_path / "training"
    fresh, old = make_dataset(site, 4), make_dataset(training, 3)
    assert shared_images(site, training) is None
    (site / fresh[2].image).write_bytes((training / old[0].image).read_bytes())
    found = shared_images(site, training)
    assert found is not None and fresh[2].image in found and found.startswith("1 of its images")
