"""`python -m quantize emg-baseline`: a model that is fitted on some patients and reported on others."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from edge_app.emg.logistic import LogisticModel, read_model
from quantize.cli.program import main
from tests.support.small_emg_set import write_small_emg_set


@pytest.fixture(scope="module")
def sets(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sets")
    write_small_emg_set(folder / "train", 3, seed=1)
    write_small_emg_set(folder / "test", 4, seed=2)
    return folder


@pytest.fixture(scope="module")
def made(sets: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("made") / "baseline"
    assert main(["emg-baseline", str(sets / "train"), "--test-set", str(sets / "test"), "--out", str(out)]) == 0
    return out


def test_waveforms_that_differ_in_shape_and_rhythm_are_told_apart(made: Path) -> None:
    report: dict[str, Any] = json.loads((made / "report.json").read_text())
    assert report["simulated"] is True and report["seed"] == 2
    assert report["calibrated"]["subjects"] == 4
    assert report["calibrated"]["accuracy"]["value"] > 0.95 and report["uncalibrated"]["accuracy"]["value"] > 0.9
    rows = {row["subtype"]: row for row in report["confusion"]}
    assert set(rows) == {"positive sharp wave", "fibrillation", "motor unit"}
    for name, column in (("positive sharp wave", "psw"), ("fibrillation", "fibrillation"), ("motor unit", "other")):
        assert rows[name][column] == max(rows[name][each] for each in ("psw", "fibrillation", "other"))
    counted = sum(rows[name][column] for name in rows for column in ("psw", "fibrillation", "other"))
    assert counted == report["calibrated"]["events"] == sum(one["events"] for one in report["calibrated"]["classes"])


def test_what_is_not_judged_is_counted(made: Path) -> None:
    guard = json.loads((made / "report.json").read_text())["guard"]
    assert guard["recordings"] == 12 and guard["unfit_recordings"] == {"silent": 1}


def test_muscles_are_graded_by_what_events_are_and_by_what_they_are_called(made: Path) -> None:
    grades = json.loads((made / "report.json").read_text())["grades"]
    assert sum(pair["muscles"] for pair in grades) == 4  # all recordings of a patient are of one muscle here
    assert all(pair["by_truth"] == pair["by_model"] for pair in grades) and {pair["by_truth"] for pair in grades} <= {"1+", "2+"}


def test_the_text_says_that_all_is_simulated_and_not_to_be_compared(made: Path) -> None:
    text = (made / "report.md").read_text()
    assert "it says nothing about patients" in text and "cannot be compared" in text
    assert "python -m quantize emg-baseline train --test-set test" in text


def test_the_same_data_give_the_same_model(made: Path, sets: Path, tmp_path: Path) -> None:
    assert main(["emg-baseline", str(sets / "train"), "--test-set", str(sets / "test"), "--out", str(tmp_path)]) == 0
    assert (tmp_path / "logistic.json").read_bytes() == (made / "logistic.json").read_bytes()
    model: LogisticModel = read_model(made / "logistic.json")
    assert model.trained_on.subjects == 3 and model.trained_on.seed == 1 and model.trained_on.simulated


def test_the_patients_of_the_test_are_others(sets: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["emg-baseline", str(sets / "train"), "--test-set", str(sets / "train"), "--out", str(tmp_path)]) == 2
    assert "the same patients (seed 1)" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_no_such_data_set_is_one_sentence(
    sets: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["emg-baseline", str(tmp_path), "--test-set", str(sets / "test"), "--out", str(tmp_path / "out")]) == 2
    error = capsys.readouterr().err
    assert "emg-phantoms" in error and "Traceback" not in error
