"""`python -m quantize fit-band`: where a bundle gives no label, learnt on validation subjects."""

from __future__ import annotations

from pathlib import Path

import click

from edge_app.cli.group import Command
from quantize.cli.options import bundle_argument, key_option, threads_option, trained_network
from quantize.cli.passphrase import unlock
from quantize.evaluation.indeterminate import Target
from quantize.steps.band import fit_band
from quantize.steps.inputs import TrainedNetwork


@click.command(
    "fit-band",
    cls=Command,
    examples=("python -m quantize fit-band bundle run/model.safetensors dataset --key keys/maker.key",),
)
@bundle_argument
@trained_network
@click.option(
    "--accuracy",
    default=Target.accuracy,
    show_default=True,
    type=click.FloatRange(0.5, 1.0),
    help="Least accuracy of the labels.",
)
@click.option(
    "--flips",
    default=Target.flips,
    show_default=True,
    type=click.FloatRange(0.0, 1.0),
    help="Most flips under any kind of change.",
)
@threads_option
@key_option
def command(bundle: Path, network: TrainedNetwork, accuracy: float, flips: float, threads: int, key_file: Path | None) -> None:
    """Learn the band around the threshold in which BUNDLE calls an image indeterminate, and put it into the bundle.

    It is the narrowest outside which enough labels are right, and hardly any turns into its opposite when the image is made
    darker or brighter, mirrored, shifted, compressed or blurred: on the validation subjects of DATASET, by the INT8 graph.
    CHECKPOINT and DATASET are those BUNDLE was made of. BUNDLE changes, so it has to be signed again.
    """
    key = unlock(key_file) if key_file else None
    fit_band(bundle, network, Target(accuracy, flips), threads, key, click.echo)
