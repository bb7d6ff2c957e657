"""A record says what can be, and keeps its own limits, or is refused in one sentence."""

from __future__ import annotations

import copy
import json
from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np
import pytest

from edge_app.errors import SiteValidationError
from edge_app.records import Interval
from edge_app.typed_reader import FormatError
from edge_app.validation.record import ClassCounts, Limit, ValidationCounts, parse_record
from tests.support.site_validations import OLDER_RECORD, RECORD

DOCUMENT: dict[str, Any] = json.loads(RECORD.to_json())
MUTATIONS = 1000
OTHER_VALUES: list[Any] = [None, True, -1, 0, 2, 0.5, 1e999, 10**30, "", "x", "\n", "\ud800", "é" * 3000, [], {}, [1], {"a": 1}]


def changed(place: str, value: Any) -> dict[str, Any]:
    """The document with another value at "a.b.0.c"."""
    document = copy.deepcopy(DOCUMENT)
    *above, last = place.split(".")
    at: Any = document
    for name in above:
        at = at[int(name) if isinstance(at, list) else name]
    at[int(last) if isinstance(at, list) else last] = value
    return document


def refusal(document: Any) -> str:
    text = document if isinstance(document, bytes) else json.dumps(document).encode()
    with pytest.raises(SiteValidationError) as caught:
        parse_record(text, "record.json")
    said = str(caught.value)
    assert said.startswith("record.json ") and "\n" not in said and ". " not in said
    return said


def test_what_is_written_is_read_again() -> None:
    assert parse_record(RECORD.to_json(), "record.json") == RECORD
    dated = replace(RECORD, expires=date(2027, 11, 1))
    assert parse_record(dated.to_json(), "record.json") == dated


@pytest.mark.parametrize(
    ("place", "value", "words"),
    [
        ("schema", 2, "schema 2, but this program reads schema 1"),
        ("schema", True, "schema True"),
        ("schema", 1.0, "whole number"),
        ("doses", 3, 'unknown key "doses"'),
        ("device.depth", 3, 'unknown key "device.depth"'),
        ("metrics.sensitivity.value", 1.2, "no share within its interval"),
        ("metrics.specificity.low", 0.81, "no share within its interval"),
        ("metrics.accuracy.high", 0.84, "no share within its interval"),
        ("metrics.auc.low", -0.1, "no share within its interval"),
        ("metrics.auc.value", "0.9", "must be a number"),
        ("metrics.abstention", {"value": 0.1, "low": 0.02, "high": 0.1}, "30 of 630 images abstained"),
        ("metrics.accuracy", {"value": 0.9, "low": 0.8, "high": 0.95}, "which is 0.850 from sensitivity, specificity"),
        ("counts.images", 631, "its classes add up to 630"),
        ("counts.abstained", 29, "its classes add up to 30"),
        ("counts.indeterminate", 21, 'as "counts.indeterminate", but its classes add up to 20'),
        ("counts.indeterminate", None, 'in some of "counts" and not in all'),
        ("counts.classes.0.indeterminate", None, 'in some of "counts" and not in all'),
        ("counts.classes.0.indeterminate", 16, "16 indeterminate images of the class 'normal', of which only 15 have no label"),
        ("counts.indeterminate", -1, "must be a whole number between 0 and"),
        ("metrics.coverage", None, 'one of "counts.indeterminate" and "metrics.coverage" without the other'),
        ("metrics.coverage", {"value": 0.9, "low": 0.8, "high": 0.95}, "600 of 620 judged images have a label"),
        ("metrics.coverage.high", 0.9, "no share within its interval"),
        ("counts.subjects", 61, "cannot add up to"),
        ("counts.subjects", 34, "cannot add up to"),
        ("counts.subjects", -1, "must be a whole number between 0 and"),
        ("counts.classes.0.abstained", 315, "cannot be or judges none"),
        ("counts.classes.0.subjects", 316, "cannot be or judges none"),
        ("counts.classes.0.label", "abnormal", "'abnormal' twice"),
        ("bundle.manifest_sha256", "AB" * 32, "64 hexadecimal digits"),
        ("bundle.manifest_sha256", "cd" * 32, "not of one bundle"),
        ("data_sha256", "ab", "64 hexadecimal digits"),
        ("device.preset", None, "must be text"),
        ("device.mirrored", None, "must be true or false"),
        ("device.mm_per_pixel", 0, "between 0.001 and 10"),
        ("device.width", 0, "whole number between 1 and"),
        ("device.controls", [{"name": "gain", "value": "1"}, {"name": "gain", "value": "2"}], "'gain' twice"),
        ("device.controls", [{"name": "gain", "value": 1}], "must be text"),
        ("created", "yesterday", "a date such as 2026-11-28"),
        ("expires", "2026-10-31", "before it was created"),
        ("site", "two\nlines", "one line of 1 to 200"),
        ("notice", " ", "one line of 1 to 2000"),
        ("limits", [], "nothing it was validated against"),
        ("limits.0.bound", 0.87, "sensitivity must be at least 0.87, the whole interval and is 0.9 (0.86 to 0.94)"),
        ("limits.1.bound", 0.81, "specificity must be at least 0.81 and is 0.8"),
        ("limits.2.bound", 0.05, "abstention must be at most 0.05, the whole interval"),
        ("limits.0.metric", "luck", "one of sensitivity, specificity"),
        ("limits.1", DOCUMENT["limits"][0], "twice"),
    ],
)
def test_what_cannot_be_is_refused(place: str, value: Any, words: str) -> None:
    assert words in refusal(changed(place, value))


def test_a_key_that_lacks_or_stands_there_twice_is_refused() -> None:
    for key in DOCUMENT.keys() - {"expires", "drift", "schema"}:
        assert f'lacks "{key}"' in refusal({name: value for name, value in DOCUMENT.items() if name != key})
    assert "a key appears twice" in refusal(RECORD.to_json().replace(b'"schema": 1,', b'"schema": 1, "schema": 1,'))


def test_numbers_that_are_none_are_refused() -> None:
    for text in (b"NaN", b"Infinity", b"1e999"):
        refusal(RECORD.to_json().replace(b'"value": 0.9,', b'"value": ' + text + b","))
    with pytest.raises(FormatError, match="no share"):
        replace(RECORD.metrics, auc=Interval(float("nan"), 0.1, 0.9))


def test_what_is_no_json_object_is_refused() -> None:
    for text in (b"", b"{", b"[]", b"\xff", b"[" * 100_000, b'{"schema": 1}'):
        refusal(text)


def test_a_thousand_mutated_records_are_a_thousand_sentences_or_sound() -> None:
    """Values of other kinds and lost keys, anywhere in the document: never anything but one sentence."""
    rng = np.random.default_rng(12)
    refused = 0
    for _ in range(MUTATIONS):
        document = copy.deepcopy(DOCUMENT)
        at: Any = document
        while True:
            keys: list[Any] = list(at) if isinstance(at, dict) else list(range(len(at)))
            key = keys[rng.integers(len(keys))]
            if not isinstance(at[key], (dict, list)) or not at[key] or rng.random() < 0.3:
                break
            at = at[key]
        if rng.random() < 0.2:
            del at[key]
        else:
            at[key] = OTHER_VALUES[rng.integers(len(OTHER_VALUES))]
        try:
            parse_record(json.dumps(document).encode(), "record.json")
        except SiteValidationError:
            refused += 1
            refusal(document)
    assert refused > 0.9 * MUTATIONS


def test_other_classes_than_normal_and_abnormal_may_be_counted() -> None:
    """The accuracy of more than two classes does not follow from sensitivity and specificity."""
    classes = tuple(ClassCounts(label, 20, 210, 10) for label in ("normal", "myopathy", "neuropathy"))
    metrics = replace(RECORD.metrics, accuracy=Interval(0.7, 0.65, 0.75))
    other = replace(OLDER_RECORD, counts=ValidationCounts(60, 630, 30, classes), metrics=replace(metrics, coverage=None))
    assert parse_record(other.to_json(), "record.json") == other


def test_a_record_from_before_indeterminate_images_were_counted_is_still_read() -> None:
    document = json.loads(OLDER_RECORD.to_json())
    for part in (document["counts"], *document["counts"]["classes"]):
        del part["indeterminate"]
    del document["metrics"]["coverage"]
    assert parse_record(json.dumps(document).encode(), "record.json") == OLDER_RECORD
    document["limits"][0]["metric"] = "coverage"
    assert 'has a limit of "coverage", which it does not state' in refusal(document)


@pytest.mark.parametrize(
    ("limit", "met"),
    [
        (Limit("auc", "at least", 0.93, "value"), True),
        (Limit("auc", "at least", 0.93, "interval"), False),
        (Limit("auc", "at least", 0.9, "interval"), True),
        (Limit("auc", "at most", 0.95, "value"), True),
        (Limit("auc", "at most", 0.95, "interval"), False),
        (Limit("auc", "at most", 0.92, "value"), False),
        (Limit("coverage", "at least", 0.94, "interval"), True),
        (Limit("coverage", "at least", 0.95, "interval"), False),
    ],
)
def test_a_limit_is_of_the_value_or_of_the_whole_interval(limit: Limit, met: bool) -> None:
    assert limit.is_met(RECORD.metrics) is met
