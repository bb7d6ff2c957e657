"""Rounding weights together: on the steps, the largest kept, and less wrong on the inputs than rounding each separately."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import Tensor

from quantize.network.deploy import DeployedNetwork, deploy
from quantize.network.model import NmdAssistNet
from quantize.quantisation.gptq import LARGEST, input_moments, round_rows, round_weights
from tests.support.speckle import speckle

Images = npt.NDArray[np.uint8]


def steps(weight: Tensor, like: Tensor) -> Tensor:
    """Weights (groups, rows, K) in steps of the rows of `like`."""
    return weight / (like.abs().amax(2, keepdim=True) / LARGEST)


def problem(seed: int) -> tuple[Tensor, Tensor]:
    """Weights (2, 5, 12), and inputs (2, 12, 400) that depend on each other as a layer's do, not centred."""
    random = torch.Generator().manual_seed(seed)
    mixing = torch.randn(2, 12, 4, generator=random, dtype=torch.float64)
    hidden = torch.randn(2, 4, 400, generator=random, dtype=torch.float64)
    noise = torch.randn(2, 12, 400, generator=random, dtype=torch.float64)
    return torch.randn(2, 5, 12, generator=random, dtype=torch.float64), torch.relu(mixing @ hidden + 0.1 * noise)


@given(st.integers(0, 10_000))
def test_weights_come_to_lie_on_the_steps_and_the_largest_stays(seed: int) -> None:
    weight, inputs = problem(seed)
    done = round_rows(weight, inputs @ inputs.transpose(1, 2))
    whole = steps(done, weight)
    assert torch.allclose(whole, whole.round(), atol=1e-6) and float(whole.abs().max()) <= LARGEST + 1e-6
    largest = weight.abs().argmax(2, keepdim=True)
    assert torch.allclose(done.gather(2, largest), weight.gather(2, largest))


def test_the_output_is_nearer_than_with_each_weight_rounded_separately() -> None:
    together, separately = 0.0, 0.0
    for seed in range(20):
        weight, inputs = problem(seed)
        done = round_rows(weight, inputs @ inputs.transpose(1, 2))
        scale = weight.abs().amax(2, keepdim=True) / LARGEST
        nearest = (weight / scale).round() * scale
        together += float(((done - weight) @ inputs).square().sum())
        separately += float(((nearest - weight) @ inputs).square().sum())
    assert together < 0.5 * separately


@pytest.fixture(scope="module")
def rounded(network: NmdAssistNet) -> DeployedNetwork:
    return round_weights(deploy(network), speckle(4, seed=3))


@pytest.mark.slow
def test_every_convolution_of_the_network_is_rounded(network: NmdAssistNet, rounded: DeployedNetwork) -> None:
    pairs = [
        (ours, theirs)
        for ours, theirs in zip(rounded.modules(), deploy(network).modules(), strict=True)
        if isinstance(ours, torch.nn.Conv2d) and isinstance(theirs, torch.nn.Conv2d)
    ]
    assert len(pairs) == 121  # 128 convolutions in the graph: in each attention one is used twice
    for ours, theirs in pairs:
        weight = ours.weight.data.flatten(1)[None]
        whole = steps(weight, theirs.weight.data.flatten(1)[None])
        assert torch.allclose(whole, whole.round(), atol=1e-3)


@pytest.mark.slow
def test_unseen_images_suffer_less_than_from_rounding_each_weight_separately(
    network: NmdAssistNet, rounded: DeployedNetwork, images: Images
) -> None:
    separately = deploy(network)
    for module in separately.modules():
        if isinstance(module, torch.nn.Conv2d):
            weight = module.weight.data.flatten(1)
            scale = weight.abs().amax(1, keepdim=True) / LARGEST
            module.weight.data = ((weight / scale).round() * scale).reshape(module.weight.shape)
    x = torch.from_numpy(images)[:, None]
    with torch.no_grad():
        before, together, each = deploy(network)(x)[1], rounded(x)[1], separately(x)[1]
    assert float((together - before).square().sum()) < 0.5 * float((each - before).square().sum())


def test_the_moments_are_those_of_what_a_kernel_meets(network: NmdAssistNet, images: Images) -> None:
    deployed = deploy(network)
    stem = deployed.net.conv_stem.conv
    moment = input_moments(deployed, images)[stem][0]  # (2 * 9, 2 * 9): grey and white
    assert moment.shape == (18, 18) and torch.allclose(moment, moment.T)
    centre = moment[9 + 4, 9 + 4] / (len(images) * 256)  # the white channel's middle never meets the border
    assert float(centre) == pytest.approx(255.0**2)
