"""`python -m quantize evaluate`: how well a trained network does on subjects it has never seen, beside plain echo intensity.

The temperature comes from the validation subjects, the baselines from the training subjects; the part reported on decides
nothing. Abnormal is said from a probability of a half on, by all of them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import click
import cv2
import numpy as np
import numpy.typing as npt
import torch

from edge_app.errors import ConfigError
from edge_app.imaging.preprocess import Preprocessing
from quantize.dataset.batches import ImageSet, read_images
from quantize.dataset.manifest import Sample, data_hash, is_simulated, read_manifest
from quantize.dataset.split import Split, split
from quantize.evaluation.baselines import Answers, logistic, subject_features
from quantize.evaluation.held_out import HeldOut, choose_held_out, test_set_option
from quantize.graphs.onnx_export import load_checkpoint
from quantize.reporting.plots import draw_answers
from quantize.reporting.tables import Evaluation, Row, as_json, as_markdown
from quantize.statistics.calibration import fit_decision
from quantize.statistics.metrics import Ints, measure
from quantize.storage import atomic_write, make_folder
from quantize.training.loop import predict
from quantize.training.provenance import read_record

NETWORK = "NMD-AssistNet"


@dataclass(frozen=True)
class Parts:
    """The images of training and validation, and those reported on."""

    train: ImageSet
    validation: ImageSet
    judged: ImageSet


def read_needed(dataset: Path, parts: Split, untouched: HeldOut | None, p: Preprocessing) -> Parts:
    """Read and preprocess what is needed; None: the validation part is what is reported on."""
    validation = read_images(dataset, parts.validation, p, "validation part")
    return Parts(
        read_images(dataset, parts.train, p, "training part"),
        validation,
        read_images(untouched.folder, untouched.samples, p, "test subjects") if untouched else validation,
    )


def network_answers(net: torch.nn.Module, validation: ImageSet, judged: ImageSet) -> tuple[Answers, float]:
    """The network's answers, and its temperature, fitted on the validation images.

    A network that has learnt nothing is measured like any other one.
    """
    decision = fit_decision(validation.labels, predict(net, validation.images))
    return Answers(NETWORK, decision.probabilities(predict(net, judged.images)), decision.threshold), decision.temperature


def baseline_answers(
    train: ImageSet, train_samples: Sequence[Sample], judged: ImageSet, samples: Sequence[Sample]
) -> list[Answers]:
    """Echo intensity alone, in the region and in the expert's mask, and with age, sex, height and weight."""
    region, others = train.region_echo[:, None], subject_features(train_samples)
    judged_region, judged_others = judged.region_echo[:, None], subject_features(samples)
    return [
        logistic("echo intensity of the region", region, train.labels, judged_region),
        logistic("echo intensity inside the mask", train.muscle_echo[:, None], train.labels, judged.muscle_echo[:, None]),
        logistic(
            "echo intensity of the region, age, sex, height, weight",
            np.hstack([region, others]),
            train.labels,
            np.hstack([judged_region, judged_others]),
        ),
    ]


def groups(samples: Sequence[Sample]) -> Iterator[tuple[str, npt.NDArray[np.bool_]]]:
    """All images, then those of each muscle and each sex that occurs: name and membership (N,)."""
    yield "all", np.ones(len(samples), np.bool_)
    for values in ([s.muscle for s in samples], [s.sex for s in samples]):
        for name in sorted(set(values)):
            yield name, np.array(values) == name


def measure_groups(answers: Answers, samples: Sequence[Sample], labels: Ints) -> list[Row]:
    """Every metric of one classifier over all images, by muscle and by sex."""
    subjects = np.array([s.subject for s in samples])
    return [
        Row(
            answers.classifier,
            name,
            answers.threshold,
            measure(labels[member], answers.probabilities[member], subjects[member], answers.threshold),
        )
        for name, member in groups(samples)
    ]


@click.command()
@click.argument("checkpoint", type=click.Path(path_type=Path, dir_okay=False))
@click.argument("dataset", type=click.Path(path_type=Path, file_okay=False))
@click.option(
    "--part", type=click.Choice(["test", "validation"]), default="test", show_default=True, help="Subjects reported on."
)
@test_set_option
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    help="Folder for figures, table and image. [default: the checkpoint's]",
)
@click.option("--threads", type=click.IntRange(1), help="CPU threads. [default: as many as there are cores]")
def evaluate(checkpoint: Path, dataset: Path, part: str, test_set: Path | None, out: Path | None, threads: int | None) -> None:
    """Measure CHECKPOINT (.safetensors) on the untouched subjects of DATASET."""
    if test_set is not None and part != "test":
        raise ConfigError("--test-set gives test subjects, and --part asks for others; leave one of the two out")
    cv2.setNumThreads(1)
    if threads is not None:
        torch.set_num_threads(threads)
    folder = out or checkpoint.parent
    make_folder(folder)
    record = read_record(checkpoint)
    net = load_checkpoint(checkpoint).to(memory_format=torch.channels_last)  # type: ignore[call-overload]
    samples = read_manifest(dataset)
    digest = data_hash(dataset, samples)
    parts = split(samples, record.recipe.seed)
    untouched = choose_held_out(dataset, parts, digest, test_set) if part == "test" else None
    images = read_needed(dataset, parts, untouched, record.recipe.preprocessing)
    judged, judged_samples = images.judged, untouched.samples if untouched else parts.validation
    network, temperature = network_answers(net, images.validation, judged)
    answers = [network, *baseline_answers(images.train, parts.train, judged, judged_samples)]
    rows = [row for one in answers for row in measure_groups(one, judged_samples, judged.labels)]
    evaluation = Evaluation(
        notice=record.notice,
        part=part,
        simulated=is_simulated(judged_samples),
        trained_on_these_data=digest == record.data_sha256,
        data_sha256=digest,
        test_set_sha256=untouched.sha256 if untouched and untouched.apart else None,
        temperature=temperature,
        rows=tuple(rows),
    )
    table = as_markdown(evaluation)
    atomic_write(folder / "metrics.json", lambda file: file.write(as_json(evaluation).encode()))
    atomic_write(folder / "metrics.md", lambda file: file.write(table.encode()))
    draw_answers(folder / "metrics.png", judged.labels, answers, f"{part} subjects. {record.notice}")
    click.echo(table)
