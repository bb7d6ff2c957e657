"""The networks that the paper compares with, from timm, with two or more classes instead of ImageNet's thousand.

timm is not among the workstation's packages: it comes with `make peers`.
"""

from __future__ import annotations

import importlib.util
import pickle
from pathlib import Path
from typing import Any

import safetensors
import safetensors.torch
import torch
from torch import Tensor, nn

from edge_app.errors import ConfigError
from quantize.network.model import CLASSES
from quantize.network.torchvision_operators import prepare_torchvision

INSTALL = "`make peers` makes an environment that has it: run this with .venv-peers/bin/python"


def is_timm_installed() -> bool:
    """Whether the networks can be made here."""
    return importlib.util.find_spec("timm") is not None


def make_timm_network(name: str, pretrained: Path | None = None, classes: int = len(CLASSES)) -> nn.Module:
    """A network of timm: (N, 3, 224, 224) float32 -> (N, classes) logits. Its input is normalised as NMD-AssistNet's.

    pretrained: a file with its weights, .safetensors or what `torch.save` wrote; its classifier is left out, as that is of other
    classes. None: random weights. Raises ConfigError where timm is missing, or the file is not of this network.
    """
    if not is_timm_installed():
        raise ConfigError(f"the network {name} is timm's, which is not installed; {INSTALL}")
    prepare_torchvision()
    import timm

    net: nn.Module = timm.create_model(name, pretrained=False, num_classes=classes)
    if pretrained is not None:
        _load_body(net, name, pretrained)
    return net


def _load_body(net: nn.Module, name: str, file: Path) -> None:
    """Everything but the classifier."""
    weights, own = _read_weights(file), net.state_dict()
    cfg: dict[str, Any] = net.pretrained_cfg  # type: ignore[assignment]
    heads = (cfg["classifier"],) if isinstance(cfg["classifier"], str) else tuple(cfg["classifier"])
    expected = {key for key in own if not key.startswith(tuple(f"{head}." for head in heads))}
    unfit = sorted(key for key in expected if key not in weights or weights[key].shape != own[key].shape)
    if unfit:
        raise ConfigError(f"{file} is not of the network {name}: {unfit[0]} is missing or of another shape; give its own weights")
    net.load_state_dict({key: weights[key] for key in expected}, strict=False)


def _read_weights(file: Path) -> dict[str, Tensor]:
    try:
        if file.suffix == ".safetensors":
            weights: dict[str, Tensor] = safetensors.torch.load_file(file)
            return weights
        saved = torch.load(file, map_location="cpu", weights_only=True)
    except (OSError, RuntimeError, EOFError, ValueError, pickle.UnpicklingError, safetensors.SafetensorError) as exc:
        raise ConfigError(f"{file} cannot be read as weights; give a .safetensors file or what torch.save wrote") from exc
    inner = next((saved[key] for key in ("state_dict", "model") if isinstance(saved, dict) and key in saved), saved)
    if not isinstance(inner, dict) or not all(isinstance(value, Tensor) for value in inner.values()):
        raise ConfigError(f"{file} holds no weights by name; give a .safetensors file or what torch.save wrote of a state_dict")
    return inner
