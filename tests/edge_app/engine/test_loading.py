"""Who gave a finding is reported exactly, whatever package brings its runtime."""

from __future__ import annotations

import logging
from importlib.metadata import version
from pathlib import Path
from typing import get_args

import pytest

from edge_app import config
from edge_app.bundle.loader import ModelBundle
from edge_app.config import Runtime
from edge_app.engine.factory import EngineChoice, choices, make_engine
from edge_app.engine.loading import engine_fingerprint, engine_from_fingerprint, load_model, replaces_gpu
from edge_app.engine.onnx_runtime import OrtEngine, available_providers
from edge_app.engine.runtimes import RUNTIMES


def test_an_engine_is_identified_with_threads_and_version(engine: OrtEngine) -> None:
    reported = engine_fingerprint(engine)
    assert reported == f"ONNX Runtime int8, 1 thread, version {version('onnxruntime')}"
    assert set(RUNTIMES) == set(get_args(config.Runtime))


def test_every_engine_is_called_what_its_choice_says(bundle: ModelBundle) -> None:
    for choice in choices(bundle, [1, 2]):
        assert make_engine(bundle, choice).name == choice.name


@pytest.mark.parametrize(("runtime", "precision", "threads", "fine"), [
    ("onnxruntime", "int8", 1, False), ("onnxruntime", "fp32", 2, False), ("onnxruntime", "int8", 2, True),
])  # fmt: skip
def test_an_engine_is_made_again_from_its_identity(
    fine_bundle: ModelBundle, runtime: Runtime, precision: str, threads: int, fine: bool
) -> None:
    choice = EngineChoice(runtime, precision, threads, fine)
    reported = engine_fingerprint(make_engine(fine_bundle, choice))
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


@pytest.mark.skipif("cuda" in available_providers(), reason="ONNX Runtime is built for CUDA here")
@pytest.mark.parametrize("runtime", ["cuda", "tensorrt"])
def test_where_the_gpu_does_not_start_the_cpu_runs_and_is_named(
    bundle_folder: Path, keys_folder: Path, caplog: pytest.LogCaptureFixture, runtime: Runtime
) -> None:
    settings = config.Engine(runtime, "int8", 1, "coarse")
    with caplog.at_level(logging.WARNING):
        _, engine = load_model(bundle_folder, keys_folder, settings)
    assert engine.name == "ONNX Runtime int8, 1 thread" and replaces_gpu(engine, settings)
    assert "the GPU runtime did not start, and the CPU runs instead: ONNX Runtime" in caplog.text
    assert engine_fingerprint(engine).startswith("ONNX Runtime int8, 1 thread, version")


def test_what_was_asked_for_replaces_nothing(engine: OrtEngine) -> None:
    assert not replaces_gpu(engine, config.Engine("onnxruntime", "int8", 1, "coarse"))
    assert not replaces_gpu(engine, config.Engine("litert", "int8", 1, "coarse"))
