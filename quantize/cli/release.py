"""`python -m quantize release`: from weights and a data set to a bundle that passed the gate, in one go that can be stopped."""

from __future__ import annotations

from pathlib import Path

import click

from edge_app.bundle.loader import DEFAULT_BUNDLE
from edge_app.cli.group import Command
from edge_app.drift.reference import MIN_PATIENTS
from edge_app.errors import ConfigError
from edge_app.system.atomic_write import make_folder
from quantize.cli.options import (
    FILE,
    FOLDER,
    NEW_FILE,
    dataset_argument,
    out_folder_option,
    recipe_option,
    succeeds_option,
    test_set_option,
    threads_option,
)
from quantize.cli.passphrase import unlock
from quantize.evaluation.robustness.gate import MIN_IMAGES
from quantize.guard.sources import parse_sources
from quantize.packaging.writer import read_bundle
from quantize.recipe import DEFAULT_RECIPE
from quantize.steps.inputs import HeldOutTest
from quantize.steps.release import BUNDLE, ReleaseOptions, make_release, restore_checkpoint

LITERT_PYTHON = Path(".venv-litert/bin/python")  # `make litert` makes it


@click.command(
    "release",
    cls=Command,
    examples=(
        "python -m quantize release dataset --out release --checkpoint run/model.safetensors --test-set test_set --guard guard "
        "--no-litert --patients 120 --images 600 --key keys/maker.key",
    ),
)
@dataset_argument
@out_folder_option("Folder for the bundle, its robustness, the gate's verdict, its pages and every step; a stopped one goes on.")
@click.option(
    "--checkpoint", type=FILE, help="Weights that `train` wrote on DATASET. [default: those of the shipped bundle, restored]"
)
@test_set_option
@click.option("--name", default=DEFAULT_BUNDLE.name, show_default=True, help="Name of the bundle.")
@recipe_option(DEFAULT_RECIPE)
@click.option(
    "--source",
    "sources",
    multiple=True,
    metavar="NAME=ROLE:FOLDER",
    help="Pictures that the guard is fitted to, as for `fit-guard`. Repeat for each scanner.",
)
@click.option("--guard", type=FOLDER, help="A guard that `fit-guard` wrote, instead of fitting one.")
@click.option(
    "--litert",
    default=LITERT_PYTHON,
    show_default=True,
    type=NEW_FILE,
    help="Python of the environment that makes LiteRT graphs (`make litert`).",
)
@click.option("--no-litert", is_flag=True, help="Make a bundle without a LiteRT graph.")
@click.option(
    "--patients", default=120, show_default=True, type=click.IntRange(MIN_PATIENTS), help="Simulated, for the drift reference."
)
@click.option(
    "--images",
    default=MIN_IMAGES,
    show_default=True,
    type=click.IntRange(1),
    help="Images to perturb; the gate needs the default.",
)
@click.option("--workers", default=2, show_default=True, type=click.IntRange(1), help="Processes that judge perturbed images.")
@succeeds_option
@threads_option
@click.option("--key", "key_file", type=NEW_FILE, required=True, help="Private key to sign the bundle with.")
def command(
    dataset: Path,
    out: Path,
    checkpoint: Path | None,
    test_set: Path | None,
    name: str,
    recipe_name: str,
    sources: tuple[str, ...],
    guard: Path | None,
    litert: Path,
    no_litert: bool,
    patients: int,
    images: int,
    workers: int,
    succeeds: Path | None,
    threads: int,
    key_file: Path,
) -> None:
    """Make all that a bundle holds again from weights and the DATASET they were trained on, and hold it to the gate.

    INT8 graphs with calibration, fine heatmap and golden vectors; LiteRT graph; guard; indeterminate band; drift reference;
    signature; robustness of 600 images; `check`, which also compares with the bundle whose place it takes (--succeeds, or the
    shipped one if the name is its name); model card and data sheet. Ctrl-C keeps every finished step, and the same command goes
    on; what depends on something that changed since is made again. The exit code is 1 when a gate does not let the bundle pass.
    """
    if bool(sources) == (guard is not None):
        raise ConfigError("a bundle needs a guard: name --source for each scanner to fit it to, or --guard, and not both")
    if not no_litert and not litert.is_file():
        raise ConfigError(f"there is no {litert}, which makes the LiteRT graph: run `make litert`, or give --no-litert")
    if succeeds is None and name == DEFAULT_BUNDLE.name:
        succeeds = DEFAULT_BUNDLE
    key = unlock(key_file)  # asked for first: the rest takes hours
    make_folder(out)
    if checkpoint is None:
        checkpoint = out / "checkpoint.safetensors"
        restore_checkpoint(read_bundle(DEFAULT_BUNDLE), checkpoint)
    options = ReleaseOptions(
        test=HeldOutTest(checkpoint, dataset, test_set, threads),
        name=name,
        recipe=recipe_name,
        sources=tuple(parse_sources(sources)),
        guard=guard,
        litert=None if no_litert else litert.absolute(),  # not resolved: a virtual environment's Python is a link
        patients=patients,
        images=images,
        workers=workers,
        succeeds=succeeds,
    )
    make_release(options, out, key, click.echo)
    click.echo(f"{out / BUNDLE} passed the gate and is signed")
