"""Whose a file of the tree is, in few words."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from firmware_configs.release.ownership import places

SEGMENT = st.sampled_from(["a", "b", "c.py", "d"])
PATHS = st.lists(SEGMENT, min_size=1, max_size=4).map(lambda parts: "/".join([*parts, "file"]))
OWNED = st.dictionaries(PATHS, st.sampled_from(["one", "two", "three"]), min_size=1, max_size=20)


@settings(max_examples=25)
@given(OWNED)
def test_the_places_give_back_every_owner_and_none_is_two_components(owned: dict[str, str]) -> None:
    found = [(place, owner) for owner, those in places(owned).items() for place in those]
    assert len({place for place, _ in found}) == len(found)
    for path, owner in owned.items():
        fitting = [one for place, one in found if place == path or (place.endswith("/") and path.startswith(place))]
        assert fitting == [owner]


def test_a_folder_of_one_component_is_named_and_not_its_files() -> None:
    owned = {"site/numpy/a.py": "numpy", "site/numpy/core/b.py": "numpy", "site/six.py": "six", "site/qt/one": "qt"}
    assert places(owned) == {"numpy": ["site/numpy/"], "qt": ["site/qt/"], "six": ["site/six.py"]}
