"""Everything that is measured of a group of images, kept on disk: a run that was stopped goes on where it was."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt

from edge_app.bundle.loader import DEFAULT_BUNDLE, ModelBundle, Precision, load_bundle
from edge_app.bundle.trusted_keys import trusted_keys
from edge_app.engine.onnx_runtime import OrtEngine
from edge_app.engine.protocol import Engine
from edge_app.guard.texture import texture_features
from edge_app.imaging.preprocess import crop_resize, preprocess
from edge_app.pipeline import analyse
from edge_app.records import Frame, GreyImage, Permission
from quantize.studies.phantom_realism.muscle_images import MuscleImage
from quantize.studies.phantom_realism.texture_statistics import SIDE, measure

_SHOWN = (200, 240)  # px, width and height of an image that is kept to be shown


@dataclass(frozen=True)
class Measured:
    """N images in columns."""

    statistics: npt.NDArray[np.float64]  # (N, S) of the offered region, see TextureStatistics
    network: npt.NDArray[np.float32]  # (N, K) the shipped FP32 network's pooled features of it
    texture: npt.NDArray[np.float32]  # (N, F) the guard's numbers of it
    grade: npt.NDArray[np.int64]  # (N,) 0 for real images
    label: npt.NDArray[np.str_]  # (N,) the shipped network's and guard's answer to the marked region; "" for real images
    crops: GreyImage  # (N, SIDE, SIDE)
    shown: GreyImage  # (N, 240, 200) whole images

    @classmethod
    def joined(cls, parts: Iterable[Measured]) -> Measured:
        """The parts below one another."""
        listed = list(parts)
        return cls(*(np.concatenate([getattr(part, field.name) for part in listed]) for field in fields(cls)))


@cache
def _network() -> tuple[ModelBundle, Engine]:
    bundle = load_bundle(DEFAULT_BUNDLE, trusted_keys(None))
    return bundle, OrtEngine(bundle.graphs[Precision.FP32], Precision.FP32.value, threads=1)


def measure_images(images: Iterable[MuscleImage]) -> Measured:
    """Measure every image; there must be at least one."""
    bundle, engine = _network()
    rows = []
    for image in images:
        raw = image.region.crop(image.pixels)
        seen = engine.run(preprocess(image.pixels, image.region, bundle.manifest.preprocessing))
        label = ""
        if image.marked is not None:
            frame = Frame(image.pixels, 0, 0, image.mm_per_pixel, "simulated")
            label = analyse(frame, image.marked, bundle, engine, Permission.LABEL).label.value
        rows.append(
            (
                measure(raw).numbers(),
                seen.features.mean(axis=(1, 2)),
                texture_features(raw),
                image.grade,
                label,
                crop_resize(image.pixels, image.region, SIDE),
                cv2.resize(image.pixels, _SHOWN, interpolation=cv2.INTER_AREA),
            )
        )
    return Measured(*(np.array(column) for column in zip(*rows, strict=True)))


def kept(file: Path, images: Callable[[], Iterable[MuscleImage]]) -> Measured:
    """What `file` holds, or else the images measured and written there."""
    if not file.exists():
        measured = measure_images(images())
        part = file.with_name(f"part-{file.name}")
        np.savez_compressed(part, allow_pickle=False, **{field.name: getattr(measured, field.name) for field in fields(Measured)})
        part.rename(file)
    with np.load(file) as stored:
        return Measured(*(stored[field.name] for field in fields(Measured)))
