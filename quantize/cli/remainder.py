"""`python -m quantize remainder`: what a bundle's FP32 graph lacks of the checkpoint it was made from."""

from __future__ import annotations

from pathlib import Path

import click

from edge_app.cli.group import Command
from quantize.cli.options import bundle_argument, checkpoint_argument, out_file_option
from quantize.packaging.writer import read_bundle
from quantize.training.remainder import write_remainder


@click.command(
    "remainder",
    cls=Command,
    examples=("python -m quantize remainder bundle run/model.safetensors --out remainder.safetensors",),
)
@bundle_argument
@checkpoint_argument
@out_file_option("File to write (.safetensors).")
def command(bundle: Path, checkpoint: Path, out: Path) -> None:
    """Write what the FP32 graph of BUNDLE lacks of the CHECKPOINT it was made from.

    It is a twentieth of the checkpoint: keep it with the bundle, and `restore` gives the checkpoint back to the last bit.
    """
    size = write_remainder(out, checkpoint, read_bundle(bundle))
    click.echo(f"{out}: {size / 1e6:.2f} MB for a checkpoint of {checkpoint.stat().st_size / 1e6:.2f} MB")
