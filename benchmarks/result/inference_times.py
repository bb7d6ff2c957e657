"""The single inference times of a result, from the Parquet file beside it."""

from __future__ import annotations

import importlib.util
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import numpy.typing as npt

from edge_app.errors import ConfigError


def read_inference_times(file: Path) -> Mapping[str, npt.NDArray[np.float64]]:
    """Configuration's name -> its inferences in ms (n,): those of its final starts where it has any, none of void starts.

    Empty where the file is not there or the package pyarrow is missing: a comparison has the percentiles anyway. Raises
    ConfigError when it is there and cannot be read.
    """
    if not file.is_file() or importlib.util.find_spec("pyarrow") is None:
        return {}
    import pyarrow
    from pyarrow import parquet

    try:
        table = parquet.read_table(file, columns=["configuration", "what", "ms"])
        names, whats = (np.asarray(table[column].cast("string").to_pylist(), np.str_) for column in ("configuration", "what"))
        ms = table["ms"].to_numpy().astype(np.float64)
    except (OSError, KeyError, pyarrow.ArrowException) as exc:
        raise ConfigError(
            f"{file} cannot be read as samples; measure again, or remove it to compare without single times"
        ) from exc
    found: dict[str, npt.NDArray[np.float64]] = {}
    for phase in ("screening", "final"):  # the later takes the place of the earlier
        wanted = whats == f"inference, {phase}"
        found |= {str(name): ms[wanted & (names == name)] for name in np.unique(names[wanted])}
    return found
