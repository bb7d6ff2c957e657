"""How often the network and the clinician say the same of a patient."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from edge_app.records import Label

_Z = 1.959964  # of a two-sided 95 % interval


@dataclass(frozen=True)
class Agreement:
    """Patients by what both said. Nothing of it says who was right."""

    both_normal: int
    both_abnormal: int
    only_network_abnormal: int
    only_clinician_abnormal: int
    undecided: int  # one of them gave neither label
    without_verdict: int

    @property
    def decided(self) -> int:
        """Patients of whom both gave a label."""
        return self.both_normal + self.both_abnormal + self.only_network_abnormal + self.only_clinician_abnormal

    @property
    def share(self) -> tuple[float, float, float] | None:
        """Share of the decided on which both agree, 0-1, and its 95 % interval; None without any."""
        agreed = self.both_normal + self.both_abnormal
        return None if self.decided == 0 else (agreed / self.decided, *wilson(agreed, self.decided))


def count_agreement(pairs: Iterable[tuple[Label, Label | None]]) -> Agreement:
    """From (network's, clinician's) answers to each exam; NOT_JUDGED also where the network's is uncertain."""
    counts = Counter(pairs)
    normal, abnormal = Label.NORMAL, Label.ABNORMAL
    decided = {(a, b): counts[a, b] for a in (normal, abnormal) for b in (normal, abnormal)}
    without = sum(count for (_, clinician), count in counts.items() if clinician is None)
    return Agreement(
        both_normal=decided[normal, normal],
        both_abnormal=decided[abnormal, abnormal],
        only_network_abnormal=decided[abnormal, normal],
        only_clinician_abnormal=decided[normal, abnormal],
        undecided=counts.total() - without - sum(decided.values()),
        without_verdict=without,
    )


def wilson(hits: int, trials: int) -> tuple[float, float]:
    """95 % score interval of a share (Wilson 1927), 0-1; trials at least 1."""
    share, z2 = hits / trials, _Z * _Z
    middle = (share + z2 / (2 * trials)) / (1 + z2 / trials)
    half = _Z / (1 + z2 / trials) * math.sqrt(share * (1 - share) / trials + z2 / (4 * trials * trials))
    return max(0.0, middle - half), min(1.0, middle + half)
