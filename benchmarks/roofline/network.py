"""A network as what its layers compute and move, and the shipped one's."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from edge_app.errors import ConfigError

Precision = Literal["int8", "fp32"]

BYTES_PER_NUMBER: dict[Precision, int] = {"int8": 1, "fp32": 4}  # of weights and of what flows between layers
SHIPPED = Path(__file__).with_name("nmd_assistnet.json")
_FIELDS = ["name", "kind", "macs", "weights", "inputs", "outputs"]


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


def read_table(file: Path) -> Network:
    """Raises ConfigError when the file is not a table that `as_table` wrote."""
    try:
        table = json.loads(file.read_text())
        if table["fields"] != _FIELDS:
            raise ValueError
        return Network(str(table["name"]), tuple(Layer(*map(_checked, row, _FIELDS)) for row in table["layers"]))
    except (OSError, ValueError, TypeError, KeyError) as exc:
        raise ConfigError(f"{file} is not a table of layers; `python -m benchmarks predict --write-table` writes one") from exc


def as_table(network: Network) -> str:
    """The network as JSON, a line for each layer."""
    rows = ",\n".join(f"  {json.dumps([getattr(layer, field) for field in _FIELDS])}" for layer in network.layers)
    return f'{{"name": {json.dumps(network.name)}, "fields": {json.dumps(_FIELDS)}, "layers": [\n{rows}\n]}}\n'


def _checked(value: object, field: str) -> str | int:
    if isinstance(value, str if field in ("name", "kind") else int) and not isinstance(value, bool):
        assert isinstance(value, (str, int))
        return value
    raise ValueError(field)
