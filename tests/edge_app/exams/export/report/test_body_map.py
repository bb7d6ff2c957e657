"""The map of the body on paper is the one on the screen."""

from __future__ import annotations

import re
from importlib.resources import files

from edge_app.exams.export.report.body_map import OUTLINE, PLACES


def test_it_is_the_screens() -> None:
    qml = files("edge_app.ui").joinpath("qml/BodyMap.qml").read_text(encoding="utf-8")
    drawn = re.search(r"path: ((?:\s*\+?\s*\"[^\"]*\")+)", qml)
    assert drawn is not None and "".join(re.findall(r'"([^"]*)"', drawn[1])) == OUTLINE
    places = re.findall(r'"([\w ]+)": \{ behind: (true|false), x: (\d+), y: (\d+) \}', qml)
    assert {name: (behind == "true", int(x), int(y)) for name, behind, x, y in places} == {
        muscle: (place.behind, place.x, place.y) for muscle, place in PLACES.items()
    }
