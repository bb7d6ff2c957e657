"""LiteRT behind the engine protocol, on a graph whose answers are known."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pytest

from edge_app.engine.litert import LiteRtEngine
from edge_app.engine.protocol import Engine
from edge_app.errors import EngineError
from tests.support.tiny_litert import tiny_answer, tiny_graph

Images = npt.NDArray[np.uint8]
RNG = np.random.default_rng(0)
KERNEL = RNG.normal(size=6).astype(np.float32)
WEIGHT = (RNG.normal(size=(2, 6)) / 100).astype(np.float32)
BIAS = np.array([0.25, -0.5], np.float32)


@pytest.fixture(scope="module")
def graph() -> bytes:
    return tiny_graph(KERNEL, WEIGHT, BIAS)


@pytest.fixture(scope="module")
def engine(graph: bytes) -> LiteRtEngine:
    return LiteRtEngine(graph, "int8", threads=1)


def test_grey_levels_reach_the_graph_as_they_are(engine: LiteRtEngine) -> None:
    """Black and white too: eight bits hold an image exactly."""
    noise = RNG.integers(0, 256, (224, 224), dtype=np.uint8)
    for image in (noise, np.zeros_like(noise), np.full_like(noise, 255), noise.T):
        logits, features = tiny_answer(image, KERNEL, WEIGHT, BIAS)
        answer = engine.run(image)
        np.testing.assert_allclose(answer.features, features, rtol=1e-4, atol=1e-3)
        np.testing.assert_allclose(answer.logits, logits, rtol=1e-4, atol=1e-3)


@pytest.mark.parametrize("xnnpack", [True, False])
def test_its_own_kernels_answer_the_same(graph: bytes, images: Images, xnnpack: bool) -> None:
    logits, _ = tiny_answer(images[0], KERNEL, WEIGHT, BIAS)
    engine: Engine = LiteRtEngine(graph, "int8", threads=2, xnnpack=xnnpack)
    np.testing.assert_allclose(engine.run(images[0]).logits, logits, rtol=1e-4, atol=1e-3)
    assert engine.name == "LiteRT int8, 2 threads"


def test_the_answer_is_the_callers_own(engine: LiteRtEngine, images: Images) -> None:
    first = engine.run(images[0])
    kept = first.features.copy(), first.logits.copy()
    engine.run(images[1])
    np.testing.assert_array_equal(first.features, kept[0])
    np.testing.assert_array_equal(first.logits, kept[1])
    assert first.features.dtype == first.logits.dtype == np.float32


@pytest.mark.parametrize("image", [np.zeros((100, 224), np.uint8), np.zeros((224, 224), np.float32), np.zeros(224, np.uint8)])
def test_an_image_of_another_kind_is_an_engine_error(engine: LiteRtEngine, image: Images) -> None:
    with pytest.raises(EngineError, match="failed on an image"):
        engine.run(image)


@pytest.mark.parametrize("share", [0.0, 0.3, 0.9])
def test_a_graph_that_cannot_be_loaded_is_an_engine_error(graph: bytes, share: float) -> None:
    with pytest.raises(EngineError, match="cannot load the int8 graph") as caught:
        LiteRtEngine(graph[: int(len(graph) * share)], "int8", threads=1)
    assert "\n" not in str(caught.value)


def test_a_graph_whose_input_is_no_grey_levels_is_refused() -> None:
    with pytest.raises(EngineError, match="grey levels"):
        LiteRtEngine(tiny_graph(KERNEL, WEIGHT, BIAS, zero_point=0), "int8", threads=1)
