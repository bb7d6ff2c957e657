"""`python -m quantize restore` and `remainder`: the shipped checkpoint, which the tree holds only as graph and remainder."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import numpy as np
import pytest
import safetensors.torch
import torch

from edge_app.bundle.loader import DEFAULT_BUNDLE, Precision, load_bundle
from quantize.cli.program import main
from quantize.graphs.onnx_export import check_graph, noise_images, read_weights
from quantize.network.deploy import deploy
from quantize.network.model import NmdAssistNet
from quantize.training.provenance import read_record
from quantize.training.remainder import GRAPH, remainder_path
from tests.support.frames_fixture import Images

GOLDEN = Path(__file__).parents[2] / "golden" / "shipped_checkpoint.json"  # of the file that `train` wrote
FP32_GRAPH = DEFAULT_BUNDLE / Precision.FP32.file


@pytest.fixture(scope="module")
def shipped_remainder() -> Path:
    return remainder_path(load_bundle(DEFAULT_BUNDLE))


def digest(checkpoint: Path) -> str:
    """SHA-256 of every tensor's name, type, shape and values."""
    found = hashlib.sha256()
    for name, value in sorted(safetensors.torch.load_file(checkpoint).items()):
        found.update(f"{name} {value.dtype} {tuple(value.shape)}\n".encode())
        found.update(value.numpy().tobytes())
    return found.hexdigest()


def test_the_restored_checkpoint_is_the_one_that_training_wrote(shipped_checkpoint: Path) -> None:
    golden = json.loads(GOLDEN.read_text())
    assert digest(shipped_checkpoint) == golden["tensors_sha256"]
    assert hashlib.sha256(shipped_checkpoint.read_bytes()).hexdigest() == golden["file_sha256"]


def test_it_says_what_it_was_trained_on(shipped_checkpoint: Path) -> None:
    assert read_record(shipped_checkpoint).data_sha256 == load_bundle(DEFAULT_BUNDLE).manifest.training_data.sha256


def test_the_restored_network_answers_as_the_graph(shipped_network: NmdAssistNet, phantom_frames: Images) -> None:
    images = np.concatenate([phantom_frames, noise_images(4)])
    assert check_graph(shipped_network, FP32_GRAPH.read_bytes(), images) < 1e-4


def test_deploying_it_again_gives_the_graphs_weights(shipped_network: NmdAssistNet) -> None:
    again = deploy(shipped_network).net.state_dict()
    shipped = read_weights(FP32_GRAPH.read_bytes())
    assert len(shipped) > 200
    for name, value in shipped.items():
        torch.testing.assert_close(again[name], value, rtol=1e-6, atol=0)


def test_the_tree_holds_a_twentieth_of_the_checkpoint(shipped_checkpoint: Path, shipped_remainder: Path) -> None:
    assert shipped_remainder.stat().st_size < shipped_checkpoint.stat().st_size / 20
    assert not list(DEFAULT_BUNDLE.parent.rglob("*.safetensors"))  # edge_app is what devices get


def test_the_remainder_can_be_made_again(shipped_checkpoint: Path, shipped_remainder: Path, tmp_path: Path) -> None:
    again, restored = tmp_path / "remainder.safetensors", tmp_path / "model.safetensors"
    assert main(["remainder", str(DEFAULT_BUNDLE), str(shipped_checkpoint), "--out", str(again)]) == 0
    assert again.stat().st_size < 1.1 * shipped_remainder.stat().st_size
    assert main(["restore", str(DEFAULT_BUNDLE), "--remainder", str(again), "--out", str(restored)]) == 0
    assert restored.read_bytes() == shipped_checkpoint.read_bytes()


def assert_refused(arguments: list[str], reason: str, out: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*arguments, "--out", str(out)]) == 2
    said = capsys.readouterr().err
    assert reason in said and said.count("\n") == 1
    assert not out.exists()


def test_the_remainder_of_another_bundle_is_refused(
    shipped_remainder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    other = tmp_path / "remainder.safetensors"
    with safetensors.safe_open(shipped_remainder, "pt") as file:
        header = {**file.metadata(), GRAPH: "0" * 64}
    safetensors.torch.save_file(safetensors.torch.load_file(shipped_remainder), other, header)
    arguments = ["restore", str(DEFAULT_BUNDLE), "--remainder", str(other)]
    assert_refused(arguments, "does not belong", tmp_path / "model.safetensors", capsys)


@pytest.mark.parametrize("content", [None, b"not a remainder"])
def test_what_is_no_remainder_is_refused(content: bytes | None, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "remainder.safetensors"
    if content is not None:
        path.write_bytes(content)
    arguments = ["restore", str(DEFAULT_BUNDLE), "--remainder", str(path)]
    assert_refused(arguments, "remainder.safetensors cannot be read", tmp_path / "model.safetensors", capsys)


def test_a_checkpoint_of_another_network_has_no_remainder(
    shipped_checkpoint: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with safetensors.safe_open(shipped_checkpoint, "pt") as file:
        record = file.metadata()
    other = tmp_path / "other.safetensors"
    safetensors.torch.save_file({"fc.bias": torch.zeros(2)}, other, record)
    arguments = ["remainder", str(DEFAULT_BUNDLE), str(other)]
    assert_refused(arguments, "other.safetensors does not hold", tmp_path / "remainder.safetensors", capsys)
