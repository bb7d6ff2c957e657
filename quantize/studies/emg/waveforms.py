"""A page of simulated waveforms beside what is published of their shapes.

    python -m quantize.studies.emg.waveforms docs/emg

writes `waveforms.png` (negative up, as electromyographers draw) and `waveforms.md` with the figures of POTENTIALS of each kind.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import click
import matplotlib as mpl
import numpy as np

from edge_app.phantom.emg.discharges import Discharge, Generator, Subtype, mix
from edge_app.phantom.emg.electrode import CONCENTRIC
from edge_app.phantom.emg.membrane import FloatArray
from edge_app.phantom.emg.recording import Activity, Plan, simulate
from edge_app.phantom.emg.subject import MUSCLES, Condition, EmgSubject
from quantize.studies.emg.potentials import (
    SECONDS,
    STANDARD,
    Potential,
    amplified,
    generator,
    interval_variation,
    measured,
    patient,
    unit_potential,
)

mpl.use("Agg")
import matplotlib.pyplot as plt

POTENTIALS = 40  # of each kind
_SPONTANEOUS = (
    Subtype.FIBRILLATION,
    Subtype.PSW,
    Subtype.END_PLATE_SPIKE,
    Subtype.END_PLATE_NOISE,
    Subtype.MYOTONIC,
    Subtype.COMPLEX_REPETITIVE,
)
# What is published, in the sources that docs/emg/README.md lists.
PUBLISHED = {
    Subtype.FIBRILLATION: "positive first, 2 or 3 phases, 1-5 ms, 20-200 µV (to 1 mV), regular, 0.5-15 Hz (to 50)",
    Subtype.PSW: "sharp positive phase below 5 ms, then a long shallow negative one; 10-30 ms (to 100); regular, as fibrillation",
    Subtype.END_PLATE_SPIKE: "negative first, 2 phases, 3-5 ms, 100-300 µV, irregular, 5-50 Hz",
    Subtype.END_PLATE_NOISE: "negative, one phase, 0.5-2 ms, 10-50 µV, without rhythm, 20-150 Hz",
    Subtype.MYOTONIC: "spikes below 5 ms or positive waves of 5-20 ms; 20-80 Hz; rate and amplitude wax and wane",
    Subtype.COMPLEX_REPETITIVE: "polyphasic, always the same shape, 100 µV-1 mV, 5-100 Hz, starts and stops at once",
}
UNITS = {
    "healthy": (patient(Condition.HEALTHY), "9-12 ms, 660 ± 250 µV (tibialis anterior), 3 phases, 5-40 % with more than 4"),
    "neurogenic, early": (patient(Condition.NEUROGENIC, 0.8, 6), "longer, polyphasic, unstable"),
    "neurogenic, chronic": (patient(Condition.NEUROGENIC, 0.8, 24), "long, large (several mV); few units fire fast"),
    "myopathic": (patient(Condition.MYOPATHIC, 0.7, 6), "small, short, polyphasic; many units fire early"),
}


@dataclass(frozen=True)
class Row:
    """One line of the picture: a recording, and how it is drawn."""

    title: str
    microvolts: FloatArray
    discharges: tuple[Discharge, ...]
    shown: Subtype | None  # whose discharge is drawn at a fast sweep
    sweep_ms: float
    seconds: float


def rows() -> list[Row]:
    """The recordings of the picture."""
    healthy, chronic, muscular = (
        patient(Condition.HEALTHY),
        patient(Condition.NEUROGENIC, 0.8, 24),
        patient(Condition.MYOPATHIC, 0.7, 6),
    )
    myotonic = patient(Condition.MYOTONIC, 0.6, 12)

    def row(
        title: str, subject: EmgSubject, activity: Activity, seed: int, shown: Subtype | None, sweep_ms: float, seconds: float
    ) -> Row:
        effort = 0.05 if activity is Activity.EFFORT else 0.0
        made = simulate(Plan(title, subject, MUSCLES[1], activity, CONCENTRIC, STANDARD, SECONDS, effort, None, seed))
        return Row(
            title, made.trace.samples * np.float32(STANDARD.microvolt_per_count), made.discharges, shown, sweep_ms, seconds
        )

    noise = generator(Subtype.END_PLATE_NOISE, 3)
    return [
        _of("fibrillation", [_firing(Subtype.FIBRILLATION)], 20, 1),
        _of("positive sharp wave", [_firing(Subtype.PSW)], 40, 1),
        _of("end-plate spikes and noise", [_firing(Subtype.END_PLATE_SPIKE), noise], 20, 1),
        row("fasciculation", chronic, Activity.FASCICULATION, 5, Subtype.FASCICULATION, 40, 5),
        row("myotonic discharge", myotonic, Activity.MYOTONIA, 3, Subtype.MYOTONIC, 40, 5),
        row("complex repetitive discharge", muscular, Activity.COMPLEX_REPETITIVE, 6, Subtype.COMPLEX_REPETITIVE, 60, 1),
        row("insertion", healthy, Activity.INSERTION, 2, Subtype.INSERTION, 40, 2),
        row("slight effort, healthy", healthy, Activity.EFFORT, 1, Subtype.MOTOR_UNIT, 40, 1),
        row("slight effort, chronic neurogenic", chronic, Activity.EFFORT, 1, Subtype.MOTOR_UNIT, 40, 1),
        row("slight effort, myopathic", muscular, Activity.EFFORT, 1, Subtype.MOTOR_UNIT, 40, 1),
        row("silence", healthy, Activity.SILENCE, 1, None, 40, 1),
    ]


def _firing(subtype: Subtype) -> Generator:
    """The first of its kind that fires at 5 to 15 Hz, so that its rhythm shows within a second."""
    return next(g for seed in count() if 5 <= len((g := generator(subtype, seed)).times) / SECONDS <= 15)


def _of(title: str, generators: list[Generator], sweep_ms: float, seconds: float) -> Row:
    """A recording of these generators only; the first is what is shown."""
    potential, discharges = mix(generators, SECONDS, STANDARD.inner_hz)
    counts = STANDARD.convert(potential, np.random.default_rng(0))
    values = counts * np.float32(STANDARD.microvolt_per_count)
    return Row(title, values, discharges, generators[0].subtype, sweep_ms, seconds)


def draw(shown: Sequence[Row], path: Path) -> None:
    """Each row at a fast and at a slow sweep, negative up."""
    figure, axes = plt.subplots(len(shown), 2, figsize=(13, 1.9 * len(shown)), width_ratios=[1, 3], layout="constrained")
    figure.suptitle("SIMULATED needle EMG, concentric needle, 10 Hz-10 kHz; negative is up", fontsize=13)
    for (fast, slow), row in zip(axes, shown, strict=True):
        values = row.microvolts
        t = np.arange(len(values)) / STANDARD.rate_hz
        own = [d for d in row.discharges if d.subtype is row.shown]
        middle = max(own, key=lambda d: d.peak_to_peak if 0.3 < d.seconds < 4 else 0).seconds if own else 1.0
        begin = min(max(0.0, middle - row.seconds / 2), t[-1] - row.seconds)
        inside = (t >= begin) & (t < begin + row.seconds)
        slow.plot(t[inside] - begin, values[inside], color="black", linewidth=0.5)
        near = np.abs(t - middle - row.sweep_ms / 4000) < row.sweep_ms / 2000
        fast.plot((t[near] - middle) * 1000, values[near], color="black", linewidth=0.8)
        reach = max(50.0, 1.15 * float(np.abs(values[inside]).max()))
        for axis in (fast, slow):
            axis.set_ylim(reach, -reach)
            axis.grid(alpha=0.3)
            axis.tick_params(labelsize=7)
        fast.set_ylabel("µV", fontsize=8)
        fast.set_title(f"{row.title} (ms)", fontsize=9)
        slow.set_title(f"{row.seconds:g} s", fontsize=9)
    figure.savefig(path, dpi=70)
    plt.close(figure)


def _span(values: Sequence[float], digits: int = 0) -> str:
    low, middle, high = np.percentile(values, [5, 50, 95])
    return f"{middle:.{digits}f} ({low:.{digits}f}-{high:.{digits}f})"


def _line(name: str, published: str, found: Sequence[Potential], rhythm: str) -> str:
    return (
        f"| {name} | {published} | {_span([p.peak_to_peak for p in found])} | {_span([p.duration_ms for p in found], 1)} | "
        f"{_span([p.phases for p in found])} | {100 * np.mean([p.starts_positive for p in found]):.0f} % | {rhythm} |"
    )


def table() -> str:
    """The figures of POTENTIALS of each kind, as Markdown."""
    lines = [
        "# Simulated waveforms beside published shapes",
        "",
        "![simulated waveforms, one kind a row, at a fast and a slow sweep](waveforms.png)",
        "",
        "All of it is simulated. Made by `python -m quantize.studies.emg.waveforms docs/emg`: concentric needle, tibialis",
        f"anterior, 10 Hz to 10 kHz, {POTENTIALS} potentials of each kind without noise; median (5th-95th percentile).",
        "A potential lasts from where it leaves the baseline to where it is back: by a fiftieth of its size, at least 5 µV, of a",
        "motor unit by 10 µV. A phase is an excursion of a twentieth of its size, at least 20 µV. The variation is the mean",
        "difference of successive intervals over the mean interval. [README.md](README.md) lists the sources.",
        "",
        "| kind | published | peak to peak, µV | duration, ms | phases | positive first | rate, Hz; variation |",
        "|---|---|---|---|---|---|---|",
    ]
    for subtype in _SPONTANEOUS:
        found = [generator(subtype, seed) for seed in range(POTENTIALS)]
        potentials = [measured(amplified(g.waves[0])) for g in found]
        firing = [g for g in found if len(g.times) > 4]
        rates = [float(1 / np.diff(g.times).mean()) for g in firing]
        rhythm = f"{_span(rates, 1)}; {_span([interval_variation(g) for g in firing], 2)}"
        lines.append(_line(subtype.value, PUBLISHED[subtype], potentials, rhythm))
    for name, (subject, published) in UNITS.items():
        potentials = [unit_potential(subject, MUSCLES[1], seed) for seed in range(POTENTIALS)]
        many = f"{100 * np.mean([p.phases > 4 for p in potentials]):.0f} % with more than 4 phases"
        lines.append(_line(f"motor unit, {name}", published, potentials, many))
    return "\n".join([*lines, ""])


@click.command()
@click.argument("out", type=click.Path(file_okay=False, path_type=Path))
def main(out: Path) -> None:
    """Draw the page of simulated waveforms and measure them; write both to OUT."""
    out.mkdir(parents=True, exist_ok=True)
    draw(rows(), out / "waveforms.png")
    text = table()
    (out / "waveforms.md").write_text(text, encoding="utf-8")
    click.echo(text)


if __name__ == "__main__":
    main()
