"""The robustness matrix as it is in its JSON file, which schema.json beside this file describes. Frozen, plain types only.

python -m quantize.evaluation.robustness.records        writes schema.json anew, from these records
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from inspect import cleandoc
from pathlib import Path
from typing import Any

import msgspec

from edge_app.drift.agreement import wilson
from edge_app.errors import ConfigError
from edge_app.records import Interval
from edge_app.system.atomic_write import write_output
from edge_app.typed_reader import FormatError, build, parse_json, short

SCHEMA = 1  # of the JSON file; raised when a key changes its meaning
SCHEMA_FILE = Path(__file__).with_name("schema.json")
MEASURE_AGAIN = "measure again with `python -m quantize robustness`"


@dataclass(frozen=True)
class Share:
    """A count of images with the share that it is, and its 95 % interval (Wilson 1927).

    The interval takes images for independent, which those of one subject are not: it is too narrow.
    """

    count: int
    of: int
    share: float | None = None  # 0-1; null where there are no images
    low: float | None = None
    high: float | None = None

    @classmethod
    def counted(cls, count: int, of: int) -> Share:
        """Of at least 0 images."""
        return cls(count, of, count / of, *wilson(count, of)) if of else cls(count, of)


@dataclass(frozen=True)
class HeatCosine:
    """How alike two heatmaps of the same tissue are, over the images that the first one's graph calls abnormal."""

    images: int
    median: float
    p5: float  # 5th percentile


@dataclass(frozen=True)
class Difference:
    """What an INT8 graph answers otherwise than FP32, to the same images of a cell."""

    answers: Share  # normal, abnormal and indeterminate are three answers; of the images that the guard lets pass in this cell
    opposite: int  # of these differences: normal against abnormal
    heat: HeatCosine | None


@dataclass(frozen=True)
class CellMeasures:
    """One graph in one cell. The untouched image has severity 0, in a row of its own."""

    graph: str
    perturbation: str
    severity: int  # 1-5; 0: untouched
    setting: str  # the amount, in words
    flips: Share  # normal becomes abnormal or the other way round; of the images that are judged untouched
    indeterminate: Share  # of the same images
    abstained: Share  # refused by the guard: of the same images; untouched: of all
    auc: Interval | None  # of the images judged here, bootstrap over subjects; null: no labels, or only one kind of them
    auc_change: Interval | None  # against the same images untouched, paired bootstrap over subjects
    heat: HeatCosine | None  # against the untouched image; null: no image is called abnormal
    against_fp32: Difference | None  # null: this is FP32


@dataclass(frozen=True)
class RobustnessMatrix:
    """What `python -m quantize robustness` found out about one bundle on one set of images."""

    schema: int
    notice: str  # the bundle's intended use
    bundle: str  # its name and short hash
    bundle_sha256: str  # of all of the bundle that an answer depends on
    created: str  # UTC, ISO 8601
    data: str  # which images, in words
    data_sha256: str
    images: int
    subjects: int
    trained_on: bool  # whether this is the data set of the training: AUCs are then too good
    views: bool  # whether each answer is that of several views, as for a frozen image
    graphs: tuple[str, ...]  # "fp32" first
    missing: tuple[str, ...]  # graphs of the bundle whose runtime is not installed
    runtimes: dict[str, str]
    cells: tuple[CellMeasures, ...]

    def row(self, graph: str, perturbation: str, severity: int) -> CellMeasures | None:
        """None where there is no such cell."""
        wanted = (graph, perturbation, severity)
        return next((c for c in self.cells if (c.graph, c.perturbation, c.severity) == wanted), None)


def write_matrix(path: Path, matrix: RobustnessMatrix) -> None:
    """Write it as JSON. Raises ExportError."""
    write_output(path, json.dumps(asdict(matrix), indent=1, allow_nan=False).encode() + b"\n")


def read_matrix(path: Path) -> RobustnessMatrix:
    """Read it back. Raises ConfigError, in one sentence."""
    try:
        document = parse_json(path.read_bytes())
        if document.get("schema") != SCHEMA:
            found = short(document.get("schema"))
            raise ConfigError(f"{path} has schema {found}, but this program reads {SCHEMA}; {MEASURE_AGAIN}")
        return build(RobustnessMatrix, document)
    except FormatError as exc:
        raise ConfigError(f"{path} {exc}; {MEASURE_AGAIN}") from exc
    except OSError as exc:
        raise ConfigError(f"{path} cannot be read ({exc.strerror}); {MEASURE_AGAIN}") from exc


def schema_text() -> str:
    """The content of schema.json: JSON Schema (2020-12)."""
    schema: dict[str, Any] = msgspec.json.schema(RobustnessMatrix)
    for part in schema["$defs"].values():
        part["description"] = cleandoc(part["description"])  # Python 3.13 itself takes the indentation out of docstrings
    head = {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "Result of python -m quantize robustness"}
    return json.dumps({**head, **schema}, indent=1) + "\n"


if __name__ == "__main__":
    SCHEMA_FILE.write_text(schema_text(), encoding="utf-8")
