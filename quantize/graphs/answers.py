"""What networks and engines answer to images."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np
import numpy.typing as npt
import torch
from tqdm import tqdm

from edge_app.bundle.class_scheme import ClassScheme
from edge_app.bundle.loader import Reference
from edge_app.engine.protocol import Engine, Inference
from edge_app.records import FloatMap, GreyImage
from quantize.graphs.raw_maps import logits_and_maps
from quantize.network.model import NmdAssistNet, normalise

Outputs = tuple[npt.NDArray[np.float32], npt.NDArray[np.float32]]  # logits (N, L), features (N, K, h, w)
BATCH = 16  # images at once in torch


def trained_outputs(net: NmdAssistNet, images: npt.NDArray[np.uint8]) -> Outputs:
    """Outputs of the trained network itself: (N, S, S) uint8 -> logits (N, L), features (N, K, h, w), in torch float32."""
    with torch.no_grad():
        features = net.features(normalise(torch.from_numpy(images)[:, None]))
        return net.classify(features).numpy(), features.numpy()


def trained_inferences(net: NmdAssistNet, images: npt.NDArray[np.uint8]) -> Iterator[Inference]:
    """`trained_outputs` of many images, a few at a time."""
    for start in range(0, len(images), BATCH):
        yield from map(Inference, *trained_outputs(net, images[start : start + BATCH]))


def engine_answers(engine: Engine, images: GreyImage, weight: FloatMap, scheme: ClassScheme | None = None) -> Reference:
    """An engine's answers to (N, S, S) images, with a progress bar. weight: (L, K) of the linear layer, read by `scheme`."""
    bar: Iterable[GreyImage] = tqdm(images, desc=engine.name, unit="image", disable=None)
    return logits_and_maps(map(engine.run, bar), weight, scheme)


def trained_answers(net: NmdAssistNet, images: GreyImage, scheme: ClassScheme | None = None) -> Reference:
    """The trained network's own answers to (N, S, S) images, in torch, with a progress bar."""
    bar = tqdm(trained_inferences(net, images), total=len(images), desc="torch fp32", unit="image", disable=None)
    return logits_and_maps(bar, net.fc.weight.detach().numpy(), scheme)
