"""Cross-validation: folds by subject, stratified by label and muscle, in which every subject is tested exactly once."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from edge_app.errors import ConfigError
from quantize.dataset.manifest import Sample
from quantize.dataset.split import SEED, VALIDATION_SHARE, Split, draw_subjects, subject_strata


def folds(samples: Sequence[Sample], count: int, seed: int = SEED, validation_share: float = VALIDATION_SHARE) -> list[Split]:
    """`count` splits, at least 2, whose test parts together are the whole data set, each subject in one of them.

    The subjects of each stratum, at random, are dealt to the folds in turn, and the next stratum goes on where the one before
    ended: folds differ by at most one subject in size and in every stratum. Of the others a share is the validation part. Depends
    on subjects and seed, not on the order of the rows. Raises ConfigError where a part would be empty or lack a label.
    """
    strata = subject_strata(samples)
    rng = np.random.default_rng(seed)
    dealt = [
        subject
        for stratum in sorted(set(strata.values()), key=sorted)
        for subject in rng.permutation(sorted(subject for subject, own in strata.items() if own == stratum)).tolist()
    ]
    found = []
    for fold in range(count):
        test = set(dealt[fold::count])
        rest = {subject: stratum for subject, stratum in strata.items() if subject not in test}
        validation = draw_subjects(rest, validation_share, rng)
        parts = [tuple(s for s in samples if s.subject in part) for part in (rest.keys() - validation, validation, test)]
        if any(len({s.label for s in part}) < 2 for part in parts):
            raise ConfigError(f"{len(strata)} subjects are too few for {count} folds: a part lacks a label; add subjects")
        found.append(Split(*parts))
    return found
