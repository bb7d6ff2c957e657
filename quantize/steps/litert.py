"""A LiteRT graph put into a bundle, with golden answers and its own measurements."""

from __future__ import annotations

import dataclasses
import platform
from importlib.metadata import version
from pathlib import Path

from edge_app.bundle.loader import GoldenVectors, ModelBundle, Precision, Reference
from edge_app.bundle.manifest import LiteRt, Manifest
from edge_app.engine.litert import LiteRtEngine
from edge_app.engine.onnx_runtime import OrtEngine
from edge_app.errors import ExportError
from edge_app.records import GreyImage
from quantize.class_list import ClassList
from quantize.dataset.batches import read_images
from quantize.evaluation.gate import assess_graphs, raise_if_failed
from quantize.evaluation.held_out import HeldOut, choose_held_out, load_split
from quantize.evaluation.measured import measure_graph
from quantize.graphs.answers import engine_answers, trained_answers
from quantize.graphs.onnx_export import load_checkpoint
from quantize.graphs.raw_maps import logits_and_maps
from quantize.litert.float_regions import count_litert
from quantize.packaging.keys import SigningKey
from quantize.packaging.writer import read_bundle, write_bundle
from quantize.recipe import DEFAULT_RECIPE, load_recipe
from quantize.reporting.bundle_summary import measured_line
from quantize.reporting.text import gate_lines
from quantize.statistics.calibration import Decision, contrasts
from quantize.statistics.quantisation_error import signal_to_noise, tolerance
from quantize.steps.inputs import HeldOutTest, Say, unsigned_notice
from quantize.training.provenance import read_record

MIN_SIGNAL = 6.0  # dB of the logits; below it the graph is of another network, or broken


def include_litert(bundle: Path, graph: Path, test: HeldOutTest, recipe: str, key: SigningKey | None, say: Say) -> None:
    """Measure the graph on held-out test subjects and put it into the bundle beside the ONNX graphs, when it passes the gate.

    recipe: what it was made by, in words. Raises GateError, ConfigError, ExportError.
    """
    model = read_bundle(bundle)
    record = read_record(test.checkpoint)
    held_out = choose_held_out(test.dataset, load_split(test.dataset, record), record.data_sha256, test.test_set)
    images = read_images(held_out.folder, held_out.samples, record.recipe.preprocessing, "test subjects").images
    try:
        data = graph.read_bytes()
    except OSError as exc:
        raise ExportError(f"{graph} cannot be read ({exc.strerror}); check the permissions") from exc
    ours = engine_answers(LiteRtEngine(data, "int8", test.threads), images, model.weight, model.manifest.scheme)
    manifest, golden = describe_litert(model, data, ours, images, held_out, test.threads, recipe, record.recipe.classes)
    decision = Decision.of(manifest)
    trained = trained_answers(load_checkpoint(test.checkpoint), images, manifest.scheme)
    graphs = {Precision.INT8_LITERT.value: ours}
    limits = load_recipe(DEFAULT_RECIPE).gate
    results = assess_graphs(trained, graphs, decision, held_out.samples, limits, record.recipe.classes)
    for name, criteria in results.items():
        for line in gate_lines(name, criteria):
            say(line)
    raise_if_failed(results)
    graphs_of_all = {**model.graphs, Precision.INT8_LITERT: data}
    write_bundle(bundle, dataclasses.replace(model, manifest=manifest, graphs=graphs_of_all, golden=golden), key)
    assert manifest.litert is not None
    measured = manifest.litert.measured
    say(f"{Precision.INT8_LITERT.value}: {count_litert(data)}")
    say(f"{bundle / Precision.INT8_LITERT.file}: {len(data) / 1e6:.2f} MB, {measured.engine}, {measured.part}")
    say(measured_line(measured))
    unsigned_notice(bundle, key, say)


def describe_litert(
    bundle: ModelBundle,
    graph: bytes,
    ours: Reference,
    images: GreyImage,
    held_out: HeldOut,
    threads: int,
    recipe: str,
    classes: ClassList | None = None,
) -> tuple[Manifest, GoldenVectors]:
    """The bundle's manifest and golden vectors, with a LiteRT graph's part added.

    images (N, S, S), held_out: those reported on; ours: the graph's answers to them; recipe: in words. Raises ExportError
    when the graph is not of this network.
    """
    engine = LiteRtEngine(graph, "int8", threads)
    plain = LiteRtEngine(graph, "int8", threads=1, xnnpack=False)
    golden, manifest = bundle.golden, bundle.manifest
    scheme = manifest.scheme
    answers = logits_and_maps(map(engine.run, golden.images), bundle.weight, scheme)
    signal = signal_to_noise(*(contrasts(one.logits, scheme) for one in (golden.fp32, answers)))
    if signal < MIN_SIGNAL:
        raise ExportError(
            f"the graph's logits match those of {bundle.id} to only {signal:.1f} dB; make it of the same checkpoint"
        )
    fp32_engine = OrtEngine(bundle.graphs[Precision.FP32], Precision.FP32.value, threads)
    fp32 = logits_and_maps(map(fp32_engine.run, images), bundle.weight, scheme)
    runtime = f"LiteRT {version('ai-edge-litert')}"
    litert = LiteRt(
        recipe=recipe,
        reference_engine=f"{runtime} with XNNPACK on {platform.machine()}",
        tolerance=tolerance(answers, logits_and_maps(map(plain.run, golden.images), bundle.weight, scheme), manifest.heat_scale),
        measured=measure_graph(fp32, ours, Decision.of(manifest), held_out, f"{runtime} int8", classes),
    )
    return dataclasses.replace(manifest, litert=litert), dataclasses.replace(golden, int8_litert=answers)
