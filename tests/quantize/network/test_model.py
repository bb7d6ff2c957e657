"""NMD-AssistNet held to the paper's parameter count and to every layer of the reconstruction's list."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from torch import Tensor, nn

from quantize.network.model import IMAGENET_MEAN, IMAGENET_STD, ConvBn, NmdAssistNet, normalise

GOLDEN = json.loads((Path(__file__).parents[2] / "golden" / "nmd_assistnet.json").read_text(encoding="utf-8"))
LAYERS: list[dict[str, Any]] = GOLDEN["layers"]


@pytest.fixture(scope="module")
def net() -> NmdAssistNet:
    torch.manual_seed(0)
    return NmdAssistNet().eval()


@pytest.fixture(scope="module")
def output_sides(net: NmdAssistNet) -> dict[str, list[int]]:
    """Side of the output of every submodule in one forward pass, by its name."""
    sides: dict[str, list[int]] = {}

    def record(name: str) -> Any:
        def hook(_module: nn.Module, _args: Any, out: Tensor) -> None:
            sides.setdefault(name, []).append(out.shape[-1] if out.ndim == 4 else 1)

        return hook

    hooks = [module.register_forward_hook(record(name)) for name, module in net.named_modules() if name]
    with torch.no_grad():
        net(torch.zeros(1, 3, 224, 224))
    for hook in hooks:
        hook.remove()
    return sides


def parameters(module: nn.Module) -> int:
    return sum(p.numel() for p in module.parameters() if p.requires_grad)


def test_parameter_count_is_the_papers(net: NmdAssistNet) -> None:
    assert parameters(net) == GOLDEN["trainable_parameters"] == 2_395_768


@pytest.mark.parametrize("layer", [x for x in LAYERS if x["op"] == "conv"], ids=lambda x: x["name"])
def test_layer_is_as_listed(net: NmdAssistNet, output_sides: dict[str, list[int]], layer: dict[str, Any]) -> None:
    module = net.get_submodule(layer["name"])
    assert parameters(module) == layer["params"]
    assert set(output_sides[layer["name"]]) == {layer["hw"]}
    assert isinstance(module, ConvBn) == layer["bn"]
    conv = module.conv if isinstance(module, ConvBn) else module
    if isinstance(conv, nn.Linear):
        assert (conv.in_features, conv.out_features) == (layer["cin"], layer["cout"])
    else:
        assert isinstance(conv, nn.Conv2d)
        assert (conv.in_channels, conv.out_channels, conv.groups) == (layer["cin"], layer["cout"], layer["groups"])
        assert conv.kernel_size == (layer["k"],) * 2
        assert conv.stride == (layer["s"],) * 2
        assert conv.padding == (layer["k"] // 2,) * 2
    assert (conv.bias is not None) == layer["bias"]
    if isinstance(module, ConvBn):
        assert isinstance(module.act, nn.ReLU) == (layer["act"] == "relu")


def test_no_layer_is_missing_from_the_list(net: NmdAssistNet) -> None:
    built = {name.removesuffix(".conv") for name, m in net.named_modules() if isinstance(m, nn.Conv2d | nn.Linear)}
    assert built == {layer["name"] for layer in LAYERS if layer["op"] == "conv"}


def test_shuffles_are_where_they_are_listed(net: NmdAssistNet) -> None:
    built = {name: m.groups for name, m in net.named_modules() if isinstance(m, nn.ChannelShuffle)}
    assert built == {layer["name"]: layer["groups"] for layer in LAYERS if layer["op"] == "channel_shuffle"}


def test_shuffle_interleaves_the_groups(net: NmdAssistNet) -> None:
    channels = torch.arange(72.0).view(1, 72, 1, 1)
    shuffled = net.get_submodule("block3.ghost1.shuffle")(channels).flatten()
    assert shuffled[:6].tolist() == [0, 18, 36, 54, 1, 19]


def test_cbam_follows_its_formula(net: NmdAssistNet) -> None:
    x = torch.randn(2, 72, 9, 9, generator=torch.Generator().manual_seed(1))
    cbam = net.get_submodule("block3.cbam")
    first, second = (net.get_parameter(f"block3.cbam.mlp.fc{i}.weight").flatten(1) for i in (1, 2))

    def mlp(pooled: Tensor) -> Tensor:
        return torch.clamp(pooled @ first.T, min=0) @ second.T

    weighed = x * torch.sigmoid(mlp(x.mean((2, 3))) + mlp(x.flatten(2).max(2).values))[:, :, None, None]
    maps = torch.stack([weighed.mean(1), weighed.max(1).values], 1)
    kernel = net.get_parameter("block3.cbam.spatial.weight")
    expected = weighed * torch.sigmoid(nn.functional.conv2d(maps, kernel, padding=3))
    torch.testing.assert_close(cbam(x), expected)


def test_logits_are_the_head_on_the_features(net: NmdAssistNet) -> None:
    x = torch.randn(2, 3, 224, 224, generator=torch.Generator().manual_seed(2))
    with torch.no_grad():
        features = net.features(x)
        logits = net(x)
    assert features.shape == (2, 1024, 7, 7)
    assert bool((features >= 0).all())
    torch.testing.assert_close(logits, features.mean((2, 3)) @ net.fc.weight.T + net.fc.bias)


def test_normalise_is_imagenets() -> None:
    grey = np.random.default_rng(3).integers(0, 256, (2, 1, 5, 7), np.uint8)
    expected = (np.repeat(grey, 3, 1) / 255 - np.reshape(IMAGENET_MEAN, (1, 3, 1, 1))) / np.reshape(IMAGENET_STD, (1, 3, 1, 1))
    np.testing.assert_allclose(normalise(torch.from_numpy(grey)).numpy(), expected, atol=1e-6)
