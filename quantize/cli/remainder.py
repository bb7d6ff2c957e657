"""`python -m quantize remainder`: what a bundle's FP32 graph lacks of the checkpoint it was made from."""

from __future__ import annotations

from pathlib import Path

import click

from quantize.packaging.writer import read_bundle
from quantize.training.remainder import write_remainder


@click.command()
@click.argument("checkpoint", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.argument("bundle", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), required=True, help="File to write (.safetensors).")
def remainder(checkpoint: Path, bundle: Path, out: Path) -> None:
    """Write what the FP32 graph of BUNDLE lacks of the CHECKPOINT it was made from.

    It is a twentieth of the checkpoint: keep it with the bundle, and `restore` gives the checkpoint back to the last bit.
    """
    size = write_remainder(out, checkpoint, read_bundle(bundle))
    click.echo(f"{out}: {size / 1e6:.2f} MB for a checkpoint of {checkpoint.stat().st_size / 1e6:.2f} MB")
