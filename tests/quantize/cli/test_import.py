"""`import` and `inspect` as a researcher uses them, and what comes after: training and evaluation."""

from __future__ import annotations

import io
import json
import shutil
from pathlib import Path

import cv2
import pytest

from quantize.cli.program import main
from quantize.dataset.manifest import read_grey, read_manifest, write_manifest
from quantize.dataset.simulate import simulate
from tests.support.archives import as_published, in_class_folders, with_a_table
from tests.support.small_dataset import make_dataset
from tests.support.small_training import train_on_small_images


@pytest.fixture
def dataset(tmp_path: Path) -> Path:
    make_dataset(tmp_path / "set", 20)
    return tmp_path / "set"


def test_a_plan_is_shown_written_corrected_and_used(dataset: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    as_published(dataset, tmp_path / "a")
    plan, out = tmp_path / "plan.toml", tmp_path / "out"
    assert main(["import", str(tmp_path / "a"), str(out), "--plan", str(plan)]) == 0
    said = capsys.readouterr().out
    assert "20 images" in said and "simulated  no, as declared" in said and '"anon_00"' in said and not out.exists()
    text = plan.read_text(encoding="utf-8").replace("simulated = false", "simulated = true")
    plan.write_text(text + "\n[fixed]\ndevice = 'Scanner A'\n", encoding="utf-8")
    assert main(["import", str(tmp_path / "a"), str(out), "--mapping", str(plan), "--yes"]) == 0
    said = capsys.readouterr().out
    assert "20 images of 20 subjects, 10 abnormal, 10 normal" in said
    assert "No image has an age or a sex or a height or a weight: there is no baseline" in said
    assert {s.device for s in read_manifest(out)} == {"Scanner A"} and read_manifest(out)[0].simulated


def test_without_yes_it_asks_and_no_writes_nothing(
    dataset: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    in_class_folders(dataset, tmp_path / "a")
    monkeypatch.setattr("sys.stdin", io.StringIO("n\n"))
    assert main(["import", str(tmp_path / "a"), str(tmp_path / "out")]) == 1
    assert not (tmp_path / "out").exists() and "Aborted" in capsys.readouterr().err


def test_strict_writes_nothing_where_something_is_left_out(
    dataset: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    in_class_folders(dataset, tmp_path / "a")
    (tmp_path / "a" / "controls" / "s00" / "0.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    command = ["import", str(tmp_path / "a"), str(tmp_path / "out"), "--yes"]
    assert main([*command, "--strict"]) == 1
    assert "nothing was written" in capsys.readouterr().err and not (tmp_path / "out").exists()
    assert main(command) == 0
    said = capsys.readouterr().out
    assert "19 images of 19 subjects" in said and "0.png" in said and "1 images or rows were left out" in said


def test_inspect_finds_leaks_and_strict_fails_for_them(dataset: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["inspect", str(dataset), "--strict", "--out", str(tmp_path / "sheet")]) == 0
    page = (tmp_path / "sheet" / "data_sheet.html").read_text(encoding="utf-8")
    assert "Simulated images" in page and "None was found" in page and "data:image/jpeg" in page
    assert "http:" not in page and "https:" not in page
    samples = read_manifest(dataset)
    image = read_grey(dataset / samples[0].image)
    cv2.imwrite(str(dataset / samples[5].image), image[:, ::-1])  # of another subject and label
    write_manifest(dataset, samples)
    capsys.readouterr()
    assert main(["inspect", str(dataset), "--strict"]) == 1
    assert "LEAK: images/s00_0.png of s00 and images/s05_0.png of s05 are one image" in capsys.readouterr().out
    found = json.loads((dataset / "data_sheet.json").read_text(encoding="utf-8"))
    assert found["leaks"] and found["duplicates_across_subjects"][0]["mirrored"] and found["images"] == 20
    assert main(["inspect", str(dataset)]) == 0


def test_inspect_compares_with_a_test_set(dataset: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shutil.copytree(dataset, tmp_path / "other")
    assert main(["inspect", str(dataset), "--test-set", str(tmp_path / "other"), "--strict"]) == 1
    said = capsys.readouterr().out
    assert "subject s00 is in the test set, too" in said
    assert len(json.loads((dataset / "data_sheet.json").read_text(encoding="utf-8"))["duplicates_across_subjects"]) == 20


@pytest.mark.slow
def test_what_is_imported_without_masks_and_z_scores_is_trained_on_and_evaluated(
    dataset: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    train_on_small_images(monkeypatch)
    in_class_folders(dataset, tmp_path / "a")
    out, run = tmp_path / "out", tmp_path / "run"
    (tmp_path / "m.toml").write_text(
        "layout = 'folders'\nsimulated = false\n[fixed]\nmuscle = 'gastrocnemius medialis'\n", encoding="utf-8"
    )
    assert main(["import", str(tmp_path / "a"), str(out), "--mapping", str(tmp_path / "m.toml"), "--yes"]) == 0
    capsys.readouterr()
    options = ["--out", str(run), "--epochs", "1", "--batch", "6", "--threads", "1"]
    assert main(["train", str(out), *options]) == 0
    assert "simulated" not in capsys.readouterr().out
    assert main(["evaluate", str(run / "model.safetensors"), str(out), "--threads", "1"]) == 0
    report = (run / "metrics.md").read_text(encoding="utf-8")
    assert "No image has a mask" in report and "## gastrocnemius medialis" in report
    assert "echo intensity of the region" in report and "inside the mask |" not in report


@pytest.mark.slow
@pytest.mark.parametrize("arrange", [as_published, with_a_table])
def test_phantoms_arranged_as_an_archive_go_all_the_way(
    arrange: object, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    simulate(tmp_path / "set", 24, 7, 2)
    arrange(tmp_path / "set", tmp_path / "archive")  # type: ignore[operator]
    out = tmp_path / "out"
    assert main(["import", str(tmp_path / "archive"), str(out), "--simulated", "--yes", "--strict"]) == 0
    assert main(["inspect", str(out), "--strict"]) == 0
    assert main(["train", str(out), "--out", str(tmp_path / "run"), "--epochs", "1", "--batch", "8"]) == 0
    assert main(["evaluate", str(tmp_path / "run" / "model.safetensors"), str(out)]) == 0
    assert "simulated images" in (tmp_path / "run" / "metrics.md").read_text(encoding="utf-8")
