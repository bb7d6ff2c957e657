"""Quantisation-aware training: the network torch trains is the graph the appliance runs, and training brings it nearer."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import onnx
import pytest
import torch
from hypothesis import assume, given
from hypothesis import strategies as st
from onnx import numpy_helper

from edge_app.bundle.loader import DEFAULT_BUNDLE, Precision, Reference, load_bundle
from edge_app.errors import ConfigError, ExportError
from edge_app.imaging.preprocess import Preprocessing
from quantize.dataset.batches import ImageSet
from quantize.network.deploy import deploy
from quantize.network.model import NmdAssistNet
from quantize.quantisation.distillation import answer_noise, distillation_loss
from quantize.quantisation.ptq import run_unfused
from quantize.quantisation.qat import QatData, QuantAwareTraining, state_file, train
from quantize.quantisation.qdq_network import QdqNetwork, RoundActivation
from quantize.recipe import QatRecipe, load_recipe, recipe_names
from tests.support.speckle import Images, speckle

RECIPE = QatRecipe(
    epochs=2, images=4, batch=2, learning_rate=0.02, range_rate=0.001, temperature=4.0, logits_weight=1.0, features_weight=1.0
)


def as_part(images: Images) -> ImageSet:
    labels = np.arange(len(images), dtype=np.int64) % 2
    return ImageSet(images, tuple(images), labels, images.mean((1, 2)), images.mean((1, 2)))


@pytest.fixture(scope="module")
def data(network: NmdAssistNet, images: Images) -> QatData:
    return QatData(network, as_part(speckle(4, seed=5)), as_part(images[:2]), Preprocessing(), seed=1)


def initialisers(graph: bytes) -> dict[str, npt.NDArray[Any]]:
    return {item.name: numpy_helper.to_array(item) for item in onnx.load_from_string(graph).graph.initializer}


def nodes(graph: bytes) -> list[bytes]:
    return [node.SerializeToString() for node in onnx.load_from_string(graph).graph.node]


def test_untrained_it_is_the_graph_it_was_read_from(int8_graph: bytes, fp32_graph: bytes) -> None:
    before, after = initialisers(int8_graph), initialisers(QdqNetwork(int8_graph, fp32_graph).to_onnx())
    assert before.keys() == after.keys()
    for name, values in before.items():
        assert values.dtype == after[name].dtype and values.shape == after[name].shape
        if values.dtype == np.int32:  # a tie of a bias may fall to the other side, of steps that are far finer than any other
            assert np.abs(values - after[name]).max() <= 1
        else:
            np.testing.assert_array_equal(values, after[name])


def cut(graph: bytes, pairs: int) -> bytes:
    """The graph up to where it has rounded activations so many times: what it has there is its "features"."""
    model = onnx.load_from_string(graph)
    constants = {item.name for item in model.graph.initializer}
    rounded = [i for i, n in enumerate(model.graph.node) if n.op_type == "DequantizeLinear" and n.input[0] not in constants]
    del model.graph.node[rounded[pairs - 1] + 1 :]
    model.graph.node[-1].output[0] = "features"
    model.graph.node.append(onnx.helper.make_node("Relu", ["features"], ["logits"]))
    del model.graph.output[[output.name for output in model.graph.output].index("early")]
    return bytes(model.SerializeToString())


def steps_apart(graph: bytes, source: bytes, images: Images) -> npt.NDArray[np.float64]:
    """How far torch comes from ONNX Runtime, pair by pair in float, in quantisation steps of the features."""
    student = QdqNetwork(graph, source)
    with torch.no_grad():
        _, features = student(torch.from_numpy(images)[:, None])
    trained = student.to_onnx()
    expected = np.stack([answer.features for answer in run_unfused(trained, images)])
    last = next(node for node in onnx.load_from_string(graph).graph.node if node.output[0] == "features")
    step = float(initialisers(trained)[last.input[1]])
    return np.abs(features.numpy().astype(np.float64) - expected) / step


def test_torch_rounds_where_and_as_the_shipped_graph_does() -> None:
    """On a trained network: random weights would blow up each tie that falls to another side."""
    bundle = load_bundle(DEFAULT_BUNDLE)
    graph, source, images = bundle.graphs[Precision.INT8], bundle.graphs[Precision.FP32], bundle.golden.images[:2]
    early = steps_apart(cut(graph, 15), source, images)
    assert early.mean() < 0.01 and early.max() < 2.5  # with a bias left unrounded it would be 0.13
    last = steps_apart(graph, source, images)
    assert last.mean() < 0.2 and np.quantile(last, 0.99) < 1.5  # ties, over a hundred layers


def steps_on(student: QdqNetwork, network: NmdAssistNet, images: Images, steps: int) -> list[float]:
    """The loss on these images before each step of a training on them."""
    image = torch.from_numpy(images)[:, None]
    optimiser = torch.optim.Adam([*student.weights.values(), *student.ranges.values()], 0.005)
    with torch.no_grad():
        taught = deploy(network)(image)
    losses = []
    for _ in range(steps):
        loss = distillation_loss(student(image), taught, RECIPE)
        optimiser.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        optimiser.step()
        losses.append(float(loss.detach()))
    return losses


@pytest.mark.slow
def test_training_on_the_same_images_reduces_the_loss(
    network: NmdAssistNet, int8_graph: bytes, fp32_graph: bytes, images: Images
) -> None:
    losses = steps_on(QdqNetwork(int8_graph, fp32_graph), network, images[:4], 25)
    assert np.mean(losses[-5:]) < 0.9 * losses[0], losses  # single steps go up and down


def test_training_changes_numbers_and_keeps_the_nodes(
    network: NmdAssistNet, int8_graph: bytes, fp32_graph: bytes, images: Images
) -> None:
    student = QdqNetwork(int8_graph, fp32_graph)
    assert all(np.isfinite(steps_on(student, network, images[:2], 2)))
    trained = student.to_onnx()
    assert nodes(trained) == nodes(int8_graph)
    before, after = initialisers(int8_graph), initialisers(trained)
    changed = {name for name in before if not np.array_equal(before[name], after[name])}
    assert len(changed) > 300  # weights, biases and ranges
    assert not any(name.startswith(("net.fc", "net.conv_stem")) or "zero_point" in name for name in changed)  # not trained


@pytest.mark.slow
def test_a_stopped_run_resumes_as_if_it_had_not_stopped(
    data: QatData, int8_graph: bytes, fp32_graph: bytes, tmp_path: Path
) -> None:
    through = QuantAwareTraining(int8_graph, fp32_graph, data, RECIPE)
    through.advance()
    path = tmp_path / "own.qat.pt"
    through.save(path)
    through.advance()
    least = min(row.noise for row in through.history)
    assert (through.best_graph == int8_graph) == (through.history[0].noise == least) and through.finished
    taken_up = QuantAwareTraining(int8_graph, fp32_graph, data, RECIPE)
    taken_up.load(path)
    taken_up.advance()
    assert taken_up.history == through.history and taken_up.best_graph == through.best_graph
    taken_up.save(path)
    assert train(int8_graph, fp32_graph, data, RECIPE, path) == through.best_graph  # finished: nothing left to do
    other = dataclasses.replace(RECIPE, learning_rate=0.5)
    with pytest.raises(ConfigError, match="learning_rate"):
        train(int8_graph, fp32_graph, data, other, path)
    path.write_bytes(b"half a fi")
    with pytest.raises(ConfigError, match="cannot be read"):
        train(int8_graph, fp32_graph, data, RECIPE, path)


def test_a_foreign_operator_is_refused(int8_graph: bytes, fp32_graph: bytes) -> None:
    model = onnx.load_from_string(int8_graph)
    next(node for node in model.graph.node if node.op_type == "Sigmoid").op_type = "HardSwish"
    with pytest.raises(ExportError, match="HardSwish"):
        QdqNetwork(model.SerializeToString(), fp32_graph)


@given(st.integers(0, 10_000), st.floats(0.02, 0.5), st.sampled_from([(0, 255, 0), (0, 255, 100), (-128, 127, 0)]))
def test_the_gradient_of_the_step_is_that_of_the_clipped_line(seed: int, step: float, grid: tuple[int, int, int]) -> None:
    low, high, zero = grid
    x = 10 * torch.randn(50, generator=torch.Generator().manual_seed(seed), dtype=torch.float32)
    x.requires_grad_()
    s = torch.tensor([step], requires_grad=True)
    y = RoundActivation.apply(x, s, torch.tensor([zero], dtype=torch.int32), low, high)  # type: ignore[no-untyped-call]
    weight = torch.linspace(-1, 1, 50)
    (weight * y).sum().backward()
    x2, s2 = x.detach().clone().requires_grad_(), s.detach().clone().requires_grad_()
    level = x2 / s2 + zero
    beyond = torch.maximum(low - level, level - high).detach()  # steps beyond the grid; half a step more is rounded into it
    assume(not bool(((beyond > 0.499) & (beyond < 0.502)).any()))  # there a thousandth of a step more counts as within
    rounded = level.round().detach() + (level - level.detach())  # of the identity's gradient, exact at the ends
    expected = (rounded.clamp(low, high) - zero) * s2
    torch.testing.assert_close(y, expected)
    (weight * expected).sum().backward()  # type: ignore[no-untyped-call]
    torch.testing.assert_close(s.grad, s2.grad, rtol=1e-3, atol=1e-2)
    torch.testing.assert_close(x.grad, x2.grad)


def test_the_loss_is_nothing_for_equal_answers_and_grows_with_either_output() -> None:
    teacher = torch.tensor([[1.0, -1.0]]), torch.ones(1, 4, 2, 2)
    assert float(distillation_loss(teacher, teacher, RECIPE)) == 0
    assert float(distillation_loss((teacher[0] + torch.tensor([0.5, 0.0]), teacher[1]), teacher, RECIPE)) > 0
    assert float(distillation_loss((teacher[0] + 3, teacher[1]), teacher, RECIPE)) == pytest.approx(0, abs=1e-6)
    assert float(distillation_loss((teacher[0], 1.1 * teacher[1]), teacher, RECIPE)) == pytest.approx(0.01, rel=1e-4)


def test_noise_counts_margins_and_maps_alike() -> None:
    trained = Reference(np.array([[0, 2]], np.float32), np.ones((1, 2, 2), np.float32))
    assert answer_noise(trained, trained) == 0
    found = Reference(np.array([[0, 1]], np.float32), np.full((1, 2, 2), 0.5, np.float32))
    assert answer_noise(trained, found) == pytest.approx(0.25)


def test_a_trained_recipe_begins_at_the_shipped_one() -> None:
    trained = [name for name in recipe_names() if load_recipe(name).training is not None]
    assert "qat_u8s8" in trained
    shipped = dataclasses.asdict(load_recipe("u8s8_percentile"))
    ours = dataclasses.asdict(load_recipe("qat_u8s8"))
    assert {key for key in ours if ours[key] != shipped[key]} == {"summary", "training"}


def test_the_state_is_kept_by_the_name_of_the_recipe() -> None:
    assert state_file(Path("state"), "recipes/own.toml") == Path("state/own.qat.pt") and state_file(None, "own") is None
