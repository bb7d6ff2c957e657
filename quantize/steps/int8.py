"""From a trained network to a bundle the appliance runs.

Training subjects calibrate the INT8 ranges and the heat scale; validation subjects fit the temperature; test subjects are only
reported on. All of it is fitted and measured on the INT8 graph in the appliance's own engine: that is what the user gets.
"""

from __future__ import annotations

import dataclasses
import platform
from dataclasses import dataclass
from datetime import datetime, timezone
from pathlib import Path

import numpy as np
import onnxruntime

from edge_app.bundle.loader import ONNX, BundleContent, GoldenVectors, Precision, Reference
from edge_app.bundle.manifest import LABELS, MUSCLE_ULTRASOUND, SCHEMA, FineHeatmap, Golden, Manifest, Tolerance, TrainingData
from edge_app.bundle.validated_device import ValidatedDevice
from edge_app.capture.simulated import MM_PER_PIXEL
from edge_app.device_profiles import SIMULATED_PROBE
from edge_app.engine.onnx_runtime import OrtEngine
from edge_app.engine.protocol import Engine
from edge_app.errors import ConfigError
from edge_app.imaging.heatmap import grad_cam
from edge_app.records import FloatMap, GreyImage
from quantize.class_list import ClassList
from quantize.dataset.batches import ImageSet, read_images
from quantize.dataset.split import Split, sample_balanced
from quantize.evaluation.gate import assess_graphs, raise_if_failed
from quantize.evaluation.held_out import HeldOut, choose_held_out, load_split
from quantize.evaluation.measured import measure_graph
from quantize.graphs.answers import engine_answers, trained_answers
from quantize.graphs.float_regions import count_float_regions
from quantize.graphs.onnx_export import load_checkpoint
from quantize.graphs.raw_maps import logits_and_maps
from quantize.network.model import NmdAssistNet
from quantize.packaging.golden import golden_vectors
from quantize.packaging.keys import SigningKey
from quantize.packaging.writer import write_bundle
from quantize.quantisation.apply_recipe import make_bundle_graphs
from quantize.quantisation.fine_part import FinePart, make_fine_part
from quantize.quantisation.ptq import run_unfused
from quantize.quantisation.qat import QatData, read_qat_data
from quantize.recipe import QuantRecipe
from quantize.reporting.bundle_summary import bundle_lines, fine_heatmap_line
from quantize.reporting.text import gate_lines
from quantize.statistics.calibration import HEAT_PERCENTILE, Decision, fit_heat_scale, shippable_decision
from quantize.statistics.quantisation_error import tolerance
from quantize.steps.inputs import HeldOutTest, Say, unsigned_notice
from quantize.training.memory import keep_freed_memory
from quantize.training.provenance import TrainingRecord, read_record

GOLDEN_EACH = 4  # golden images of each class
FP32_TOLERANCE = Tolerance(logits=1e-3, heat=1e-3)  # another processor's float kernels sum in another order
ADVICE = "Research use only. Assists, never diagnoses."
ABNORMAL = LABELS.index("abnormal")


def validated_on(simulated: bool) -> tuple[ValidatedDevice, ...]:
    """A bundle measured on simulated images is validated on the simulated probe, at its one setting; any other on no device."""
    probe = ValidatedDevice(
        SIMULATED_PROBE.device, SIMULATED_PROBE.preset, (MM_PER_PIXEL, MM_PER_PIXEL), SIMULATED_PROBE.mirrored
    )
    return (probe,) if simulated else ()


@dataclass(frozen=True)
class BundleOptions:
    """What a bundle is made by, besides network and images."""

    recipe: QuantRecipe
    name: str
    fine_heatmap: bool  # whether it gets the graph of the 14 x 14 heatmap, 9 MB
    state: Path | None = None  # where the training of a recipe is kept


def make_int8_bundle(test: HeldOutTest, out: Path, options: BundleOptions, key: SigningKey | None, say: Say) -> None:
    """Export, quantise, calibrate, measure, and write the bundle, when it passes the recipe's gate.

    Raises ConfigError when network and images do not belong together, GateError, ExportError.
    """
    material = read_material(test, options.recipe, options.state)
    manifest = make_bundle(material, options, out, test.threads, key, say)
    for line in bundle_lines(manifest, out):
        say(line)
    unsigned_notice(out, key, say)


@dataclass(frozen=True)
class Material:
    """What a bundle is made of."""

    record: TrainingRecord
    net: NmdAssistNet
    calibration: ImageSet  # of training subjects
    validation: ImageSet
    held_out: HeldOut
    test: ImageSet  # of the held-out subjects
    qat_data: QatData | None  # for a recipe that trains
    state: Path | None  # where that training is kept


def read_material(test: HeldOutTest, recipe: QuantRecipe, state: Path | None) -> Material:
    """Read network and images. Raises ConfigError when they do not belong together."""
    record, net = read_record(test.checkpoint), load_checkpoint(test.checkpoint)
    parts = load_split(test.dataset, record)
    held_out = choose_held_out(test.dataset, parts, record.data_sha256, test.test_set)
    seed, preprocessing, classes = record.recipe.seed, record.recipe.preprocessing, record.recipe.classes
    calibration = sample_balanced(parts.train, recipe.images, seed)
    return Material(
        record=record,
        net=net,
        calibration=read_images(test.dataset, calibration, preprocessing, "calibration images", classes),
        validation=read_images(test.dataset, parts.validation, preprocessing, "validation part", classes),
        held_out=held_out,
        test=read_images(held_out.folder, held_out.samples, preprocessing, "test subjects", classes),
        qat_data=_read_qat_data(net, test.dataset, parts, recipe, record),
        state=state,
    )


def _read_qat_data(net: NmdAssistNet, dataset: Path, parts: Split, recipe: QuantRecipe, record: TrainingRecord) -> QatData | None:
    if recipe.training is None:
        return None
    keep_freed_memory()
    own = record.recipe
    return read_qat_data(net, dataset, parts, recipe.training, own.preprocessing, own.seed, own.classes)


def make_bundle(m: Material, options: BundleOptions, out: Path, threads: int, key: SigningKey | None, say: Say) -> Manifest:
    """Make, measure and write the bundle, signed with `key`; returns its manifest (without the hashes).

    Raises GateError, and writes nothing, when a graph lost more than the recipe allows.
    """
    recipe, classes = options.recipe, m.record.recipe.classes
    if classes is not None and options.fine_heatmap:
        raise ConfigError("the 14 x 14 heatmap is of normal and abnormal only; leave out --fine-heatmap for other classes")
    weight, bias = m.net.fc.weight.detach().numpy(), m.net.fc.bias.detach().numpy()
    graphs = make_bundle_graphs(m.net, m.calibration.images, recipe, options.fine_heatmap, m.qat_data, m.state)
    for precision, graph in graphs.items():
        say(f"{precision.value}: {count_float_regions(graph)}")

    scheme = None if classes is None else classes.scheme()

    def answers(precision: Precision, images: GreyImage) -> Reference:
        return engine_answers(OrtEngine(graphs[precision], precision.value, threads), images, weight, scheme)

    each = classes is not None and classes.temperatures == "each"
    decision = shippable_decision(m.validation.truth, answers(Precision.INT8, m.validation.images).logits, scheme, each)
    abnormal = m.calibration.images[m.calibration.labels == ABNORMAL]
    heat_scale = fit_heat_scale(answers(Precision.INT8, abnormal).maps)
    tested = {precision: answers(precision, m.test.images) for precision in ONNX}
    trained = trained_answers(m.net, m.test.images, scheme)
    pass_gate(trained, tested, decision, m.held_out, recipe, say, classes)

    golden = golden_vectors(m.net, graphs[Precision.INT8], choose_golden(m.validation), scheme)
    fine: FinePart | None = None
    if options.fine_heatmap:
        called = m.test.images[decision.abnormal(trained.logits)]
        fine = make_fine_part(m.net, graphs, abnormal, golden.images, called, m.held_out.description, threads)
        golden = dataclasses.replace(golden, fine=fine.golden)
        say(fine_heatmap_line(fine.description, fine.graph))
    unfused = logits_and_maps(run_unfused(graphs[Precision.INT8], golden.images), weight, scheme)
    manifest = describe(
        m, recipe, options.name, decision, heat_scale, golden, unfused, tested, fine.description if fine else None
    )
    if classes is not None:
        engine = OrtEngine(graphs[Precision.INT8], Precision.INT8.value, threads)
        scales = class_heat_scales(engine, m.calibration, classes, weight, heat_scale)
        temperatures = decision.scheme.temperatures if each and decision.scheme else None
        manifest = dataclasses.replace(manifest, labels=classes.labels, classes=classes.description(temperatures, scales))
    write_bundle(out, BundleContent(manifest, graphs, weight, bias, golden, fine.graph if fine else None), key)
    return manifest


def class_heat_scales(
    engine: Engine, calibration: ImageSet, classes: ClassList, weight: FloatMap, instead: float
) -> tuple[float, ...]:
    """The raw map value of each class shown as full heat, from its own training images; `instead` where their maps are empty."""
    assert calibration.classes is not None
    rows = classes.scheme().class_rows(weight)
    peaks: list[list[float]] = [[] for _ in classes.labels]
    for image, index in zip(calibration.images, calibration.classes.tolist(), strict=True):
        peaks[index].append(float(grad_cam(engine.run(image).features, rows[index]).max()))
    scales = [float(np.percentile(found, HEAT_PERCENTILE)) if found else 0.0 for found in peaks]
    return tuple(scale if scale > 0 else instead for scale in scales)


def pass_gate(
    trained: Reference,
    tested: dict[Precision, Reference],
    decision: Decision,
    held_out: HeldOut,
    recipe: QuantRecipe,
    say: Say,
    classes: ClassList | None = None,
) -> None:
    """Say every graph's criteria. Raises GateError when one of them fails."""
    graphs = {precision.value: answers for precision, answers in tested.items()}
    results = assess_graphs(trained, graphs, decision, held_out.samples, recipe.gate, classes)
    for name, criteria in results.items():
        for line in gate_lines(name, criteria):
            say(line)
    raise_if_failed(results)


def training_description(record: TrainingRecord) -> str:
    """What the weights were trained on, in words."""
    images = "simulated B-mode images of phantoms" if record.simulated else "images of the data set with this hash"
    frames = record.unlabelled_frames
    return f"{images}; {frames} unlabelled real frames, for consistency" if frames else images


def choose_golden(images: ImageSet) -> GreyImage:
    """The first few images of each class, (N, S, S)."""
    chosen = [np.flatnonzero(images.truth == label)[:GOLDEN_EACH] for label in range(images.truth.max() + 1)]
    return images.images[np.concatenate(chosen)]


def describe(
    m: Material,
    recipe: QuantRecipe,
    name: str,
    decision: Decision,
    heat_scale: float,
    golden: GoldenVectors,
    unfused: Reference,
    tested: dict[Precision, Reference],
    fine: FineHeatmap | None,
) -> Manifest:
    """The manifest, without the hashes. unfused: INT8's answers to the golden images on kernels in float."""
    record, size = m.record, m.record.recipe.preprocessing.size
    return Manifest(
        schema=SCHEMA,
        kind=MUSCLE_ULTRASOUND,
        name=name,
        created=datetime.now(timezone.utc).isoformat(timespec="seconds"),
        intended_use=f"{ADVICE} {record.notice}",
        files={},
        input_shape=(1, 1, size, size),
        labels=LABELS,
        preprocessing=record.recipe.preprocessing,
        temperature=decision.temperature,
        decision_threshold=decision.threshold,
        heat_scale=heat_scale,
        parameters=sum(p.numel() for p in m.net.parameters() if p.requires_grad),
        recipe=f"{recipe.summary}; calibrated on {len(m.calibration.labels)} training images",
        training_data=TrainingData(
            description=training_description(record),
            simulated=record.simulated,
            images=record.train_images,
            subjects=record.train_subjects,
            sha256=record.data_sha256,
        ),
        measured=measure_graph(
            tested[Precision.FP32],
            tested[Precision.INT8],
            decision,
            m.held_out,
            f"ONNX Runtime {onnxruntime.__version__} {Precision.INT8.value}",
            record.recipe.classes,
        ),
        validated=validated_on(record.simulated),
        golden=Golden(
            fp32=FP32_TOLERANCE,
            int8=tolerance(golden.int8, unfused, heat_scale),
            reference_engine=f"ONNX Runtime {onnxruntime.__version__} on {platform.machine()}",
        ),
        fine=fine,
    )
