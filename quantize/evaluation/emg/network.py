"""A trained network on the events of other patients, beside the logistic model on the same ones."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from tqdm import tqdm

from edge_app.emg.analysis import Settings
from edge_app.emg.logistic import LogisticModel, probabilities
from quantize.dataset.emg.event_images import chosen, images_of
from quantize.dataset.emg.labelled_events import LabelledRecording, analyse_sample, label_events
from quantize.dataset.emg.manifest import read_about, read_emg_manifest, read_truth
from quantize.evaluation.emg.baseline import judged_events
from quantize.evaluation.emg.class_scores import Scores, measure_classes
from quantize.evaluation.emg.confusion import ConfusionRow, confusion
from quantize.statistics.metrics import Ints
from quantize.training.prediction import predict

SCHEMA = 1


@dataclass(frozen=True)
class NetworkReport:
    """How well a network does on patients that it has not been trained on."""

    schema: int
    command: str
    simulated: bool
    seed: int  # of the test set
    network: str
    parameters: int
    scores: Scores
    baseline: Scores  # of the logistic model, on the same events
    confusion: tuple[ConfusionRow, ...]  # of the network


def measure_network(
    net: torch.nn.Module, name: str, test_set: Path, baseline: LogisticModel, settings: Settings, command: str
) -> NetworkReport:
    """Ask about every event that is fit to be judged and is a potential: none is left out, as some are in training.

    Raises ConfigError where the test set is not one, EmgError where a recording is damaged.
    """
    recordings: list[LabelledRecording] = []
    answers: list[Ints] = []
    for sample in tqdm(read_emg_manifest(test_set), desc=f"{test_set.name}: recordings", unit="", disable=None):
        analysis = analyse_sample(test_set, sample, settings)
        recording = label_events(sample, analysis, read_truth(test_set / sample.truth).discharges)
        recordings.append(recording)
        events = chosen(recording.events, len(recording.events))
        if events:
            answers.append(predict(net, images_of(analysis, events, settings)).argmax(axis=1))
    return _report(net, name, recordings, np.concatenate([np.empty(0, np.int64), *answers]), test_set, baseline, command)


def _report(
    net: torch.nn.Module, name: str, recordings: Sequence[LabelledRecording], called: Ints, test_set: Path,
    baseline: LogisticModel, command: str,
) -> NetworkReport:  # fmt: skip
    events, about = judged_events(recordings), read_about(test_set)
    by_hand = probabilities(baseline, events.readings).argmax(axis=1)
    return NetworkReport(
        SCHEMA,
        command,
        about.simulated,
        about.seed,
        name,
        sum(parameter.numel() for parameter in net.parameters()),
        measure_classes(events.labels, called, events.subjects),
        measure_classes(events.labels, by_hand, events.subjects),
        confusion(events.subtypes, called),
    )
