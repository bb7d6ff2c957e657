"""How often the network and the clinician say the same of a patient."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from edge_app.records import Interval, Label

_Z = 1.959964  # of a two-sided 95 % interval


@dataclass(frozen=True)
class Agreement:
    """Exams by what both said. Nothing of it says who was right."""

    both_normal: int
    both_abnormal: int
    only_network_abnormal: int
    only_clinician_abnormal: int
    undecided: int  # one of them gave neither label
    without_verdict: int
    share: Interval | None  # 0-1, on which both agree, of those to which both gave a label; None: there is none

    @property
    def decided(self) -> int:
        """Exams to which both gave a label."""
        return self.both_normal + self.both_abnormal + self.only_network_abnormal + self.only_clinician_abnormal

    def __str__(self) -> str:
        """One sentence, and the counts."""
        if self.share is None:
            return "Agreement of network and clinician: too few verdicts."
        return (
            f"Network and clinician agree on {self.share.value:.0%} of {self.decided} exams "
            f"(95 % interval {self.share.low:.0%} to {self.share.high:.0%}): both normal {self.both_normal}, both abnormal "
            f"{self.both_abnormal}, only the network abnormal {self.only_network_abnormal}, only the clinician "
            f"{self.only_clinician_abnormal}. Undecided {self.undecided}; without a verdict {self.without_verdict}."
        )


def count_agreement(pairs: Iterable[tuple[Label, Label | None]]) -> Agreement:
    """From (network's, clinician's) answers to each exam; the network's may be neither NORMAL nor ABNORMAL."""
    counts = Counter(pairs)
    normal, abnormal = Label.NORMAL, Label.ABNORMAL
    decided = {(a, b): counts[a, b] for a in (normal, abnormal) for b in (normal, abnormal)}
    without = sum(count for (_, clinician), count in counts.items() if clinician is None)
    agreed, of = decided[normal, normal] + decided[abnormal, abnormal], sum(decided.values())
    return Agreement(
        both_normal=decided[normal, normal],
        both_abnormal=decided[abnormal, abnormal],
        only_network_abnormal=decided[abnormal, normal],
        only_clinician_abnormal=decided[normal, abnormal],
        undecided=counts.total() - without - of,
        without_verdict=without,
        share=Interval(agreed / of, *wilson(agreed, of)) if of else None,
    )


def wilson(hits: int, trials: int) -> tuple[float, float]:
    """95 % score interval of a share (Wilson 1927), 0-1; trials at least 1."""
    share, z2 = hits / trials, _Z * _Z
    middle = (share + z2 / (2 * trials)) / (1 + z2 / trials)
    half = _Z / (1 + z2 / trials) * math.sqrt(share * (1 - share) / trials + z2 / (4 * trials * trials))
    # Exactly 0 and 1 at the ends, which rounding would miss: a share of 1 is not above its own interval.
    return 0.0 if hits == 0 else middle - half, 1.0 if hits == trials else middle + half
