"""From a checkpoint and a data set to a bundle the appliance accepts, in one command.

The everyday suite runs the command as the help's examples do (`test_examples.py`); the details take longer, see `make test-slow`.
"""

from __future__ import annotations

import dataclasses
import re
from html.parser import HTMLParser
from pathlib import Path

import numpy as np
import pytest
import safetensors.torch

from edge_app.bundle.loader import Precision, Reference, load_bundle
from edge_app.bundle.signature import TrustedKey
from edge_app.diagnostics.self_test import run_self_test
from edge_app.engine.onnx_runtime import OrtEngine
from edge_app.errors import ExportError
from edge_app.pipeline import analyse
from edge_app.records import Frame, Label, Permission
from quantize.cli.passphrase import PASSPHRASE
from quantize.cli.program import main
from quantize.dataset.manifest import data_hash, muscle_region, read_grey, read_manifest
from quantize.dataset.split import split
from quantize.network.model import NmdAssistNet
from quantize.packaging.keys import write_key_pair
from quantize.packaging.writer import read_bundle, write_bundle
from quantize.recipe import RECIPES
from quantize.statistics.calibration import fit_decision, fit_heat_scale, shippable_decision
from quantize.statistics.quantisation_error import compare, cosines
from quantize.training.provenance import METADATA, TrainingRecord
from tests.support.guard_factories import with_guard
from tests.support.int8_kernels import needs_right_int8
from tests.support.lively_network import lively_network
from tests.support.trained_network import save_checkpoint, write_recipe

WORDS = "six words drawn at random"


@pytest.fixture(scope="module")
def key(tmp_path_factory: pytest.TempPathFactory) -> tuple[TrustedKey, Path]:
    """Public half, and the file of the private half."""
    return write_key_pair(tmp_path_factory.mktemp("key"), "tests", WORDS)


@pytest.fixture(scope="module")
def own_recipe(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The shipped recipe with a gate that random features pass: their evidence is noise, and quantises badly."""
    return write_recipe(tmp_path_factory.mktemp("recipe") / "own.toml", loss=1.0, cosine=0.0)


@pytest.fixture(scope="module")
def made(
    checkpoint: Path,
    textures: Path,
    own_recipe: Path,
    key: tuple[TrustedKey, Path],
    tmp_path_factory: pytest.TempPathFactory,
) -> Path:
    """The bundle that the command makes, and signs."""
    out = tmp_path_factory.mktemp("made") / "nmd-assistnet-test"
    options = ["--recipe", str(own_recipe), "--calibration", "8", "--threads", "1", "--fine-heatmap"]
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(PASSPHRASE, WORDS)
        assert main(["int8", str(checkpoint), str(textures), "--out", str(out), *options, "--key", str(key[1])]) == 0
    return out


@pytest.mark.slow
def test_the_self_test_passes(made: Path, key: tuple[TrustedKey, Path]) -> None:
    report = run_self_test(made, threads=1, keys=[key[0]])
    assert report.passed, report.checks


@pytest.mark.slow
def test_the_bundle_has_the_fine_heatmap_that_was_asked_for(made: Path, key: tuple[TrustedKey, Path]) -> None:
    bundle = load_bundle(made, [key[0]])
    description, golden = bundle.manifest.fine, bundle.golden.fine
    assert bundle.fine is not None and description is not None and golden is not None
    assert golden.fp32.shape == golden.int8.shape == (len(bundle.golden.images), 14, 14)
    assert description.pictures > 0 and "held-out test subjects" in description.part
    assert len(bundle.graphs[Precision.INT8]) < 3.0e6


@pytest.mark.slow
def test_the_manifest_says_where_it_comes_from_and_what_it_is_not_for(
    made: Path, key: tuple[TrustedKey, Path], record: TrainingRecord, textures: Path
) -> None:
    manifest = load_bundle(made, [key[0]]).manifest
    assert manifest.name == "nmd-assistnet-test" and manifest.parameters == 2_395_768
    assert "simulated" in manifest.intended_use and "not for clinical use" in manifest.intended_use
    assert manifest.training_data.sha256 == record.data_sha256 and manifest.training_data.simulated
    assert manifest.measured is not None and "simulated" in manifest.measured.part
    test = split(read_manifest(textures)).test
    assert manifest.measured.images == len(test) and manifest.measured.subjects == len({s.subject for s in test})


@pytest.mark.slow
def test_the_measured_accuracy_is_what_the_appliance_reaches(made: Path, key: tuple[TrustedKey, Path], textures: Path) -> None:
    """Every test image through `analyse`, as a user's frame would go."""
    bundle = load_bundle(made, [key[0]])
    engine = OrtEngine(bundle.graphs[Precision.INT8], "int8", threads=1)
    test = split(read_manifest(textures)).test
    right = 0
    for sample in test:
        frame = Frame(read_grey(textures / sample.image), 0, 0, None, sample.image)
        finding = analyse(frame, muscle_region(read_grey(textures / str(sample.mask))), bundle, engine, Permission.LABEL)
        right += finding.label is Label(sample.label)
    assert bundle.manifest.measured is not None
    assert bundle.manifest.measured.metrics.accuracy.value == pytest.approx(right / len(test))
    assert right / len(test) > 0.7  # the classes are easy to distinguish


@pytest.mark.slow
def test_a_separate_test_set_is_measured_and_checked(
    checkpoint: Path, textures: Path, other_textures: Path, own_recipe: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "nmd-assistnet-test"
    gate = ["--recipe", str(own_recipe), "--test-set", str(other_textures), "--threads", "1"]
    assert main(["int8", str(checkpoint), str(textures), "--out", str(out), "--calibration", "8", *gate]) == 0
    measured = read_bundle(out).manifest.measured
    assert measured is not None and measured.images == 10 and "of a separate data set" in measured.part
    assert measured.data_sha256 == data_hash(other_textures, read_manifest(other_textures))
    capsys.readouterr()
    assert main(["check", str(out), str(checkpoint), str(textures), *gate]) == 0
    assert f"10 images of 10 subjects ({measured.part})" in capsys.readouterr().out


def test_another_data_set_is_refused(
    record: TrainingRecord, network: NmdAssistNet, textures: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    other = dataclasses.replace(record, data_sha256="0" * 64)
    path = save_checkpoint(network, other, tmp_path / "model.safetensors")
    assert main(["int8", str(path), str(textures), "--out", str(tmp_path / "out")]) == 2
    assert "not the data set the network was trained on" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("metadata", [None, {METADATA: "{"}, {METADATA: "{}"}])
def test_weights_of_unknown_origin_are_refused(
    metadata: dict[str, str] | None, network: NmdAssistNet, textures: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "model.safetensors"
    safetensors.torch.save_file(network.state_dict(), path, metadata)
    assert main(["int8", str(path), str(textures), "--out", str(tmp_path / "out")]) == 2
    assert "does not say what it was trained on" in capsys.readouterr().err


def test_a_network_that_calls_all_images_the_same_is_not_shipped() -> None:
    with pytest.raises(ExportError, match="calls all validation subjects the same"):
        shippable_decision(np.array([0, 1, 0, 1]), np.zeros((4, 2), np.float32))
    with pytest.raises(ExportError, match="empty"):
        fit_heat_scale(np.zeros((4, 7, 7), np.float32))


def test_the_heat_scale_is_the_upper_end_of_the_maxima() -> None:
    maps = np.zeros((101, 7, 7), np.float32)
    maps[:, 3, 3] = np.arange(101)
    assert fit_heat_scale(maps) == pytest.approx(95)


def test_a_decision_is_calibrated_and_separates_the_classes() -> None:
    logits = np.array([[4, 0], [3, 0], [0, 3], [0, 4]], np.float32)
    decision = fit_decision(np.array([0, 0, 1, 1]), logits)
    assert decision.abnormal(logits).tolist() == [False, False, True, True]
    assert 0 < decision.threshold < 1


def test_a_graph_compared_with_itself_has_lost_nothing() -> None:
    rng = np.random.default_rng(0)
    answers = Reference(rng.normal(size=(10, 2)).astype(np.float32), rng.random((10, 7, 7), np.float32))
    decision = fit_decision(np.arange(10) % 2, np.stack([np.zeros(10), np.arange(10) % 2], axis=1).astype(np.float32))
    fidelity = compare(answers, answers, decision)
    assert fidelity.agreement == 1.0 and fidelity.map_cosine == pytest.approx(1.0)
    assert cosines(answers.maps, np.zeros_like(answers.maps)).tolist() == [0.0] * 10


@pytest.mark.slow
def test_a_graph_that_fails_the_gate_is_not_written(
    checkpoint: Path, textures: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    strict = write_recipe(tmp_path / "strict.toml", loss=1.0, cosine=0.99999)
    out = tmp_path / "out"
    options = ["--recipe", str(strict), "--calibration", "8", "--threads", "1"]
    assert main(["int8", str(checkpoint), str(textures), "--out", str(out), *options]) == 1
    said = capsys.readouterr()
    assert "int8: heatmap cosine, median" in said.err and said.err.count("\n") == 1
    assert "accuracy loss 0.0" in said.out  # what passes is reported as well
    assert not out.exists()


@pytest.mark.slow
def test_a_recipe_for_comparison_makes_no_bundle(
    checkpoint: Path, textures: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["int8", str(checkpoint), str(textures), "--out", str(tmp_path / "out"), "--recipe", "fp16"]) == 2
    assert "`compare`" in capsys.readouterr().err


@pytest.mark.slow
def test_a_recipe_that_trains_makes_a_bundle(
    own_recipe: Path, checkpoint: Path, textures: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    recipe = tmp_path / "own_qat.toml"
    training = (RECIPES / "qat_u8s8.toml").read_text().partition("[training]")[2].partition("[gate]")[0]
    table = re.sub(r"epochs = \d+", "epochs = 1", training).replace("batch = 16", "batch = 8")
    recipe.write_text(own_recipe.read_text() + "[training]" + table)
    out, state = tmp_path / "out", tmp_path / "state"
    options = ["--recipe", str(recipe), "--calibration", "8", "--threads", "1", "--state", str(state)]
    assert main(["int8", str(checkpoint), str(textures), "--out", str(out), *options]) == 0
    said = capsys.readouterr()
    assert "epoch 0: validation noise" in said.err and "epoch 1: training loss" in said.err
    assert "int8: 228 Q/DQ pairs" in said.out and "not for clinical use" in said.out  # as many as untrained
    assert (state / "own_qat.qat.pt").is_file() and read_bundle(out).manifest.measured is not None


@pytest.mark.slow
@needs_right_int8
def test_check_passes_and_shows_why(
    made: Path, textures: Path, checkpoint: Path, own_recipe: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["check", str(made), str(checkpoint), str(textures), "--recipe", str(own_recipe), "--threads", "1"]) == 0
    said = capsys.readouterr().out
    manifest = read_bundle(made).manifest
    assert manifest.measured is not None
    assert f"| accuracy | {manifest.measured.metrics.accuracy.value:.4f}" in said  # FP32 and INT8 agree on these textures
    assert "# fp32 against" in said and "# int8 against" in said and "muscle: biceps brachii" in said
    assert "not for clinical use" in said


@pytest.mark.slow
def test_check_fails_and_names_the_criterion(
    made: Path, textures: Path, checkpoint: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    strict = write_recipe(tmp_path / "strict.toml", loss=1.0, cosine=0.99999)
    assert main(["check", str(made), str(checkpoint), str(textures), "--recipe", str(strict), "--threads", "1"]) == 1
    said = capsys.readouterr().err
    assert "int8: heatmap cosine" in said and "fp32:" not in said


@pytest.mark.slow
def test_check_refuses_another_network(
    made: Path, textures: Path, record: TrainingRecord, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    other = save_checkpoint(lively_network(seed=2), record, tmp_path / "model.safetensors")
    assert main(["check", str(made), str(other), str(textures)]) == 2
    assert "was not made of" in capsys.readouterr().err


@pytest.mark.slow
def test_recipes_side_by_side(checkpoint: Path, textures: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    options = ["--recipe", "fp32", "--recipe", "fp16", "--recipe", "u8s8_equalised", "--calibration", "8", "--images", "6"]
    assert main(["compare", str(checkpoint), str(textures), *options, "--out", str(tmp_path / "table.md")]) == 0
    said = capsys.readouterr().out
    rows = {line.split("|")[1].strip(): line.split("|") for line in said.splitlines() if line.startswith("| ")}
    assert float(rows["fp32"][3]) > float(rows["fp16"][3]) > float(rows["u8s8_equalised"][3]) > 3  # dB
    assert float(rows["fp32"][2]) > float(rows["fp16"][2]) > float(rows["u8s8_equalised"][2])  # MB
    assert (tmp_path / "table.md").read_text() == said


class Page(HTMLParser):
    """Every address a page refers to, and its words."""

    def __init__(self) -> None:
        super().__init__()
        self.addresses: list[str] = []
        self.words = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.addresses += [value or "" for name, value in attrs if name in ("src", "href", "xlink:href", "data")]

    def handle_data(self, data: str) -> None:
        self.words += data


@pytest.mark.slow
def test_the_report_needs_no_other_file(
    made: Path, textures: Path, checkpoint: Path, own_recipe: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out, guarded = tmp_path / "report.html", tmp_path / "guarded"
    write_bundle(guarded, with_guard(read_bundle(made)))
    options = ["--recipe", str(own_recipe), "--out", str(out), "--threads", "1"]
    assert main(["report", str(guarded), str(checkpoint), str(textures), *options]) == 0
    page = Page()
    page.feed(out.read_text())
    assert page.addresses and all(address.startswith(("data:image/png;base64,", "#")) for address in page.addresses)
    assert "url(http" not in out.read_text() and str(tmp_path) not in out.read_text()
    assert "not for clinical use" in page.words and "int8: passes the gate" in " ".join(page.words.split())
    words = " ".join(page.words.split())
    assert "judges transverse views, 5-60 mm wide" in words and "2 of 40" in words and "0.6-16.9 %" in words
    # The small guard was not measured so.
    assert "longitudinal views recognised (no crops) not measured, at least 0.9: FAILS" in words
    for heading in ("Gate", "Guard", "Size and speed", "Decisions that changed", "Heatmaps", "By group", "Signal to noise"):
        assert heading in page.words
    assert main(["check", str(guarded), str(checkpoint), str(textures), "--recipe", str(own_recipe), "--threads", "1"]) == 1
    values = re.findall(r"(-?\d+\.\d{4}), at (?:most|least)", capsys.readouterr().out)
    assert len(values) == 16 and all(value in page.words for value in values)  # the same figures
