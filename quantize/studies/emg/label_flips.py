"""How often the logistic model calls an event something else after a change that means nothing.

    python -m quantize.studies.emg.label_flips data/emg-test build/emg/logistic.json

prints a table over the test set's recordings of 44.1 kHz and more, which can be brought to any lower rate.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import click
import numpy as np
from tqdm import tqdm

from edge_app.emg.analysis import Settings, analyse
from edge_app.emg.logistic import LogisticModel, answer_events, read_model
from edge_app.emg.readers.files import read_recording
from edge_app.emg.readers.read_as import ReadAs
from edge_app.emg.trace import Trace
from edge_app.emg.waveform import Waveform
from edge_app.records import Interval
from quantize.dataset.emg.labelled_events import TOLERANCE_MS
from quantize.dataset.emg.manifest import read_emg_manifest
from quantize.statistics.metrics import Floats, ratio
from quantize.statistics.subject_bootstrap import SubjectBootstrap
from quantize.studies.emg.trace_changes import CHANGES

MIN_RATE_HZ = 44_100.0

Named = tuple[tuple[float, Waveform | None], ...]  # s and class of each event; None: not judged


@dataclass(frozen=True)
class Outcomes:
    """What became of the judged events of a recording."""

    judged: int  # before the change
    flipped: int  # called something else
    unjudged: int  # no longer judged
    lost: int  # no longer found


def name_events(trace: Trace, model: LogisticModel, settings: Settings) -> Named:
    """The events of a recording and what the model calls them."""
    events = analyse(trace, settings).events
    answers = answer_events(model, events)
    return tuple((found.event.seconds, answer.waveform) for found, answer in zip(events, answers, strict=True))


def outcomes(before: Named, after: Named) -> Outcomes:
    """Compare by time: an event is the nearest one within the tolerance. Pure."""
    times = np.array([seconds for seconds, _ in after])
    counts: Counter[str] = Counter()
    for seconds, waveform in before:
        if waveform is None:
            continue
        counts["judged"] += 1
        nearest = int(np.abs(times - seconds).argmin()) if len(times) else -1
        if nearest < 0 or abs(times[nearest] - seconds) > TOLERANCE_MS / 1000:
            counts["lost"] += 1
        elif after[nearest][1] is None:
            counts["unjudged"] += 1
        elif after[nearest][1] is not waveform:
            counts["flipped"] += 1
    return Outcomes(counts["judged"], counts["flipped"], counts["unjudged"], counts["lost"])


def lines(found: dict[str, list[Outcomes]], subjects: Sequence[str]) -> Iterator[str]:
    """The table, as Markdown; subjects: of each recording."""
    yield "| change | called something else | no longer judged | no longer found |"
    yield "|---|---|---|---|"
    for name, rows in found.items():
        shares = (
            share([one.flipped for one in rows], [one.judged - one.unjudged - one.lost for one in rows], subjects),
            share([one.unjudged for one in rows], [one.judged for one in rows], subjects),
            share([one.lost for one in rows], [one.judged for one in rows], subjects),
        )
        yield f"| {name} | " + " | ".join("not defined" if one is None else _percent(one) for one in shares) + " |"


def share(part: Sequence[int], whole: Sequence[int], subjects: Sequence[str]) -> Interval | None:
    """Part of whole over recordings, with its 95 % interval over resampled patients."""
    parts, wholes = np.array(part, float), np.array(whole, float)

    def score(weights: Floats) -> Floats:
        return ratio(weights @ parts, weights @ wholes)

    return SubjectBootstrap(np.array(subjects, np.str_)).estimate(score)


def _percent(one: Interval) -> str:
    return f"{100 * one.value:.1f} % ({100 * one.low:.1f}-{100 * one.high:.1f})"


@click.command()
@click.argument("test_set", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.argument("baseline", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def main(test_set: Path, baseline: Path) -> None:
    """Print how often the labels of BASELINE, a logistic model, flip on the recordings of TEST_SET."""
    model, settings = read_model(baseline), Settings()
    model.check(settings)
    samples = [sample for sample in read_emg_manifest(test_set) if sample.rate_hz >= MIN_RATE_HZ]
    found: dict[str, list[Outcomes]] = {name: [] for name in CHANGES}
    for sample in tqdm(samples, desc="recordings", unit="", disable=None):
        trace = read_recording(test_set / sample.recording, ReadAs(), lambda path: None)
        before = name_events(trace, model, settings)
        for name, change in CHANGES.items():
            found[name].append(outcomes(before, name_events(change(trace), model, settings)))
    patients = len({sample.subject for sample in samples})
    judged = sum(one.judged for one in next(iter(found.values())))
    click.echo(f"{judged} judged events of {len(samples)} simulated recordings of {patients} patients; 95 % over patients.\n")
    click.echo("\n".join(lines(found, [sample.subject for sample in samples])))


if __name__ == "__main__":
    main()
