"""`python -m quantize int8`: from a trained network to a bundle the appliance runs.

Training subjects calibrate the INT8 ranges and the heat scale; validation subjects fit the temperature; test
subjects are only reported on. All of it is fitted and measured on the INT8 graph in the appliance's own
engine: that is what the user gets.
"""

from __future__ import annotations

import dataclasses
import platform
from datetime import datetime, timezone
from pathlib import Path

import click
import numpy as np
import onnxruntime

from edge_app.bundle.loader import ONNX, Precision, Reference
from edge_app.bundle.manifest import LABELS, SCHEMA, Golden, Manifest, Tolerance, TrainingData
from edge_app.errors import ConfigError
from edge_app.records import GreyImage
from quantize.cli.check import gate_lines
from quantize.cli.sign import unlock
from quantize.dataset.batches import ImageSet, read_images
from quantize.dataset.manifest import Sample
from quantize.dataset.split import Split
from quantize.evaluation.comparison import compare_all
from quantize.evaluation.gate import assess, raise_if_failed
from quantize.evaluation.held_out import choose_held_out, load_split, test_set_option
from quantize.evaluation.measured import Graphs, measure_graph, report
from quantize.evaluation.predictions import read_trained
from quantize.graphs.fine_heatmap import with_early
from quantize.graphs.float_regions import count_float_regions
from quantize.graphs.onnx_export import check_graph, load_checkpoint, to_onnx
from quantize.network.deploy import deploy
from quantize.network.model import NmdAssistNet
from quantize.packaging.keys import SigningKey
from quantize.packaging.writer import golden_vectors, read_out, write_bundle
from quantize.quantisation.fine_part import make_fine_part, report_fine
from quantize.quantisation.gptq import export_rounded
from quantize.quantisation.ptq import quantise, run_unfused
from quantize.quantisation.qat import STATE_OPTION, QatData, state_file, train
from quantize.recipe import DEFAULT_RECIPE, QatRecipe, QuantRecipe, load_recipe
from quantize.statistics.calibration import Decision, fit_heat_scale, shippable_decision
from quantize.statistics.quantisation_error import tolerance
from quantize.training.provenance import TrainingRecord, read_record

GOLDEN_EACH = 4  # golden images of each class
FP32_TOLERANCE = Tolerance(logits=1e-3, heat=1e-3)  # another processor's float kernels sum in another order
ADVICE = "Research use only. Assists, never diagnoses."


def make_graphs(
    net: NmdAssistNet,
    calibration: GreyImage,
    recipe: QuantRecipe,
    fine: bool = False,
    course: QatData | None = None,
    state: Path | None = None,
) -> Graphs:
    """Export, check and quantise. calibration: (N, S, S) preprocessed training images; course: for a recipe that trains.

    fine: the graphs give out the map that the fine heatmap is made of.
    """
    finish = with_early if fine else bytes
    fp32 = finish(to_onnx(deploy(net, equalised=recipe.equalise)))
    check_graph(net, fp32, calibration[:4])
    source = finish(export_rounded(net, calibration, recipe)) if recipe.rounding == "second_order" else fp32
    quantised = quantise(source, calibration, recipe)
    if recipe.training is not None and course is not None:
        quantised = train(quantised, source, course, recipe.training, state)
    return Graphs(net, {Precision.FP32: fp32, Precision.INT8: quantised})


def read_course(net: NmdAssistNet, dataset: Path, parts: Split, record: TrainingRecord, recipe: QatRecipe) -> QatData:
    """Images of training and validation subjects for quantisation-aware training."""
    seed, preprocessing = record.recipe.seed, record.recipe.preprocessing
    return QatData(
        teacher=net,
        images=read_images(dataset, sample_balanced(parts.train, recipe.images, seed), preprocessing, "training part"),
        validation=read_images(dataset, parts.validation, preprocessing, "validation part"),
        preprocessing=preprocessing,
        seed=seed,
    )


def sample_balanced(samples: tuple[Sample, ...], count: int, seed: int) -> tuple[Sample, ...]:
    """At most `count` samples at random, half of them of each label; the same ones for the same seed."""
    rng = np.random.default_rng(seed)
    chosen: list[Sample] = []
    for label in LABELS:
        members = [sample for sample in samples if sample.label == label]
        chosen.extend(members[i] for i in sorted(rng.permutation(len(members))[: count // len(LABELS)]))
    return tuple(chosen)


def choose_golden(images: ImageSet) -> GreyImage:
    """The first few images of each class, (N, S, S)."""
    chosen = [np.flatnonzero(images.labels == label)[:GOLDEN_EACH] for label in range(len(LABELS))]
    return images.images[np.concatenate(chosen)]


def pass_gate(
    trained: Reference, answers: dict[Precision, Reference], decision: Decision, samples: tuple[Sample, ...], recipe: QuantRecipe
) -> None:
    """Hold every graph's answers to the trained network's and print the figures. Raises GateError when one is not good enough."""
    verdicts = {}
    for precision, found in answers.items():
        verdicts[precision.value] = assess(compare_all(samples, trained, found, decision), recipe.gate)
        for line in gate_lines(precision.value, verdicts[precision.value]):
            click.echo(line)
    raise_if_failed(verdicts)


def make_bundle(
    checkpoint: Path,
    record: TrainingRecord,
    dataset: Path,
    test_set: Path | None,
    out: Path,
    name: str,
    recipe: QuantRecipe,
    threads: int,
    key: SigningKey | None,
    fine_heatmap: bool = False,
    state: Path | None = None,
) -> Manifest:
    """Everything from the checkpoint to the written bundle, signed with `key`; returns its manifest (without the hashes).

    state: file of a recipe's training, as in `qat.train`.
    Raises GateError, and writes nothing, when a graph lost more than the recipe allows.
    """
    net = load_checkpoint(checkpoint)
    parts = load_split(dataset, record)
    untouched = choose_held_out(dataset, parts, record.data_sha256, test_set)
    preprocessing = record.recipe.preprocessing
    training = read_images(
        dataset, sample_balanced(parts.train, recipe.images, record.recipe.seed), preprocessing, "calibration images"
    )
    validation = read_images(dataset, parts.validation, preprocessing, "validation part")
    test = read_images(untouched.folder, untouched.samples, preprocessing, "test subjects")

    course = read_course(net, dataset, parts, record, recipe.training) if recipe.training is not None else None
    graphs = make_graphs(net, training.images, recipe, fine_heatmap, course, state)
    for precision, graph in graphs.onnx.items():
        click.echo(f"{precision.value}: {count_float_regions(graph)}")
    decision = shippable_decision(validation.labels, graphs.read(Precision.INT8, validation.images, threads).logits)
    abnormal = training.images[training.labels == LABELS.index("abnormal")]
    heat_scale = fit_heat_scale(graphs.read(Precision.INT8, abnormal, threads).maps)
    answers = {precision: graphs.read(precision, test.images, threads) for precision in ONNX}
    trained = read_trained(net, test.images)
    pass_gate(trained, answers, decision, untouched.samples, recipe)
    golden = golden_vectors(net, graphs.onnx[Precision.INT8], choose_golden(validation))
    fine = None
    if fine_heatmap:
        called = test.images[decision.abnormal(trained.logits)]
        fine = make_fine_part(net, graphs.onnx, abnormal, golden.images, called, untouched.words, threads)
        golden = dataclasses.replace(golden, fine=fine.golden)
        report_fine(fine)
    unfused = read_out(run_unfused(graphs.onnx[Precision.INT8], golden.images), graphs.weight)
    manifest = Manifest(
        schema=SCHEMA,
        name=name,
        created=datetime.now(timezone.utc).isoformat(timespec="seconds"),
        intended_use=f"{ADVICE} {record.notice}",
        files={},
        input_shape=(1, 1, preprocessing.size, preprocessing.size),
        labels=LABELS,
        preprocessing=preprocessing,
        temperature=decision.temperature,
        decision_threshold=decision.threshold,
        heat_scale=heat_scale,
        parameters=sum(p.numel() for p in net.parameters() if p.requires_grad),
        recipe=f"{recipe.summary}; calibrated on {len(training.labels)} training images",
        training_data=TrainingData(
            description="simulated B-mode images of phantoms" if record.simulated else "images of the data set with this hash",
            simulated=record.simulated,
            images=record.train_images,
            subjects=record.train_subjects,
            sha256=record.data_sha256,
        ),
        measured=measure_graph(answers[Precision.FP32], answers[Precision.INT8], decision, untouched),
        golden=Golden(
            fp32=FP32_TOLERANCE,
            int8=tolerance(golden.int8, unfused, heat_scale),
            reference_engine=f"ONNX Runtime {onnxruntime.__version__} on {platform.machine()}",
        ),
        fine=fine.told if fine else None,
    )
    write_bundle(out, manifest, graphs.onnx, graphs.weight, graphs.bias, golden, key, fine.graph if fine else None)
    return manifest


@click.command()
@click.argument("checkpoint", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.argument("dataset", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option(
    "--out", type=click.Path(path_type=Path), required=True, help="Bundle folder to write; an earlier bundle is replaced."
)
@click.option("--name", help="Name of the bundle. [default: that of the --out folder]")
@click.option("--recipe", "recipe_name", default=DEFAULT_RECIPE, show_default=True, help="Recipe: a name or a TOML file.")
@test_set_option
@click.option("--calibration", type=click.IntRange(8), help="Training images to calibrate on. [default: the recipe's]")
@click.option("--threads", default=2, show_default=True, type=click.IntRange(1), help="CPU threads of the engine.")
@click.option("--fine-heatmap", is_flag=True, help="Put the graph of the 14 x 14 heatmap into the bundle (9 MB more).")
@STATE_OPTION
@click.option("--key", "key_file", type=click.Path(dir_okay=False, path_type=Path), help="Private key to sign the bundle with.")
def int8(
    checkpoint: Path,
    dataset: Path,
    out: Path,
    name: str | None,
    recipe_name: str,
    test_set: Path | None,
    calibration: int | None,
    threads: int,
    fine_heatmap: bool,
    state: Path | None,
    key_file: Path | None,
) -> None:
    """Make a model bundle: export, quantise to INT8, calibrate, measure; written only when it passes the recipe's gate.

    CHECKPOINT is the safetensors file that `train` wrote, DATASET the data set it was trained on.
    """
    recipe = load_recipe(recipe_name)
    if not recipe.is_int8:
        raise ConfigError(f"recipe {recipe_name!r} is there for comparison and makes no INT8 graph; `compare` measures it")
    recipe = dataclasses.replace(recipe, images=calibration or recipe.images)
    key = unlock(key_file) if key_file else None  # asked for first: the rest takes minutes
    record = read_record(checkpoint)
    name, kept = name or out.resolve().name, state_file(state, recipe_name)
    manifest = make_bundle(checkpoint, record, dataset, test_set, out, name, recipe, threads, key, fine_heatmap, kept)
    report(manifest, out)
    if key is None:
        click.echo(f"Not signed: no appliance loads it before `python -m quantize sign {out} --key KEY`.")
