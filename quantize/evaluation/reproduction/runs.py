"""What is trained to reproduce the paper: every run with its recipe and its part of the data."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from pathlib import Path

from quantize.dataset.augment import NO_AUGMENTATION
from quantize.evaluation.reproduction.paper import Paper, PaperNetwork, PaperProtocol
from quantize.training.recipe import OtherNetwork, Recipe

FULL = "E"  # the arm of tables 2 and 3 with every step; folds and comparison networks are trained like it


class Part(str, Enum):
    """A part of the reproduction, which can be done by itself. The full pipeline belongs to each."""

    TABLE_2 = "table-2"  # with figures 2 and 6
    ABLATION = "ablation"  # table 3
    FOLDS = "folds"  # cross-validation, which the paper wishes for
    NETWORKS = "networks"  # figures 3 and 5
    SIZES = "sizes"  # figure 4, and the latency


@dataclass(frozen=True)
class Run:
    """One training."""

    arm: str  # A to E, or the name of a comparison network
    recipe: Recipe
    fold: int | None = None  # from 0; None: the paper's 70/30
    pretrained: Path | None = None  # weights that a comparison network begins with

    @property
    def name(self) -> str:
        """A file's name: "E-seed-2025", "E-fold-1"."""
        return f"{self.arm}-seed-{self.recipe.seed}" if self.fold is None else f"{self.arm}-fold-{self.fold + 1}"

    @property
    def is_ours(self) -> bool:
        """Whether its network is NMD-AssistNet, trained with the paper's split: its weights are worth keeping."""
        return self.recipe.network is None and self.fold is None


def ablation(base: Recipe) -> dict[str, Recipe]:
    """Table 3: each arm has what the one before it has, and one step more. base: the full pipeline."""
    c = replace(base, augmentation=NO_AUGMENTATION)
    b = replace(c, preprocessing=replace(base.preprocessing, clahe_clip=None))
    a = replace(c, preprocessing=replace(base.preprocessing, clahe_clip=None, median=None))
    d = replace(base, augmentation=replace(base.augmentation, mixup=0.0))
    return {"A": a, "B": b, "C": c, "D": d, FULL: base}


@dataclass(frozen=True)
class Pretrained:
    """A comparison network's own weights, of other images."""

    file: Path
    sha256: str


def planned_runs(
    paper: Paper, base: Recipe, seeds: int, fold_count: int, parts: Iterable[Part], pretrained: dict[str, Pretrained]
) -> list[Run]:
    """All trainings that the parts ask for, in an order in which the first ones already make a page.

    base: the full pipeline with the first seed, which also splits the data. pretrained: by the network's name in the paper.
    """
    wanted = set(parts)
    arms = {name: recipe for name, recipe in reversed(ablation(base).items()) if name == FULL or Part.ABLATION in wanted}
    if not wanted & {Part.TABLE_2, Part.ABLATION, Part.NETWORKS}:
        arms = {}
    networks = paper.networks if Part.NETWORKS in wanted else ()
    runs: list[Run] = []
    for number in range(seeds):
        seed, split = base.seed + number, base.split_seed
        runs += [Run(name, replace(recipe, seed=seed, split=split)) for name, recipe in arms.items()]
        if number == 0 and Part.FOLDS in wanted:
            runs += [Run(FULL, replace(base, split=split), fold) for fold in range(fold_count)]
        runs += [_network_run(one, replace(base, seed=seed, split=split), pretrained.get(one.name)) for one in networks]
    return runs


def _network_run(network: PaperNetwork, recipe: Recipe, pretrained: Pretrained | None) -> Run:
    other = OtherNetwork(network.timm, pretrained.sha256 if pretrained else None)
    return Run(network.name, replace(recipe, network=other), pretrained=pretrained.file if pretrained else None)


def departures(recipe: Recipe, protocol: PaperProtocol) -> list[str]:
    """How the full pipeline here differs from what the paper says, a sentence each."""
    here = {
        "epochs": recipe.epochs,
        "batch": recipe.batch,
        "learning_rate": recipe.learning_rate,
        "weight_decay": recipe.weight_decay,
        "mixup": recipe.augmentation.mixup,
        "jitter": recipe.augmentation.jitter,
        "flip": recipe.augmentation.flip,
        "size": recipe.preprocessing.size,
    }
    differing = [f"{_words(name)}: {value:g} here, {getattr(protocol, name):g} in the paper." for name, value in here.items()
                 if value != getattr(protocol, name)]  # fmt: skip
    return [*differing, *SILENT]


def _words(name: str) -> str:
    return name.replace("_", " ").capitalize()


# What the paper has otherwise, or does not say; none of it can be read off a recipe.
SILENT: Sequence[str] = (
    "The network is our reconstruction with the paper's number of parameters; its authors published no code.",
    "A validation part, 15 % of the training subjects, chooses the weights and the temperature; what the paper calls its "
    "validation set is our test part, on which nothing is chosen. The paper names the missing part its limitation.",
    "The split is stratified by muscle as well as by label.",
    "The paper does not give: contrast limit and tiles of CLAHE, the bounds of the crop, label smoothing, when averaging begins, "
    "the patience, or how far a region goes beyond the muscle; ours are in the recipe.",
    "Jitter of the saturation is left out: the images are grey.",
    "A label is the likelier class, as in the paper.",
)
