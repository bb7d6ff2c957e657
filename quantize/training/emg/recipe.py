"""How a network for needle EMG is trained.

NMD-AssistNet's body, which a device can run, is trained in one go. Inception-v4 is the paper's (Nam et al. 2019), fine-tuned in
its two stages: first the last layer alone, then all layers. The paper gives 200,000 steps and no rates, sizes or augmentation;
those here are ours.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from torch import nn

from edge_app.emg.waveform import WAVEFORMS
from quantize.network.model import NmdAssistNet
from quantize.network.timm_networks import make_timm_network


class EmgNetwork(str, Enum):
    """What can be trained."""

    NMD_ASSISTNET = "nmd-assistnet"
    INCEPTION_V4 = "inception_v4"  # as timm calls it


@dataclass(frozen=True)
class Stage:
    """Some epochs at one rate."""

    name: str
    epochs: int
    learning_rate: float  # of Adam
    only_classifier: bool  # the last layer alone; the body keeps its weights and the batch norms their means


@dataclass(frozen=True)
class EmgRecipe:
    """All that a training depends on, but for its data."""

    network: EmgNetwork
    stages: tuple[Stage, ...]
    batch: int = 32
    weight_decay: float = 1e-5
    seed: int = 2025

    @property
    def epochs(self) -> int:
        """Of all stages."""
        return sum(stage.epochs for stage in self.stages)

    def stage_of(self, epoch: int) -> tuple[int, Stage]:
        """The stage that an epoch, from 0, belongs to, and its number."""
        for number, stage in enumerate(self.stages):
            if epoch < stage.epochs:
                return number, stage
            epoch -= stage.epochs
        raise ValueError("the training is over")


def recipe_of(network: EmgNetwork, epochs: int) -> EmgRecipe:
    """Of so many epochs; Inception-v4's first stage has a fifth of them, one at least, and another one is added to make two."""
    if network is EmgNetwork.NMD_ASSISTNET:
        return EmgRecipe(network, (Stage("all layers", epochs, 1e-3, False),))
    first = max(epochs // 5, 1)
    stages = Stage("the last layer", first, 1e-3, True), Stage("all layers", max(epochs - first, 1), 1e-4, False)
    return EmgRecipe(network, stages)


def make_network(network: EmgNetwork, pretrained: Path | None = None) -> nn.Module:
    """A network with an output for each class: (N, 3, 224, 224) float32 -> (N, 3) logits in the order of WAVEFORMS.

    pretrained: a file of weights for Inception-v4's body, from ImageNet for the paper's fine-tuning; None: random. Raises
    ConfigError where timm is missing or the file is of another network.
    """
    if network is EmgNetwork.NMD_ASSISTNET:
        return NmdAssistNet(len(WAVEFORMS))
    return make_timm_network(network.value, pretrained, classes=len(WAVEFORMS))


def classifier_of(net: nn.Module) -> nn.Module:
    """The last layer."""
    return net.fc if isinstance(net, NmdAssistNet) else net.get_classifier()  # type: ignore[operator]
