"""A recording's events, each with its reading and whether it is fit to be judged. Without a network."""

from __future__ import annotations

from dataclasses import dataclass, field

from edge_app.emg.events import Detector, Event, find_events, noise_of
from edge_app.emg.guard import Unfit, assess_events, assess_recording, assess_silence
from edge_app.emg.reading import Reading, read_events
from edge_app.emg.rendering import Rendering
from edge_app.emg.signal import Signal, signal_of
from edge_app.emg.trace import Trace


@dataclass(frozen=True)
class Settings:
    """What a network's images and their events depend on; it will come from its bundle."""

    rendering: Rendering = field(default_factory=Rendering)
    detector: Detector = field(default_factory=Detector)


@dataclass(frozen=True)
class ReadEvent:
    """One event of a recording."""

    event: Event
    reading: Reading
    unfit: Unfit | None  # None: fit to be judged


@dataclass(frozen=True)
class Analysis:
    """What was found in a recording."""

    trace: Trace
    signal: Signal | None  # None: the recording as a whole is unfit, and its events were not looked for
    events: tuple[ReadEvent, ...]  # in order of time
    unfit: Unfit | None  # why nothing in it is judged


def analyse(trace: Trace, settings: Settings) -> Analysis:
    """Find and read the events of a recording. Pure."""
    unfit = assess_recording(trace)
    if unfit is not None:
        return Analysis(trace, None, (), unfit)
    signal = signal_of(trace, settings.rendering.band)
    events = find_events(signal, settings.detector)
    if not events:
        return Analysis(trace, signal, (), assess_silence(signal, noise_of(signal, settings.detector)))
    readings = read_events(events, signal)
    assessed = assess_events(trace, signal, events)
    found = tuple(ReadEvent(*each) for each in zip(events, readings, assessed, strict=True))
    return Analysis(trace, signal, found, None)
