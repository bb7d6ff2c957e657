"""Cross-layer equalisation: the same output, from weights whose ranges are alike."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pytest
import torch

from quantize.graphs.answers import trained_outputs
from quantize.network.deploy import deploy, fold_batch_norm, fold_shuffle
from quantize.network.model import NmdAssistNet, normalise
from quantize.network.weight_equalisation import Seam, equalise, seams

Images = npt.NDArray[np.uint8]


@pytest.fixture(scope="module")
def folded(network: NmdAssistNet) -> NmdAssistNet:
    return fold_shuffle(fold_batch_norm(network))


def ranges(seam: Seam) -> tuple[torch.Tensor, torch.Tensor]:
    """Largest |weight| of each channel on either side."""
    count = seam.producer.out_channels
    left = seam.producer.weight.data.abs().flatten(1).amax(1)
    right = torch.stack([c.weights(count).abs().flatten(1).amax(1) for c in seam.consumers]).amax(0)
    return left, right


def test_the_output_stays(folded: NmdAssistNet, network: NmdAssistNet, images: Images) -> None:
    with torch.no_grad():
        features = equalise(folded).features(normalise(torch.from_numpy(images)[:, None]))
    expected_logits, expected = trained_outputs(network, images)
    assert np.abs(features.numpy() - expected).max() <= 1e-4 * np.abs(expected).max()
    np.testing.assert_allclose(network.classify(features).detach().numpy(), expected_logits, atol=1e-4)


def test_it_fits_among_the_deployment_transforms(network: NmdAssistNet, images: Images) -> None:
    with torch.no_grad():
        got = deploy(network, equalised=True)(torch.from_numpy(images)[:, None])
    for ours, expected in zip(got, trained_outputs(network, images), strict=True):
        assert np.abs(ours.numpy() - expected).max() <= 1e-4 * np.abs(expected).max()


def test_both_sides_of_every_seam_have_the_same_range_afterwards(folded: NmdAssistNet) -> None:
    before, after = list(seams(folded)), list(seams(equalise(folded)))
    # nine blocks without attention 2, two of these strided 1 more, two strided ones with attention 2, shortcuts, separable ones
    assert len(before) == len(after) == 9 * 2 + 2 + 2 * 2 + 5 + 5 + 3

    def gap(found: list[Seam]) -> float:
        gaps = [torch.log(left / right).abs() for left, right in map(ranges, found)]
        return float(torch.cat([one[torch.isfinite(one)] for one in gaps]).max())

    assert gap(before) > 1.0
    assert gap(after) < 0.05


def test_a_dead_channel_is_left_unchanged(folded: NmdAssistNet) -> None:
    seam = next(seams(folded))
    seam = Seam(torch.nn.Conv2d(4, seam.producer.out_channels, 1), seam.consumers)
    seam.producer.weight.data[0] = 0
    before = seam.consumers[0].weights(1).clone()
    seam_copy = [c.conv.weight.data.clone() for c in seam.consumers]
    seam.level()
    assert torch.equal(seam.consumers[0].weights(1), before)
    assert all(torch.isfinite(p).all() for p in (seam.producer.weight, *[c.conv.weight for c in seam.consumers]))
    for consumer, weight in zip(seam.consumers, seam_copy, strict=True):
        consumer.conv.weight.data = weight
