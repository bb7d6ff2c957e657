"""What a bundle's graphs say to the images of one cell, by the appliance's own path, and how that is kept in a file."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from edge_app.bundle.loader import ModelBundle
from edge_app.engine.protocol import Engine
from edge_app.guard.fitness import assess_fitness
from edge_app.pipeline import MIN_REGION, analyse
from edge_app.records import Frame, Guard, Permission
from edge_app.system.atomic_write import write_output
from edge_app.views import with_views
from quantize.perturbations.scene import Scene
from quantize.statistics.metrics import Floats

Words = npt.NDArray[np.str_]
_IDENTITY, _GUARD, _WINDOWS, _MIRRORED = "identity", "guard", "windows", "mirrored"


@dataclass(frozen=True)
class GraphAnswers:
    """What one graph says to N images."""

    labels: Words  # (N,) values of edge_app.records.Label
    probabilities: Floats  # (N,) calibrated P(abnormal); NaN where the image is not judged
    maps: npt.NDArray[np.float32]  # (N, h, w) heat as it is shown, 0-1; of the first view


@dataclass(frozen=True)
class CellAnswers:
    """What all graphs say to the N images of one cell, and what these show."""

    guard: Words  # (N,) values of edge_app.records.Guard; one guard for all graphs
    windows: Floats  # (N, 4) x, y, w, h of the judged region in the untouched image, px
    mirrored: npt.NDArray[np.bool_]  # (N,)
    graphs: dict[str, GraphAnswers]

    @property
    def judged(self) -> npt.NDArray[np.bool_]:
        """(N,) whether the guard let the image pass."""
        return np.asarray(self.guard == Guard.FIT.value)


def answer(scenes: Sequence[Scene], bundle: ModelBundle, engines: dict[str, Engine], views: bool) -> CellAnswers:
    """Judge perturbed images as the appliance judges a frame of a device that the bundle was validated on.

    views: ask about several views of each image, as of a frozen one, which takes about six times as long. Raises EngineError.
    """
    guards: list[str] = []
    windows: list[tuple[float, float, float, float]] = []
    rows: dict[str, list[tuple[str, float, npt.NDArray[np.float32]]]] = {name: [] for name in engines}
    for scene in scenes:
        frame = Frame(scene.pixels, 0, 0, scene.mm_per_pixel, "robustness")
        roi = scene.roi.clipped(frame.width, frame.height, min_side=MIN_REGION)
        # It depends on no graph, and takes as long as one.
        guard = assess_fitness(frame, roi, bundle.manifest.guard, bundle.texture)
        window = scene.window(roi)
        guards.append(guard.value)
        windows.append((window.x, window.y, window.w, window.h))
        for name, engine in engines.items():
            finding = analyse(frame, roi, bundle, engine, Permission.LABEL, guard)
            if views:
                finding = with_views(finding, bundle, engine)
            probability = np.nan if finding.probability is None else finding.probability
            rows[name].append((finding.label.value, probability, finding.heat))
    return CellAnswers(
        guard=np.array(guards),
        windows=np.array(windows),
        mirrored=np.array([scene.mirrored for scene in scenes]),
        graphs={
            name: GraphAnswers(np.array([r[0] for r in of]), np.array([r[1] for r in of]), np.stack([r[2] for r in of]))
            for name, of in rows.items()
        },
    )


def joined(parts: Sequence[CellAnswers]) -> CellAnswers:
    """The answers to several parts of the images, one after the other."""
    return CellAnswers(
        guard=np.concatenate([part.guard for part in parts]),
        windows=np.concatenate([part.windows for part in parts]),
        mirrored=np.concatenate([part.mirrored for part in parts]),
        graphs={
            name: GraphAnswers(
                np.concatenate([part.graphs[name].labels for part in parts]),
                np.concatenate([part.graphs[name].probabilities for part in parts]),
                np.concatenate([part.graphs[name].maps for part in parts]),
            )
            for name in parts[0].graphs
        },
    )


def write_cell(path: Path, answers: CellAnswers, identity: str) -> None:
    """Keep a finished cell; identity: of all that the answers depend on. Raises ExportError."""
    arrays: dict[str, npt.NDArray[np.generic]] = {
        _IDENTITY: np.array(identity),
        _GUARD: answers.guard,
        _WINDOWS: answers.windows,
        _MIRRORED: answers.mirrored,
    }
    for name, graph in answers.graphs.items():
        arrays |= {f"{name}.labels": graph.labels, f"{name}.probabilities": graph.probabilities, f"{name}.maps": graph.maps}
    buffer = io.BytesIO()
    np.savez_compressed(buffer, allow_pickle=False, **arrays)
    write_output(path, buffer.getvalue())


def read_cell(path: Path, identity: str, graphs: Sequence[str]) -> CellAnswers | None:
    """A finished cell; None where there is none, it is damaged, or it is of another bundle, other images or another amount."""
    try:
        with np.load(path, allow_pickle=False) as kept:
            if str(kept[_IDENTITY]) != identity:
                return None
            return CellAnswers(
                kept[_GUARD],
                kept[_WINDOWS],
                kept[_MIRRORED],
                {
                    name: GraphAnswers(kept[f"{name}.labels"], kept[f"{name}.probabilities"], kept[f"{name}.maps"])
                    for name in graphs
                },
            )
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile, zlib.error):
        return None
