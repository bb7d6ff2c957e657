"""Restoring undoes deployment to the last bit."""

from __future__ import annotations

import copy

import pytest
import torch
from torch import Tensor

from edge_app.errors import ExportError
from quantize.network.deploy import deploy
from quantize.network.model import NmdAssistNet
from quantize.network.restore import CORRECTIONS, remainder, restore

Weights = dict[str, Tensor]


def deployed_weights(net: NmdAssistNet, equalised: bool = False) -> Weights:
    return dict(deploy(net, equalised).net.state_dict())


@pytest.fixture(scope="module")
def trained(network: NmdAssistNet) -> Weights:
    return dict(network.state_dict())


@pytest.fixture(scope="module")
def deployed(network: NmdAssistNet) -> Weights:
    return deployed_weights(network)


@pytest.fixture(scope="module")
def kept(trained: Weights, deployed: Weights) -> Weights:
    return remainder(trained, deployed)


def size(weights: Weights) -> int:
    """Bytes."""
    return sum(value.numel() * value.element_size() for value in weights.values())


def assert_identical(got: Weights, expected: Weights) -> None:
    assert got.keys() == expected.keys()
    for name, value in expected.items():
        assert got[name].dtype == value.dtype and torch.equal(got[name], value), name


def test_a_network_comes_back_to_the_last_bit_from_a_small_remainder(trained: Weights, deployed: Weights, kept: Weights) -> None:
    assert_identical(restore(deployed, kept), trained)
    assert size(kept) < size(trained) / 20


@pytest.mark.parametrize("gain", [0.0, 1e-30, -1.0])
def test_a_channel_comes_back_whatever_its_batch_norm_multiplied_it_by(network: NmdAssistNet, gain: float) -> None:
    net = copy.deepcopy(network)
    with torch.no_grad():
        net.get_parameter("block3.conv_dw.bn.weight")[7] = gain
        net.get_parameter("tail.ds960.pw.bn.weight")[:3] = gain
    trained, deployed = net.state_dict(), deployed_weights(net)
    assert_identical(restore(deployed, remainder(trained, deployed)), trained)


def test_equalised_weights_share_little_and_come_back_all_the_same(network: NmdAssistNet, trained: Weights) -> None:
    deployed = deployed_weights(network, equalised=True)
    kept = remainder(trained, deployed)
    assert_identical(restore(deployed, kept), trained)
    assert size(kept) > size(trained) / 2


def test_weights_that_a_graph_lacks_are_kept(trained: Weights, deployed: Weights) -> None:
    lacking = {"block3.ghost2.primary.conv.weight", "block3.cbam.fc1.weight", "fc.bias"}
    held = {name: value for name, value in deployed.items() if name not in lacking}
    assert_identical(restore(held, remainder(trained, held)), trained)


@pytest.mark.parametrize("lost", [CORRECTIONS, "block0.ghost1.primary.bn.weight", "conv_stem.conv.weight"])
def test_an_incomplete_remainder_is_refused(lost: str, deployed: Weights, kept: Weights) -> None:
    with pytest.raises(ExportError, match="does not complete"):
        restore(deployed, {name: value for name, value in kept.items() if name != lost})


def test_corrections_that_do_not_fit_are_refused(trained: Weights, deployed: Weights, kept: Weights) -> None:
    for damaged in (kept[CORRECTIONS][:-100], kept[CORRECTIONS].flip(0)):
        with pytest.raises(ExportError, match="does not complete"):
            restore(deployed, {**kept, CORRECTIONS: damaged})
    with pytest.raises(ExportError, match="more weights"):
        restore(deployed, {**kept, "fc.weight": trained["fc.weight"]})


def test_torchs_random_numbers_are_left_as_they_were(deployed: Weights, kept: Weights) -> None:
    before = torch.random.get_rng_state()
    restore(deployed, kept)
    assert torch.equal(torch.random.get_rng_state(), before)
