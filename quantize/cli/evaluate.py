"""`python -m quantize evaluate`: how well a trained network does on subjects it has never seen, beside plain echo intensity."""

from __future__ import annotations

from pathlib import Path

import click
import cv2
import torch

from edge_app.cli.group import Command
from edge_app.errors import ConfigError
from edge_app.system.atomic_write import make_folder, write_output
from quantize.cli.options import out_folder_option, test_set_option, torch_threads_option, trained_network
from quantize.dataset.batches import read_images
from quantize.dataset.manifest import is_simulated
from quantize.dataset.missing import missing_sentences
from quantize.evaluation.classifiers import baseline_answers, measure_groups, network_answers
from quantize.evaluation.held_out import choose_held_out, load_split
from quantize.graphs.onnx_export import load_checkpoint
from quantize.reporting.plots import draw_answers
from quantize.reporting.tables import Evaluation, as_json, as_markdown, measured_classes
from quantize.steps.inputs import TrainedNetwork
from quantize.training.provenance import read_record


@click.command(
    "evaluate",
    cls=Command,
    examples=(
        "python -m quantize evaluate run/model.safetensors dataset",
        "python -m quantize evaluate run/model.safetensors dataset --test-set test_set --out evaluation",
    ),
)
@trained_network
@click.option(
    "--part", type=click.Choice(["test", "validation"]), default="test", show_default=True, help="Subjects reported on."
)
@test_set_option
@out_folder_option("Folder for metrics and plots. [default: the checkpoint's]", required=False)
@torch_threads_option
def command(network: TrainedNetwork, part: str, test_set: Path | None, out: Path | None, threads: int | None) -> None:
    """Measure CHECKPOINT (.safetensors) on the held-out subjects of DATASET, which it was trained on, or on those of --test-set.

    The temperature and the baselines are fitted on DATASET's other subjects. A finished bundle is tested on another site's
    images, with nothing refitted, by `python -m quantize validate`.
    """
    if test_set is not None and part != "test":
        raise ConfigError("--test-set gives test subjects, and --part asks for others; leave one of the two out")
    cv2.setNumThreads(1)
    if threads is not None:
        torch.set_num_threads(threads)
    folder = out or network.checkpoint.parent
    make_folder(folder)
    record = read_record(network.checkpoint)
    net = load_checkpoint(network.checkpoint).to(memory_format=torch.channels_last)  # type: ignore[call-overload]
    parts, preprocessing = load_split(network.dataset, record), record.recipe.preprocessing
    digest = record.data_sha256
    held_out = choose_held_out(network.dataset, parts, digest, test_set) if part == "test" else None

    classes = record.recipe.classes
    train = read_images(network.dataset, parts.train, preprocessing, "training part")
    validation = read_images(network.dataset, parts.validation, preprocessing, "validation part", classes)
    reported, reported_samples = validation, parts.validation
    if held_out is not None:
        reported_samples = held_out.samples
        reported = read_images(held_out.folder, reported_samples, preprocessing, "test subjects", classes)

    own, decision, logits = network_answers(net, validation, reported, classes)
    answers = [own, *baseline_answers(train, parts.train, reported, reported_samples)]
    evaluation = Evaluation(
        notice=record.notice,
        part=part,
        simulated=is_simulated(reported_samples),
        data_sha256=digest,
        test_set_sha256=held_out.sha256 if held_out and held_out.separate else None,
        temperature=decision.temperature,
        rows=tuple(row for one in answers for row in measure_groups(one, reported_samples, reported.labels)),
        notes=tuple(missing_sentences([*parts.train, *reported_samples])),
        classes=None if classes is None else measured_classes(classes, decision, logits, reported_samples),
    )
    table = as_markdown(evaluation)
    write_output(folder / "metrics.json", as_json(evaluation).encode())
    write_output(folder / "metrics.md", table.encode())
    draw_answers(folder / "metrics.png", reported.labels, answers, f"{part} subjects. {record.notice}")
    click.echo(table)
