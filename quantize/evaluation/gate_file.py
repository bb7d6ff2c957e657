"""What the gate decided, as a JSON file, so that a document can say it without anybody typing it."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from edge_app.errors import ConfigError
from edge_app.system.atomic_write import write_output
from edge_app.typed_reader import FormatError, build, parse_json
from quantize.evaluation.gate import Criterion


@dataclass(frozen=True)
class MetCriterion:
    """One criterion that was met."""

    name: str
    value: float | None  # null: not measured
    limit: float
    at_least: bool  # else: at most
    result: str


@dataclass(frozen=True)
class GateFile:
    """Every criterion of a bundle that passed."""

    bundle: str  # name and short hash
    succeeds: str  # the bundle it was compared with; empty: none
    graphs: dict[str, tuple[MetCriterion, ...]]


def write_gate(path: Path, bundle: str, succeeds: str, results: Mapping[str, Iterable[Criterion]]) -> None:
    """Write it as JSON. Raises ExportError."""
    graphs = {graph: tuple(_met(one) for one in criteria) for graph, criteria in results.items()}
    write_output(path, json.dumps(asdict(GateFile(bundle, succeeds, graphs)), indent=1, allow_nan=False).encode() + b"\n")


def read_gate(path: Path) -> GateFile:
    """Read it back. Raises ConfigError, in one sentence."""
    try:
        return build(GateFile, parse_json(path.read_bytes()))
    except FormatError as exc:
        raise ConfigError(f"{path} {exc}; write it anew with `python -m quantize check --out`") from exc
    except OSError as exc:
        raise ConfigError(f"{path} cannot be read ({exc.strerror}); check the permissions") from exc


def _met(one: Criterion) -> MetCriterion:
    return MetCriterion(one.name, None if math.isnan(one.value) else one.value, one.limit, one.at_least, one.result)
