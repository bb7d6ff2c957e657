"""The grade of fibrillation that follows from what a model calls events, beside the one that follows from what they are."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from edge_app.emg.fibrillation_grade import Area, area_of, grade_muscle
from edge_app.emg.waveform import Waveform
from edge_app.phantom.emg.recording import Activity
from quantize.dataset.emg.labelled_events import LabelledRecording


@dataclass(frozen=True)
class GradePair:
    """How many muscles have these two grades."""

    by_truth: str  # "0", "1+" to "4+", or "not graded"
    by_model: str
    muscles: int


def compare_grades(recordings: Sequence[LabelledRecording], called: Sequence[Sequence[Waveform]]) -> tuple[GradePair, ...]:
    """Over the muscles of all patients, from their recordings at rest. called: of each recording, the class of each event.

    The truth's grade is of the same events: a potential without an event is in neither. An event without a potential is "other"
    to the truth.
    """
    truth: defaultdict[tuple[str, str], list[Area]] = defaultdict(list)
    model: defaultdict[tuple[str, str], list[Area]] = defaultdict(list)
    for recording, classes in zip(recordings, called, strict=True):
        sample = recording.sample
        if sample.activity == Activity.EFFORT.value:
            continue
        found, muscle = [event.found for event in recording.events], (sample.subject, sample.muscle)
        true = [Waveform.OTHER if one.potential is None else one.potential.subtype.waveform for one in recording.events]
        truth[muscle].append(area_of(sample.seconds, recording.unfit, found, true))
        model[muscle].append(area_of(sample.seconds, recording.unfit, found, classes))
    pairs = Counter((grade_muscle(truth[muscle]).text, grade_muscle(model[muscle]).text) for muscle in truth)
    return tuple(GradePair(*pair, count) for pair, count in sorted(pairs.items()))
