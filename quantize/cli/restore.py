"""`python -m quantize restore`: the checkpoint that a bundle was made from."""

from __future__ import annotations

from pathlib import Path

import click

from edge_app.cli.group import Command
from quantize.cli.options import NEW_FILE, bundle_argument, out_file_option
from quantize.packaging.writer import read_bundle
from quantize.training.provenance import read_record, write_checkpoint
from quantize.training.remainder import remainder_path, restore_weights


@click.command(
    "restore",
    cls=Command,
    examples=("python -m quantize restore bundle --remainder remainder.safetensors --out model.safetensors",),
)
@bundle_argument
@click.option(
    "--remainder",
    "remainder_file",
    type=NEW_FILE,
    help="File that `remainder` wrote. [default: for a shipped bundle, the one in the source tree]",
)
@out_file_option("Checkpoint to write (.safetensors).")
def command(bundle: Path, remainder_file: Path | None, out: Path) -> None:
    """Write the checkpoint that BUNDLE was made from, to train on or to measure.

    The weights are in the bundle's FP32 graph. What deployment folds away is in a small file, which `remainder` wrote. The
    checkpoint is the one that `train` wrote, to the last bit.
    """
    model = read_bundle(bundle)
    source = remainder_file or remainder_path(model)
    weights = restore_weights(model, source)
    write_checkpoint(out, weights, read_record(source))
    click.echo(f"{out}: the checkpoint of {model.id}")
