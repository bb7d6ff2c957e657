"""Figure 6: Grad-CAM of both classes on typical test images, chosen by a rule and not by eye."""

from __future__ import annotations

import io
from dataclasses import dataclass
from pathlib import Path
from zipfile import BadZipFile

import numpy as np
import numpy.typing as npt

from edge_app.errors import ConfigError
from edge_app.imaging.heatmap import grad_cam
from edge_app.records import FloatMap, GreyImage
from edge_app.system.atomic_write import write_output
from quantize.evaluation.reproduction.answers import RunAnswers
from quantize.evaluation.reproduction.parts import Parts
from quantize.graphs.answers import trained_outputs
from quantize.network.model import CLASSES, NmdAssistNet
from quantize.training.prediction import Weights

EACH = 2  # images of a class
HEAT_PERCENTILE = 95  # as `quantize.statistics.calibration.fit_heat_scale` has it
SCALED_BY = 64  # abnormal training images at most, for the scale of our colours


@dataclass(frozen=True)
class HeatExamples:
    """N images with their maps."""

    images: GreyImage  # (N, S, S) preprocessed
    maps: FloatMap  # (N, 2, h, w) raw Grad-CAM of normal and of abnormal
    labels: npt.NDArray[np.int64]  # (N,)
    margins: FloatMap  # (N,)
    names: tuple[str, ...]
    heat_scale: float  # raw value that our colours show as full heat


def typical(labels: npt.NDArray[np.int64], margins: npt.NDArray[np.float64], each: int = EACH) -> list[int]:
    """`each` images of every class, normal first: of those called right, the ones in the middle by their margin.

    Of a class without any that is called right there are none.
    """
    chosen: list[int] = []
    for label in range(len(CLASSES)):
        right = np.flatnonzero((labels == label) & ((margins >= 0) == label))
        ordered = right[np.argsort(margins[right], kind="stable")]
        first = max(0, (len(ordered) - each) // 2)
        chosen += ordered[first : first + each].tolist()
    return chosen


def make_heat_examples(weights: Weights, parts: Parts, answers: RunAnswers) -> HeatExamples:
    """Of the network with these weights, whose answers to the test part are given."""
    net = NmdAssistNet()
    net.load_state_dict(weights)
    net.eval()
    margins = np.array(answers.margins)
    chosen = typical(answers.truth, margins)
    rows = net.fc.weight.detach().numpy()
    images = parts.test.images[chosen]
    maps = [[grad_cam(one, row) for row in rows] for one in _features(net, images)]
    side = maps[0][0].shape if maps else (1, 1)
    return HeatExamples(
        images=images,
        maps=np.array(maps, np.float32).reshape(len(chosen), len(CLASSES), *side),
        labels=answers.truth[chosen],
        margins=margins[chosen].astype(np.float32),
        names=tuple(answers.asked.images[i] for i in chosen),
        heat_scale=_heat_scale(net, parts),
    )


def _heat_scale(net: NmdAssistNet, parts: Parts) -> float:
    """As of a bundle: a high percentile of the largest values of abnormal training images; 1 where there is no heat at all."""
    images = parts.train.images[parts.train.labels == CLASSES.index("abnormal")][:SCALED_BY]
    row = net.fc.weight.detach().numpy()[CLASSES.index("abnormal")]
    peaks = [grad_cam(one, row).max() for one in _features(net, images)]
    return float(np.percentile(peaks, HEAT_PERCENTILE)) or 1.0


def _features(net: NmdAssistNet, images: GreyImage) -> list[FloatMap]:
    """(K, h, w) of each image, one at a time: those of many take much memory."""
    return [trained_outputs(net, images[i : i + 1])[1][0] for i in range(len(images))]


def write_heat_examples(path: Path, e: HeatExamples) -> None:
    """Raises ExportError when the disk refuses."""
    data = io.BytesIO()
    np.savez_compressed(
        data,
        images=e.images,
        maps=e.maps,
        labels=e.labels,
        margins=e.margins,
        names=np.array(e.names, np.str_),
        heat_scale=np.array(e.heat_scale),
    )
    write_output(path, data.getvalue())


def read_heat_examples(path: Path) -> HeatExamples:
    """Raises ConfigError where the file cannot be read."""
    try:
        with np.load(path, allow_pickle=False) as file:
            return HeatExamples(
                images=file["images"],
                maps=file["maps"],
                labels=file["labels"],
                margins=file["margins"],
                names=tuple(str(name) for name in file["names"]),
                heat_scale=float(file["heat_scale"]),
            )
    except (OSError, ValueError, KeyError, BadZipFile) as exc:
        raise ConfigError(f"{path} cannot be read as images with heatmaps; remove it, and it is made again") from exc
