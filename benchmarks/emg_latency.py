"""What needle EMG costs on this machine: .venv/bin/python -m benchmarks.emg_latency RECORDING

Processor time of one thread, the best of several runs: for the whole recording as a share of its length, and for one event in
milliseconds. Processor time, since the machine may be busy.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import click

RUNS = 7


@click.command()
@click.argument("recording", type=click.Path(path_type=Path))
@click.option("--baseline", type=click.Path(path_type=Path), help="Logistic model, to be timed too; of `quantize emg-baseline`.")
def main(recording: Path, baseline: Path | None) -> None:
    """Print what each step takes for RECORDING, a WAV, EDF or text."""
    from edge_app.emg.analysis import Settings
    from edge_app.emg.events import find_events
    from edge_app.emg.guard import assess_events
    from edge_app.emg.logistic import probabilities, read_model
    from edge_app.emg.readers.files import read_recording
    from edge_app.emg.readers.read_as import ReadAs
    from edge_app.emg.reading import read_events
    from edge_app.emg.rendering import render
    from edge_app.emg.signal import signal_of

    trace, settings = read_recording(recording, ReadAs(), lambda path: None), Settings()
    signal = signal_of(trace, settings.rendering.band)
    events = find_events(signal, settings.detector)
    steps: dict[str, Callable[[], object]] = {
        "signal in its band": lambda: signal_of(trace, settings.rendering.band),
        "events": lambda: find_events(signal, settings.detector),
        "reading": lambda: read_events(events, signal),
        "guard": lambda: assess_events(trace, signal, events),
        "images": lambda: [render(event, signal, settings.rendering) for event in events],
    }
    if baseline is not None:
        model, readings = read_model(baseline), read_events(events, signal)
        steps["logistic model"] = lambda: probabilities(model, readings)
    click.echo(f"{trace.seconds:.1f} s at {trace.rate_hz:g} Hz, {len(events)} events")
    for name, step in steps.items():
        taken = min(_processor_seconds(step) for _ in range(RUNS))
        each = f"{1000 * taken / len(events):8.3f} ms an event" if events else ""
        click.echo(f"{name:20}{100 * taken / trace.seconds:8.2f} % of real time{each}")


def _processor_seconds(step: Callable[[], object]) -> float:
    began = time.process_time()
    step()
    return time.process_time() - began


if __name__ == "__main__":
    main()
