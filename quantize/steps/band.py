"""Where a bundle gives no label, learnt on validation subjects."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import numpy as np

from edge_app.bundle.loader import Precision
from edge_app.engine.onnx_runtime import OrtEngine
from edge_app.errors import ConfigError
from quantize.evaluation.held_out import load_split
from quantize.evaluation.indeterminate import Target, choose_band, collect_band_answers, describe_band, flip_shares
from quantize.graphs.onnx_export import load_checkpoint
from quantize.packaging.keys import SigningKey
from quantize.packaging.writer import read_bundle, write_bundle
from quantize.steps.inputs import Say, TrainedNetwork, unsigned_notice
from quantize.training.provenance import read_record


def fit_band(bundle: Path, network: TrainedNetwork, target: Target, threads: int, key: SigningKey | None, say: Say) -> None:
    """Learn the band by the bundle's INT8 graph, on the validation subjects of its data set, and put it into the bundle.

    Raises ConfigError when the bundle was not made of the network, ExportError when no band reaches the target.
    """
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
    say(f"indeterminate from {band.low:.3f} to {band.high:.3f}: {described.target}")
    say(
        f"{described.images} images of {described.subjects} subjects ({described.part}): {described.coverage.value:.1%} get a "
        f"label, {described.selective_accuracy.value:.1%} of these are right"
    )
    before = dict(flip_shares(answers, threshold, None))
    for kind, share in flip_shares(answers, threshold, band):
        say(f"  flips, {kind.value}: {share:.1%}, without the band {before[kind]:.1%}")
    unsigned_notice(bundle, key, say)
