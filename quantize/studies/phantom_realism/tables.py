"""The study's results as Markdown."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np

from edge_app.drift.agreement import wilson
from edge_app.phantom.realistic import Appearance
from edge_app.records import Label
from quantize.studies.phantom_realism.measured import Measured
from quantize.studies.phantom_realism.muscle_images import GRADES, REAL_SOURCES

STATISTICS = (
    ("lateral speckle width, px of 224", 1),
    ("lateral / axial width", 2),
    ("vertical over horizontal power, 24-48 cycles, log10", 2),
    ("mean grey", 0),
    ("slope with depth, dB a region", 1),
    ("speckle SNR", 2),
    ("Nakagami m", 2),
    ("entropy, bits", 2),
)


def statistics_table(real: Mapping[str, Measured], simulated: Mapping[Appearance, Measured]) -> str:
    """Medians of each statistic by real source and for the simulator, and whether the latter lie among the former."""
    names = [*real, *(f"simulated, {look.value}" for look in simulated), *(f"{look.value} inside" for look in simulated)]
    lines = [f"| median | {' | '.join(names)} |", "|---|" + "---|" * len(names)]
    for column, (title, digits) in enumerate(STATISTICS):
        sources = [float(np.median(group.statistics[:, column])) for group in real.values()]
        ours = [float(np.median(group.statistics[:, column])) for group in simulated.values()]
        cells = [f"{value:.{digits}f}" for value in sources + ours]
        cells += ["yes" if min(sources) <= value <= max(sources) else "**no**" for value in ours]
        lines.append(f"| {title} | {' | '.join(cells)} |")
    counts = [str(len(group.grade)) for group in (*real.values(), *simulated.values())]
    lines.append(f"| images | {' | '.join(counts)} |" + " |" * len(simulated))
    return "\n".join(lines)


def licence_table() -> str:
    """The real sources."""
    rows = (f"| {s.name} | {'transverse' if s.transverse else 'longitudinal'} | {s.licence} |" for s in REAL_SOURCES)
    return "\n".join(["| real source | view | from, licence |", "|---|---|---|", *rows])


def domain_table(aucs: Mapping[str, Mapping[str, float]]) -> str:
    """title -> source -> AUC on that source, unseen."""
    sources = list(next(iter(aucs.values())))
    lines = [f"| AUC on the unseen source | {' | '.join(sources)} | mean | worst |", "|---|" + "---|" * (len(sources) + 2)]
    for title, auc in aucs.items():
        values = [auc[source] for source in sources]
        lines.append(f"| {title} | {' | '.join(f'{v:.2f}' for v in [*values, float(np.mean(values)), max(values)])} |")
    return "\n".join(lines)


def answers_table(simulated: Mapping[Appearance, Measured]) -> str:
    """How the shipped network answers by grade: right of those that it judges, undecided, refused by the guard."""
    lines = [
        "| simulated | grade | images | refused by the guard | indeterminate | right, of normal or abnormal | 95 % interval |",
        "|---|---|---|---|---|---|---|",
    ]
    for look, group in simulated.items():
        for grade in GRADES:
            lines.append(f"| {look.value} | {grade} | {_answers(group.label[group.grade == grade], grade)} |")
    return "\n".join(lines)


def _answers(labels: Iterable[str], grade: int) -> str:
    listed = list(labels)
    truth = (Label.NORMAL if grade == 1 else Label.ABNORMAL).value
    decided = [label for label in listed if label in (Label.NORMAL.value, Label.ABNORMAL.value)]
    right = decided.count(truth)
    undecided = listed.count(Label.INDETERMINATE.value)
    cells = [str(len(listed)), str(len(listed) - len(decided) - undecided), str(undecided)]
    if not decided:
        return " | ".join([*cells, "none", "-"])
    low, high = wilson(right, len(decided))
    return " | ".join([*cells, f"{right} of {len(decided)} = {right / len(decided):.0%}", f"{low:.0%}-{high:.0%}"])
