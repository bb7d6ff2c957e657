"""Training on images of events: three outputs, the paper's two stages, and a stopped training that goes on."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import numpy as np
import pytest
import torch
from torch import Tensor, nn

from edge_app.errors import ConfigError
from quantize.dataset.emg.event_images import EventImages
from quantize.network.timm_networks import is_timm_installed
from quantize.training.emg.loop import EmgTraining
from quantize.training.emg.recipe import EmgNetwork, EmgRecipe, Stage, classifier_of, make_network, recipe_of

CPU = torch.device("cpu")
TWO_STAGES = EmgRecipe(
    EmgNetwork.INCEPTION_V4, (Stage("the last layer", 1, 1e-2, True), Stage("all layers", 2, 1e-2, False)), batch=4
)


class SmallNet(nn.Module):
    """In place of Inception-v4, with its classifier where timm's networks have it."""

    def __init__(self) -> None:
        super().__init__()
        self.body = nn.Sequential(nn.Conv2d(3, 4, 3, stride=2), nn.BatchNorm2d(4), nn.ReLU())
        self.last = nn.Linear(4, 3)

    def get_classifier(self) -> nn.Module:
        return self.last

    def forward(self, x: Tensor) -> Tensor:
        return self.last(self.body(x).mean((2, 3)))  # type: ignore[no-any-return]


def images(seed: int, count: int = 12) -> EventImages:
    """As bright as their class."""
    labels = np.arange(count) % 3
    noise = np.random.default_rng(seed).integers(0, 40, (count, 16, 16))
    return EventImages(
        (80 * labels[:, None, None] + noise).astype(np.uint8), labels, np.full(count, "fibrillation"), np.full(count, "p")
    )


def training(recipe: EmgRecipe = TWO_STAGES, data: str = "data") -> EmgTraining:
    torch.manual_seed(0)
    return EmgTraining(SmallNet(), recipe, images(1), images(2), data, CPU)


def test_first_the_last_layer_alone_then_all_of_them() -> None:
    found = training()
    before = {name: value.clone() for name, value in found.net.state_dict().items()}
    assert found.advance().stage == "the last layer"
    changed = {name for name, value in found.net.state_dict().items() if not torch.equal(value, before[name])}
    assert changed == {"last.weight", "last.bias"}  # not even the means of the batch norms
    assert found.advance().stage == "all layers"
    assert not torch.equal(found.net.state_dict()["body.0.weight"], before["body.0.weight"])


def test_a_stopped_training_goes_on_as_if_it_had_not_been_stopped(tmp_path: Path) -> None:
    whole = training()
    while not whole.finished:
        whole.advance()
    for epochs_before in (1, 2):  # within the second stage, and between the two
        first, path = training(), tmp_path / f"{epochs_before}.pt"
        for _ in range(epochs_before):
            first.advance()
        first.save(path)
        resumed = training()
        resumed.load(path)
        while not resumed.finished:
            resumed.advance()
        assert resumed.history == whole.history
        for name, value in whole.net.state_dict().items():
            assert torch.equal(resumed.net.state_dict()[name], value), name
        assert resumed.best is not None and whole.best is not None and resumed.best[0] == whole.best[0]


def test_a_training_may_become_longer(tmp_path: Path) -> None:
    short, longer = recipe_of(EmgNetwork.NMD_ASSISTNET, 1), recipe_of(EmgNetwork.NMD_ASSISTNET, 2)
    first, whole, path = training(short), training(longer), tmp_path / "state.pt"
    first.advance()
    first.save(path)
    resumed = training(longer)
    resumed.load(path)
    assert first.finished and not resumed.finished
    assert [resumed.advance()] == [whole.advance() for _ in range(2)][1:]


def test_it_learns_and_keeps_the_best_epoch() -> None:
    found = training(EmgRecipe(EmgNetwork.NMD_ASSISTNET, (Stage("all layers", 12, 0.05, False),), batch=4))
    rows = [found.advance() for _ in range(12)]
    assert found.finished and rows[-1].train_loss < rows[0].train_loss
    assert found.best is not None and found.best[0] == min(row.validation_loss for row in rows)


def test_a_state_of_other_images_or_another_recipe_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "state.pt"
    found = training()
    found.advance()
    found.save(path)
    with pytest.raises(ConfigError, match="other images or settings"):
        training(data="others").load(path)
    with pytest.raises(ConfigError, match="other images or settings"):
        training(recipe_of(EmgNetwork.NMD_ASSISTNET, 3)).load(path)
    with pytest.raises(ConfigError, match="other images or settings"):
        training(dataclasses.replace(TWO_STAGES, batch=5)).load(path)
    path.write_bytes(b"no state")
    with pytest.raises(ConfigError, match="cannot be read"):
        training().load(path)


def test_recipes_have_the_papers_stages_and_the_epochs_that_were_asked_for() -> None:
    assert [stage.only_classifier for stage in recipe_of(EmgNetwork.INCEPTION_V4, 10).stages] == [True, False]
    assert recipe_of(EmgNetwork.INCEPTION_V4, 10).epochs == recipe_of(EmgNetwork.NMD_ASSISTNET, 10).epochs == 10
    assert recipe_of(EmgNetwork.INCEPTION_V4, 1).epochs == 2


def test_the_devices_body_has_three_outputs_and_else_nothing_new() -> None:
    net = make_network(EmgNetwork.NMD_ASSISTNET)
    assert sum(parameter.numel() for parameter in net.parameters()) == 2_395_768 + 1024 + 1
    assert classifier_of(net).out_features == 3


@pytest.mark.slow
@pytest.mark.parametrize("network", EmgNetwork)
def test_each_network_can_be_trained_on_a_handful_of_images(network: EmgNetwork) -> None:
    if network is EmgNetwork.INCEPTION_V4 and not is_timm_installed():
        pytest.skip("timm is not installed (`make peers` has it)")
    train, validation = (
        EventImages(
            np.random.default_rng(seed).integers(0, 256, (6, 224, 224), np.uint8),
            np.arange(6) % 3,
            np.full(6, "x"),
            np.full(6, "p"),
        )
        for seed in (1, 2)
    )
    found = EmgTraining(make_network(network), recipe_of(network, 2), train, validation, "data", CPU)
    while not found.finished:
        assert np.isfinite(found.advance().validation_loss)


@pytest.mark.skipif(is_timm_installed(), reason="timm is installed")
def test_without_timm_the_papers_network_is_one_sentence() -> None:
    with pytest.raises(ConfigError, match="make peers"):
        make_network(EmgNetwork.INCEPTION_V4)
