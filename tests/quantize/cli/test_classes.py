"""Four grades from a data set to a bundle: trained, measured, quantised, through the gate, and analysed with."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
import torch
from click.testing import CliRunner

from edge_app.__main__ import main as edge_app
from edge_app.bundle.loader import ModelBundle, Precision
from edge_app.diagnostics.self_test import run_self_test
from edge_app.engine.onnx_runtime import OrtEngine
from edge_app.errors import ConfigError
from edge_app.pipeline import analyse
from edge_app.records import Frame, Permission
from quantize.class_list import load_class_list
from quantize.cli.program import main
from quantize.cli.train import require_all_classes
from quantize.dataset.batches import read_images
from quantize.dataset.classes import class_indices
from quantize.dataset.manifest import muscle_region, read_grey, read_manifest
from quantize.dataset.split import split
from quantize.network.model import NmdAssistNet
from quantize.packaging.signing import sign_bundle
from quantize.packaging.writer import read_bundle
from quantize.training.loop import Training
from quantize.training.provenance import read_record
from quantize.training.recipe import Recipe
from tests.support.int8_kernels import needs_right_int8
from tests.support.made_once import folder_made_once
from tests.support.signing import KEY
from tests.support.small_training import SMALL, train_on_small_images

GRADES = load_class_list("heckmatt").labels


@pytest.fixture(scope="module")
def made(graded_checkpoint: Path, textures: Path, lenient_recipes: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The bundle that `int8` makes of the checkpoint."""
    gate = ["--recipe", str(lenient_recipes / "u8s8_percentile.toml"), "--threads", "1"]

    def fill(folder: Path) -> None:
        assert main(["int8", str(graded_checkpoint), str(textures), "--out", str(folder / "grades"), *gate]) == 0
        sign_bundle(folder / "grades", KEY)

    return folder_made_once(tmp_path_factory, "grades", fill) / "grades"


@pytest.fixture(scope="module")
def bundle(made: Path) -> ModelBundle:
    return read_bundle(made)


@pytest.mark.parametrize("name", ["heckmatt", "heckmatt_ordinal"])
def test_training_tells_the_classes_apart(name: str, textures: Path) -> None:
    torch.set_num_threads(1)
    classes, parts = load_class_list(name), split(read_manifest(textures))
    train, validation = (read_images(textures, part, SMALL, "a part", classes) for part in (parts.train, parts.validation))
    recipe = Recipe(epochs=1, batch=6, preprocessing=SMALL, classes=classes)
    training = Training(recipe, train, validation, "hash", torch.device("cpu"))
    row = training.advance()
    assert isinstance(training.net, NmdAssistNet) and training.net.fc.out_features == classes.outputs
    assert np.isfinite([row.train_loss, row.validation_loss]).all() and 0 <= row.validation_accuracy <= 1


def test_the_command_trains_and_keeps_the_classes(textures: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    train_on_small_images(monkeypatch)
    words = ["--classes", "heckmatt", "--without", "clahe", "--epochs", "1", "--batch", "6", "--threads", "1"]
    assert main(["train", str(textures), "--out", str(tmp_path), *words]) == 0
    recipe = read_record(tmp_path / "model.safetensors").recipe
    assert recipe.classes == load_class_list("heckmatt")
    assert recipe.preprocessing.clahe_clip is None and recipe.preprocessing.median is not None


def test_a_part_without_a_class_is_refused(textures: Path) -> None:
    part = [sample for sample in split(read_manifest(textures)).train if sample.grade != 3]
    with pytest.raises(ConfigError, match="the training part lacks Heckmatt 3 images"):
        require_all_classes(part, load_class_list("heckmatt"), "the training part")


@pytest.mark.slow
def test_the_manifest_describes_the_classes(bundle: ModelBundle, textures: Path) -> None:
    manifest = bundle.manifest
    assert manifest.labels == GRADES and manifest.classes is not None and manifest.scheme is not None
    assert manifest.classes.heat_scales is not None and min(manifest.classes.heat_scales) > 0
    test = split(read_manifest(textures)).test
    assert manifest.measured is not None and manifest.measured.classes is not None
    measured = manifest.measured.classes
    truth = class_indices(test, load_class_list("heckmatt"))
    assert [sum(row) for row in measured.confusion] == np.bincount(truth, minlength=4).tolist()
    assert measured.weighted_kappa is not None and manifest.measured.metrics.auc.value > 0.7


@pytest.mark.slow
def test_the_measured_classes_are_those_that_the_appliance_calls(bundle: ModelBundle, textures: Path) -> None:
    """Every test image through `analyse`, as a user's frame would go."""
    engine = OrtEngine(bundle.graphs[Precision.INT8], "int8", threads=1)
    table = np.zeros((4, 4), int)
    test = split(read_manifest(textures)).test
    for sample, truth in zip(test, class_indices(test, load_class_list("heckmatt")), strict=True):
        frame = Frame(read_grey(textures / sample.image), 0, 0, None, sample.image)
        finding = analyse(frame, muscle_region(read_grey(textures / str(sample.mask))), bundle, engine, Permission.LABEL)
        assert finding.classes is not None and finding.classes.called is not None
        table[truth, GRADES.index(finding.classes.called)] += 1
    assert bundle.manifest.measured is not None and bundle.manifest.measured.classes is not None
    np.testing.assert_array_equal(table, bundle.manifest.measured.classes.confusion)


@pytest.mark.slow
@needs_right_int8
def test_the_self_test_passes(made: Path) -> None:
    report = run_self_test(made, threads=1, keys=[KEY.trusted])
    assert report.passed, report.checks


@pytest.mark.slow
def test_the_command_line_analyses_with_it(made: Path, textures: Path, keys_folder: Path) -> None:
    image = next(iter(sorted((textures / "images").iterdir())))
    words = ["analyse", str(image), "--bundle", str(made), "--keys", str(keys_folder), "--research", "--class", "heckmatt 4"]
    result = CliRunner().invoke(edge_app, [*words, "--threads", "1"], catch_exceptions=False)
    line = json.loads(result.stdout)
    assert line["class"] in GRADES and list(line["class_scores"]) == list(GRADES) and line["heatmap_of"] == GRADES[3]


@pytest.mark.slow
def test_the_gate_and_the_evaluation_speak_of_classes(
    made: Path,
    graded_checkpoint: Path,
    textures: Path,
    lenient_recipes: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    gate = ["--recipe", str(lenient_recipes / "u8s8_percentile.toml"), "--threads", "1"]
    assert main(["check", str(made), str(graded_checkpoint), str(textures), *gate]) == 0
    said = capsys.readouterr().out
    assert "class accuracy loss" in said and "weighted kappa loss, end of the 95 % interval" in said
    assert "The same class is called on" in said
    words = ["evaluate", str(graded_checkpoint), str(textures), "--out", str(tmp_path), "--threads", "1"]
    assert main(words) == 0
    assert "called Heckmatt 3" in capsys.readouterr().out
    document = json.loads((tmp_path / "metrics.json").read_text())
    assert document["classes"]["labels"] == list(GRADES)


def test_the_fine_heatmap_is_refused(
    graded_checkpoint: Path, textures: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = [
        "int8",
        str(graded_checkpoint),
        str(textures),
        "--out",
        str(tmp_path / "out"),
        "--fine-heatmap",
        "--calibration",
        "8",
    ]
    assert main(words) == 2
    assert "leave out --fine-heatmap" in capsys.readouterr().err and not (tmp_path / "out").exists()
