"""The advice names the most specific cause that fits."""

from __future__ import annotations

import pytest

from edge_app.drift.advice import SENTENCES, Advice, advise
from edge_app.drift.quantities import Quantity


@pytest.mark.parametrize(
    ("moved", "advice"),
    [
        ({Quantity.ECHO_INTENSITY, Quantity.SCORE}, Advice.GAIN),
        ({Quantity.ECHO_INTENSITY, Quantity.SPECKLE_SNR}, Advice.PRESET),
        ({Quantity.ECHO_INTENSITY, Quantity.COLUMN_DROPOUT, Quantity.AXIAL_WIDTH}, Advice.PROBE),
        ({Quantity.NEAR_FIELD_DROPOUT, Quantity.ECHO_INTENSITY}, Advice.PROBE),
        ({Quantity.NEAR_FIELD_DROPOUT, Quantity.SPECKLE_SNR}, Advice.PRESET),
        ({Quantity.ABSTENTION, Quantity.SCORE}, Advice.CONTACT),
        ({Quantity.SCORE}, Advice.PATIENTS),
    ],
)
def test_the_most_specific_cause(moved: set[Quantity], advice: Advice) -> None:
    assert advise(moved) is advice


def test_every_advice_has_a_sentence() -> None:
    assert set(SENTENCES) == set(Advice)
