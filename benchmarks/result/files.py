"""A result as files: `result.json`, which schema.json describes, and `samples.parquet` with every single time.

python -m benchmarks.result.files        writes schema.json anew, from the records
"""

from __future__ import annotations

import importlib.util
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from inspect import cleandoc
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import numpy.typing as npt

from benchmarks.result.records import SCHEMA, Result
from edge_app.errors import ConfigError
from edge_app.system.atomic_write import write_output
from edge_app.typed_reader import FormatError, build, parse_json

READ = tuple(range(1, SCHEMA + 1))  # forms: each only adds to the one before
RESULT, SAMPLES = "result.json", "samples.parquet"
LEAST, MOST = 1e-6, 1e15  # of a number in a result: a nanosecond in ms, more than any memory or counter
POSITIVE = ("ms", "_gops", "_gflops", "_gb_s", "_mmac")  # ends of the names of what is never 0
READ = tuple(range(1, SCHEMA + 1))  # forms: each only adds to the one before
FIRST_LACKED: dict[str, Any] = {"checks": []}  # by the oldest results of form 1
SCHEMA_FILE = Path(__file__).with_name("schema.json")


@dataclass(frozen=True)
class Series:
    """The single times of one thing in one process start."""

    name: str  # of the configuration
    what: str  # "inference", "pipeline", "stage guard", "cold start" ...
    start: int  # number of the process start, from 0
    ms: npt.NDArray[np.float64]  # (n,) in their order


def write_result(path: Path, result: Result) -> None:
    """Write a result as JSON. Raises ExportError."""
    write_output(path, json.dumps(asdict(result), indent=1, allow_nan=False).encode() + b"\n")


def result_files(path: Path) -> list[Path]:
    """The file itself, or those of a folder: its result.json, or else every JSON file in it. Raises ConfigError where none is."""
    if not path.is_dir():
        return [path]
    files = [path / RESULT] if (path / RESULT).is_file() else sorted(path.glob("*.json"))
    if not files:
        raise ConfigError(f"{path} holds no result; name a folder that `python -m benchmarks run` wrote")
    return files


def read_result(path: Path) -> Result:
    """Read it back, or the one in a folder that `run` wrote. Raises ConfigError, in one sentence."""
    file = path / RESULT if path.is_dir() else path
    try:
        document = parse_json(file.read_bytes())
    except FormatError as exc:
        raise ConfigError(f"{file} {exc}; give it a result.json that `python -m benchmarks run` wrote") from exc
    except OSError as exc:
        raise ConfigError(f"{file} cannot be read ({exc.strerror}); name the folder or the file of a result") from exc
    if document.get("schema") not in READ:
        raise ConfigError(f"{file} is not a result of form {SCHEMA} or older; measure again with `python -m benchmarks run`")
    try:
        result = build(Result, FIRST_LACKED | document if document["schema"] == 1 else document)
        _check_numbers(document, "")
    except FormatError as exc:
        raise ConfigError(f"{file} {exc}; measure again with `python -m benchmarks run`") from exc
    return result


def _check_numbers(value: Any, name: str) -> None:
    """Raise FormatError for a number that no machine gives, and that would tear the scale of a drawing apart."""
    if isinstance(value, dict):
        for key, inner in value.items():
            _check_numbers(inner, key)
    elif isinstance(value, list):
        for inner in value:
            _check_numbers(inner, name)
    elif isinstance(value, (int, float)) and not isinstance(value, bool):
        least = LEAST if name.endswith(POSITIVE) else -MOST
        if not least <= value <= MOST:
            raise FormatError(f'has a number as "{name}" that no machine gives')


def require_parquet() -> None:
    """Raise ConfigError where Parquet cannot be written, before anything is measured."""
    if importlib.util.find_spec("pyarrow") is None:
        raise ConfigError("the raw samples need the package pyarrow, which is missing; run pip install -e '.[benchmarks]'")


def write_samples(path: Path, series: Iterable[Series]) -> None:
    """Write every single time as Parquet: columns configuration, what, start, n, ms. Raises ExportError, ConfigError."""
    require_parquet()
    import pyarrow
    from pyarrow import parquet

    schema = pyarrow.schema(
        [
            ("configuration", pyarrow.dictionary(pyarrow.int32(), pyarrow.string())),
            ("what", pyarrow.dictionary(pyarrow.int32(), pyarrow.string())),
            ("start", pyarrow.int32()),
            ("n", pyarrow.int32()),
            ("ms", pyarrow.float32()),
        ],
        metadata={"times": "ms of the wall clock, warm-ups left out"},
    )

    def column(text: str, count: int) -> Any:
        return pyarrow.DictionaryArray.from_arrays(np.zeros(count, np.int32), [text])

    tables = [
        pyarrow.table(
            {
                "configuration": column(one.name, len(one.ms)),
                "what": column(one.what, len(one.ms)),
                "start": np.full(len(one.ms), one.start, np.int32),
                "n": np.arange(len(one.ms), dtype=np.int32),
                "ms": one.ms.astype(np.float32),
            },
            schema=schema,
        )
        for one in series
    ]
    table = pyarrow.concat_tables(tables) if tables else schema.empty_table()
    write_output(path, lambda file: parquet.write_table(table.unify_dictionaries(), file, compression="zstd"))


def json_schema() -> dict[str, Any]:
    """JSON Schema (2020-12) of result.json."""
    schema = msgspec.json.schema(Result)
    for part in schema["$defs"].values():
        part["description"] = cleandoc(part["description"])  # Python 3.13 itself takes the indentation out of docstrings
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Result of python -m benchmarks run",
        **schema,
    }


def schema_text() -> str:
    """The content of schema.json."""
    return json.dumps(json_schema(), indent=1) + "\n"


if __name__ == "__main__":
    SCHEMA_FILE.write_text(schema_text(), encoding="utf-8")
