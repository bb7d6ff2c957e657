"""The answers of the trained network and of a bundle's graphs to the same held-out test images."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch

from edge_app.bundle.loader import ModelBundle, Reference
from edge_app.errors import ConfigError
from edge_app.records import GreyImage
from quantize.class_list import ClassList
from quantize.dataset.batches import read_images
from quantize.dataset.manifest import Sample
from quantize.evaluation.engines import bundle_engines
from quantize.evaluation.held_out import HeldOut, choose_held_out, load_split
from quantize.graphs.answers import engine_answers, trained_answers
from quantize.graphs.onnx_export import load_checkpoint
from quantize.network.model import NmdAssistNet
from quantize.packaging.writer import read_bundle
from quantize.statistics.calibration import Decision
from quantize.training.provenance import read_record


@dataclass(frozen=True)
class Predictions:
    """Answers to N images."""

    bundle: ModelBundle
    net: NmdAssistNet
    held_out: HeldOut  # whose images they are
    classes: ClassList | None  # that the network tells apart; None: normal and abnormal
    images: GreyImage  # (N, S, S) preprocessed
    decision: Decision  # the bundle's
    trained: Reference  # of the trained network in torch, FP32
    graphs: dict[str, Reference]  # graph -> its answers, run by the appliance's engine

    @property
    def samples(self) -> tuple[Sample, ...]:
        """The N images' rows of the manifest."""
        return self.held_out.samples


def collect_predictions(folder: Path, dataset: Path, checkpoint: Path, test_set: Path | None, threads: int) -> Predictions:
    """Read everything and run every graph, on the data set's test part or on a separate test set.

    Raises ConfigError when data set, checkpoint and bundle do not belong together: the test subjects might have been
    trained on, or the comparison would be with another network.
    """
    bundle, record, net = read_bundle(folder), read_record(checkpoint), load_checkpoint(checkpoint)
    if not np.array_equal(net.fc.weight.detach().numpy(), bundle.weight):
        raise ConfigError(f"{folder} was not made of {checkpoint}; name the checkpoint it was made of")
    held_out = choose_held_out(dataset, load_split(dataset, record), record.data_sha256, test_set)
    images = read_images(held_out.folder, held_out.samples, bundle.manifest.preprocessing, "test subjects").images
    torch.set_num_threads(threads)
    return Predictions(
        bundle=bundle,
        net=net,
        held_out=held_out,
        classes=record.recipe.classes,
        images=images,
        decision=Decision.of(bundle.manifest),
        trained=trained_answers(net, images, bundle.manifest.scheme),
        graphs={
            name: engine_answers(engine, images, bundle.weight, bundle.manifest.scheme)
            for name, engine in bundle_engines(bundle, threads).items()
        },
    )
