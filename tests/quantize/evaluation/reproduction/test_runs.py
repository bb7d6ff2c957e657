"""What is trained: each arm has one step more than the one before it, and every run has a name of its own."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from benchmarks.peers.catalogue import NETWORKS
from quantize.evaluation.reproduction.paper import read_paper
from quantize.evaluation.reproduction.runs import FULL, Part, Pretrained, ablation, departures, planned_runs
from quantize.training.recipe import Recipe

PAPER, BASE = read_paper(), Recipe()


def test_each_arm_of_the_ablation_has_one_step_more() -> None:
    arms = ablation(BASE)
    assert list(arms) == [row.experiment for row in PAPER.table_3]
    steps = {
        name: (r.preprocessing.median, r.preprocessing.clahe_clip, r.augmentation.varies_images, r.augmentation.mixup)
        for name, r in arms.items()
    }
    assert steps == {
        "A": (None, None, False, 0.0),
        "B": (5, None, False, 0.0),
        "C": (5, 2.0, False, 0.0),
        "D": (5, 2.0, True, 0.0),
        "E": (5, 2.0, True, 0.2),
    }
    assert arms[FULL] == BASE
    assert {replace(r, preprocessing=BASE.preprocessing, augmentation=BASE.augmentation) for r in arms.values()} == {BASE}


def test_all_runs_have_names_of_their_own_and_the_first_make_a_page() -> None:
    weights = Pretrained(Path("vit.safetensors"), "abc")
    runs = planned_runs(PAPER, BASE, 3, 5, list(Part), {"ViT": weights})
    assert len({run.name for run in runs}) == len(runs) == 3 * (5 + 5) + 5
    assert (runs[0].arm, runs[0].recipe.seed, runs[0].fold) == (FULL, BASE.seed, None)
    assert {run.recipe.split_seed for run in runs} == {BASE.seed}
    assert [run.fold for run in runs if run.fold is not None] == [0, 1, 2, 3, 4]
    vit = next(run for run in runs if run.arm == "ViT")
    assert vit.recipe.network is not None and vit.recipe.network.pretrained_sha256 == "abc" and vit.pretrained == weights.file
    assert (
        replace(vit.recipe, network=None)
        == next(run.recipe for run in runs if run.arm == FULL and run.is_ours)
        == replace(BASE, split=BASE.seed)
    )
    assert {run.arm for run in runs if run.is_ours} == set("ABCDE")


def test_a_part_asks_for_its_own_runs_only() -> None:
    def arms(part: Part) -> set[str]:
        return {run.arm for run in planned_runs(PAPER, BASE, 1, 2, [part], {})}

    assert arms(Part.TABLE_2) == arms(Part.FOLDS) == {FULL}
    assert arms(Part.ABLATION) == set("ABCDE")
    assert arms(Part.NETWORKS) == {FULL, *(network.name for network in PAPER.networks)}
    assert arms(Part.SIZES) == set()


def test_the_departures_name_what_differs() -> None:
    said = departures(replace(BASE, epochs=12, augmentation=replace(BASE.augmentation, mixup=0.4)), PAPER.protocol)
    assert said[:2] == ["Epochs: 12 here, 100 in the paper.", "Mixup: 0.4 here, 0.2 in the paper."]
    assert departures(BASE, PAPER.protocol) == said[2:]


def test_the_benchmarks_compare_with_the_same_networks() -> None:
    ours = {(one.timm, round(float(one.parameters) * 1e6)) for one in PAPER.networks}
    assert ours == {(one.timm, round(one.paper_parameters)) for one in NETWORKS if one.timm}
