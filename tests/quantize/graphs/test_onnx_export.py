"""The FP32 graph, the checkpoint it comes from, and the bundle it goes into."""

from __future__ import annotations

import dataclasses
import shutil
from pathlib import Path

import numpy as np
import numpy.typing as npt
import onnx
import pytest
import safetensors.torch
import torch

from edge_app.bundle.loader import MANIFEST, ModelBundle, load_bundle
from edge_app.errors import BundleError, ExportError
from quantize.graphs.onnx_export import check_graph, load_checkpoint
from quantize.network.model import NmdAssistNet
from quantize.packaging.writer import write_bundle
from tests.support.signing import KEY, KEYS

Images = npt.NDArray[np.uint8]


def test_the_graph_equals_the_trained_network(network: NmdAssistNet, fp32_graph: bytes, images: Images) -> None:
    assert check_graph(network, fp32_graph, images) < 1e-4


def test_a_graph_of_other_weights_is_refused(fp32_graph: bytes, images: Images) -> None:
    with pytest.raises(ExportError, match="differs from the trained network"):
        check_graph(NmdAssistNet().eval(), fp32_graph, images)


def test_the_graph_has_the_agreed_inputs_and_outputs(fp32_graph: bytes, int8_graph: bytes) -> None:
    for graph in (fp32_graph, int8_graph):
        model = onnx.load_from_string(graph)
        shapes = {
            value.name: (value.type.tensor_type.elem_type, tuple(d.dim_value for d in value.type.tensor_type.shape.dim))
            for value in (*model.graph.input, *model.graph.output)
        }
        assert shapes == {
            "image": (onnx.TensorProto.UINT8, (1, 1, 224, 224)),
            "logits": (onnx.TensorProto.FLOAT, (1, 2)),
            "features": (onnx.TensorProto.FLOAT, (1, 1024, 7, 7)),
        }


def test_the_graph_does_not_name_the_machine_it_was_made_on(fp32_graph: bytes, int8_graph: bytes) -> None:
    here = str(Path(__file__).parents[3]).encode()
    assert here not in fp32_graph and here not in int8_graph
    assert b"site-packages" not in fp32_graph


def test_a_checkpoint_comes_back_as_it_was_saved(network: NmdAssistNet, tmp_path: Path) -> None:
    path = tmp_path / "model.safetensors"
    safetensors.torch.save_file(network.state_dict(), path)
    loaded = load_checkpoint(path)
    assert all(torch.equal(value, loaded.state_dict()[name]) for name, value in network.state_dict().items())
    assert not loaded.training


@pytest.mark.parametrize("content", [None, b"", b"not a checkpoint", safetensors.torch.save({"fc.bias": torch.zeros(2)})])
def test_what_is_no_checkpoint_is_refused(content: bytes | None, tmp_path: Path) -> None:
    path = tmp_path / "model.safetensors"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(ExportError, match=r"model\.safetensors"):
        load_checkpoint(path)


def rewrite(bundle: ModelBundle, folder: Path) -> None:
    write_bundle(folder, bundle, KEY)


def test_a_bundle_replaces_an_earlier_one_and_leaves_nothing_beside_it(bundle: ModelBundle, tmp_path: Path) -> None:
    folder = tmp_path / "bundle"
    rewrite(bundle, folder)
    first = load_bundle(folder, KEYS).id  # not the tree's: another zlib packs the same values into other bytes
    rewrite(bundle, folder)
    assert load_bundle(folder, KEYS).id == first
    assert [path.name for path in tmp_path.iterdir()] == ["bundle"]


def test_a_folder_of_something_else_is_not_overwritten(bundle: ModelBundle, tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("years of work")
    with pytest.raises(ExportError, match="not a model bundle"):
        rewrite(bundle, tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.txt"]


def test_a_failed_write_keeps_the_earlier_bundle(bundle: ModelBundle, bundle_folder: Path, tmp_path: Path) -> None:
    folder = tmp_path / "bundle"
    shutil.copytree(bundle_folder, folder)
    before = (folder / MANIFEST).read_bytes()
    with pytest.raises(BundleError, match="linear layer"):  # the new one is read back before the old one goes
        write_bundle(folder, dataclasses.replace(bundle, weight=bundle.weight[:1]))
    assert (folder / MANIFEST).read_bytes() == before
    assert [path.name for path in tmp_path.iterdir()] == ["bundle"]
