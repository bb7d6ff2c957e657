"""Every deployment transform keeps the trained network's output."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt
import pytest
import torch
from torch import nn

from edge_app.records import FloatMap
from quantize.graphs.answers import trained_outputs
from quantize.network.deploy import deploy, fold_batch_norm, fold_input, fold_shuffle, pool_attention, two_channels
from quantize.network.model import Cbam, NmdAssistNet, normalise
from tests.support.frames_fixture import KINDS

Transform = Callable[[NmdAssistNet], NmdAssistNet]
Images = npt.NDArray[np.uint8]
TRANSFORMS: list[Transform] = [fold_batch_norm, fold_shuffle, pool_attention]


def answers(net: NmdAssistNet, x: torch.Tensor) -> tuple[FloatMap, ...]:
    with torch.no_grad():
        features = net.features(x)
        return net.classify(features).numpy(), features.numpy()


def assert_same(got: tuple[FloatMap, ...], expected: tuple[FloatMap, ...]) -> None:
    for a, b in zip(got, expected, strict=True):
        np.testing.assert_allclose(a, b, rtol=1e-4, atol=1e-4 * float(np.abs(b).max()))


def test_the_network_under_test_distinguishes_images(network: NmdAssistNet, images: Images) -> None:
    logits, _ = trained_outputs(network, images)
    assert np.ptp(logits, axis=0).min() > 0.05  # otherwise the comparisons below would prove nothing


@pytest.mark.parametrize("transform", TRANSFORMS, ids=lambda t: t.__name__)
def test_a_transform_changes_nothing_but_the_layers(transform: Transform, network: NmdAssistNet, images: Images) -> None:
    x = normalise(torch.from_numpy(images)[:, None])
    assert_same(answers(transform(network), x), answers(network, x))


@pytest.fixture(params=KINDS)
def frames(request: pytest.FixtureRequest) -> Images:
    """(N, 224, 224): random images, frames of the simulated probe, and frames of real scanners."""
    return request.getfixturevalue(request.param)  # type: ignore[no-any-return]


@pytest.mark.parametrize("transform", TRANSFORMS, ids=lambda t: t.__name__)
def test_the_shipped_network_keeps_its_output(transform: Transform, shipped_network: NmdAssistNet, frames: Images) -> None:
    x = normalise(torch.from_numpy(frames)[:, None])
    assert_same(answers(transform(shipped_network), x), answers(shipped_network, x))


def test_the_shipped_network_reads_the_grey_image_alike(shipped_network: NmdAssistNet, frames: Images) -> None:
    grey = torch.from_numpy(frames)[:, None]
    assert_same(answers(fold_input(shipped_network), two_channels(grey)), answers(shipped_network, normalise(grey)))


@pytest.mark.parametrize("equalised", [False, True], ids=["", "equalised"])
def test_the_shipped_network_keeps_its_output_through_all_of_them(
    equalised: bool, shipped_network: NmdAssistNet, frames: Images
) -> None:
    with torch.no_grad():
        got = deploy(shipped_network, equalised)(torch.from_numpy(frames)[:, None])
    assert_same(tuple(part.numpy() for part in got), trained_outputs(shipped_network, frames))


def test_the_shipped_network_distinguishes_these_frames(shipped_network: NmdAssistNet, frames: Images) -> None:
    logits, _ = trained_outputs(shipped_network, frames)
    assert np.ptp(logits, axis=0).min() > 0.05  # otherwise the comparisons above would prove nothing


def test_the_folded_input_is_exact_at_the_border_too(network: NmdAssistNet) -> None:
    grey = torch.from_numpy(np.random.default_rng(0).integers(0, 256, (2, 1, 224, 224), dtype=np.uint8))
    with torch.no_grad():
        got = fold_input(network).conv_stem(two_channels(grey)).numpy()
        expected = network.conv_stem(normalise(grey)).numpy()
    np.testing.assert_allclose(got, expected, atol=1e-4)
    border = np.s_[:, :, 0, :]
    assert np.abs(expected[border]).max() > 0.1  # the border carries signal, so the line above has checked something


def test_all_of_them_together(network: NmdAssistNet, images: Images) -> None:
    with torch.no_grad():
        got = deploy(network)(torch.from_numpy(images)[:, None])
    assert_same(tuple(part.numpy() for part in got), trained_outputs(network, images))


def test_nothing_of_what_was_folded_is_left(network: NmdAssistNet) -> None:
    deployed = deploy(network)
    assert not any(isinstance(module, (nn.BatchNorm2d, nn.ChannelShuffle, Cbam)) for module in deployed.modules())


def test_the_trained_network_is_left_unchanged(network: NmdAssistNet) -> None:
    before = {name: value.clone() for name, value in network.state_dict().items()}
    deploy(network)
    after = network.state_dict()
    assert before.keys() == after.keys()
    assert all(torch.equal(before[name], after[name]) for name in before)
