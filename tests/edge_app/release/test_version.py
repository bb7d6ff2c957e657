from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from packaging.version import Version

from edge_app.errors import ReleaseError
from edge_app.release.version import order

NUMBERS = st.integers(0, 20)


@st.composite
def versions(draw: st.DrawFn) -> str:
    """Public versions in their normal form, many of them near one another."""
    text = ".".join(map(str, draw(st.lists(NUMBERS, min_size=1, max_size=4))))
    for part in ("a", "b", "rc"), (".post",), (".dev",):
        if draw(st.booleans()):
            text += draw(st.sampled_from(part)) + str(draw(NUMBERS))
    return text


@given(versions(), versions())
def test_versions_are_in_the_order_of_pep_440(one: str, other: str) -> None:
    assert (order(one) < order(other), order(one) == order(other)) == (
        Version(one) < Version(other),
        Version(one) == Version(other),
    )


@pytest.mark.parametrize(
    "text", ["", "v1.0", "1.0+local", "1!1.0", "01.0", "1..0", "../1.0", "1.0 ", "1.0\n", "1.0.RC1", "1" * 80]
)
def test_what_is_no_public_version_is_refused_in_one_sentence(text: str) -> None:
    with pytest.raises(ReleaseError, match="is no version such as") as refused:
        order(text)
    assert "\n" not in str(refused.value)
