"""Evaluation on held_out subjects, beside the baselines."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
import safetensors.torch
import torch
from sklearn.metrics import roc_auc_score

from edge_app.records import Interval
from quantize.cli.program import main
from quantize.dataset.manifest import Sample, data_hash
from quantize.dataset.split import split
from quantize.evaluation.baselines import logistic, subject_features
from quantize.evaluation.classifiers import GroupMetrics, reported_groups
from quantize.network.model import NmdAssistNet
from quantize.reporting.tables import Evaluation, as_json, as_markdown
from quantize.statistics.metrics import measure
from quantize.training.provenance import TrainingRecord, Versions, write_model
from quantize.training.recipe import Recipe
from tests.support.small_dataset import make_dataset

SEED = 5


def record(data: str) -> TrainingRecord:
    return TrainingRecord(
        "Trained on simulated images; not for clinical use.", True, data, 1, 1, 1, 1, 1, None, "epoch 0", {"epoch 0": 0.5},
        Recipe(seed=SEED), Versions("", "", "", "", "cpu"),
    )  # fmt: skip


@pytest.fixture(scope="module")
def dataset(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[Sample]]:
    folder = tmp_path_factory.mktemp("set")
    return folder, make_dataset(folder, 24, images_each=2)


@pytest.fixture(scope="module")
def report(dataset: tuple[Path, list[Sample]], network: NmdAssistNet, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the command writes for a network with random weights."""
    torch.set_num_threads(1)
    folder, samples = dataset
    model = tmp_path_factory.mktemp("model")
    weights = {name: tensor.contiguous() for name, tensor in network.state_dict().items()}
    write_model(model, weights, record(data_hash(folder, samples)))
    assert (
        main(["evaluate", str(model / "model.safetensors"), str(folder), "--out", str(model / "report"), "--threads", "1"]) == 0
    )
    return model / "report"


def rows(report: Path) -> dict[tuple[str, str], dict[str, object]]:
    evaluation = json.loads((report / "metrics.json").read_text(encoding="utf-8"))
    return {(row["classifier"], row["group"]): row["metrics"] for row in evaluation["rows"]}


def test_only_the_test_subjects_are_reported_on(report: Path, dataset: tuple[Path, list[Sample]]) -> None:
    test = split(dataset[1], SEED).test
    found = rows(report)
    classifiers = {classifier for classifier, _ in found}
    assert len(classifiers) == 4
    for classifier in classifiers:
        assert found[classifier, "all"]["images"] == len(test)
        by_muscle = [found[key]["images"] for key in found if key[0] == classifier and key[1] in {s.muscle for s in test}]
        by_sex = [found[key]["images"] for key in found if key[0] == classifier and key[1] in {"female", "male"}]
        assert sum(by_muscle) == sum(by_sex) == len(test)  # type: ignore[arg-type]


def test_echo_intensity_distinguishes_brighter_images(report: Path) -> None:
    for name in ("echo intensity of the region", "echo intensity inside the mask"):
        assert rows(report)[name, "all"]["auc"] == {"value": 1.0, "low": 1.0, "high": 1.0}
        assert rows(report)[name, "all"]["accuracy"]["value"] == 1.0  # type: ignore[index]


def test_report_says_what_it_is(report: Path) -> None:
    text = (report / "metrics.md").read_text(encoding="utf-8")
    assert "simulated images" in text and "not for clinical use" in text and "never diagnoses" in text
    assert "NMD-AssistNet" in text and "## all: 14 images of 7 subjects" in text
    assert (report / "metrics.png").read_bytes().startswith(b"\x89PNG")
    evaluation = json.loads((report / "metrics.json").read_text(encoding="utf-8"))
    assert evaluation["part"] == "test"
    assert 0.05 <= evaluation["temperature"] <= 20


@pytest.mark.parametrize("part", ["test", "validation"])
def test_nothing_is_refitted_on_another_data_set(
    report: Path, tmp_path: Path, part: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """It refitted temperature and baselines on it, and reported three in ten of its subjects."""
    make_dataset(tmp_path / "set", 20)
    model = report.parent / "model.safetensors"
    assert main(["evaluate", str(model), str(tmp_path / "set"), "--out", str(tmp_path / "out"), "--part", part]) == 2
    said = capsys.readouterr().err
    assert said.count("\n") == 1 and "is not the data set the network was trained on" in said and "quantize validate" in said
    assert not list((tmp_path / "out").iterdir())


@pytest.mark.parametrize("content", [b"", b"nothing of the kind", None])
def test_a_foreign_checkpoint_is_refused(
    tmp_path: Path, dataset: tuple[Path, list[Sample]], content: bytes | None, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "x.safetensors"
    path.write_bytes(safetensors.torch.save({"w": torch.zeros(1)}) if content is None else content)
    assert main(["evaluate", str(path), str(dataset[0])]) == 2
    said = capsys.readouterr().err
    assert said.count("\n") == 1 and "quantize train" in said
    assert main(["evaluate", str(tmp_path / "none"), str(dataset[0])]) == 2


def test_logistic_regression_is_fitted_only_on_training_subjects() -> None:
    rng = np.random.default_rng(0)
    labels = rng.integers(0, 2, 400)
    grey = labels * 20 + rng.normal(80, 10, 400)
    answers = logistic("grey", grey[:200, None], labels[:200], grey[200:, None])
    order = np.argsort(grey[200:])
    assert (np.diff(answers.probabilities[order]) >= 0).all()  # a threshold on it is a threshold on grey level
    assert roc_auc_score(labels[200:], answers.probabilities) == pytest.approx(roc_auc_score(labels[200:], grey[200:]))
    swapped = logistic("grey", grey[:200, None], labels[:200], grey[200:, None][::-1])
    assert swapped.threshold == answers.threshold


def test_subject_features_and_groups(dataset: tuple[Path, list[Sample]]) -> None:
    samples = dataset[1][:4]
    assert subject_features(samples)[2:].tolist() == [[21, 1, 170.5, 70.25]] * 2
    assert [name for name, _ in reported_groups(samples)] == ["all", samples[0].muscle, "female", "male"]
    assert [int(member.sum()) for _, member in reported_groups(samples)] == [4, 4, 2, 2]


def test_what_is_not_defined_is_null_and_said() -> None:
    metrics = measure(np.zeros(3, np.int64), np.full(3, 0.2), np.array(["a", "b", "c"]), 0.5, resamples=3)
    evaluation = Evaluation("notice", "test", True, "hash", None, 1.0, (GroupMetrics("net", "all", 0.5, metrics),))
    assert json.loads(as_json(evaluation))["rows"][0]["metrics"]["auc"] == {"value": None, "low": None, "high": None}
    assert "not defined" in as_markdown(evaluation)
    assert str(Interval(0.5, 0.25, 0.75)) == "0.500 (0.250-0.750)"


def test_all_of_a_separate_test_set_is_reported_on(
    report: Path, dataset: tuple[Path, list[Sample]], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nothing but the images reported on changes: the temperature comes from the first data set."""
    separate = tmp_path / "separate"
    fresh = make_dataset(separate, 9)
    model = str(report.parent / "model.safetensors")
    options = ["--out", str(tmp_path / "out"), "--threads", "1"]
    assert main(["evaluate", model, str(dataset[0]), "--test-set", str(separate), *options]) == 0
    found = rows(tmp_path / "out")
    assert found["NMD-AssistNet", "all"]["images"] == len(fresh) == 9
    first, second = (json.loads((folder / "metrics.json").read_text(encoding="utf-8")) for folder in (report, tmp_path / "out"))
    assert first["temperature"] == second["temperature"]
    assert first["test_set_sha256"] is None and second["test_set_sha256"] == data_hash(separate, fresh)
    assert "a separate data set" in (tmp_path / "out" / "metrics.md").read_text(encoding="utf-8")


def test_a_test_set_that_shares_an_image_is_refused(
    report: Path, dataset: tuple[Path, list[Sample]], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder, samples = dataset
    separate = tmp_path / "separate"
    fresh = make_dataset(separate, 9)
    (separate / fresh[4].image).write_bytes((folder / samples[0].image).read_bytes())
    model = str(report.parent / "model.safetensors")
    assert main(["evaluate", model, str(folder), "--test-set", str(separate), "--out", str(tmp_path / "out")]) == 2
    said = capsys.readouterr().err
    assert fresh[4].image in said and "other subjects" in said and said.count("\n") == 1
    assert (
        main(["evaluate", model, str(folder), "--test-set", str(separate), "--part", "validation", "--out", str(tmp_path)]) == 2
    )
    assert "--test-set" in capsys.readouterr().err
