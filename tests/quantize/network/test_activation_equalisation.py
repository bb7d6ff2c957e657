"""Even activations: the same answers, and channels that use their tensor's range."""

from __future__ import annotations

import pytest
import torch
from torch import Tensor

from quantize.network.activation_equalisation import even, measure, scale_groups
from quantize.network.deploy import fold_batch_norm, fold_shuffle
from quantize.network.model import NmdAssistNet, normalise
from tests.support.speckle import Images, speckle


@pytest.fixture(scope="module")
def folded(network: NmdAssistNet) -> NmdAssistNet:
    return fold_shuffle(fold_batch_norm(network))


@pytest.fixture(scope="module")
def inputs() -> Tensor:
    return normalise(torch.from_numpy(speckle(4, seed=3))[:, None])


@pytest.fixture(scope="module")
def evened(folded: NmdAssistNet, inputs: Tensor) -> NmdAssistNet:
    return even(folded, inputs)


def test_the_answers_stay(network: NmdAssistNet, evened: NmdAssistNet, images: Images) -> None:
    x = normalise(torch.from_numpy(images)[:, None])
    with torch.no_grad():
        expected, expected_features = network(x), network.features(x)
        torch.testing.assert_close(evened(x), expected, rtol=1e-4, atol=1e-4)
        torch.testing.assert_close(evened.features(x), expected_features, rtol=1e-4, atol=1e-4 * float(expected_features.max()))


def test_channels_come_near_the_full_range(folded: NmdAssistNet, evened: NmdAssistNet, inputs: Tensor) -> None:
    def typical(net: NmdAssistNet) -> float:
        shares = measure(net, inputs, {module for tie in scale_groups(net) for module, _ in tie.seen})
        return float(torch.cat(list(shares.values())).median())

    assert typical(evened) > 1.3 * typical(folded)


def test_the_network_given_is_left_as_it_was(folded: NmdAssistNet, inputs: Tensor) -> None:
    before = folded.conv_stem.conv.weight.clone()
    even(folded, inputs)
    assert torch.equal(folded.conv_stem.conv.weight, before)
