"""`python -m quantize abstention`: how often a bundle gives no label, and why."""

from __future__ import annotations

from pathlib import Path

import click

from edge_app.cli.group import Command
from quantize.cli.options import FOLDER, bundle_argument, out_file_option
from quantize.steps.abstention import measure_abstention


@click.command(
    "abstention",
    cls=Command,
    examples=("python -m quantize abstention bundle test_set recordings --out abstention.json --images 4",),
)
@bundle_argument
@click.argument("datasets", metavar="DATASET...", type=FOLDER, nargs=-1, required=True)
@out_file_option("JSON file for the counts; `card` reads it.")
@click.option("--images", default=600, show_default=True, type=click.IntRange(1), help="Of each DATASET, at most.")
@click.option("--views", is_flag=True, help="Ask about several views of each image, as of a frozen one: takes six times as long.")
def command(bundle: Path, datasets: tuple[Path, ...], out: Path, images: int, views: bool) -> None:
    """Count what becomes of the images of each DATASET: rejected by the guard of BUNDLE, and why; indeterminate; given a label.

    The INT8 graph and the appliance's own path. DATASET is a data set, or a folder of images and recordings without labels, which
    are taken for real ones and judged in the regions that the kiosk offers.
    """
    names = " ".join(folder.name for folder in datasets)
    typed = f"python -m quantize abstention {bundle.name} {names} --out {out.name} --images {images}{' --views' if views else ''}"
    measure_abstention(bundle, datasets, out, images, views, typed, click.echo)
