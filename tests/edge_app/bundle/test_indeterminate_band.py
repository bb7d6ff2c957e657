"""The band in a bundle's manifest, and what is called by it."""

from __future__ import annotations

import dataclasses

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from edge_app.bundle.loader import ModelBundle
from edge_app.bundle.manifest import parse_manifest
from edge_app.errors import BundleError
from edge_app.records import Band, Label, label_of
from tests.support.banded import BAND, banded

SHARES = st.floats(0, 1)


def test_it_is_written_and_read_back(bundle: ModelBundle) -> None:
    manifest = banded(bundle).manifest
    assert parse_manifest(manifest.to_json()) == manifest and manifest.band == BAND
    assert bundle.manifest.band is None


@pytest.mark.parametrize("band", [Band(0.6, 0.7), Band(0.3, 0.5), Band(0.7, 0.3), Band(-0.1, 0.7), Band(0.3, 1.1)])
def test_one_that_cannot_be_is_refused(bundle: ModelBundle, band: Band) -> None:
    with pytest.raises(BundleError, match='impossible value for "indeterminate"'):
        parse_manifest(banded(bundle, band).manifest.to_json())


@settings(max_examples=50)
@given(SHARES, SHARES, SHARES, SHARES)
def test_a_band_takes_labels_away_and_gives_none(probability: float, low: float, threshold: float, high: float) -> None:
    low, threshold, high = sorted((low, threshold, high))
    without, found = label_of(probability, threshold, None), label_of(probability, threshold, Band(low, high))
    assert without is (Label.ABNORMAL if probability >= threshold else Label.NORMAL)
    assert found is (Label.INDETERMINATE if low <= probability < high else without)


def test_without_a_band_everything_is_called_as_before(bundle: ModelBundle) -> None:
    manifest = dataclasses.replace(bundle.manifest, decision_threshold=0.5)
    assert [manifest.label_of(p) for p in (0.0, 0.49, 0.5, 1.0)] == [Label.NORMAL] * 2 + [Label.ABNORMAL] * 2
