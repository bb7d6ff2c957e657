"""LiteRT's form of the network answers as the trained one does."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import torch

from quantize.graphs.answers import trained_outputs
from quantize.litert.nhwc import add_borders, deploy_channel_last, fold_input_with_border
from quantize.network.deploy import fold_batch_norm, fold_shuffle
from quantize.network.late_attention import AttendedProjection, attend_late
from quantize.network.model import Cbam, NmdAssistNet, normalise

Images = npt.NDArray[np.uint8]


def test_attention_after_the_projection_is_the_same_attention(network: NmdAssistNet, images: Images) -> None:
    changed = attend_late(fold_shuffle(fold_batch_norm(network)))
    assert sum(isinstance(module, AttendedProjection) for module in changed.modules()) == 7
    assert not any(isinstance(module, Cbam) for module in changed.modules())
    x = normalise(torch.from_numpy(images[:2])[:, None])
    with torch.no_grad():
        torch.testing.assert_close(changed(x), network(x), rtol=1e-4, atol=1e-4)


def test_an_image_in_its_border_gives_the_same_stem(network: NmdAssistNet, images: Images) -> None:
    stem = fold_input_with_border(fold_batch_norm(network)).conv_stem
    black_and_white = np.stack([np.zeros_like(images[0]), np.full_like(images[0], 255)])
    both = np.concatenate([images[:2], black_and_white])
    with torch.no_grad():
        ours = stem(torch.from_numpy(add_borders(both)).float().permute(0, 3, 1, 2))
        expected = network.conv_stem(normalise(torch.from_numpy(both)[:, None]))
    torch.testing.assert_close(ours, expected, rtol=1e-4, atol=1e-4)


def test_the_deployed_form_answers_as_the_trained_network(network: NmdAssistNet, images: Images) -> None:
    expected_logits, expected_features = trained_outputs(network, images)
    with torch.no_grad():
        logits, features = deploy_channel_last(network, images)(torch.from_numpy(add_borders(images)).float())
    scale = float(np.abs(expected_features).max())
    np.testing.assert_allclose(logits.numpy(), expected_logits, atol=1e-4 * max(1.0, float(np.abs(expected_logits).max())))
    np.testing.assert_allclose(features.numpy().transpose(0, 3, 1, 2), expected_features, atol=1e-4 * scale)
