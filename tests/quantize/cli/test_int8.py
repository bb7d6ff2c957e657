"""From a checkpoint and a data set to a bundle the appliance accepts, in one command."""

from __future__ import annotations

import dataclasses
import json
import re
from html.parser import HTMLParser
from pathlib import Path

import cv2
import numpy as np
import pytest
import safetensors.torch
import torch

from edge_app.bundle.loader import Precision, Reference, load_bundle
from edge_app.bundle.signature import TrustedKey
from edge_app.diagnostics.self_test import run_self_test
from edge_app.engine.onnx_runtime import OrtEngine
from edge_app.errors import ExportError
from edge_app.imaging.preprocess import Preprocessing
from edge_app.pipeline import analyse
from edge_app.records import Frame, GreyImage, Label
from quantize.cli.passphrase import PASSPHRASE
from quantize.cli.program import main
from quantize.dataset.batches import read_images
from quantize.dataset.manifest import Sample, data_hash, muscle_region, read_grey, read_manifest, write_manifest
from quantize.dataset.split import split
from quantize.graphs.answers import trained_outputs
from quantize.network.model import NmdAssistNet
from quantize.packaging.keys import write_key_pair
from quantize.packaging.writer import read_bundle
from quantize.recipe import DEFAULT_RECIPE, RECIPES, GateLimits
from quantize.statistics.calibration import fit_decision, fit_heat_scale, shippable_decision
from quantize.statistics.quantisation_error import compare, cosines
from quantize.training.loop import Recipe
from quantize.training.provenance import METADATA, TrainingRecord, Versions

SUBJECTS = 36


def image(rng: np.random.Generator, abnormal: bool) -> GreyImage:
    """Speckle (160, 200), coarser where abnormal."""
    noise = cv2.GaussianBlur(rng.normal(size=(160, 200)), (0, 0), rng.uniform(4, 6) if abnormal else rng.uniform(1, 1.5))
    pixels: GreyImage = np.clip(noise / noise.std() * 30 + 90, 0, 255).astype(np.uint8)
    return pixels


@pytest.fixture(scope="module")
def dataset(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small data set whose classes differ in texture."""
    return make_dataset(tmp_path_factory.mktemp("dataset"), SUBJECTS, seed=0)


@pytest.fixture(scope="module")
def apart(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A test set of other subjects."""
    return make_dataset(tmp_path_factory.mktemp("apart"), 10, seed=1)


def make_dataset(folder: Path, subjects: int, seed: int) -> Path:
    for name in ("images", "masks"):
        (folder / name).mkdir()
    rng = np.random.default_rng(seed)
    samples = []
    for number in range(subjects):
        abnormal = number % 2 == 1
        mask = np.zeros((160, 200), np.uint8)
        mask[20:140, 20:180] = 255
        for kind, pixels in (("images", image(rng, abnormal)), ("masks", mask)):
            cv2.imwrite(str(folder / kind / f"{number}.png"), pixels)
        samples.append(
            Sample(
                image=f"images/{number}.png",
                mask=f"masks/{number}.png",
                subject=f"s{number}",
                muscle="biceps brachii",
                side="left",
                age=50,
                sex="female",
                height_cm=170.0,
                weight_kg=70.0,
                label="abnormal" if abnormal else "normal",
                z_score=3.0 if abnormal else 0.0,
                grade=3 if abnormal else 1,
            )
        )
    write_manifest(folder, samples)
    return folder


@pytest.fixture(scope="module")
def trained(network: NmdAssistNet, dataset: Path) -> NmdAssistNet:
    """The lively network with a linear layer fitted to the training part: it tells the two textures apart."""
    images = read_images(dataset, split(read_manifest(dataset)).train, Preprocessing(), "training part")
    _, features = trained_outputs(network, images.images)
    pooled = features.mean((2, 3)).astype(np.float64)
    centre = pooled.mean(0)
    direction = pooled[images.labels == 1].mean(0) - pooled[images.labels == 0].mean(0)
    direction -= centre * (direction @ centre) / (centre @ centre)  # then the boundary needs no bias, and maps are not empty
    direction *= 2.0 / np.abs((pooled - centre) @ direction).mean()
    net = NmdAssistNet().eval()
    net.load_state_dict(network.state_dict())
    with torch.no_grad():
        net.fc.weight.copy_(torch.tensor(np.stack([-direction, direction]) / 2))
        net.fc.bias.zero_()
    return net


def save(net: NmdAssistNet, record: TrainingRecord, path: Path) -> Path:
    weights = {name: value.contiguous() for name, value in net.state_dict().items()}
    safetensors.torch.save_file(weights, path, {METADATA: json.dumps(dataclasses.asdict(record))})
    return path


@pytest.fixture(scope="module")
def record(dataset: Path) -> TrainingRecord:
    samples = read_manifest(dataset)
    parts = split(samples)
    return TrainingRecord(
        notice="Trained on simulated images; not for clinical use.",
        simulated=True,
        data_sha256=data_hash(dataset, samples),
        train_subjects=len(parts.train),
        train_images=len(parts.train),
        validation_subjects=len(parts.validation),
        validation_images=len(parts.validation),
        epochs=1,
        averaging_from=None,
        chosen="fitted by the test",
        validation_loss={"fitted by the test": 0.1},
        recipe=Recipe(),
        versions=Versions("", "", "", "", "cpu"),
    )


@pytest.fixture(scope="module")
def checkpoint(trained: NmdAssistNet, record: TrainingRecord, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return save(trained, record, tmp_path_factory.mktemp("checkpoint") / "model.safetensors")


WORDS = "six words drawn at random"


@pytest.fixture(scope="module")
def key(tmp_path_factory: pytest.TempPathFactory) -> tuple[TrustedKey, Path]:
    """Public half, and the file of the private half."""
    return write_key_pair(tmp_path_factory.mktemp("key"), "tests", WORDS)


@pytest.fixture(scope="module")
def own_recipe(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The shipped recipe with a gate that random features pass: their evidence is noise, and quantises badly."""
    return write_recipe(tmp_path_factory.mktemp("recipe") / "own.toml", loss=1.0, cosine=0.0)


def write_recipe(path: Path, loss: float, cosine: float) -> Path:
    head, _, _ = (RECIPES / f"{DEFAULT_RECIPE}.toml").read_text().partition("[gate]")
    limits = {field.name: cosine if "cosine" in field.name else loss for field in dataclasses.fields(GateLimits)}
    path.write_text(head + "[gate]\n" + "".join(f"{name} = {limit}\n" for name, limit in limits.items()))
    return path


@pytest.fixture(scope="module")
def made(
    checkpoint: Path,
    dataset: Path,
    own_recipe: Path,
    key: tuple[TrustedKey, Path],
    tmp_path_factory: pytest.TempPathFactory,
) -> Path:
    """The bundle that the command makes, and signs."""
    out = tmp_path_factory.mktemp("made") / "nmd-assistnet-test"
    options = ["--recipe", str(own_recipe), "--calibration", "8", "--threads", "1", "--fine-heatmap"]
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(PASSPHRASE, WORDS)
        assert main(["int8", str(checkpoint), str(dataset), "--out", str(out), *options, "--key", str(key[1])]) == 0
    return out


def test_the_doctor_finds_it_sound(made: Path, key: tuple[TrustedKey, Path]) -> None:
    report = run_self_test(made, threads=1, keys=[key[0]])
    assert report.passed, report.checks


def test_the_bundle_has_the_fine_heatmap_that_was_asked_for(made: Path, key: tuple[TrustedKey, Path]) -> None:
    bundle = load_bundle(made, [key[0]])
    description, golden = bundle.manifest.fine, bundle.golden.fine
    assert bundle.fine is not None and description is not None and golden is not None
    assert golden.fp32.shape == golden.int8.shape == (len(bundle.golden.images), 14, 14)
    assert description.pictures > 0 and "held-out test subjects" in description.part
    assert len(bundle.graphs[Precision.INT8]) < 3.0e6


def test_the_manifest_says_where_it_comes_from_and_what_it_is_not_for(
    made: Path, key: tuple[TrustedKey, Path], record: TrainingRecord, dataset: Path
) -> None:
    manifest = load_bundle(made, [key[0]]).manifest
    assert manifest.name == "nmd-assistnet-test" and manifest.parameters == 2_395_768
    assert "simulated" in manifest.intended_use and "not for clinical use" in manifest.intended_use
    assert manifest.training_data.sha256 == record.data_sha256 and manifest.training_data.simulated
    assert manifest.measured is not None and "simulated" in manifest.measured.part
    test = split(read_manifest(dataset)).test
    assert manifest.measured.images == len(test) and manifest.measured.subjects == len({s.subject for s in test})


def test_the_measured_accuracy_is_what_the_appliance_reaches(made: Path, key: tuple[TrustedKey, Path], dataset: Path) -> None:
    """Every test image through `analyse`, as a user's frame would go."""
    bundle = load_bundle(made, [key[0]])
    engine = OrtEngine(bundle.graphs[Precision.INT8], "int8", threads=1)
    test = split(read_manifest(dataset)).test
    right = 0
    for sample in test:
        frame = Frame(read_grey(dataset / sample.image), 0, 0, None, sample.image)
        finding = analyse(frame, muscle_region(read_grey(dataset / sample.mask)), bundle, engine)
        right += finding.label is Label(sample.label)
    assert bundle.manifest.measured is not None
    assert bundle.manifest.measured.metrics.accuracy.value == pytest.approx(right / len(test))
    assert right / len(test) > 0.7  # the classes are easy to tell apart


def test_a_test_set_apart_is_what_is_measured_and_checked(
    checkpoint: Path, dataset: Path, apart: Path, own_recipe: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "nmd-assistnet-test"
    gate = ["--recipe", str(own_recipe), "--test-set", str(apart), "--threads", "1"]
    assert main(["int8", str(checkpoint), str(dataset), "--out", str(out), "--calibration", "8", *gate]) == 0
    measured = read_bundle(out).manifest.measured
    assert measured is not None and measured.images == 10 and "of a separate data set" in measured.part
    assert measured.data_sha256 == data_hash(apart, read_manifest(apart))
    capsys.readouterr()
    assert main(["check", str(out), str(checkpoint), str(dataset), *gate]) == 0
    assert f"10 images of 10 subjects ({measured.part})" in capsys.readouterr().out


def test_another_data_set_is_refused(
    record: TrainingRecord, trained: NmdAssistNet, dataset: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    other = dataclasses.replace(record, data_sha256="0" * 64)
    path = save(trained, other, tmp_path / "model.safetensors")
    assert main(["int8", str(path), str(dataset), "--out", str(tmp_path / "out")]) == 2
    assert "not the data set the network was trained on" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("metadata", [None, {METADATA: "{"}, {METADATA: "{}"}])
def test_weights_of_unknown_origin_are_refused(
    metadata: dict[str, str] | None, trained: NmdAssistNet, dataset: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "model.safetensors"
    safetensors.torch.save_file(trained.state_dict(), path, metadata)
    assert main(["int8", str(path), str(dataset), "--out", str(tmp_path / "out")]) == 2
    assert "does not say what it was trained on" in capsys.readouterr().err


def test_a_network_that_says_the_same_of_all_is_not_shipped() -> None:
    with pytest.raises(ExportError, match="does not tell"):
        shippable_decision(np.array([0, 1, 0, 1]), np.zeros((4, 2), np.float32))
    with pytest.raises(ExportError, match="empty"):
        fit_heat_scale(np.zeros((4, 7, 7), np.float32))


def test_the_heat_scale_is_the_upper_end_of_the_maxima() -> None:
    maps = np.zeros((101, 7, 7), np.float32)
    maps[:, 3, 3] = np.arange(101)
    assert fit_heat_scale(maps) == pytest.approx(95)


def test_a_decision_is_calibrated_and_parts_the_classes() -> None:
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


def test_a_graph_that_fails_the_gate_is_not_written(
    checkpoint: Path, dataset: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    strict = write_recipe(tmp_path / "strict.toml", loss=1.0, cosine=0.99999)
    out = tmp_path / "out"
    options = ["--recipe", str(strict), "--calibration", "8", "--threads", "1"]
    assert main(["int8", str(checkpoint), str(dataset), "--out", str(out), *options]) == 1
    said = capsys.readouterr()
    assert "int8: heatmap cosine, median" in said.err and said.err.count("\n") == 1
    assert "accuracy loss 0.0" in said.out  # what passes is reported as well
    assert not out.exists()


def test_a_recipe_for_comparison_makes_no_bundle(
    checkpoint: Path, dataset: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["int8", str(checkpoint), str(dataset), "--out", str(tmp_path / "out"), "--recipe", "fp16"]) == 2
    assert "`compare`" in capsys.readouterr().err


def test_a_recipe_that_trains_makes_a_bundle(
    own_recipe: Path, checkpoint: Path, dataset: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    recipe = tmp_path / "own_qat.toml"
    training = (RECIPES / "qat_u8s8.toml").read_text().partition("[training]")[2].partition("[gate]")[0]
    table = re.sub(r"epochs = \d+", "epochs = 1", training).replace("batch = 16", "batch = 8")
    recipe.write_text(own_recipe.read_text() + "[training]" + table)
    out, state = tmp_path / "out", tmp_path / "state"
    options = ["--recipe", str(recipe), "--calibration", "8", "--threads", "1", "--state", str(state)]
    assert main(["int8", str(checkpoint), str(dataset), "--out", str(out), *options]) == 0
    said = capsys.readouterr()
    assert "epoch 0: validation noise" in said.err and "epoch 1: training loss" in said.err
    assert "int8: 228 Q/DQ pairs" in said.out and "not for clinical use" in said.out  # as many as untrained
    assert (state / "own_qat.qat.pt").is_file() and read_bundle(out).manifest.measured is not None


def test_check_says_yes_and_why(
    made: Path, dataset: Path, checkpoint: Path, own_recipe: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["check", str(made), str(checkpoint), str(dataset), "--recipe", str(own_recipe), "--threads", "1"]) == 0
    said = capsys.readouterr().out
    manifest = read_bundle(made).manifest
    assert manifest.measured is not None
    assert f"| accuracy | {manifest.measured.metrics.accuracy.value:.4f}" in said  # FP32 and INT8 agree on these textures
    assert "# fp32 against" in said and "# int8 against" in said and "muscle: biceps brachii" in said
    assert "not for clinical use" in said


def test_check_says_no_and_which_figure(
    made: Path, dataset: Path, checkpoint: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    strict = write_recipe(tmp_path / "strict.toml", loss=1.0, cosine=0.99999)
    assert main(["check", str(made), str(checkpoint), str(dataset), "--recipe", str(strict), "--threads", "1"]) == 1
    said = capsys.readouterr().err
    assert "int8: heatmap cosine" in said and "fp32:" not in said


def test_check_refuses_another_network(
    made: Path, dataset: Path, network: NmdAssistNet, record: TrainingRecord, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    other = save(network, record, tmp_path / "model.safetensors")
    assert main(["check", str(made), str(other), str(dataset)]) == 2
    assert "was not made of" in capsys.readouterr().err


def test_recipes_side_by_side(checkpoint: Path, dataset: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    options = ["--recipe", "fp32", "--recipe", "fp16", "--recipe", "u8s8_equalised", "--calibration", "8", "--images", "6"]
    assert main(["compare", str(checkpoint), str(dataset), *options, "--out", str(tmp_path / "table.md")]) == 0
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


def test_the_report_stands_alone(
    made: Path, dataset: Path, checkpoint: Path, own_recipe: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "report.html"
    options = ["--recipe", str(own_recipe), "--out", str(out), "--threads", "1"]
    assert main(["report", str(made), str(checkpoint), str(dataset), *options]) == 0
    page = Page()
    page.feed(out.read_text())
    assert page.addresses and all(address.startswith(("data:image/png;base64,", "#")) for address in page.addresses)
    assert "url(http" not in out.read_text() and str(tmp_path) not in out.read_text()
    assert "not for clinical use" in page.words and "int8: passes the gate" in " ".join(page.words.split())
    for heading in ("Gate", "Size and speed", "Decisions that changed", "Heatmaps", "By group", "Signal to noise"):
        assert heading in page.words
    main(["check", str(made), str(checkpoint), str(dataset), "--recipe", str(own_recipe), "--threads", "1"])
    values = re.findall(r"(-?\d+\.\d{4}), at (?:most|least)", capsys.readouterr().out)
    assert len(values) == 16 and all(value in page.words for value in values)  # the same figures
