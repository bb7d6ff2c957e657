"""A network as what its layers compute and move, and the shipped one's."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal

from edge_app.errors import ConfigError
from edge_app.typed_reader import FormatError, build, parse_json

Precision = Literal["int8", "fp32"]

BYTES_PER_NUMBER: dict[Precision, int] = {"int8": 1, "fp32": 4}  # of weights and of what flows between layers
BUNDLES = "nmd-assistnet"  # so the names of its bundles begin
SHIPPED = Path(__file__).with_name("nmd_assistnet.json")


@dataclass(frozen=True)
class Layer:
    """One layer for one image. A ReLU belongs to the layer before it: every runtime fuses the two."""

    name: str
    kind: str  # ONNX operator: "Conv", "Gemm", "Add", "Concat" ...
    macs: int  # multiplications with addition; 0 for what only moves or compares numbers
    weights: int  # numbers, the biases among them
    inputs: int  # numbers that come from other layers
    outputs: int  # numbers

    def bytes_moved(self, precision: Precision) -> int:
        """Each number read and written once, none of it kept in a cache between two layers."""
        return BYTES_PER_NUMBER[precision] * (self.weights + self.inputs + self.outputs)


@dataclass(frozen=True)
class Network:
    """Layers in their order, one image at a time."""

    name: str
    layers: tuple[Layer, ...]

    @property
    def mmac(self) -> float:
        """10^6 multiplications with addition for one image."""
        return sum(layer.macs for layer in self.layers) / 1e6

    def mbyte(self, precision: Precision) -> float:
        """10^6 bytes that all layers move for one image."""
        return sum(layer.bytes_moved(precision) for layer in self.layers) / 1e6

    def intensity(self, precision: Precision) -> float:
        """MACs for each byte moved."""
        return self.mmac / self.mbyte(precision)


def shipped_network() -> Network:
    """NMD-AssistNet as the bundle has it: the table that `python -m benchmarks predict --write-table` makes of its FP32 graph.

    A table, because a board has no Python package that reads a graph's layers.
    """
    return read_table(SHIPPED)


def network_of(bundle_id: str) -> Network | None:
    """The network of a bundle by its name; None where it is another than the shipped one."""
    return shipped_network() if bundle_id.startswith(BUNDLES) else None


def read_table(file: Path) -> Network:
    """Raises ConfigError when the file is not a table that `as_table` wrote."""
    try:
        return build(Network, parse_json(file.read_bytes()))
    except (OSError, FormatError) as exc:
        raise ConfigError(f"{file} is not a table of layers; `python -m benchmarks predict --write-table` writes one") from exc


def as_table(network: Network) -> str:
    """The network as JSON, a line for each layer."""
    rows = ",\n".join(f"  {json.dumps(asdict(layer))}" for layer in network.layers)
    return f'{{"name": {json.dumps(network.name)}, "layers": [\n{rows}\n]}}\n'
