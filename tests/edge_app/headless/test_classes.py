"""What `analyse` and `examine` say of a bundle with grades, and heatmaps of a class that was asked for."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
from click.testing import CliRunner, Result

from edge_app.__main__ import main
from tests.support.graded_fixture import GRADES
from tests.support.speckle import speckle

Run = Callable[..., Result]


@pytest.fixture(scope="module")
def image(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("images") / "a.png"
    cv2.imwrite(str(path), cv2.resize(speckle(1, seed=5)[0], (320, 240)))
    return path


@pytest.fixture
def run(graded_folder: Path, keys_folder: Path) -> Run:
    def run(command: str, *words: object, bundle: Path = graded_folder) -> Result:
        shared = ["--bundle", str(bundle), "--keys", str(keys_folder), "--threads", "1"]
        return CliRunner().invoke(main, [command, *shared, *map(str, words)], catch_exceptions=False)

    return run


def test_a_line_names_every_class(run: Run, image: Path) -> None:
    """A file is from no validated device: scores only, and the class only for research."""
    plain, research = (json.loads(run("analyse", image, *words).stdout) for words in ((), ("--research",)))
    assert list(plain["class_scores"]) == list(GRADES) and sum(plain["class_scores"].values()) == pytest.approx(1, abs=1e-3)
    assert plain["class"] is None and plain["class_probabilities"] is None and research["class"] in GRADES
    assert (research["class"] == GRADES[0]) is (research["label"] == "normal")
    assert plain["score"] == pytest.approx(sum(list(plain["class_scores"].values())[1:]), abs=1e-3)
    assert "heatmap_of" not in plain


def test_a_bundle_of_two_classes_says_what_it_said(run: Run, image: Path, bundle_folder: Path) -> None:
    line = json.loads(run("analyse", image, bundle=bundle_folder).stdout)
    assert not [key for key in line if "class" in key]
    head = run("analyse", image, "--format", "csv", bundle=bundle_folder).stdout.splitlines()[0]
    assert "class" not in head


def test_csv_has_a_column_for_each_class(run: Run, image: Path, tmp_path: Path) -> None:
    cv2.imwrite(str(tmp_path / "black.png"), np.zeros((240, 320), np.uint8))
    rows = list(
        csv.DictReader(io.StringIO(run("analyse", image, tmp_path / "black.png", "--format", "csv", "--research").stdout))
    )
    assert rows[0]["class"] in GRADES and float(rows[0]["score Heckmatt 1"]) + float(rows[0]["score"]) == pytest.approx(
        1, abs=1e-3
    )
    assert (rows[1]["class"], rows[1]["score Heckmatt 4"]) == ("", "")


def test_the_table_and_the_sheet_name_the_class(run: Run, image: Path, tmp_path: Path) -> None:
    table = run("analyse", image, "--research", "--format", "table", "--sheet", tmp_path / "sheet.html").stdout
    assert any(f", {grade} (" in table for grade in GRADES)
    assert any(f", {grade} (" in (tmp_path / "sheet.html").read_text() for grade in GRADES)


def drawn(line: dict[str, Any]) -> Any:
    pixels = cv2.imread(line["overlay"])
    assert pixels is not None
    return pixels[:240]


def test_the_heatmap_is_of_the_class_that_was_asked_for(run: Run, image: Path, tmp_path: Path) -> None:
    """Whatever the case it was written in; of two classes, too."""
    lines = [
        json.loads(run("analyse", image, "--out", tmp_path / str(number), "--class", name).stdout)
        for number, name in enumerate(("heckmatt 1", "Heckmatt 4"))
    ]
    assert [line["heatmap_of"] for line in lines] == [GRADES[0], GRADES[3]]
    assert not np.array_equal(drawn(lines[0]), drawn(lines[1]))


def test_a_name_that_the_bundle_has_not_is_refused(run: Run, image: Path, bundle_folder: Path) -> None:
    for bundle, labels in ((bundle_folder, "normal, abnormal"), (None, ", ".join(GRADES))):
        refused = run("analyse", image, "--class", "Heckmatt 5", **({"bundle": bundle} if bundle else {}))
        assert refused.exit_code == 2 and refused.stdout == ""
        assert "has no class 'Heckmatt 5'" in refused.stderr and labels in refused.stderr and refused.stderr.count("\n") == 1


def test_an_exam_names_the_class(run: Run, tmp_path: Path) -> None:
    words = ("--muscle", "biceps brachii", "--grade", "3", "--frames", "2", "--out", tmp_path / "exam", "--class", GRADES[2])
    examined = run("examine", *words)
    assert examined.exit_code == 0 and any(f"  {grade} (" in examined.stdout for grade in GRADES)
    lines = [json.loads(line) for line in (tmp_path / "exam" / "findings.jsonl").read_text().splitlines()]
    assert lines and all(line["class"] in GRADES and line["heatmap_of"] == GRADES[2] for line in lines if line["guard"] == "fit")
    assert any(line["guard"] == "fit" for line in lines)
    refused = run("examine", "--class", "mild", "--out", tmp_path / "other")
    assert refused.exit_code == 2 and "has no class 'mild'" in refused.stderr
