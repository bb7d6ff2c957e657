"""`python -m quantize card`: the pages that say what a bundle is, each figure from a file."""

from __future__ import annotations

from pathlib import Path

import click

from edge_app.cli.group import Command
from quantize.cli.options import FOLDER, bundle_argument, out_folder_option
from quantize.reporting.card.page import PAGES, write_pages
from quantize.reporting.card.sources import read_sources


@click.command(
    "card",
    cls=Command,
    examples=("python -m quantize card bundle --figures evaluation --out pages",),
)
@bundle_argument
@click.option("--figures", type=FOLDER, required=True, help="Folder of the measured files: metrics.json, abstention.json, ...")
@out_folder_option("Folder for the pages.")
def command(bundle: Path, figures: Path, out: Path) -> None:
    """Write model card, data sheet and appraisal of BUNDLE from its manifest and from what was measured of it.

    --figures holds what `evaluate`, `train`, `robustness`, `abstention`, `validate` and `release` wrote (metrics.json,
    training.json, robustness*.json, abstention.json, validation*.json, gate.json), and recorded.json for figures of which there
    is no other file. What is missing is said to be not measured; a file of another bundle is refused.
    """
    write_pages(read_sources(bundle, figures), out)
    for name in PAGES:
        click.echo(f"{out / name}")
