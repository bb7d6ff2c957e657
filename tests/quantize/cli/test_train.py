"""Training: from a data set to weights with their history, the same whether or not it was interrupted."""

from __future__ import annotations

import csv
import dataclasses
import json
from pathlib import Path

import numpy as np
import pytest
import safetensors.torch
import torch

from edge_app.errors import ConfigError
from quantize.cli.program import main
from quantize.dataset.batches import ImageSet, read_images
from quantize.dataset.manifest import data_hash, read_manifest
from quantize.dataset.split import split
from quantize.network.model import NmdAssistNet
from quantize.training.loop import Training
from quantize.training.provenance import read_record
from quantize.training.recipe import Recipe
from tests.support.small_dataset import make_dataset
from tests.support.small_training import SMALL, train_on_small_images

CPU = torch.device("cpu")
RECIPE = Recipe(seed=1, epochs=3, swa_start=1, batch=6, swa_anneal=2, preprocessing=SMALL)


class PowerCut(Exception):
    """The run ends in the middle of an epoch."""


@pytest.fixture(scope="module")
def dataset(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("set")
    make_dataset(folder, 20)
    return folder


@pytest.fixture(scope="module")
def parts(dataset: Path) -> tuple[ImageSet, ImageSet]:
    cut = split(read_manifest(dataset))
    return read_images(dataset, cut.train, SMALL, "a"), read_images(dataset, cut.validation, SMALL, "b")


@pytest.fixture(autouse=True)
def one_thread() -> None:
    torch.set_num_threads(1)


def started(parts: tuple[ImageSet, ImageSet], recipe: Recipe = RECIPE, data: str = "hash") -> Training:
    return Training(recipe, *parts, data, CPU)


@pytest.fixture(scope="module")
def checkpoint(parts: tuple[ImageSet, ImageSet], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The state after one epoch."""
    torch.set_num_threads(1)
    path = tmp_path_factory.mktemp("checkpoint") / "checkpoint.pt"
    training = started(parts)
    training.advance()
    training.save(path)
    return path


def run_to_end(training: Training) -> None:
    while not training.finished:
        training.advance()


def test_an_interrupted_run_ends_like_an_uninterrupted_one(parts: tuple[ImageSet, ImageSet], tmp_path: Path) -> None:
    straight = started(parts)
    run_to_end(straight)

    cut = started(parts)
    for _ in range(2):
        cut.advance()
        cut.save(tmp_path / "checkpoint.pt")

    def fail(_loss: float) -> None:
        raise PowerCut

    with pytest.raises(PowerCut):
        cut.advance(fail)  # weights and optimiser have moved on, the file has not

    resumed = started(parts)
    resumed.load(tmp_path / "checkpoint.pt")
    assert len(resumed.history) == 2
    run_to_end(resumed)

    assert resumed.history == straight.history
    for ours, theirs in zip(resumed.candidates(), straight.candidates(), strict=True):
        assert (ours.name, ours.validation_loss) == (theirs.name, theirs.validation_loss)
        assert all(torch.equal(ours.weights[k], theirs.weights[k]) for k in theirs.weights)


@pytest.mark.slow
def test_a_run_that_still_improves_may_be_made_longer(parts: tuple[ImageSet, ImageSet], tmp_path: Path) -> None:
    straight = started(parts)
    run_to_end(straight)
    short = started(parts, dataclasses.replace(RECIPE, epochs=RECIPE.epochs - 1))
    run_to_end(short)
    short.save(tmp_path / "checkpoint.pt")
    longer = started(parts)
    longer.load(tmp_path / "checkpoint.pt")
    run_to_end(longer)
    assert longer.history == straight.history


@pytest.mark.parametrize(
    ("recipe", "data", "said"),
    [
        (dataclasses.replace(RECIPE, seed=7), "hash", "seed"),
        (RECIPE, "other", "data"),
        (dataclasses.replace(RECIPE, swa_start=2), "hash", "swa_start"),
    ],
)
def test_a_checkpoint_of_another_run_is_refused(
    parts: tuple[ImageSet, ImageSet], checkpoint: Path, recipe: Recipe, data: str, said: str
) -> None:
    with pytest.raises(ConfigError, match=f"other .*{said}"):
        started(parts, recipe, data).load(checkpoint)


@pytest.mark.parametrize("damage", [b"", b"PK\x03\x04 no archive", b"\x80\x04 no pickle", None])
def test_a_damaged_checkpoint_is_refused(
    parts: tuple[ImageSet, ImageSet], checkpoint: Path, tmp_path: Path, damage: bytes | None
) -> None:
    path = tmp_path / "checkpoint.pt"
    path.write_bytes(checkpoint.read_bytes()[:-1000] if damage is None else damage)
    with pytest.raises(ConfigError, match="cannot be read as a checkpoint"):
        started(parts).load(path)


def test_a_missing_checkpoint_is_refused(parts: tuple[ImageSet, ImageSet], tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="cannot be read as a checkpoint"):
        started(parts).load(tmp_path / "none.pt")


def test_learning_rate_is_annealed_when_averaging_begins(parts: tuple[ImageSet, ImageSet]) -> None:
    training = started(parts, dataclasses.replace(RECIPE, epochs=4, learning_rate=1e-3, swa_learning_rate=1e-4))
    run_to_end(training)
    rates = [row.learning_rate for row in training.history]
    assert rates == pytest.approx([1e-3, 1e-3, 5.5e-4, 1e-4])
    assert [row.phase for row in training.history] == ["plain"] + ["averaging"] * 3


def test_patience_ends_both_phases(parts: tuple[ImageSet, ImageSet]) -> None:
    """With a learning rate of next to nothing only the batch norms move; a loss that gets worse must end the run."""
    train, validation = parts
    mislabelled = ImageSet(
        validation.images, validation.regions, 1 - validation.labels, validation.region_echo, validation.muscle_echo
    )
    training = Training(dataclasses.replace(RECIPE, epochs=30, swa_start=20, patience=1), train, mislabelled, "", CPU)
    run_to_end(training)
    assert training.averaging_from is not None and training.averaging_from < 20
    assert len(training.history) < 30


def test_averaged_weights_are_the_mean_of_the_epochs(parts: tuple[ImageSet, ImageSet]) -> None:
    training = started(parts)
    assert isinstance(training.net, NmdAssistNet)
    seen = []
    while not training.finished:
        training.advance()
        seen.append(training.net.fc.weight.detach().clone())
    average = next(c for c in training.candidates() if c.name == "average")
    torch.testing.assert_close(average.weights["fc.weight"], torch.stack(seen[1:]).mean(0))


def test_command_trains_resumes_and_records(
    dataset: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    train_on_small_images(monkeypatch)
    out = tmp_path / "run"
    options = ["--out", str(out), "--epochs", "2", "--swa-start", "1", "--batch", "6", "--threads", "1", "--seed", "1"]
    assert main(["train", str(dataset), *options]) == 0
    assert "simulated images; not for clinical use" in capsys.readouterr().out
    assert {p.name for p in out.iterdir()} == {"checkpoint.pt", "history.csv", "curves.png", "model.safetensors", "training.json"}
    with (out / "history.csv").open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert [row["epoch"] for row in rows] == ["0", "1"]
    record = json.loads((out / "training.json").read_text(encoding="utf-8"))
    assert record["data_sha256"] == data_hash(dataset, read_manifest(dataset))
    assert record["chosen"] == min(record["validation_loss"], key=record["validation_loss"].get)
    inside = read_record(out / "model.safetensors")
    assert (inside.recipe.seed, inside.epochs, inside.simulated, inside.chosen) == (1, 2, True, record["chosen"])
    assert inside.recipe.preprocessing == SMALL
    weights = safetensors.torch.load_file(out / "model.safetensors")

    assert main(["train", str(dataset), *options]) == 2  # an earlier run is not overwritten unasked
    assert "--resume" in capsys.readouterr().err
    (out / "model.safetensors").unlink()
    assert main(["train", str(dataset), *options, "--resume"]) == 0
    again = safetensors.torch.load_file(out / "model.safetensors")
    assert all(np.array_equal(weights[k], again[k]) for k in weights)


def test_real_data_are_not_called_simulated(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    train_on_small_images(monkeypatch)
    make_dataset(tmp_path / "set", 20, simulated=False)
    options = ["--out", str(tmp_path / "run"), "--epochs", "1", "--batch", "6", "--threads", "1"]
    assert main(["train", str(tmp_path / "set"), *options]) == 0
    said = capsys.readouterr().out
    assert "simulated" not in said
    assert "not for clinical use" in said


def test_a_set_of_one_label_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    make_dataset(tmp_path / "set", 20)
    manifest = tmp_path / "set" / "manifest.csv"
    manifest.write_text(manifest.read_text(encoding="utf-8").replace("abnormal", "normal"), encoding="utf-8")
    assert main(["train", str(tmp_path / "set"), "--out", str(tmp_path / "run")]) == 2
    assert "lacks normal or abnormal" in capsys.readouterr().err
