"""The events of a data set's recordings, found and read as the device does, each with the potential that it is.

Detector and truth do not know of each other: an event is a peak that rises out of the noise, a potential is what the simulator
has put in. They are joined by time.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from tqdm import tqdm

from edge_app.emg.analysis import Analysis, ReadEvent, Settings, analyse
from edge_app.emg.guard import Unfit
from edge_app.emg.readers.files import read_recording
from edge_app.emg.readers.read_as import ReadAs
from edge_app.phantom.emg.discharges import Discharge
from quantize.dataset.emg.manifest import EmgSample, read_emg_manifest, read_truth

# The event's time is that of the filtered peak, the potential's that of the unfiltered one. A potential with several peaks of
# nearly one height may be taken at another of them; within 10 ms the detector takes the largest only.
TOLERANCE_MS = 5.0


@dataclass(frozen=True)
class LabelledEvent:
    """An event and the potential that it is."""

    found: ReadEvent
    potential: Discharge | None  # None: there is none within the tolerance


@dataclass(frozen=True)
class LabelledRecording:
    """A recording's events and potentials."""

    sample: EmgSample
    unfit: Unfit | None  # why nothing in it is judged; then it has no events
    events: tuple[LabelledEvent, ...]  # in order of time, those that are not fit to be judged among them
    potentials: tuple[Discharge, ...]  # all of them, by time
    missed: tuple[Discharge, ...]  # those without an event within the tolerance


def read_labelled(folder: Path, settings: Settings) -> Iterator[LabelledRecording]:
    """Every recording of a data set, in the order of its manifest, with a progress bar.

    Raises ConfigError where the data set is not one, EmgError where a recording is damaged.
    """
    for sample in tqdm(read_emg_manifest(folder), desc=f"{folder.name}: recordings", unit="", disable=None):
        yield label_events(sample, analyse_sample(folder, sample, settings), read_truth(folder / sample.truth).discharges)


def analyse_sample(folder: Path, sample: EmgSample, settings: Settings) -> Analysis:
    """One recording of the data set in `folder`, as the device analyses it. Raises EmgError where it is damaged."""
    return analyse(read_recording(folder / sample.recording, ReadAs(), lambda path: None), settings)


def label_events(
    sample: EmgSample, analysis: Analysis, discharges: Sequence[Discharge], tolerance_ms: float = TOLERANCE_MS
) -> LabelledRecording:
    """Join events and potentials by time. Pure.

    An event is the largest potential within the tolerance, since that is what its peak is made of; a potential is missed where
    no event lies within the tolerance.
    """
    times = np.array([discharge.seconds for discharge in discharges])
    at = np.array([found.event.seconds for found in analysis.events])
    tolerance = tolerance_ms / 1000
    events = []
    for found, first, last in zip(
        analysis.events, np.searchsorted(times, at - tolerance), np.searchsorted(times, at + tolerance, "right"), strict=True
    ):
        near = discharges[first:last]
        events.append(LabelledEvent(found, max(near, key=lambda one: one.peak_to_peak) if near else None))
    has_event = np.searchsorted(at, times - tolerance) < np.searchsorted(at, times + tolerance, "right")
    missed = tuple(one for one, has in zip(discharges, has_event, strict=True) if not has)
    return LabelledRecording(sample, analysis.unfit, tuple(events), tuple(discharges), missed)
