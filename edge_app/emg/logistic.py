"""The logistic model on the reading: what a network has to beat, and what is always said beside it.

A multinomial logistic regression (McCullagh & Nelder, Generalized Linear Models, 1989, chapter 5): the logit of each class is
its intercept and a sum over features. Each term says what it adds, so an answer can be followed with pencil and paper.
`python -m quantize emg-baseline` fits it; the file is JSON to be read by people, and nothing but numpy is needed to apply it.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import astuple, dataclass
from pathlib import Path
from typing import Literal

import numpy as np
import numpy.typing as npt

from edge_app.emg.analysis import ReadEvent, Settings
from edge_app.emg.events import Detector
from edge_app.emg.features import FEATURES, feature_table
from edge_app.emg.guard import Unfit
from edge_app.emg.reading import Reading
from edge_app.emg.signal import Band
from edge_app.emg.waveform import WAVEFORMS, Waveform
from edge_app.errors import ConfigError
from edge_app.typed_reader import FormatError, build, parse_json, to_document

KIND: Literal["needle-emg logistic model"] = "needle-emg logistic model"
FORMAT: Literal[1] = 1
Probabilities = npt.NDArray[np.float64]  # (N, 3), in the order of WAVEFORMS


@dataclass(frozen=True)
class PerClass:
    """A number for each class, in logits."""

    psw: float
    fibrillation: float
    other: float


@dataclass(frozen=True)
class Term:
    """What one feature adds to the logits: `weights` times (value - mean) / spread; `unknown` where its value is not known."""

    feature: str  # of edge_app.emg.features.FEATURES
    mean: float  # of the training events where it is known
    spread: float  # their standard deviation, > 0
    weights: PerClass
    unknown: PerClass

    def __post_init__(self) -> None:
        if self.feature not in FEATURES:
            raise FormatError(f'has the unknown feature "{self.feature}"')
        if self.spread <= 0:
            raise FormatError(f'has a spread of {self.spread} of "{self.feature}", which must be above 0')


@dataclass(frozen=True)
class Regression:
    """Intercepts and terms."""

    intercepts: PerClass
    terms: tuple[Term, ...]


@dataclass(frozen=True)
class TrainedOn:
    """The data set that a model was fitted on."""

    simulated: bool
    subjects: int
    events: int
    seed: int | None  # of the simulator; None: not simulated
    penalty: float  # of the squared weights (L2), against the sum of the events' losses
    tolerance_ms: float  # ms between an event and the potential that it is


@dataclass(frozen=True)
class LogisticModel:
    """One regression for calibrated recordings, and one without amplitudes for all others."""

    kind: Literal["needle-emg logistic model"]
    format: Literal[1]
    trained_on: TrainedOn
    detector: Detector  # of the events that it was fitted on, and that it answers for
    band: Band  # of the signal that they were read in
    calibrated: Regression
    uncalibrated: Regression

    def check(self, settings: Settings) -> None:
        """Raise ConfigError where events are found or read in another way than when it was fitted."""
        if (self.detector, self.band) != (settings.detector, settings.rendering.band):
            raise ConfigError(
                "the logistic model is of another detector or band than this program's; fit it again with this version"
            )


def probabilities(model: LogisticModel, readings: Sequence[Reading]) -> Probabilities:
    """(N, 3) float64, each row sums to 1, in the order of WAVEFORMS. Pure.

    A reading with an amplitude is answered by the regression of calibrated recordings, one without by the other.
    """
    answers = np.empty((len(readings), len(WAVEFORMS)))
    calibrated = np.array([reading.peak_to_peak_microvolt is not None for reading in readings], bool)
    for regression, which in ((model.calibrated, calibrated), (model.uncalibrated, ~calibrated)):
        chosen = [reading for reading, is_chosen in zip(readings, which, strict=True) if is_chosen]
        if chosen:
            answers[which] = softmax(_logits(regression, chosen))
    return answers


@dataclass(frozen=True)
class LogisticAnswer:
    """What the model says of one event."""

    waveform: Waveform | None  # the most likely class; None: the event is not judged
    probabilities: tuple[float, ...] | None  # in the order of WAVEFORMS; None: the event is not judged
    unfit: Unfit | None  # why it is not judged; None: it is


def answer_events(model: LogisticModel, events: Sequence[ReadEvent]) -> tuple[LogisticAnswer, ...]:
    """The model's answer to each event of a recording. What the guard rejects has none. Pure."""
    answers = probabilities(model, [found.reading for found in events])
    return tuple(
        LogisticAnswer(waveform, tuple(row.tolist()), None) if found.unfit is None else LogisticAnswer(None, None, found.unfit)
        for found, waveform, row in zip(events, classes_of(answers), answers, strict=True)
    )


def classes_of(answers: Probabilities) -> tuple[Waveform, ...]:
    """The most likely class of each row of (N, 3); of equals, the first in the order of WAVEFORMS."""
    return tuple(WAVEFORMS[number] for number in answers.argmax(axis=1))


def _logits(regression: Regression, readings: Sequence[Reading]) -> npt.NDArray[np.float64]:
    terms = regression.terms
    values = feature_table(readings, [term.feature for term in terms])
    unknown = np.isnan(values)
    means, spreads = np.array([term.mean for term in terms]), np.array([term.spread for term in terms])
    standardised = np.where(unknown, 0.0, (values - means) / spreads)
    weights = np.array([astuple(term.weights) for term in terms]).reshape(len(terms), len(WAVEFORMS))
    instead = np.array([astuple(term.unknown) for term in terms]).reshape(len(terms), len(WAVEFORMS))
    logits: npt.NDArray[np.float64] = np.array(astuple(regression.intercepts)) + standardised @ weights + unknown @ instead
    return logits


def softmax(logits: npt.NDArray[np.float64]) -> Probabilities:
    """exp(logits) by their sum along the last axis, without overflow."""
    shares = np.exp(logits - logits.max(axis=-1, keepdims=True))
    result: Probabilities = shares / shares.sum(axis=-1, keepdims=True)
    return result


def model_text(model: LogisticModel) -> bytes:
    """The model as its file holds it."""
    return (json.dumps(to_document(model), indent=2) + "\n").encode()


def read_model(path: Path) -> LogisticModel:
    """Read a model's file. Raises ConfigError where it is missing or not one."""
    try:
        return build(LogisticModel, parse_json(path.read_bytes()))
    except OSError as exc:
        raise ConfigError(f"{path} cannot be read ({exc.strerror}); make one with `python -m quantize emg-baseline`") from exc
    except FormatError as exc:
        raise ConfigError(f"{path} {exc}; make a logistic model with `python -m quantize emg-baseline`") from exc
