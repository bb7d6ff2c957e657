"""The comparison networks: without timm one sentence, with it two classes, and weights of another network refused."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest
import safetensors.torch
import torch

from edge_app.errors import ConfigError
from quantize.network.timm_networks import is_timm_installed, make_timm_network

with_timm = pytest.mark.skipif(not is_timm_installed(), reason="timm is not installed (`make peers` has it)")


@pytest.mark.skipif(importlib.util.find_spec("timm") is not None, reason="timm is installed")
def test_without_timm_the_sentence_says_what_to_do() -> None:
    with pytest.raises(ConfigError, match="ghostnet_100 is timm's, which is not installed; `make peers` makes an environment"):
        make_timm_network("ghostnet_100")


@with_timm
@pytest.mark.parametrize("ending", ["pth", "safetensors"])
def test_it_begins_with_given_weights_but_for_the_classifier(tmp_path: Path, ending: str) -> None:
    torch.manual_seed(0)
    given = make_timm_network("ghostnet_100")
    weights = {name: value.clone() for name, value in given.state_dict().items()}
    weights["classifier.weight"] = torch.zeros(1000, weights["classifier.weight"].shape[1])  # of other classes
    file = tmp_path / f"weights.{ending}"
    if ending == "pth":
        torch.save({"state_dict": weights}, file)
    else:
        safetensors.torch.save_file(weights, file)
    net = make_timm_network("ghostnet_100", file)
    assert torch.equal(net.state_dict()["conv_stem.weight"], weights["conv_stem.weight"])
    assert net(torch.zeros(2, 3, 64, 64)).shape == (2, 2)


@with_timm
def test_weights_of_another_network_are_refused(tmp_path: Path) -> None:
    torch.save({"layer.weight": torch.zeros(2, 2)}, tmp_path / "other.pth")
    with pytest.raises(ConfigError, match=r"other\.pth is not of the network ghostnet_100"):
        make_timm_network("ghostnet_100", tmp_path / "other.pth")
    (tmp_path / "text.pth").write_text("no weights")
    with pytest.raises(ConfigError, match=r"text\.pth cannot be read as weights"):
        make_timm_network("ghostnet_100", tmp_path / "text.pth")
