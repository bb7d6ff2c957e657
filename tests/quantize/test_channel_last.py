"""LiteRT's form of the network answers as the trained one does."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import torch

from quantize.channel_last import MeanCbam, average_attention, deploy_channel_last, fold_input_with_border, with_border
from quantize.export import reference
from quantize.fold import fold_batch_norm
from quantize.model import Cbam, NmdAssistNet, normalise

Images = npt.NDArray[np.uint8]


def test_averaged_attention_is_the_same_attention(network: NmdAssistNet, pictures: Images) -> None:
    changed = average_attention(network)
    assert sum(isinstance(module, MeanCbam) for module in changed.modules()) == 7
    assert not any(isinstance(module, Cbam) for module in changed.modules())
    x = normalise(torch.from_numpy(pictures[:2])[:, None])
    with torch.no_grad():
        torch.testing.assert_close(changed(x), network(x), rtol=1e-4, atol=1e-4)


def test_a_white_border_is_the_same_stem(network: NmdAssistNet, pictures: Images) -> None:
    stem = fold_input_with_border(fold_batch_norm(network)).conv_stem
    border = torch.full((1, 226, 226, 1), 255.0)
    border[:, 1:-1, 1:-1] = 0
    black_and_white = np.stack([np.zeros_like(pictures[0]), np.full_like(pictures[0], 255)])
    images = torch.from_numpy(np.concatenate([pictures[:2], black_and_white]))
    with torch.no_grad():
        ours = stem(with_border(images[..., None].float(), border))
        torch.testing.assert_close(ours, network.conv_stem(normalise(images[:, None])), rtol=1e-4, atol=1e-4)


def test_the_deployed_form_answers_as_the_trained_network(network: NmdAssistNet, pictures: Images) -> None:
    expected_logits, expected_features = reference(network, pictures)
    with torch.no_grad():
        logits, features = deploy_channel_last(network)(torch.from_numpy(pictures[..., np.newaxis]).float())
    scale = float(np.abs(expected_features).max())
    np.testing.assert_allclose(logits.numpy(), expected_logits, atol=1e-4 * max(1.0, float(np.abs(expected_logits).max())))
    np.testing.assert_allclose(features.numpy().transpose(0, 3, 1, 2), expected_features, atol=1e-4 * scale)
