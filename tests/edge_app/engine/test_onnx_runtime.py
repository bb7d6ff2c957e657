"""ONNX Runtime behind the engine protocol."""

from __future__ import annotations

import os
import subprocess
import sys
import time
import tracemalloc
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest

from edge_app.bundle.loader import ONNX, ModelBundle, Precision
from edge_app.engine.litert import LiteRtEngine
from edge_app.engine.onnx_runtime import PROVIDERS, OrtEngine, available_providers, with_cache
from edge_app.engine.protocol import Engine
from edge_app.errors import EngineError

Images = npt.NDArray[np.uint8]


@pytest.mark.parametrize("precision", ONNX)
def test_answers_have_the_agreed_shapes(bundle: ModelBundle, images: Images, precision: Precision) -> None:
    engine: Engine = OrtEngine(bundle.graphs[precision], precision.value, threads=2)
    answer = engine.run(images[0])
    assert answer.logits.shape == (2,) and answer.logits.dtype == np.float32
    assert answer.features.shape == (64, 7, 7) and answer.features.dtype == np.float32
    assert precision.value in engine.name and "2 threads" in engine.name


def test_the_same_image_gives_the_same_answer_and_the_answer_is_the_callers_own(engine: OrtEngine, images: Images) -> None:
    first = engine.run(images[0])
    kept = first.features.copy()
    engine.run(images[1])
    np.testing.assert_array_equal(first.features, kept)
    np.testing.assert_array_equal(engine.run(images[0]).features, kept)


def test_the_head_agrees_with_the_graph(bundle: ModelBundle, engine: OrtEngine, images: Images) -> None:
    """The logits follow from the features the heatmap is made of, in INT8 too."""
    for image in images:
        answer = engine.run(image)
        expected = bundle.weight @ answer.features.mean((1, 2)) + bundle.bias
        np.testing.assert_allclose(answer.logits, expected, atol=1e-4)


@pytest.mark.parametrize("image", [np.zeros((100, 224), np.uint8), np.zeros((224, 224), np.float32)])
def test_an_image_of_another_kind_is_an_engine_error(engine: OrtEngine, image: Images) -> None:
    with pytest.raises(EngineError, match=r"failed on image of \("):
        engine.run(image)


@pytest.mark.parametrize("graph", [b"", b"not a graph", b"\x08\x0a"])
def test_a_graph_that_cannot_be_loaded_is_an_engine_error(graph: bytes) -> None:
    with pytest.raises(EngineError, match="cannot load the int8 graph") as caught:
        OrtEngine(graph, "int8", threads=1)
    assert "\n" not in str(caught.value)


def test_a_gpu_is_taken_where_onnx_runtime_was_built_for_it_and_the_processor_takes_the_rest() -> None:
    everything = ["TensorrtExecutionProvider", "CUDAExecutionProvider", "CPUExecutionProvider"]
    assert available_providers(everything) == ["onnxruntime", "cuda", "tensorrt"] and available_providers(everything[2:]) == [
        "onnxruntime"
    ]
    orders = {unit: [name for name, _ in providers] for unit, providers in PROVIDERS.items()}
    assert orders == {"tensorrt": everything, "cuda": everything[1:], "onnxruntime": everything[2:]}


def test_tensorrt_keeps_what_it_builds_where_there_is_a_folder_for_it(tmp_path: Path) -> None:
    found = dict(with_cache(PROVIDERS["tensorrt"], tmp_path))
    assert found["TensorrtExecutionProvider"] == {"trt_engine_cache_enable": "1", "trt_engine_cache_path": str(tmp_path)}
    assert found["CUDAExecutionProvider"] == dict(PROVIDERS["cuda"])["CUDAExecutionProvider"]
    assert with_cache(PROVIDERS["tensorrt"], tmp_path / "none") == list(PROVIDERS["tensorrt"])


@pytest.mark.skipif("cuda" in available_providers(), reason="ONNX Runtime is built for CUDA here")
def test_a_gpu_that_is_not_there_is_reported_and_not_replaced_by_the_processor(bundle: ModelBundle) -> None:
    with pytest.raises(EngineError, match="ONNX Runtime CUDA is not installed; install onnxruntime-gpu"):
        OrtEngine(bundle.graphs[Precision.INT8], "int8", threads=1, runtime="cuda")


@pytest.fixture(params=["onnxruntime", "litert"])
def runtime(request: pytest.FixtureRequest, bundle: ModelBundle, tiny_litert_graph: bytes) -> Engine:
    """An engine with two threads."""
    if request.param == "onnxruntime":
        return OrtEngine(bundle.graphs[Precision.INT8], "int8", threads=2)
    return LiteRtEngine(tiny_litert_graph, "int8", threads=2)


def test_a_run_allocates_its_answer_and_little_else(runtime: Engine, images: Images) -> None:
    """In Python: ONNX Runtime's answer lies in memory of its own arena."""
    answer = runtime.run(images[0])
    tracemalloc.start()
    runtime.run(images[0])
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    buffers = 40_000  # bytes; numpy 2.2's have 37,754. The image has 50,176
    assert peak < answer.features.nbytes + answer.logits.nbytes + buffers


def test_between_two_frames_no_thread_spins(runtime: Engine, images: Images) -> None:
    """With ONNX Runtime's own default a thread is busy through the whole pause."""
    pause, frames, used = 0.02, 15, 0.0  # s
    for _ in range(frames):
        runtime.run(images[0])
        before = time.process_time()
        time.sleep(pause)
        used += time.process_time() - before
    assert used < 0.25 * frames * pause


def test_onnx_runtime_keeps_nothing_of_its_own_and_tells_nobody(tmp_path: Path, bundle_folder: Path) -> None:
    """Its wheels bring telemetry: a device id in the user's cache, and events for a server, unless configured otherwise."""
    script = (
        "import sys; from edge_app.engine.onnx_runtime import OrtSession\nOrtSession(open(sys.argv[1], 'rb').read(), 'int8', 1)"
    )
    environment = {name: value for name, value in os.environ.items() if name not in {"ORT_DISABLE_TELEMETRY", "XDG_CACHE_HOME"}}
    command = [sys.executable, "-c", script, str(bundle_folder / "int8.onnx")]
    subprocess.run(command, env={**environment, "HOME": str(tmp_path), "PYTHONDONTWRITEBYTECODE": "1"}, check=True)
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []
