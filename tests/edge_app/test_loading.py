"""Who gave a finding is told exactly, whatever package brings its runtime."""

from __future__ import annotations

from importlib.metadata import version
from typing import get_args

from edge_app import config
from edge_app.engine.ort import OrtEngine
from edge_app.loading import MODULES, identity


def test_an_engine_is_identified_with_threads_and_version(engine: OrtEngine) -> None:
    told = identity(engine, config.Engine("onnxruntime", "int8", 1, "coarse"))
    assert told == f"ONNX Runtime int8, 1 thread, version {version('onnxruntime')}"
    assert set(MODULES) == set(get_args(config.Runtime))
