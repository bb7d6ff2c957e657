"""What potentials are called, by what they are: "other" is many things."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from edge_app.emg.waveform import WAVEFORMS, Waveform
from edge_app.phantom.emg.discharges import Subtype
from quantize.statistics.metrics import Ints


@dataclass(frozen=True)
class ConfusionRow:
    """What the events of one kind of potential are called."""

    waveform: Waveform
    subtype: Subtype
    psw: int
    fibrillation: int
    other: int


def confusion(subtypes: Sequence[Subtype], called: Ints) -> tuple[ConfusionRow, ...]:
    """A row for each subtype that there is, in the order of Subtype."""
    counts = Counter(zip(subtypes, called.tolist(), strict=True))
    return tuple(
        ConfusionRow(subtype.waveform, subtype, *(counts[subtype, k] for k in range(len(WAVEFORMS))))
        for subtype in Subtype
        if subtype in set(subtypes)
    )
