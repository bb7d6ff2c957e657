"""The shipped network's layers."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from benchmarks.roofline.network import as_table, network_of, read_table, shipped_network
from benchmarks.roofline.onnx_layers import read_onnx
from edge_app.bundle.loader import DEFAULT_BUNDLE
from edge_app.errors import ConfigError

DESIGN = Path(__file__).resolve().parents[2] / "golden" / "nmd_assistnet.json"


def test_the_table_is_of_the_shipped_graph() -> None:
    """After a change of the network: `python -m benchmarks predict --graph .../fp32.onnx --write-table ...`."""
    assert read_onnx(DEFAULT_BUNDLE / "fp32.onnx", "NMD-AssistNet") == shipped_network()


def test_its_convolutions_have_the_macs_of_the_design() -> None:
    """But for the first, whose grey image is two channels on the device (ADR 1), and the attention, which export rewrites."""
    macs = {layer.name: layer.macs for layer in shipped_network().layers}
    designed = {layer["name"]: layer["macs"] for layer in json.loads(DESIGN.read_text())["layers"]}
    other = {name for name in designed if designed[name] and macs.get(name) != designed[name]}
    assert all(name == "conv_stem" or ".cbam.mlp." in name for name in other)
    assert macs["conv_stem"] == designed["conv_stem"] * 2 // 3
    assert shipped_network().mmac == pytest.approx(176.8, rel=0.01)


def test_a_bundle_of_another_network_has_no_layers_here() -> None:
    assert network_of("nmd-assistnet-phantom-1") == shipped_network() and network_of("random-weights-1") is None


def test_a_table_comes_back(tmp_path: Path) -> None:
    file = tmp_path / "table.json"
    file.write_text(as_table(shipped_network()))
    assert read_table(file) == shipped_network()


@pytest.mark.parametrize("text", ["", "[]", '{"name": "a"}', '{"name": "a", "layers": [{"name": 3}]}'])
def test_what_is_no_table_is_refused_in_one_sentence(tmp_path: Path, text: str) -> None:
    file = tmp_path / "table.json"
    file.write_text(text)
    with pytest.raises(ConfigError, match="not a table of layers"):
        read_table(file)


def test_a_quantised_graph_and_what_is_no_graph_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="quantised"):
        read_onnx(DEFAULT_BUNDLE / "int8.onnx", "a")
    noise = tmp_path / "noise.onnx"
    noise.write_bytes(b"\x00no graph")
    with pytest.raises(ConfigError, match="cannot be read as an ONNX graph"):
        read_onnx(noise, "a")
