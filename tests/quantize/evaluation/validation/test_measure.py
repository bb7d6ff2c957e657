"""What is measured of a site's answers, and what is said of it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from sklearn import metrics as sk

from edge_app.bundle.loader import ModelBundle, Precision
from edge_app.errors import ConfigError
from edge_app.records import Label
from quantize.dataset.manifest import Sample
from quantize.evaluation.validation.measure import Asked, choose_samples, measure_validation
from quantize.evaluation.validation.outcomes import Outcomes
from quantize.evaluation.validation.records import Statement, ValidationReport
from quantize.evaluation.validation.standing import training_site
from quantize.evaluation.validation.statements import statements
from quantize.statistics.metrics import measure
from tests.support.site_answers import CREATED, ELSEWHERE, site_answers, site_report, site_samples, well_measured


def said(report: ValidationReport, subject: str) -> Statement:
    return next(one for one in report.statements if one.subject == subject)


def test_counts_add_up_and_rates_are_those_of_the_images(report: ValidationReport, bundle: ModelBundle) -> None:
    samples = site_samples(204)
    o = Outcomes.of(samples, site_answers(samples, bundle))
    for one in report.classes:
        assert one.images == one.normal + one.abnormal + one.indeterminate + one.refused == 306
        assert one.subjects == one.subjects_normal + one.subjects_abnormal + one.subjects_indeterminate + one.subjects_unanswered
    assert sum(one.refused for one in report.classes) == sum(one.normal + one.abnormal for one in report.refusals)
    labelled = o.answered
    expected = sk.recall_score(o.labels[labelled], o.called[labelled] == Label.ABNORMAL.value)
    rates = report.device_rates
    assert rates.sensitivity is not None and rates.sensitivity.value == pytest.approx(expected)
    assert rates.sensitivity.low < expected < rates.sensitivity.high
    forced = measure(o.labels[o.judged], o.probabilities[o.judged], o.subjects[o.judged], 0.5, resamples=200)
    assert (report.image_rates[1].specificity, report.discrimination.auc) == (forced.specificity, forced.auc)
    strict = report.image_rates[2]
    assert strict.n == 612 and strict.sensitivity is not None and strict.sensitivity.value < rates.sensitivity.value
    assert report.abstention is not None and report.abstention.value == pytest.approx(float((~labelled).mean()))


def test_intervals_are_of_subjects_not_of_images(report: ValidationReport, bundle: ModelBundle) -> None:
    """The same images, each taken for a subject of its own, look more certain than they are."""
    samples = site_samples(204)
    alone = tuple(replace(sample, subject=sample.image) for sample in samples)
    asked = Asked(bundle, Precision.INT8, {}, True, alone, (), ELSEWHERE)
    found = measure_validation(asked, site_answers(samples, bundle), 0.1, CREATED)
    assert report.calibration is not None and found.calibration is not None
    for wide, narrow in (
        (report.guard.accuracy_judged, found.guard.accuracy_judged),
        (report.calibration.in_the_large, found.calibration.in_the_large),
    ):
        assert wide is not None and narrow is not None and wide.value == narrow.value
        assert wide.high - wide.low > 1.15 * (narrow.high - narrow.low)
    for here, there in zip(report.sizes, found.sizes, strict=True):
        assert here.design_effect > 1.2 > there.design_effect


def test_no_mistake_is_no_certainty(bundle: ModelBundle) -> None:
    """Four subjects without a mistake leave room for many: every resample of them has none either."""
    found = site_report(bundle, 8, skill=50.0, refused=0.0)
    assert found.abstention is not None and (found.abstention.value, found.abstention.low) == (0, 0)
    for rate in (found.device_rates.sensitivity, found.device_rates.specificity):
        assert rate is not None and (rate.value, rate.high) == (1, 1) and rate.low < 0.6
    assert 0.2 < found.abstention.high < 0.5


def test_a_site_where_it_does_well(report: ValidationReport) -> None:
    assert said(report, "Probabilities").holds == "holds" and said(report, "The guard").holds == "holds"
    assert said(report, "Better than echo intensity of the region").holds == "holds"
    assert report.guard.area_with_guard < report.guard.area_without
    assert report.no_validation == () and report.missing == (
        "The data set does not note device, so there are no groups by device.",
    )


def test_a_drop_is_said(bundle: ModelBundle) -> None:
    """A scanner that makes everything brighter: more is called abnormal, and the order suffers."""
    found = site_report(well_measured(bundle), 60, shift=2.5, skill=0.4)
    assert said(found, "Specificity").holds == "does not hold" and said(found, "AUC").holds == "does not hold"
    assert "lower than at the maker" in said(found, "Specificity").text
    assert said(found, "Probabilities").holds == "does not hold" and "too high" in said(found, "Probabilities").text
    assert said(found, "Better than echo intensity of the region").holds == "does not hold"


def test_what_cannot_be_measured_is_null_and_said(bundle: ModelBundle) -> None:
    """All refused, and images of one kind only: no number where there is none, and no failure."""
    nothing = site_report(bundle, 8, refused=1.0)
    assert nothing.calibration is None and nothing.decision is None and nothing.device_rates.n == 0 and nothing.sizes == ()
    assert nothing.abstention is not None and nothing.abstention.value == 1
    assert any("No normal image got a label" in reason for reason in nothing.no_validation)
    samples = tuple(sample for sample in site_samples(16) if sample.label == "normal")
    asked = Asked(bundle, Precision.INT8, {}, True, samples, (), ELSEWHERE)
    found = measure_validation(asked, site_answers(samples, bundle), 0.1, CREATED)
    assert found.discrimination.auc is None and found.discrimination.roc is None and found.device_rates.sensitivity is None
    assert said(found, "Sensitivity").holds == "open" and any("0 abnormal" in reason for reason in found.no_validation)


def test_simulated_images_and_the_makers_own_are_no_validation(bundle: ModelBundle) -> None:
    found = site_report(bundle, 20, real=False)
    assert (
        found.data.simulated and "simulated" in found.no_validation[0] and "at least 100 of each class" in found.no_validation[1]
    )
    samples = site_samples(20)
    known = well_measured(bundle)
    for sha256, words in (
        (known.manifest.training_data.sha256, "the bundle was trained on this data set"),
        ("1" * 64, "its maker measured the bundle on this data set"),
    ):
        assert words in str(training_site(known, sha256))
    own = Asked(known, Precision.INT8, {}, True, samples, (), "1" * 64)
    reasons = measure_validation(own, site_answers(samples, bundle), 0.1, CREATED).no_validation
    assert "its maker measured the bundle" in reasons[0]
    shared = replace(own, data_sha256=ELSEWHERE)
    reasons = measure_validation(
        shared, site_answers(samples, bundle), 0.1, CREATED, "3 of its images are there too"
    ).no_validation
    assert "3 of its images are there too" in reasons[0]


def test_statements_follow_from_the_intervals(report: ValidationReport) -> None:
    """The same figures, measured on so few that nothing is certain, are open."""
    (sensitivity, *_), vague = report.compared, []
    assert sensitivity.difference is not None
    for low, high, holds in ((-0.04, -0.01, "holds"), (-0.2, -0.06, "does not hold"), (-0.2, 0.1, "open"), (0.0, 0.2, "holds")):
        changed = replace(sensitivity, difference=replace(sensitivity.difference, low=low, high=high))
        found = list(statements(replace(report, compared=(changed,))))
        vague.append((next(one for one in found if one.subject == "Sensitivity").holds, holds))
    assert all(found == expected for found, expected in vague), vague


def test_muscles_that_the_bundle_was_not_made_for_are_not_asked_about(bundle: ModelBundle) -> None:
    made_for = replace(bundle, manifest=replace(bundle.manifest, muscles=("biceps brachii",)))
    own, others = choose_samples(made_for, site_samples(12))
    assert {sample.muscle for sample in own} == {"biceps brachii"} and len(own) + len(others) == 36
    with pytest.raises(ConfigError, match="made for none of the muscles"):
        choose_samples(replace(bundle, manifest=replace(bundle.manifest, muscles=("tongue",))), site_samples(2))
    with pytest.raises(ConfigError, match="normal against abnormal only"):
        choose_samples(replace(bundle, manifest=replace(bundle.manifest, kind="x", labels=("a", "b", "c"))), site_samples(2))


def test_a_bundle_of_grades_is_asked_about_p_abnormal(graded_bundle: ModelBundle) -> None:
    own, others = choose_samples(graded_bundle, site_samples(2))
    assert own and not others


def test_what_a_data_set_does_not_note_is_a_sentence_and_no_error(bundle: ModelBundle) -> None:
    """Image, subject and label are enough; a side, a muscle or an age that some lack leaves these out of a group only."""
    bare = tuple(Sample(image=s.image, subject=s.subject, label=s.label) for s in site_samples(8))
    asked = Asked(bundle, Precision.INT8, {}, True, bare, (), ELSEWHERE)
    found = measure_validation(asked, site_answers(bare, bundle), 0.1, CREATED)
    assert found.groups == () and len(found.missing) == 6 and "24 of 24 images have no mask" in found.missing[0]
    assert not found.data.simulated and found.data.devices == () and found.subject_rates[1].n == 8
    some = tuple(replace(s, device="scanner", age=None) for s in site_samples(8))
    found = measure_validation(replace(asked, samples=some), site_answers(some, bundle), 0.1, CREATED)
    assert {group.kind for group in found.groups} == {"muscle", "sex", "BMI", "device"} and found.data.devices == ("scanner",)
    assert found.missing == ("The data set does not note age, so there are no groups by age.",)


def test_a_subject_is_answered_as_an_exam_is(bundle: ModelBundle) -> None:
    """Two images that agree are an answer, one image is none: the appliance's own summary."""
    samples = site_samples(2, images_each=2)
    answers = list(site_answers(samples, bundle, skill=20, refused=0))
    asked = Asked(bundle, Precision.INT8, {}, True, samples, (), ELSEWHERE)
    both = measure_validation(asked, answers, 0.1, CREATED)
    assert (both.normal.subjects_normal, both.abnormal.subjects_abnormal) == (1, 1)
    one = Asked(bundle, Precision.INT8, {}, True, samples[1:], (), ELSEWHERE)
    single = measure_validation(one, answers[1:], 0.1, CREATED)
    assert (single.normal.subjects_indeterminate, single.abnormal.subjects_abnormal) == (1, 1)
    assert np.isfinite(single.guard.area_with_guard)
