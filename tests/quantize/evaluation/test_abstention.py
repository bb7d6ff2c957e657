"""Every image of a set is counted once: by the guard's reason, as indeterminate, or by its label."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from edge_app.errors import ConfigError
from edge_app.records import Guard, Label
from quantize.evaluation.abstention import Abstentions, count_answers, read_abstentions, write_abstentions
from quantize.evaluation.robustness.answers import CellAnswers, GraphAnswers
from quantize.evaluation.robustness.cases import Case, CaseSet

GUARD = [Guard.FIT, Guard.NOT_MUSCLE, Guard.FIT, Guard.WRONG_VIEW, Guard.FIT, Guard.NOT_MUSCLE]
LABELS = [Label.NORMAL, Label.NOT_JUDGED, Label.INDETERMINATE, Label.NOT_JUDGED, Label.ABNORMAL, Label.NOT_JUDGED]


def cases(folder: Path) -> CaseSet:
    return CaseSet(folder, tuple(Case(str(n), str(n // 2), None, None) for n in range(6)), "0" * 64, "images")


def answers() -> CellAnswers:
    graph = GraphAnswers(np.array([one.value for one in LABELS]), np.zeros(6), np.zeros((6, 7, 7), np.float32))
    return CellAnswers(np.array([one.value for one in GUARD]), np.zeros((6, 4)), np.zeros(6, np.bool_), {"int8": graph})


def test_every_image_is_counted_once_and_comes_back_from_the_file(tmp_path: Path) -> None:
    found = count_answers(cases(tmp_path / "clinic"), False, answers(), "int8")
    assert (found.name, found.images, found.subjects) == ("clinic", 6, 3)
    assert found.rejected == {"not muscle": 2, "wrong view": 1}
    assert found.refused + found.indeterminate + found.normal + found.abnormal == found.images
    assert (found.unanswered.count, found.unanswered.of) == (4, 6)
    counted = Abstentions(1, "a command", "a machine", "", "bundle", "0" * 64, "int8", False, (found,))
    write_abstentions(tmp_path / "abstention.json", counted)
    assert read_abstentions(tmp_path / "abstention.json") == counted


def test_a_folder_called_images_goes_by_the_name_above_it(tmp_path: Path) -> None:
    assert count_answers(cases(tmp_path / "elbow" / "images"), False, answers(), "int8").name == "elbow"


@pytest.mark.parametrize("content", ["", "{}", '{"schema": 7}', '{"schema": 1}'])
def test_what_is_no_such_file_is_one_sentence(tmp_path: Path, content: str) -> None:
    (tmp_path / "abstention.json").write_text(content)
    with pytest.raises(ConfigError) as caught:
        read_abstentions(tmp_path / "abstention.json")
    assert "count again with" in str(caught.value) and "\n" not in str(caught.value)
