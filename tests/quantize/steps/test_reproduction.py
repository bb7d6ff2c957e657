"""A reproduction goes on where it was stopped, and ends as if it had not been."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import torch

from edge_app.errors import ConfigError
from quantize.evaluation.reproduction.runs import Part
from quantize.reporting.reproduction.page import JSON, PAGE
from quantize.steps.reproduction import ANSWERS, Reproduction, ReproductionOptions, choose_parts
from quantize.training.recipe import Recipe
from tests.support.small_dataset import make_dataset
from tests.support.small_training import SMALL


class Stopped(Reproduction):
    """Its time is up after so many questions whether there is some."""

    questions = 10**9

    def has_time(self) -> bool:
        self.questions -= 1
        return self.questions >= 0


@pytest.fixture(scope="module")
def dataset(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("reproduction") / "set"
    make_dataset(folder, 24)
    return folder


def options(*asked: Part, minutes: float | None = None, seeds: int = 1) -> ReproductionOptions:
    recipe = Recipe(seed=1, epochs=2, swa_start=1, batch=4, preprocessing=SMALL)
    return ReproductionOptions(recipe, seeds, 2, asked or (Part.TABLE_2,), {}, minutes)


def reproduction(dataset: Path, out: Path, asked: ReproductionOptions) -> tuple[Stopped, list[str]]:
    said: list[str] = []
    return Stopped(dataset, out, asked, said.append), said


def trained(folder: Path) -> dict[str, object]:
    answers: dict[str, object] = json.loads((folder / "runs" / "E-seed-1" / ANSWERS).read_text())
    return {key: value for key, value in answers.items() if key != "seconds"}


def test_the_page_can_be_written_before_anything_is_trained(dataset: Path, tmp_path: Path) -> None:
    work, said = reproduction(dataset, tmp_path / "out", options(minutes=0))
    work.questions = 0
    report = work.go()
    assert report.unfinished == ("E-seed-1", "echo-intensity", "heat-examples") and report.full is None
    assert "the time is up" in said[-1] and (tmp_path / "out" / PAGE).exists()


def test_parts_are_chosen_by_what_the_machine_can_do() -> None:
    everything = set(Part)
    assert choose_parts([], has_timm=True, has_gpu=True) == (everything, ())
    parts, notes = choose_parts([], has_timm=True, has_gpu=False)
    assert parts == everything - {Part.NETWORKS} and "by size and latency only" in notes[0]
    parts, notes = choose_parts([], has_timm=False, has_gpu=True)
    assert parts == everything - {Part.NETWORKS} and "make peers" in notes[0]
    assert choose_parts([Part.NETWORKS], has_timm=True, has_gpu=False) == ({Part.NETWORKS}, ())
    with pytest.raises(ConfigError, match="timm's, which is not installed; `make peers`"):
        choose_parts([Part.NETWORKS], has_timm=False, has_gpu=True)


def test_weights_for_a_network_that_the_paper_has_not_are_refused(dataset: Path, tmp_path: Path) -> None:
    (tmp_path / "weights").touch()
    asked = ReproductionOptions(options().recipe, 1, 2, (Part.TABLE_2,), {"ResNet": tmp_path / "weights"}, None)
    with pytest.raises(ConfigError, match=r"--pretrained ResNet is none of the paper's networks; they are CSPNet, "):
        Reproduction(dataset, tmp_path / "out", asked, print)


@pytest.mark.slow
def test_a_stopped_reproduction_ends_like_one_that_was_not(dataset: Path, tmp_path: Path) -> None:
    torch.set_num_threads(1)
    straight, _ = reproduction(dataset, tmp_path / "straight", options())
    assert straight.go().unfinished == ()

    cut, _ = reproduction(dataset, tmp_path / "cut", options())
    cut.questions = 2  # before the step, and before its first epoch
    assert cut.go().unfinished == ("E-seed-1", "echo-intensity", "heat-examples")
    assert len(list((tmp_path / "cut" / "state").iterdir())) == 1
    resumed, said = reproduction(dataset, tmp_path / "cut", options())
    assert resumed.go().unfinished == ()
    assert any("goes on after 1 epochs" in line for line in said)
    assert trained(tmp_path / "cut") == trained(tmp_path / "straight")
    assert list((tmp_path / "cut" / "state").iterdir()) == []

    again, said = reproduction(dataset, tmp_path / "cut", options(seeds=2))
    again.questions = 0  # a second seed is asked for, and there is no time for it
    report = again.go()
    assert [line for line in said if "finished before" in line] and report.unfinished == ("E-seed-2",)
    assert report.full is not None and report.full.seeds == (1,) and report.echo is not None


@pytest.mark.slow
def test_ablation_and_folds_go_from_images_to_the_page(dataset: Path, tmp_path: Path) -> None:
    torch.set_num_threads(1)
    work, _ = reproduction(dataset, tmp_path / "out", options(Part.ABLATION, Part.FOLDS, Part.SIZES))
    report = work.go()
    assert [one.arm for one in report.ablation] == list("ABCDE") and len(report.ablation_differences) == 4
    assert report.folds is not None and sum(one.subjects for one in report.folds.folds) == 24
    assert report.sizes is not None and report.sizes.networks[0].parameters == pytest.approx(2.395768)
    assert (tmp_path / "out" / "runs" / "A-seed-1" / "model.safetensors").exists()
    assert not (tmp_path / "out" / "runs" / "E-fold-1" / "model.safetensors").exists()  # no split of `evaluate`'s would fit it
    page = (tmp_path / "out" / PAGE).read_text(encoding="utf-8")
    assert "Figure 6: where the network looks" in page and (tmp_path / "out" / JSON).exists()
