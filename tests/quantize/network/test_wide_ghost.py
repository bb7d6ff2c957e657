"""Ghost modules without a concatenation answer as those with one."""

from __future__ import annotations

import torch

from quantize.network.deploy import fold_batch_norm, fold_shuffle
from quantize.network.model import NmdAssistNet, normalise
from quantize.network.wide_ghost import WideGhost, widen
from tests.support.speckle import Images


def test_few_channels_are_widened_and_the_answer_stays(network: NmdAssistNet, images: Images) -> None:
    folded = fold_shuffle(fold_batch_norm(network))
    wide = widen(folded)
    assert [name for name, module in wide.named_modules() if isinstance(module, WideGhost)] == ["block0.ghost1", "block0.ghost2"]
    assert not any(isinstance(module, WideGhost) for module in folded.modules())
    x = normalise(torch.from_numpy(images[:2])[:, None])
    with torch.no_grad():
        torch.testing.assert_close(wide(x), network(x), rtol=1e-4, atol=1e-4)
