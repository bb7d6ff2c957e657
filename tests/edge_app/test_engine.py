"""ONNX Runtime behind the engine protocol."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pytest

from edge_app.bundle import ONNX, ModelBundle, Precision
from edge_app.engine.engine import Engine
from edge_app.engine.ort import OrtEngine
from edge_app.errors import EngineError

Images = npt.NDArray[np.uint8]


@pytest.mark.parametrize("precision", ONNX)
def test_answers_have_the_agreed_shapes(bundle: ModelBundle, pictures: Images, precision: Precision) -> None:
    engine: Engine = OrtEngine(bundle.graphs[precision], precision.value, threads=2)
    answer = engine.run(pictures[0])
    assert answer.logits.shape == (2,) and answer.logits.dtype == np.float32
    assert answer.features.shape == (1024, 7, 7) and answer.features.dtype == np.float32
    assert precision.value in engine.name and "2 threads" in engine.name


def test_the_same_picture_gives_the_same_answer_and_the_answer_is_the_callers_own(engine: OrtEngine, pictures: Images) -> None:
    first = engine.run(pictures[0])
    kept = first.features.copy()
    engine.run(pictures[1])
    np.testing.assert_array_equal(first.features, kept)
    np.testing.assert_array_equal(engine.run(pictures[0]).features, kept)


def test_the_head_agrees_with_the_graph(bundle: ModelBundle, engine: OrtEngine, pictures: Images) -> None:
    """The logits follow from the features the heatmap is made of, in INT8 too."""
    for image in pictures:
        answer = engine.run(image)
        expected = bundle.weight @ answer.features.mean((1, 2)) + bundle.bias
        np.testing.assert_allclose(answer.logits, expected, atol=1e-4)


@pytest.mark.parametrize("image", [np.zeros((100, 224), np.uint8), np.zeros((224, 224), np.float32)])
def test_an_image_of_another_kind_is_an_engine_error(engine: OrtEngine, image: Images) -> None:
    with pytest.raises(EngineError, match="failed on an image"):
        engine.run(image)


@pytest.mark.parametrize("graph", [b"", b"not a graph", b"\x08\x0a"])
def test_a_graph_that_cannot_be_loaded_is_an_engine_error(graph: bytes) -> None:
    with pytest.raises(EngineError, match="cannot load the int8 graph") as caught:
        OrtEngine(graph, "int8", threads=1)
    assert "\n" not in str(caught.value)
