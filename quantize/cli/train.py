"""`python -m quantize train`: train NMD-AssistNet on a data set and keep the weights that do best on the validation part."""

from __future__ import annotations

import platform
import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import click
import cv2
import numpy as np
import torch
from tqdm import tqdm

from edge_app.bundle.manifest import LABELS
from edge_app.cli.group import Command
from edge_app.errors import ConfigError
from edge_app.imaging.preprocess import Preprocessing
from edge_app.system.atomic_write import make_folder
from quantize.class_list import ClassList, load_class_list
from quantize.cli.options import FILE, FOLDER, dataset_argument, gathered, out_folder_option, torch_threads_option
from quantize.dataset.augment import ScannerVariation
from quantize.dataset.batches import read_images, steps
from quantize.dataset.classes import class_indices
from quantize.dataset.manifest import Sample, data_hash, is_simulated, read_manifest
from quantize.dataset.split import Split, split
from quantize.dataset.unlabelled import UnlabelledSet, read_unlabelled
from quantize.reporting.plots import draw_curves
from quantize.training.loop import Training
from quantize.training.memory import keep_freed_memory
from quantize.training.provenance import (
    MODEL,
    TrainingRecord,
    Versions,
    notice_of,
    write_history,
    write_model,
)
from quantize.training.recipe import Consistency, Recipe
from quantize.training.start import Start

CHECKPOINT = "checkpoint.pt"  # everything needed to resume
HISTORY = "history.csv"
CURVES = "curves.png"


RATE, FINE_TUNING_RATE = Recipe.learning_rate, 2e-4  # of random weights, and of a training that begins with trained ones


@dataclass(frozen=True)
class Robustness:
    """What keeps answers from depending on what means nothing."""

    vary_settings: bool
    grey_range: tuple[int, int] | None
    unlabelled: tuple[Path, ...]
    pairs: int
    answers_weight: float
    maps_weight: float


def with_robustness(recipe: Recipe, r: Robustness, frames: UnlabelledSet | None) -> Recipe:
    """A recipe with what was asked for; frames: those of `unlabelled`."""
    if r.vary_settings:
        recipe = replace(recipe, augmentation=replace(recipe.augmentation, scanner=ScannerVariation()))
    if r.grey_range is not None:
        if r.grey_range[0] >= r.grey_range[1]:
            raise ConfigError(f"--grey-range {r.grey_range[0]} {r.grey_range[1]} is no range; give the darker level first")
        recipe = replace(recipe, preprocessing=replace(recipe.preprocessing, grey_range=r.grey_range))
    if frames is not None:
        recipe = replace(recipe, consistency=Consistency(frames.sha256, r.pairs, r.answers_weight, r.maps_weight))
    return recipe


robustness_options = gathered(
    "robustness",
    Robustness,
    click.option("--vary-settings", is_flag=True, help="Vary gain, TGC, dynamic range, grey map, depth and frequency."),
    click.option(
        "--grey-range",
        nargs=2,
        type=click.IntRange(0, 255),
        metavar="LOW HIGH",
        help="Bring each region's 5th and 95th percentile to these grey levels, on the device too.",
    ),
    click.option(
        "--unlabelled",
        multiple=True,
        type=FOLDER,
        help="Folder of real frames whose answers have to be consistent; may be repeated. Needs --start.",
    ),
    click.option("--pairs", default=8, show_default=True, type=click.IntRange(2), help="Images compared with themselves a step."),
    click.option(
        "--answers-weight",
        default=Consistency.answers_weight,
        show_default=True,
        type=click.FloatRange(0),
        help="Of their answers in the loss.",
    ),
    click.option(
        "--maps-weight",
        default=Consistency.maps_weight,
        show_default=True,
        type=click.FloatRange(0),
        help="Of their heatmaps in the loss.",
    ),
)


@click.command(
    "train",
    cls=Command,
    examples=(
        "python -m quantize train dataset --out run --epochs 2 --swa-start 1",
        "python -m quantize train dataset --out run --epochs 3 --swa-start 1 --resume  # one more epoch",
        "python -m quantize train dataset --out tuned --start run/model.safetensors --epochs 1 --vary-settings "
        "--unlabelled recordings",
        "python -m quantize train dataset --out grades --classes heckmatt --without clahe --epochs 1",
    ),
)
@dataset_argument
@out_folder_option("Folder for weights, record, history and curves.")
@click.option("--resume", is_flag=True, help="Resume from the checkpoint in the --out folder.")
@click.option("--start", "start_file", type=FILE, help="Begin with the weights of this checkpoint, and its split (fine-tuning).")
@click.option("--seed", default=Recipe.seed, show_default=True, help="Of the split, the weights and every random variation.")
@click.option("--epochs", default=Recipe.epochs, show_default=True, type=click.IntRange(1), help="At most.")
@click.option(
    "--swa-start", type=click.IntRange(0), help="Latest epoch from which weights are averaged. [default: 3/4 of the epochs]"
)
@click.option(
    "--patience",
    default=Recipe.patience,
    show_default=True,
    type=click.IntRange(1),
    help="Epochs without a better validation loss.",
)
@click.option("--batch", default=Recipe.batch, show_default=True, type=click.IntRange(2), help="Images per step.")
@click.option(
    "--learning-rate",
    type=click.FloatRange(0, min_open=True),
    help=f"Of the plain phase; that of the averaging phase is a fifth of it. [default: {RATE:g}, with --start "
    f"{FINE_TUNING_RATE:g}]",
)
@robustness_options
@click.option(
    "--classes",
    "class_list",
    metavar="NAME",
    help="List of the classes to tell apart: a name or a TOML file. [default: normal and abnormal]",
)
@click.option(
    "--without",
    multiple=True,
    type=click.Choice(["median", "clahe"]),
    help="Step of the preprocessing to leave out, on the device too; may be repeated.",
)
@torch_threads_option
def command(
    dataset: Path,
    out: Path,
    resume: bool,
    start_file: Path | None,
    seed: int,
    epochs: int,
    swa_start: int | None,
    patience: int,
    batch: int,
    learning_rate: float | None,
    robustness: Robustness,
    class_list: str | None,
    without: tuple[str, ...],
    threads: int | None,
) -> None:
    """Train NMD-AssistNet on DATASET (images/, masks/, manifest.csv).

    With --classes it tells other classes apart than normal and abnormal, such as Heckmatt's grades (heckmatt, or heckmatt_ordinal
    with a head for an order). A TOML file as those in quantize/class_lists names any others.
    """
    cv2.setNumThreads(1)  # the images are made beside the network's threads
    if threads is not None:
        torch.set_num_threads(threads)
    keep_freed_memory()
    checkpoint = out / CHECKPOINT
    if checkpoint.exists() and not resume:
        raise ConfigError(f"{checkpoint} is of an earlier run; resume it with --resume, or name another folder with --out")
    if robustness.unlabelled and start_file is None:
        raise ConfigError("--unlabelled compares answers, which random weights do not have; name trained weights with --start")
    classes = None if class_list is None else load_class_list(class_list)
    if robustness.unlabelled and classes is not None:
        raise ConfigError("--unlabelled compares answers of normal and abnormal; leave it or --classes out")
    if without and start_file is not None:
        raise ConfigError("--start keeps the preprocessing of its weights; leave it or --without out")
    start = None if start_file is None else Start.read(start_file)
    frames = read_unlabelled(robustness.unlabelled) if robustness.unlabelled else None
    rate = learning_rate or (RATE if start is None else FINE_TUNING_RATE)
    plain = Recipe(
        seed=seed,
        epochs=epochs,
        swa_start=swa_start if swa_start is not None else epochs * 3 // 4,
        patience=patience,
        batch=batch,
        learning_rate=rate,
        swa_learning_rate=rate / 5,
    )
    plain = replace(plain, classes=classes, preprocessing=without_steps(plain.preprocessing, without))
    recipe = with_robustness(plain if start is None else start.continued(plain), robustness, frames)
    make_folder(out)
    samples = read_manifest(dataset)
    parts = split(samples, recipe.split_seed)
    for name, part in (("training", parts.train), ("validation", parts.validation)):
        require_all_classes(part, None, f"the {name} part of {dataset}")
    require_all_classes(parts.train, classes, f"the training part of {dataset}")
    training = Training(
        recipe,
        read_images(dataset, parts.train, recipe.preprocessing, "training part", classes),
        read_images(dataset, parts.validation, recipe.preprocessing, "validation part", classes),
        data_hash(dataset, samples),
        torch.device("cuda" if torch.cuda.is_available() else "cpu"),
        None if start is None else start.weights,
        () if frames is None else frames.regions,
    )
    if resume and checkpoint.exists():
        training.load(checkpoint)
        click.echo(f"resuming after epoch {len(training.history) - 1}", err=True)
    run(training, out)
    finish(training, parts, None if start is None else start.record, frames, out)


def without_steps(p: Preprocessing, steps: Sequence[str]) -> Preprocessing:
    """The preprocessing without the steps that are named: ablations A and B of the paper's table 3 lack some."""
    return replace(p, median=None if "median" in steps else p.median, clahe_clip=None if "clahe" in steps else p.clahe_clip)


def require_all_classes(part: Sequence[Sample], classes: ClassList | None, where: str) -> None:
    """Raise ConfigError where a part lacks a label, or a class."""
    if classes is None:
        if len({s.label for s in part}) < len(LABELS):
            raise ConfigError(f"{where} lacks normal or abnormal images; add subjects of both")
        return
    found = {classes.labels[index] for index in class_indices(part, classes)}
    if missing := [label for label in classes.labels if label not in found]:
        raise ConfigError(f"{where} lacks {' and '.join(missing)} images; add subjects of every class")


def run(training: Training, out: Path) -> None:
    """Train to the end; checkpoint, history and curves are written after every epoch."""
    total = steps(len(training.train.labels), training.recipe.batch)
    with tqdm(total=training.recipe.epochs, initial=len(training.history), desc="epochs", unit="", disable=None) as epochs:
        while not training.finished:
            with tqdm(total=total, desc=f"epoch {len(training.history)}", unit="step", leave=False, disable=None) as bar:

                def progress(loss: float, bar: tqdm[None] = bar) -> None:
                    bar.set_postfix(loss=f"{loss:.3f}", refresh=False)
                    bar.update()

                row = training.advance(progress)
            training.save(out / CHECKPOINT)
            write_history(out / HISTORY, training.history)
            draw_curves(out / CURVES, training.history)
            epochs.update()
            epochs.write(
                f"epoch {row.epoch} {row.phase}: training loss {row.train_loss:.4f}, validation loss {row.validation_loss:.4f}, "
                f"accuracy {row.validation_accuracy:.3f}, AUC {row.validation_auc:.3f}",
                file=sys.stderr,
            )


def finish(training: Training, parts: Split, start: TrainingRecord | None, frames: UnlabelledSet | None, out: Path) -> None:
    """Choose by validation loss; write the weights and the record of how they came about."""
    candidates = training.candidates()
    chosen = min(candidates, key=lambda c: c.validation_loss)
    simulated = is_simulated(parts.train + parts.validation) and (start is None or start.simulated)
    record = TrainingRecord(
        notice="",
        simulated=simulated,
        data_sha256=training.data_hash,
        train_subjects=len({s.subject for s in parts.train}),
        train_images=len(parts.train),
        validation_subjects=len({s.subject for s in parts.validation}),
        validation_images=len(parts.validation),
        epochs=len(training.history),
        averaging_from=training.averaging_from,
        chosen=chosen.name,
        validation_loss={c.name: c.validation_loss for c in candidates},
        recipe=training.recipe,
        versions=Versions(platform.python_version(), torch.__version__, np.__version__, cv2.__version__, str(training.device)),
        start=start,
        unlabelled=None if frames is None else frames.sources,
    )
    record = replace(record, notice=notice_of(simulated, record.unlabelled_frames))
    write_model(out, chosen.weights, record)
    click.echo(f"{out / MODEL}: {chosen.name}, validation loss {chosen.validation_loss:.4f}. {record.notice}")
