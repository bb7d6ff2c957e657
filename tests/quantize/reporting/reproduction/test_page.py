"""The page of a reproduction: paper beside ours, self-contained, and honest about what is not there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from quantize.dataset.manifest import Sample
from quantize.evaluation.reproduction.answers import ECHO, RunAnswers
from quantize.evaluation.reproduction.heat_examples import HeatExamples, read_heat_examples, write_heat_examples
from quantize.evaluation.reproduction.paper import read_paper
from quantize.evaluation.reproduction.parts import DataSet
from quantize.evaluation.reproduction.records import ReproductionReport
from quantize.evaluation.reproduction.report import Finished, make_report
from quantize.evaluation.reproduction.sizes import NetworkSize, Sizes
from quantize.reporting.reproduction.figures import in_papers_colours
from quantize.reporting.reproduction.page import JSON, MARKDOWN, PAGE, write_reproduction
from quantize.statistics.subject_bootstrap import SubjectBootstrap
from quantize.training.recipe import Recipe
from tests.support.reproduction_answers import run_answers
from tests.support.small_dataset import make_dataset

PAPER, RECIPE = read_paper(), Recipe(epochs=3)
SIZES = Sizes(
    2,
    (
        NetworkSize("NMD-AssistNet", None, 2.4, 2.395768, 41.0, 40.1, 55.2),
        NetworkSize("GhostNet", "ghostnet_100", 3.9, None, None, None, None),
    ),
)


@pytest.fixture(scope="module", autouse=True)
def few_resamples() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(SubjectBootstrap.__init__, "__defaults__", (0, 50))
        yield


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> DataSet:
    folder = tmp_path_factory.mktemp("reproduction") / "set"
    make_dataset(folder, 30)
    return DataSet(folder, RECIPE.split_seed, 2)


def report(
    data: DataSet, answers: list[RunAnswers], unfinished: tuple[str, ...] = (), sizes: Sizes | None = SIZES
) -> ReproductionReport:
    finished = Finished(tuple(answers), sizes, unfinished, ("A part is left out.",) if unfinished else ())
    return make_report(PAPER, RECIPE, 2, 2, data, finished, "2026-12-01T00:00:00+00:00", "x86_64, 2 threads")


def everything(data: DataSet) -> list[RunAnswers]:
    test: tuple[Sample, ...] = data.split.test
    arms = ["A", "B", "C", "D", "E", "GhostNet", "ViT"]
    found = [run_answers(arm, seed, test) for seed in (1, 2) for arm in arms]
    return [*found, run_answers(ECHO, 1, test), *(run_answers("E", 1, cut.test, fold=f) for f, cut in enumerate(data.folds))]


def heat() -> HeatExamples:
    rng = np.random.default_rng(0)
    return HeatExamples(
        images=rng.integers(0, 256, (2, 64, 64)).astype(np.uint8),
        maps=rng.random((2, 2, 2, 2)).astype(np.float32),
        labels=np.array([0, 1]),
        margins=np.array([-2.0, 2.0], np.float32),
        names=("images/a.png", "images/b.png"),
        heat_scale=0.7,
    )


def test_the_whole_page_has_the_paper_beside_ours_and_needs_no_other_file(data: DataSet, tmp_path: Path) -> None:
    write_reproduction(tmp_path, report(data, everything(data)), PAPER, heat())
    page = (tmp_path / PAGE).read_text(encoding="utf-8")
    titles = (
        "Where the paper contradicts itself", "Table 2: the full pipeline", "Table 2: confusion matrix", "Table 3: ablation",
        "What each step adds", "Cross-validation: 2 of 2 folds", "Figures 3 and 5", "Figure 4: size, and latency", "Figure 6",
        "How this departs from the paper",
    )  # fmt: skip
    places = [page.index(title) for title in titles]
    assert places == sorted(places)
    for printed in ("0.9502", "0.9425", "85.2 %", "0.9724", "91.3 %", "timm is not installed"):
        assert printed in page, printed
    assert page.count("<svg") == 6 and page.count('<img src="data:image/png;base64,') == 2 * 4
    assert re.findall(r"(?:src|href)=\"(?!data:|#)([^\"]+)\"|@import|url\(([^#)][^)]*)\)", page) == []
    assert "These images are simulated" in page and "is finished" in page
    markdown = (tmp_path / MARKDOWN).read_text(encoding="utf-8")
    assert "| TP | TN | FP | FN |" in markdown and "- The network is our reconstruction" in markdown
    assert '"citation"' in (tmp_path / JSON).read_text(encoding="utf-8")


def test_what_is_not_finished_is_named_and_leaves_no_hole(data: DataSet, tmp_path: Path) -> None:
    one = [run_answers("E", 1, data.split.test)]
    write_reproduction(tmp_path, report(data, one, ("A-seed-1", "E-fold-2"), None), PAPER, None)
    page = (tmp_path / PAGE).read_text(encoding="utf-8")
    assert "Not finished: A-seed-1, E-fold-2." in page and "A part is left out." in page and "one seed" in page
    for absent in ("Table 3", "Cross-validation by subject", "Figures 3 to 5", "Figure 6:"):
        assert f"<h2>{absent}" not in page
    assert "None" not in re.sub(r"<svg.*?</svg>", "", page, flags=re.S)


def test_before_anything_is_trained_the_page_has_the_paper_with_itself(data: DataSet, tmp_path: Path) -> None:
    write_reproduction(tmp_path, report(data, [], ("E-seed-1",), None), PAPER, None)
    page = (tmp_path / PAGE).read_text(encoding="utf-8")
    assert "0.9425" in page and "<svg" not in page


def test_a_network_that_calls_everything_normal_has_scores_that_are_not_defined(data: DataSet, tmp_path: Path) -> None:
    silent = [run_answers("E", seed, data.split.test) for seed in (1, 2)]
    flat = [replace(one, margins=(-1.0,) * len(one.margins)) for one in silent]
    write_reproduction(tmp_path, report(data, flat), PAPER, None)
    assert "not defined" in (tmp_path / PAGE).read_text(encoding="utf-8")


def test_heat_examples_are_read_as_they_were_written(tmp_path: Path) -> None:
    before = heat()
    write_heat_examples(tmp_path / "heat.npz", before)
    after = read_heat_examples(tmp_path / "heat.npz")
    assert after.names == before.names and after.heat_scale == before.heat_scale
    assert np.array_equal(after.maps, before.maps) and np.array_equal(after.images, before.images)


def test_the_papers_colours_go_from_blue_to_red_whatever_the_map() -> None:
    image, cam = np.zeros((64, 64), np.uint8), np.zeros((4, 4), np.float32)
    cam[2, 2] = 1e-3
    for scale in (1, 1000):
        shown = in_papers_colours(image, cam * scale)
        red, blue = shown[..., 0].astype(int), shown[..., 2].astype(int)
        place = np.unravel_index(int((red - blue).argmax()), red.shape)
        assert (red - blue)[place] > 50 and (blue - red)[0, 0] > 50
        assert 24 <= place[0] <= 48 and 24 <= place[1] <= 48
