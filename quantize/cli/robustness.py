"""`python -m quantize robustness`: what a bundle's graphs answer to images that were changed in a way that means nothing."""

from __future__ import annotations

from pathlib import Path

import click

from edge_app.cli.group import Command
from quantize.cli.options import bundle_argument, dataset_argument, out_folder_option
from quantize.evaluation.robustness.gate import MIN_IMAGES
from quantize.steps.robustness import measure_robustness


@click.command(
    "robustness",
    cls=Command,
    examples=(
        "python -m quantize robustness bundle test_set --out robustness",
        "python -m quantize robustness bundle recordings --out robustness --views  # images without a label, as frozen",
    ),
)
@bundle_argument
@dataset_argument
@out_folder_option("Folder for tables, figure and finished cells; a stopped run goes on in it.")
@click.option(
    "--images",
    default=MIN_IMAGES,
    show_default=True,
    type=click.IntRange(1),
    help="Images to perturb, at most; the gate needs the default.",
)
@click.option("--views", is_flag=True, help="Ask about several views of each image, as of a frozen one: takes six times as long.")
@click.option("--workers", default=2, show_default=True, type=click.IntRange(1), help="Processes.")
def command(bundle: Path, dataset: Path, out: Path, images: int, views: bool, workers: int) -> None:
    """Perturb images in 22 ways at five severities, and compare what FP32 and every INT8 graph of BUNDLE answer.

    The answers are the appliance's: guard, preprocessing, probability and indeterminate band are its own. DATASET is a data
    set, or a folder of images and recordings without labels, which are judged in the regions that the kiosk offers. Ctrl-C
    keeps the cells that are finished; the same command goes on. With 600 images or more the exit code is 1 when an INT8 graph
    does not pass the gate; `check --robustness` looks at the same file.
    """
    measure_robustness(bundle, dataset, out, images, views, workers, click.echo)
