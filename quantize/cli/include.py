"""`python -m quantize include`: put a LiteRT graph into a bundle, with golden answers and its own figures."""

from __future__ import annotations

import dataclasses
import platform
from importlib.metadata import version
from pathlib import Path

import click
import numpy as np

from edge_app.bundle.loader import GoldenVectors, ModelBundle, Precision, Reference
from edge_app.bundle.manifest import LiteRt, Manifest, Measured
from edge_app.engine.litert import LiteRtEngine
from edge_app.engine.onnx_runtime import OrtEngine
from edge_app.errors import ExportError
from quantize.cli.int8 import pass_gate
from quantize.cli.sign import unlock
from quantize.dataset.batches import ImageSet, read_images
from quantize.evaluation.held_out import HeldOut, choose_held_out, load_split, test_set_option
from quantize.evaluation.measured import summarise
from quantize.evaluation.predictions import read, read_trained
from quantize.graphs.onnx_export import load_checkpoint
from quantize.litert import recipe as litert_recipe
from quantize.litert.float_regions import count_litert
from quantize.packaging.writer import read_bundle, read_out, write_bundle
from quantize.recipe import DEFAULT_RECIPE, load_recipe
from quantize.statistics import metrics
from quantize.statistics.calibration import Decision, margins
from quantize.statistics.quantisation_error import compare, signal_to_noise, tolerance
from quantize.training.provenance import read_record

MIN_SIGNAL = 6.0  # dB of the logits; below it the graph is of another network, or broken


def describe(
    bundle: ModelBundle, graph: bytes, ours: Reference, images: ImageSet, untouched: HeldOut, threads: int, recipe: str
) -> tuple[Manifest, GoldenVectors]:
    """The bundle's manifest and golden vectors, with a LiteRT graph's part added.

    images, untouched: those reported on; ours: the graph's answers to it; recipe: in words. Raises ExportError when
    the graph is none of this network.
    """
    engine = LiteRtEngine(graph, "int8", threads)
    plain = LiteRtEngine(graph, "int8", threads=1, xnnpack=False)
    golden, manifest = bundle.golden, bundle.manifest
    answers = read_out(map(engine.run, golden.images), bundle.weight)
    signal = signal_to_noise(margins(golden.fp32.logits), margins(answers.logits))
    if signal < MIN_SIGNAL:
        raise ExportError(f"the graph's logits are {signal:.1f} dB near those of {bundle.id}; make it of the same checkpoint")
    decision = Decision(manifest.temperature, manifest.decision_threshold)
    fp32_engine = OrtEngine(bundle.graphs[Precision.FP32], Precision.FP32.value, threads)
    fp32 = read_out(map(fp32_engine.run, images.images), bundle.weight)
    subjects = np.array([sample.subject for sample in untouched.samples])
    found = metrics.measure(images.labels, decision.probabilities(ours.logits), subjects, decision.threshold)
    runtime = f"LiteRT {version('ai-edge-litert')}"
    measured = Measured(
        part=untouched.words,
        data_sha256=untouched.sha256,
        engine=f"{runtime} int8",
        images=found.images,
        subjects=found.subjects,
        metrics=summarise(found),
        fidelity=compare(fp32, ours, decision),
    )
    told = LiteRt(
        recipe=recipe,
        reference_engine=f"{runtime} with XNNPACK on {platform.machine()}",
        tolerance=tolerance(answers, read_out(map(plain.run, golden.images), bundle.weight), manifest.heat_scale),
        measured=measured,
    )
    return dataclasses.replace(manifest, litert=told), dataclasses.replace(golden, int8_litert=answers)


@click.command()
@click.argument("graph", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.argument("bundle", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.argument("checkpoint", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.argument("dataset", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option(
    "--recipe", "name", default=litert_recipe.DEFAULT, show_default=True, help="The LiteRT recipe that GRAPH was made by."
)
@test_set_option
@click.option("--threads", default=2, show_default=True, type=click.IntRange(1), help="CPU threads of the engines.")
@click.option("--key", "key_file", type=click.Path(dir_okay=False, path_type=Path), help="Private key to sign the bundle with.")
def include(
    graph: Path,
    bundle: Path,
    checkpoint: Path,
    dataset: Path,
    name: str,
    test_set: Path | None,
    threads: int,
    key_file: Path | None,
) -> None:
    """Put GRAPH, which `litert` wrote, into BUNDLE beside the ONNX graphs, when it passes the gate.

    CHECKPOINT and DATASET are those that both were made of: the graph is measured on untouched test subjects. BUNDLE
    changes, so it has to be signed anew.
    """
    recipe = litert_recipe.load_recipe(name).summary
    key = unlock(key_file) if key_file else None
    model = read_bundle(bundle)
    record = read_record(checkpoint)
    untouched = choose_held_out(dataset, load_split(dataset, record), record.data_sha256, test_set)
    images = read_images(untouched.folder, untouched.samples, record.recipe.preprocessing, "test subjects")
    try:
        data = graph.read_bytes()
    except OSError as exc:
        raise ExportError(f"{graph} cannot be read ({exc.strerror}); check the permissions") from exc
    ours = read(LiteRtEngine(data, "int8", threads), images.images, model)
    manifest, golden = describe(model, data, ours, images, untouched, threads, recipe)
    decision = Decision(manifest.temperature, manifest.decision_threshold)
    trained = read_trained(load_checkpoint(checkpoint), images.images)
    pass_gate(trained, {Precision.INT8_LITERT: ours}, decision, untouched.samples, load_recipe(DEFAULT_RECIPE))
    write_bundle(
        bundle, manifest, {**model.graphs, Precision.INT8_LITERT: data}, model.weight, model.bias, golden, key, model.fine
    )
    assert manifest.litert is not None
    measured = manifest.litert.measured
    accuracy, auc, fidelity = measured.metrics.accuracy, measured.metrics.auc, measured.fidelity
    click.echo(f"{Precision.INT8_LITERT.value}: {count_litert(data)}")
    click.echo(f"{bundle / Precision.INT8_LITERT.file}: {len(data) / 1e6:.2f} MB, {measured.engine}, {measured.part}")
    click.echo(
        f"accuracy {accuracy.value:.3f} ({accuracy.low:.3f}-{accuracy.high:.3f}), "
        f"AUC {auc.value:.3f} ({auc.low:.3f}-{auc.high:.3f}), "
        f"against FP32: same answer on {fidelity.agreement:.2%}, logits {fidelity.logits_sqnr_db:.1f} dB, "
        f"heatmap cosine {fidelity.map_cosine:.4f} (median)"
    )
    if key is None:
        click.echo(f"Not signed: no appliance loads it before `python -m quantize sign {bundle} --key KEY`.")
