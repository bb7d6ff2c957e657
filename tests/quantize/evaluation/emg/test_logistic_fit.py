"""The fit of the logistic model: what is put into readings is found, and what is not known is not made up."""

from __future__ import annotations

from dataclasses import astuple, replace

import numpy as np
import pytest

from edge_app.emg.features import AMPLITUDE
from edge_app.emg.reading import Polarity, Reading
from edge_app.emg.waveform import WAVEFORMS, Waveform
from edge_app.errors import ConfigError
from quantize.evaluation.emg.logistic_fit import WITH_AMPLITUDE, WITHOUT_AMPLITUDE, fit_regression
from quantize.statistics.metrics import Ints

TYPICAL = Reading(Polarity.POSITIVE, 3.0, 0.8, 0.9, 3, 0.3, 40.0, 200.0, 7.0, 0.02, 20)


def drawn(count: int = 300) -> tuple[list[Reading], Ints]:
    """Sharp waves last longer; of the others half have no rhythm."""
    rng = np.random.default_rng(0)
    labels = np.arange(count) % 3
    readings = []
    for label in labels:
        lasts = float(np.exp(rng.normal(3.0 if WAVEFORMS[label] is Waveform.PSW else 1.0, 0.3)))
        reading = replace(TYPICAL, duration_ms=lasts, times_noise=float(rng.uniform(20, 60)))
        alone = WAVEFORMS[label] is Waveform.OTHER and rng.random() < 0.5
        readings.append(replace(reading, rate_hz=None, interval_variation=None, alike=1) if alone else reading)
    return readings, labels


def test_what_tells_the_classes_apart_has_the_weight() -> None:
    regression = fit_regression(*drawn(), WITH_AMPLITUDE)
    terms = {term.feature: term for term in regression.terms}
    lasting = terms["log duration_ms"].weights
    assert lasting.psw > 1 and lasting.psw > max(lasting.fibrillation, lasting.other) + 1
    assert max(abs(weight) for weight in astuple(terms["log times_noise"].weights)) < 0.5
    assert terms["log rate_hz"].unknown.other > 0 > terms["log rate_hz"].unknown.fibrillation
    assert terms["log rate_hz"].mean == pytest.approx(np.log(7.0))  # of those that are known
    assert astuple(terms["log duration_ms"].unknown) == (0.0, 0.0, 0.0)  # it always is


def test_the_regression_of_uncalibrated_recordings_knows_no_amplitude() -> None:
    assert AMPLITUDE in WITH_AMPLITUDE and AMPLITUDE not in WITHOUT_AMPLITUDE
    readings, labels = drawn()
    bare = [replace(reading, peak_to_peak_microvolt=None) for reading in readings]
    assert fit_regression(readings, labels, WITHOUT_AMPLITUDE) == fit_regression(bare, labels, WITHOUT_AMPLITUDE)


def test_a_class_that_nobody_has_is_one_sentence() -> None:
    readings, labels = drawn(30)
    with pytest.raises(ConfigError, match="no event that is fit to be judged is of the class fibrillation; simulate more"):
        fit_regression(readings, np.where(labels == 1, 2, labels), WITH_AMPLITUDE)
