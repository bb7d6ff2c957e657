"""`python -m quantize fit-band`: where a bundle gives no label, learnt on validation subjects."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import click
import numpy as np

from edge_app.bundle.loader import Precision
from edge_app.cli.group import Command
from edge_app.engine.onnx_runtime import OrtEngine
from edge_app.errors import ConfigError
from quantize.cli.options import TrainedNetwork, bundle_argument, key_option, threads_option, trained_network
from quantize.cli.passphrase import unlock, unsigned_notice
from quantize.evaluation.held_out import load_split
from quantize.evaluation.indeterminate import Target, choose_band, collect_band_answers, describe_band, flip_shares
from quantize.graphs.onnx_export import load_checkpoint
from quantize.packaging.writer import read_bundle, write_bundle
from quantize.training.provenance import read_record


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
    target = Target(accuracy, flips)
    key = unlock(key_file) if key_file else None
    model, record = read_bundle(bundle), read_record(network.checkpoint)
    if not np.array_equal(load_checkpoint(network.checkpoint).fc.weight.detach().numpy(), model.weight):
        raise ConfigError(f"{bundle} was not made of {network.checkpoint}; name the checkpoint it was made of")
    samples = load_split(network.dataset, record).validation
    engine = OrtEngine(model.graphs[Precision.INT8], Precision.INT8.value, threads)
    answers = collect_band_answers(network.dataset, samples, model, engine)
    threshold = model.manifest.decision_threshold
    band = choose_band(answers, threshold, target)
    described = describe_band(answers, band, threshold, target, samples, record.data_sha256)
    manifest = dataclasses.replace(model.manifest, indeterminate=described)
    write_bundle(bundle, dataclasses.replace(model, manifest=manifest), key)
    click.echo(f"indeterminate from {band.low:.3f} to {band.high:.3f}: {described.target}")
    click.echo(
        f"{described.images} images of {described.subjects} subjects ({described.part}): {described.coverage.value:.1%} get a "
        f"label, {described.selective_accuracy.value:.1%} of these are right"
    )
    before = dict(flip_shares(answers, threshold, None))
    for kind, share in flip_shares(answers, threshold, band):
        click.echo(f"  flips, {kind.value}: {share:.1%}, without the band {before[kind]:.1%}")
    if key is None:
        click.echo(unsigned_notice(bundle))
