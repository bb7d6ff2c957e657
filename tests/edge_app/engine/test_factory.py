"""Every runtime behind the one protocol, and the one place that chooses among them."""

from __future__ import annotations

import dataclasses

import numpy as np
import numpy.typing as npt
import pytest

from edge_app.bundle.loader import ModelBundle
from edge_app.bundle.manifest import Tolerance
from edge_app.engine.factory import EngineChoice, choices, is_installed, make_engine, target
from edge_app.engine.golden import compare_to_golden
from edge_app.errors import EngineError
from tests.support.litert_fixture import answers

Images = npt.NDArray[np.uint8]

needs_openvino = pytest.mark.skipif(not is_installed("openvino"), reason="OpenVINO is not installed")


@pytest.mark.parametrize(
    ("choice", "name"),
    [
        (EngineChoice("onnxruntime", "fp32", 1), "ONNX Runtime fp32, 1 thread"),
        (EngineChoice("onnxruntime", "int8", 2), "ONNX Runtime int8, 2 threads"),
        (EngineChoice("litert", "int8", 2), "LiteRT int8, 2 threads"),
        pytest.param(EngineChoice("openvino", "fp32", 1), "OpenVINO fp32, 1 thread", marks=needs_openvino),
        pytest.param(EngineChoice("openvino", "int8", 2), "OpenVINO int8, 2 threads", marks=needs_openvino),
    ],
)
def test_what_is_chosen_runs_and_answers_as_it_should(litert_bundle: ModelBundle, choice: EngineChoice, name: str) -> None:
    engine = make_engine(litert_bundle, choice)
    assert engine.name == name
    found = compare_to_golden(litert_bundle, engine, target(litert_bundle, choice.runtime, choice.precision))
    assert found.passed, found


def test_a_bundle_without_a_graph_for_litert_says_so(bundle: ModelBundle, litert_bundle: ModelBundle) -> None:
    with pytest.raises(EngineError, match="no int8 graph for LiteRT"):
        make_engine(bundle, EngineChoice("litert", "int8", 1))
    with pytest.raises(EngineError, match="no fp32 graph for LiteRT"):
        make_engine(litert_bundle, EngineChoice("litert", "fp32", 1))


@pytest.mark.skipif(is_installed("openvino"), reason="OpenVINO is installed")
def test_a_runtime_that_is_not_installed_says_so(bundle: ModelBundle) -> None:
    with pytest.raises(EngineError, match="OpenVINO is not installed"):
        make_engine(bundle, EngineChoice("openvino", "int8", 1))


def test_the_choices_are_those_of_the_bundle_and_the_machine(bundle: ModelBundle, litert_bundle: ModelBundle) -> None:
    with_litert, without = choices(litert_bundle, [1, 2]), choices(bundle, [1, 2])
    assert set(with_litert) - set(without) == {EngineChoice("litert", "int8", 1), EngineChoice("litert", "int8", 2)}
    assert {choice.threads for choice in with_litert} == {1, 2} and len(set(with_litert)) == len(with_litert)


def test_a_gpu_is_among_the_choices_once_whatever_the_threads(bundle: ModelBundle) -> None:
    found = choices(bundle, [1, 2], ["CUDAExecutionProvider", "CPUExecutionProvider"])
    assert set(found) - set(choices(bundle, [1, 2], [])) == {EngineChoice("cuda", "fp32", 1), EngineChoice("cuda", "int8", 1)}


@pytest.mark.parametrize("part", ["logits", "maps"])
def test_another_answer_than_the_reference_is_a_gap(litert_bundle: ModelBundle, part: str) -> None:
    right = target(litert_bundle, "litert", "int8")
    reference = dataclasses.replace(right.reference, **{part: getattr(right.reference, part) + np.float32(5.0)})
    engine = make_engine(litert_bundle, EngineChoice("litert", "int8", 1))
    assert compare_to_golden(litert_bundle, engine, right).passed
    assert not compare_to_golden(litert_bundle, engine, dataclasses.replace(right, reference=reference)).passed


def test_another_label_is_a_gap_however_near_the_logits_are(bundle: ModelBundle) -> None:
    right = target(bundle, "onnxruntime", "fp32")
    engine = make_engine(bundle, EngineChoice("onnxruntime", "fp32", 1))
    here = compare_to_golden(bundle, engine, right)
    assert here.passed and here.same_labels == here.images == len(bundle.golden.images)
    turned = dataclasses.replace(right.reference, logits=right.reference.logits[:, ::-1])
    lenient = compare_to_golden(bundle, engine, dataclasses.replace(right, reference=turned, limit=Tolerance(1e9, 1e9)))
    assert lenient.same_labels == 0 and not lenient.passed


def test_the_litert_graph_answers_what_it_was_made_to(litert_bundle: ModelBundle, images: Images) -> None:
    answer = make_engine(litert_bundle, EngineChoice("litert", "int8", 1)).run(images[0])
    np.testing.assert_allclose(answer.logits, answers(images[0])[0], rtol=1e-3, atol=1e-3)
