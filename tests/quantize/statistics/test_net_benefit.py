"""Net benefit, by hand and by what follows from its definition."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given

from quantize.statistics.metrics import Floats, Ints
from quantize.statistics.net_benefit import THRESHOLDS, net_benefit, net_benefit_of_all
from tests.support.answer_arrays import N, label_arrays, probability_arrays


def test_by_hand() -> None:
    labels, probabilities = np.array([1, 1, 0, 0, 0]), np.array([0.9, 0.3, 0.6, 0.2, 0.1])
    found = dict(zip(THRESHOLDS.tolist(), net_benefit(labels, probabilities, np.ones((1, 5)))[0], strict=True))
    assert found[0.5] == pytest.approx(1 / 5 - 1 / 5)  # one found, one needless, as bad as one missed
    assert found[0.25] == pytest.approx(2 / 5 - 1 / 5 / 3)
    assert found[0.95] == 0


@given(label_arrays, probability_arrays)
def test_acting_on_all_is_a_probability_of_one_and_nobody_is_better_than_the_truth(labels: Ints, probabilities: Floats) -> None:
    once = np.ones((1, N))
    assert net_benefit(labels, np.ones(N), once)[0] == pytest.approx(net_benefit_of_all(float(labels.mean())))
    assert (net_benefit(labels, probabilities, once)[0] <= net_benefit(labels, labels.astype(float), once)[0] + 1e-12).all()
