"""Wilson's interval of a share holds the share, at its ends too."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from edge_app.drift.agreement import wilson


@given(st.integers(1, 5000), st.data())
def test_the_interval_holds_the_share(trials: int, data: st.DataObject) -> None:
    hits = data.draw(st.integers(0, trials) | st.sampled_from([0, trials]))
    low, high = wilson(hits, trials)
    assert 0 <= low <= hits / trials <= high <= 1
