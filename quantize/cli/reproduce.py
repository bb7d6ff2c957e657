"""`python -m quantize reproduce`: the paper's tables and figures again, on a data set, in one command that can be stopped."""

from __future__ import annotations

from pathlib import Path

import click
import cv2
import torch

from edge_app.cli.group import Command
from edge_app.errors import ConfigError
from quantize.cli.options import dataset_argument, out_folder_option, torch_threads_option
from quantize.evaluation.reproduction.runs import Part
from quantize.reporting.reproduction.page import PAGE, headline
from quantize.reporting.reproduction.page import standing as standing_of
from quantize.steps.reproduction import Reproduction, ReproductionOptions
from quantize.training.memory import keep_freed_memory
from quantize.training.recipe import Recipe


@click.command(
    "reproduce",
    cls=Command,
    examples=(
        "python -m quantize reproduce dataset --out reproduction --only table-2 --only folds --seeds 1 --folds 2 --epochs 12",
        "python -m quantize reproduce dataset --out reproduction --only table-2 --only folds --seeds 1 --folds 2 --epochs 12 "
        "--minutes 10  # goes on",
        "python -m quantize reproduce dataset --out ablation --only ablation --only sizes --seeds 1 --epochs 12",
    ),
)
@dataset_argument
@out_folder_option("Folder for the page and every training; a stopped run goes on in it.")
@click.option(
    "--only",
    multiple=True,
    type=click.Choice([part.value for part in Part]),
    help="A part to do; may be repeated. [default: all, the networks on a GPU only]",
)
@click.option("--seeds", default=5, show_default=True, type=click.IntRange(1), help="Trainings of each kind.")
@click.option("--folds", default=5, show_default=True, type=click.IntRange(2), help="Of the cross-validation, with one seed.")
@click.option("--epochs", default=Recipe.epochs, show_default=True, type=click.IntRange(1), help="Of each training, at most.")
@click.option("--batch", default=Recipe.batch, show_default=True, type=click.IntRange(2), help="Images per step.")
@click.option("--seed", default=Recipe.seed, show_default=True, help="The first; it also splits the data.")
@click.option(
    "--pretrained",
    multiple=True,
    metavar="NAME=FILE",
    help="Weights that a comparison network begins with, e.g. ViT=vit.safetensors; may be repeated. [default: random ones]",
)
@click.option("--minutes", type=click.FloatRange(0), help="Stop after the epoch in which they are up; 0 writes the page only.")
@torch_threads_option
def command(
    dataset: Path,
    out: Path,
    only: tuple[str, ...],
    seeds: int,
    folds: int,
    epochs: int,
    batch: int,
    seed: int,
    pretrained: tuple[str, ...],
    minutes: float | None,
    threads: int | None,
) -> None:
    """Train what the paper trained on DATASET, and set its tables and figures beside ours on one page.

    Table 2 with its counts, ROC, precision-recall and calibration; the ablation A to E; cross-validation by subject; CSPNet,
    EfficientNet, GhostNet, HRNet and ViT under the same protocol (with timm: `make peers`); Grad-CAM of both classes. It also
    points out where the paper contradicts itself. Every training has a folder of its own and is saved after each epoch: Ctrl-C or
    --minutes stop it, and the same command goes on. More seeds may be asked for later; what is finished is kept.
    """
    cv2.setNumThreads(1)  # the images are made beside the network's threads
    if threads is not None:
        torch.set_num_threads(threads)
    keep_freed_memory()
    options = ReproductionOptions(
        recipe=Recipe(seed=seed, epochs=epochs, swa_start=epochs * 3 // 4, batch=batch),
        seeds=seeds,
        folds=folds,
        asked=tuple(map(Part, only)),
        pretrained=parse_pretrained(pretrained),
        minutes=minutes,
    )
    report = Reproduction(dataset, out, options, click.echo).go()
    contradicting = sum(not check.agrees for check in report.checks)
    click.echo(f"{headline(report)}.")
    click.echo(f"{standing_of(report)} The paper contradicts itself in {contradicting} of {len(report.checks)} figures.")
    for note in report.notes:
        click.echo(note)
    click.echo(f"{out / PAGE} is the page to read")


def parse_pretrained(given: tuple[str, ...]) -> dict[str, Path]:
    """NAME=FILE of each. Raises ConfigError."""
    found: dict[str, Path] = {}
    for text in given:
        name, _, file = text.partition("=")
        if not name or not Path(file).is_file():
            raise ConfigError(f"--pretrained {text} is not NAME=FILE with a file that is there; give e.g. ViT=vit.safetensors")
        if name in found:
            raise ConfigError(f"--pretrained names {name} twice; give each network's weights once")
        found[name] = Path(file)
    return found
