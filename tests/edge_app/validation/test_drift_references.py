"""The drift reference of a device at its preset: the site's own, or the bundle's, or none."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from edge_app.bundle.loader import ModelBundle
from edge_app.drift.reference import DeviceReference, DriftReference
from edge_app.validation.drift_references import DriftReferences
from edge_app.validation.record import SiteValidation, parse_record
from tests.support.drift_patients import REFERENCE
from tests.support.site_validations import record_for

OWN, NEWER = replace(REFERENCE, scale=None), replace(REFERENCE, near_field_dropout=None)


def found(
    bundle: ModelBundle, device: str, preset: str | None, validations: tuple[SiteValidation, ...] = (), bundle_id: str = ""
) -> DriftReference | None:
    watched = replace(bundle.manifest, drift=(DeviceReference("test probe", "thigh", "made-up patients", REFERENCE),))
    references = DriftReferences(bundle.id, bundle.manifest_sha256, watched, validations, lambda _: preset)
    return references(device, bundle_id or bundle.id)


def test_it_holds_for_one_device_at_one_preset_with_one_bundle(bundle: ModelBundle) -> None:
    assert found(bundle, "test probe", "thigh") == REFERENCE
    assert found(bundle, "test probe", "calf") is None
    assert found(bundle, "test probe", None) is None
    assert found(bundle, "another probe", "thigh") is None
    assert found(bundle, "test probe", "thigh", bundle_id="an earlier bundle") is None


def test_the_sites_own_and_newest_goes_first(bundle: ModelBundle) -> None:
    record = record_for(bundle)
    device = replace(record.device, device="test probe", preset="thigh")
    own = replace(record, device=device, drift=OWN, created=date(2026, 1, 1), expires=None)
    newer = replace(own, drift=NEWER, created=date(2026, 2, 1))
    without = replace(own, drift=None, created=date(2026, 3, 1))
    assert found(bundle, "test probe", "thigh", (own, newer, without)) == NEWER
    assert found(bundle, "test probe", "thigh", (without,)) == REFERENCE


def test_a_record_of_another_bundle_has_no_part_in_it(bundle: ModelBundle) -> None:
    record = record_for(bundle)
    digest = "0" * 64
    foreign = replace(
        record,
        device=replace(record.device, device="test probe", preset="thigh"),
        bundle=replace(record.bundle, id=f"another {digest[:8]}", manifest_sha256=digest),
        drift=OWN,
    )
    assert found(bundle, "test probe", "thigh", (foreign,)) == REFERENCE


@pytest.mark.parametrize("reference", [None, REFERENCE, OWN])
def test_it_survives_the_record(bundle: ModelBundle, reference: DriftReference | None) -> None:
    record = replace(record_for(bundle), drift=reference)
    assert parse_record(record.to_json(), "a record") == record
