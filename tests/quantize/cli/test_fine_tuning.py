"""Fine-tuning: training begins with trained weights; settings vary, and answers to frames without a label are consistent."""

from __future__ import annotations

import csv
from pathlib import Path

import cv2
import numpy as np
import pytest
import safetensors.torch
import torch

from quantize.cli.program import main
from quantize.dataset.augment import ScannerVariation
from quantize.training.provenance import WITH_FRAMES_NOTICE, read_record
from tests.support.small_dataset import make_dataset
from tests.support.small_training import train_on_small_images

SHORT = ["--epochs", "2", "--swa-start", "1", "--batch", "6", "--threads", "1"]


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a data set, weights trained on it for an epoch, and frames without a label."""
    folder = tmp_path_factory.mktemp("fine-tuning")
    make_dataset(folder / "set", 20)
    (folder / "frames").mkdir()
    for number in range(3):
        speckle = np.random.default_rng(number).integers(20, 200, (120, 160), np.uint8)
        cv2.imwrite(str(folder / "frames" / f"{number}.png"), speckle)
    with pytest.MonkeyPatch.context() as patch:
        train_on_small_images(patch)
        options = ["--out", str(folder / "run"), "--epochs", "1", "--batch", "6", "--threads", "1", "--seed", "1"]
        assert main(["train", str(folder / "set"), *options]) == 0
    return folder


def tune(place: Path, out: Path, *more: str) -> int:
    start = str(place / "run" / "model.safetensors")
    return main(["train", str(place / "set"), "--out", str(out), "--start", start, "--seed", "7", *SHORT, *more])


@pytest.mark.slow
def test_weights_go_on_from_others_and_say_so(place: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out, frames = tmp_path / "tuned", ("--vary-settings", "--unlabelled", str(place / "frames"), "--pairs", "4")
    assert tune(place, out, *frames) == 0
    assert WITH_FRAMES_NOTICE in capsys.readouterr().out

    begun, record = read_record(place / "run" / "model.safetensors"), read_record(out / "model.safetensors")
    assert record.start == begun
    assert (record.recipe.seed, record.recipe.split_seed) == (7, begun.recipe.seed), "its test subjects stay unseen"
    assert record.recipe.augmentation.scanner == ScannerVariation()
    assert record.recipe.preprocessing == begun.recipe.preprocessing
    assert record.unlabelled is not None and [(s.name, s.images) for s in record.unlabelled] == [("frames", 3)]
    assert record.simulated and record.notice == WITH_FRAMES_NOTICE

    with (out / "history.csv").open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert all(0 <= float(row["maps_apart"]) <= 1 and float(row["answers_apart"]) >= 0 for row in rows)

    old, new = (safetensors.torch.load_file(folder / "model.safetensors") for folder in (place / "run", out))
    kept = [name for name in old if name.endswith(("running_mean", "running_var"))]
    assert kept and all(torch.equal(old[name], new[name]) for name in kept)
    assert not torch.equal(old["fc.weight"], new["fc.weight"])

    (out / "model.safetensors").unlink()
    assert tune(place, out, *frames, "--resume") == 0
    again = safetensors.torch.load_file(out / "model.safetensors")
    assert all(torch.equal(new[name], again[name]) for name in new)


def test_a_run_with_other_frames_is_not_resumed(place: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "tuned"
    assert tune(place, out, "--epochs", "1") == 0
    capsys.readouterr()
    assert tune(place, out, "--resume", "--unlabelled", str(place / "frames")) == 2
    assert "other consistency" in capsys.readouterr().err


def test_what_makes_no_sense_is_refused(place: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    plain = ["train", str(place / "set"), "--out", str(tmp_path / "run")]
    for options, said, code in (
        (["--unlabelled", str(place / "frames")], "--start", 2),
        (["--grey-range", "150", "30"], "darker level first", 2),
        (["--start", str(place / "set" / "manifest.csv")], "cannot be read as a safetensors checkpoint", 1),
    ):
        assert main([*plain, *options]) == code
        assert said in capsys.readouterr().err
        assert not (tmp_path / "run").exists()


def test_a_grey_range_is_part_of_the_record(
    place: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    train_on_small_images(monkeypatch)
    options = ["--out", str(tmp_path / "run"), "--epochs", "1", "--batch", "6", "--threads", "1", "--grey-range", "30", "150"]
    assert main(["train", str(place / "set"), *options]) == 0
    assert read_record(tmp_path / "run" / "model.safetensors").recipe.preprocessing.grey_range == (30, 150)
