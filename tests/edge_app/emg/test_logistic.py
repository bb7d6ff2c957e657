"""The logistic model on the reading: probabilities, what is not known, and its file."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge_app.emg.analysis import Settings, analyse
from edge_app.emg.events import Detector
from edge_app.emg.features import FEATURES, feature_table
from edge_app.emg.guard import Unfit
from edge_app.emg.logistic import answer_events, classes_of, model_text, probabilities, read_model
from edge_app.emg.reading import Polarity, Reading
from edge_app.emg.waveform import Waveform
from edge_app.errors import ConfigError
from tests.support.emg_recordings import made_trace
from tests.support.logistic_models import MODEL

READING = Reading(Polarity.POSITIVE, 3.0, 0.8, 0.9, 3, 0.3, 40.0, 200.0, 7.3, 0.02, 20)


def readings_of() -> st.SearchStrategy[Reading]:
    number = st.floats(1e-3, 1e5)
    return st.builds(
        Reading, st.sampled_from(Polarity), number, number, st.floats(0, 100), st.integers(1, 50), st.floats(0, 1), number,
        st.none() | number, st.none() | number, st.none() | st.floats(0, 50), st.integers(1, 500),
    )  # fmt: skip


@given(st.lists(readings_of(), max_size=6))
def test_any_readings_have_probabilities_that_sum_to_one(readings: list[Reading]) -> None:
    answers = probabilities(MODEL, readings)
    assert answers.shape == (len(readings), 3)
    assert np.all(answers >= 0) and np.allclose(answers.sum(axis=1), 1)
    # None depends on the others.
    for reading, row in zip(readings, answers, strict=True):
        assert np.array_equal(probabilities(MODEL, [reading])[0], row)


def test_the_sum_of_its_terms_can_be_followed_by_hand() -> None:
    duration, rate = (np.log(3.0) - 1) / 0.5, np.log(7.3) - 2
    logits = np.array([0.5 + 2 * duration, -2 * duration + rate, -0.5 - rate + 2 * (np.log(200) - 5)])
    assert probabilities(MODEL, [READING])[0] == pytest.approx(np.exp(logits) / np.exp(logits).sum())


def test_a_recording_without_a_scale_is_answered_without_amplitudes() -> None:
    bare = replace(READING, peak_to_peak_microvolt=None)
    huge = replace(READING, peak_to_peak_microvolt=9000.0)
    assert probabilities(MODEL, [bare])[0, 2] < 0.2 < probabilities(MODEL, [huge])[0, 2]
    bared = replace(huge, peak_to_peak_microvolt=None)
    assert np.array_equal(probabilities(MODEL, [bared]), probabilities(MODEL, [bare]))


def test_what_is_not_known_counts_as_unknown_and_not_as_a_number() -> None:
    alone = replace(READING, rate_hz=None, interval_variation=None, alike=1)
    assert np.isnan(feature_table([alone], ["log rate_hz"])).all()
    assert classes_of(probabilities(MODEL, [alone])) == (Waveform.OTHER,)
    assert classes_of(probabilities(MODEL, [replace(READING, duration_ms=25.0)])) == (Waveform.PSW,)


def test_every_feature_of_a_whole_reading_is_a_number() -> None:
    assert np.isfinite(feature_table([READING], list(FEATURES))).all()
    assert feature_table([], list(FEATURES)).shape == (0, len(FEATURES))


def test_its_file_is_read_as_it_was_written(tmp_path: Path) -> None:
    path = tmp_path / "logistic.json"
    path.write_bytes(model_text(MODEL))
    assert read_model(path) == MODEL
    assert json.loads(path.read_text())["trained_on"]["simulated"] is True


@pytest.mark.parametrize(
    ("find", "put", "said"),
    [
        ('"log rate_hz"', '"log tempo"', 'the unknown feature "log tempo"'),
        ('"spread": 0.5', '"spread": 0.0', "must be above 0"),
        ('"needle-emg logistic model"', '"network"', "must be one of needle-emg logistic model"),
        ('"format": 1', '"format": 2', '"format"'),
        ("{", "", "is not"),
    ],
)
def test_a_file_that_is_none_is_one_sentence(tmp_path: Path, find: str, put: str, said: str) -> None:
    path = tmp_path / "logistic.json"
    path.write_text(model_text(MODEL).decode().replace(find, put, 1))
    with pytest.raises(ConfigError) as raised:
        read_model(path)
    assert said in str(raised.value) and "emg-baseline" in str(raised.value)
    with pytest.raises(ConfigError, match="cannot be read"):
        read_model(tmp_path / "gone.json")


def test_a_model_of_other_events_is_refused() -> None:
    MODEL.check(Settings())
    with pytest.raises(ConfigError, match="another detector"):
        MODEL.check(Settings(detector=Detector(threshold=5.0)))


def test_what_the_guard_rejects_has_no_class_and_no_probabilities() -> None:
    first, *others = analyse(made_trace(), Settings()).events
    answers = answer_events(MODEL, [replace(first, unfit=Unfit.CLIPPED), *others])
    assert (answers[0].waveform, answers[0].probabilities, answers[0].unfit) == (None, None, Unfit.CLIPPED)
    for answer, found in zip(answers[1:], others, strict=True):
        assert answer.unfit is None and answer.probabilities is not None and answer.waveform is not None
        assert answer.probabilities == pytest.approx(tuple(probabilities(MODEL, [found.reading])[0]))
        assert answer.probabilities.index(max(answer.probabilities)) == list(Waveform).index(answer.waveform)
    assert answer_events(MODEL, []) == ()
