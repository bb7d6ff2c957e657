"""What reports of needle EMG have in common: where the data are from, scores by class, and what each potential is called."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from edge_app.emg.waveform import WAVEFORMS
from edge_app.records import Interval
from quantize.evaluation.emg.class_scores import Scores
from quantize.evaluation.emg.confusion import ConfusionRow
from quantize.reporting.text_table import Table, markdown_table

NO_COMPARISON = (
    "The paper's 93.8 % (Nam et al., 2019) is per image, of one hospital's waveforms, without a stated split by patient: it "
    "cannot be compared with these figures."
)


def origin_lines(simulated: bool, command: str) -> Iterator[str]:
    """That the data are simulated, where they are, and the command that made the figures."""
    if simulated:
        yield f"**Everything here is simulated: it says nothing about patients.** {NO_COMPARISON}"
    yield ""
    yield f"`{command}`"
    yield ""


def score_lines(scores: Scores) -> Iterator[str]:
    """One classifier's scores, with 95 % intervals."""
    yield f"Accuracy {_share(scores.accuracy)}; mean of the classes' sensitivities {_share(scores.balanced_accuracy)}."
    yield ""
    rows = (
        (one.waveform.value, str(one.events), str(one.called), _share(one.sensitivity), _share(one.precision))
        for one in scores.classes
    )
    yield from markdown_table(Table("", ("class", "events", "called it", "sensitivity", "precision"), tuple(rows)))


def confusion_lines(rows: Sequence[ConfusionRow]) -> Iterator[str]:
    """What the potentials of each kind are called."""
    head = ("kind", "class", *(f"called {waveform.value}" for waveform in WAVEFORMS))
    cells = ((row.subtype.value, row.waveform.value, str(row.psw), str(row.fibrillation), str(row.other)) for row in rows)
    yield from markdown_table(Table("", head, tuple(cells)))


def _share(found: Interval | None) -> str:
    return "not defined" if found is None else str(found)
