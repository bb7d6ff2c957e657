"""Who gave a finding is reported exactly, whatever package brings its runtime."""

from __future__ import annotations

from importlib.metadata import version
from typing import Literal, get_args

import pytest

from edge_app import config
from edge_app.bundle.loader import ModelBundle
from edge_app.config import Runtime
from edge_app.engine.factory import EngineChoice, choices, make_engine
from edge_app.engine.loading import engine_fingerprint, engine_from_fingerprint
from edge_app.engine.onnx_runtime import OrtEngine
from edge_app.engine.runtimes import RUNTIMES


def test_an_engine_is_identified_with_threads_and_version(engine: OrtEngine) -> None:
    reported = engine_fingerprint(engine, config.Engine("onnxruntime", "int8", 1, "coarse"))
    assert reported == f"ONNX Runtime int8, 1 thread, version {version('onnxruntime')}"
    assert set(RUNTIMES) == set(get_args(config.Runtime))


def test_every_engine_is_called_what_its_choice_says(bundle: ModelBundle) -> None:
    for choice in choices(bundle, [1, 2]):
        assert make_engine(bundle, choice).name == choice.name


def runtime_settings(choice: EngineChoice) -> config.Engine:
    precision: Literal["int8", "fp32"] = "fp32" if choice.precision == "fp32" else "int8"
    return config.Engine(choice.runtime, precision, choice.threads, "fine" if choice.fine else "coarse")


@pytest.mark.parametrize(("runtime", "precision", "threads", "fine"), [
    ("onnxruntime", "int8", 1, False), ("onnxruntime", "fp32", 2, False), ("onnxruntime", "int8", 2, True),
])  # fmt: skip
def test_an_engine_is_made_again_from_its_identity(
    fine_bundle: ModelBundle, runtime: Runtime, precision: str, threads: int, fine: bool
) -> None:
    choice = EngineChoice(runtime, precision, threads, fine)
    reported = engine_fingerprint(make_engine(fine_bundle, choice), runtime_settings(choice))
    again = engine_from_fingerprint(fine_bundle, reported)
    assert again is not None and again.name == choice.name


def test_what_does_not_run_here_is_no_engine(bundle: ModelBundle) -> None:
    now = version("onnxruntime")
    for reported in (
        "a test, 1 thread",
        "",
        "ONNX Runtime int8, 1 thread, version 0.1",
        f"ONNX Runtime int4, 1 thread, version {now}",
        f"ONNX Runtime int8, 1 thread, fine heatmap, version {now}",  # this bundle has none
        f"ONNX Runtime CUDA int8, 1 thread, version {now}",
    ):
        assert engine_from_fingerprint(bundle, reported) is None
