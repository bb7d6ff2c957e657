"""The logistic model on the reading, fitted on one data set and measured on the patients of another."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from edge_app.emg.analysis import Settings
from edge_app.emg.guard import Unfit
from edge_app.emg.logistic import FORMAT, KIND, LogisticModel, TrainedOn, classes_of, probabilities
from edge_app.emg.reading import Reading
from edge_app.emg.waveform import WAVEFORMS, Waveform
from edge_app.phantom.emg.discharges import Discharge, Subtype
from quantize.dataset.emg.labelled_events import TOLERANCE_MS, LabelledEvent, LabelledRecording
from quantize.dataset.emg.manifest import About
from quantize.evaluation.emg.class_scores import Scores, measure_classes
from quantize.evaluation.emg.confusion import ConfusionRow, confusion
from quantize.evaluation.emg.grades import GradePair, compare_grades
from quantize.evaluation.emg.logistic_fit import PENALTY, WITH_AMPLITUDE, WITHOUT_AMPLITUDE, fit_regression
from quantize.statistics.metrics import Ints

VISIBLE_MICROVOLT = 50.0  # µV peak to peak at the electrode; smaller ones often drown in the noise
SCHEMA = 1


@dataclass(frozen=True)
class JudgedEvents:
    """The events of a data set that are fit to be judged and are a potential of the truth."""

    readings: tuple[Reading, ...]
    subtypes: tuple[Subtype, ...]
    subjects: npt.NDArray[np.str_]  # (N,) names of the patients

    @property
    def labels(self) -> Ints:
        """(N,) the classes' indices in WAVEFORMS."""
        return np.array([WAVEFORMS.index(subtype.waveform) for subtype in self.subtypes], np.int64)


@dataclass(frozen=True)
class DetectedClass:
    """How many potentials of a class have an event; of those that are large enough to be seen, before any filter."""

    waveform: Waveform
    potentials: int  # of at least VISIBLE_MICROVOLT
    missed: int  # of them: without an event within the tolerance


@dataclass(frozen=True)
class GuardCounts:
    """What was not judged, and what could not be scored."""

    recordings: int
    unfit_recordings: dict[str, int]  # by reason; nothing in them is judged
    events: int
    unfit_events: dict[str, int]  # by reason
    unfit_by_class: dict[str, int]  # of the unfit events, by the class of the potential
    without_potential: dict[str, int]  # of the fit ones no potential lies near: what the model calls them


@dataclass(frozen=True)
class BaselineReport:
    """How well the model does on patients that it has not been fitted on."""

    schema: int
    command: str
    simulated: bool
    seed: int  # of the test set
    tolerance_ms: float
    visible_microvolt: float
    calibrated: Scores
    uncalibrated: Scores  # the same events without their amplitudes
    confusion: tuple[ConfusionRow, ...]  # of the calibrated regression
    guard: GuardCounts
    detected: tuple[DetectedClass, ...]
    grades: tuple[GradePair, ...]  # of fibrillation, by the calibrated regression


def judged_events(recordings: Sequence[LabelledRecording]) -> JudgedEvents:
    """The events that a model is fitted on and scored on."""
    chosen = [(recording, event) for recording in recordings for event in recording.events if _is_scored(event)]
    return JudgedEvents(
        tuple(event.found.reading for _, event in chosen),
        tuple(event.potential.subtype for _, event in chosen if event.potential is not None),
        np.array([recording.sample.subject for recording, _ in chosen], np.str_),
    )


def fit_model(recordings: Sequence[LabelledRecording], about: About, settings: Settings) -> LogisticModel:
    """Both regressions, on the same events. Raises ConfigError where a class has none."""
    events = judged_events(recordings)
    trained_on = TrainedOn(
        about.simulated, len(np.unique(events.subjects)), len(events.readings), about.seed, PENALTY, TOLERANCE_MS
    )
    return LogisticModel(
        KIND,
        FORMAT,
        trained_on,
        settings.detector,
        settings.rendering.band,
        calibrated=fit_regression(events.readings, events.labels, WITH_AMPLITUDE),
        uncalibrated=fit_regression(events.readings, events.labels, WITHOUT_AMPLITUDE),
    )


def measure_model(model: LogisticModel, recordings: Sequence[LabelledRecording], about: About, command: str) -> BaselineReport:
    """Everything that is reported, on a data set of other patients."""
    events = judged_events(recordings)
    called = _called(model, events.readings)
    without = _called(model, tuple(_without_amplitude(reading) for reading in events.readings))
    return BaselineReport(
        SCHEMA,
        command,
        about.simulated,
        about.seed,
        TOLERANCE_MS,
        VISIBLE_MICROVOLT,
        calibrated=measure_classes(events.labels, called, events.subjects),
        uncalibrated=measure_classes(events.labels, without, events.subjects),
        confusion=confusion(events.subtypes, called),
        guard=_guard_counts(model, recordings),
        detected=_detected(recordings),
        grades=compare_grades(recordings, [_classes(model, recording) for recording in recordings]),
    )


def _is_scored(event: LabelledEvent) -> bool:
    return event.found.unfit is None and event.potential is not None


def _called(model: LogisticModel, readings: Sequence[Reading]) -> Ints:
    called: Ints = probabilities(model, readings).argmax(axis=1)
    return called


def _classes(model: LogisticModel, recording: LabelledRecording) -> tuple[Waveform, ...]:
    return classes_of(probabilities(model, [event.found.reading for event in recording.events]))


def _without_amplitude(reading: Reading) -> Reading:
    return replace(reading, peak_to_peak_microvolt=None)


def _guard_counts(model: LogisticModel, recordings: Sequence[LabelledRecording]) -> GuardCounts:
    events = [event for recording in recordings for event in recording.events]
    unfit = [event for event in events if event.found.unfit is not None]
    strangers = [event.found.reading for event in events if event.found.unfit is None and event.potential is None]
    return GuardCounts(
        recordings=len(recordings),
        unfit_recordings=_by_reason([recording.unfit for recording in recordings]),
        events=len(events),
        unfit_events=_by_reason([event.found.unfit for event in events]),
        unfit_by_class=dict(Counter(event.potential.subtype.waveform.value for event in unfit if event.potential is not None)),
        without_potential=dict(Counter(waveform.value for waveform in classes_of(probabilities(model, strangers)))),
    )


def _by_reason(found: Sequence[Unfit | None]) -> dict[str, int]:
    counts = Counter(unfit for unfit in found if unfit is not None)
    return {unfit.value: counts[unfit] for unfit in Unfit if unfit in counts}


def _detected(recordings: Sequence[LabelledRecording]) -> tuple[DetectedClass, ...]:
    """Over the recordings in which events are looked for, those without one among them."""
    searched = [recording for recording in recordings if recording.unfit in (None, Unfit.SILENT)]
    visible = Counter(waveform for recording in searched for waveform in _visible(recording.potentials))
    missed = Counter(waveform for recording in searched for waveform in _visible(recording.missed))
    return tuple(DetectedClass(waveform, visible[waveform], missed[waveform]) for waveform in WAVEFORMS)


def _visible(potentials: Sequence[Discharge]) -> Iterator[Waveform]:
    return (one.subtype.waveform for one in potentials if one.peak_to_peak >= VISIBLE_MICROVOLT)
