"""Several settings of a scanner at once are what they are one after the other."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from edge_app.phantom.scanner import GreyMap
from quantize.perturbations.grey_levels import (
    GreySetting,
    change_dynamic_range,
    change_gain,
    change_grey_map,
    change_setting,
    tilt_gain,
)

MIDDLE = np.random.default_rng(0).integers(110, 160, (64, 48), np.uint8)  # far from black and white, so that nothing is cut off


def test_the_defaults_change_nothing() -> None:
    np.testing.assert_array_equal(change_setting(MIDDLE, GreySetting()), MIDDLE)


@given(
    st.floats(-6, 6),
    st.floats(-6, 6),
    st.floats(45, 80),
    st.sampled_from([GreyMap.SOFT, GreyMap.STRONG]),
    st.floats(0, 1.5),
)
def test_together_as_one_after_the_other_but_for_rounding(
    gain: float, tilt: float, dynamic_range: float, kind: GreyMap, share: float
) -> None:
    together = change_setting(MIDDLE, GreySetting(gain, tilt, dynamic_range, kind, share)).astype(int)
    one_by_one = change_dynamic_range(tilt_gain(change_gain(MIDDLE, gain), tilt), dynamic_range)
    assert np.abs(together - change_grey_map(one_by_one, kind, share)).max() <= 4
