"""Runs every cell of the matrix in several processes; a finished cell is kept in a file and not computed again."""

from __future__ import annotations

import hashlib
import json
import platform
import signal
from collections.abc import Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import asdict, dataclass
from importlib.metadata import version
from multiprocessing import active_children, get_context
from pathlib import Path

import cv2
from tqdm import tqdm

from edge_app.bundle.loader import GUARD, HEAD, ModelBundle, Precision
from edge_app.errors import EngineError
from edge_app.system.atomic_write import make_folder
from edge_app.typed_reader import to_document
from quantize.evaluation.engines import bundle_engine
from quantize.evaluation.robustness.answers import CellAnswers, answer, joined, read_cell, write_cell
from quantize.evaluation.robustness.cases import SEED, CaseSet
from quantize.packaging.writer import read_bundle
from quantize.perturbations.catalogue import CATALOGUE, Cell, cells
from quantize.perturbations.scene import Scene

CHUNK = 20  # images that a process judges at a time: half a second
VERSION = 1  # of the perturbations and the path; raised when a cell would come out differently


@dataclass(frozen=True)
class Task:
    """What a process needs to judge any image of any cell."""

    bundle: Path
    graphs: tuple[Precision, ...]
    cases: CaseSet
    views: bool


def bundle_digest(bundle: ModelBundle, graphs: Sequence[Precision]) -> str:
    """SHA-256 of all of a bundle that an answer depends on: graphs, guard, head, preprocessing, calibration, threshold, band."""
    manifest = bundle.manifest
    files = [*(precision.file for precision in graphs), HEAD, GUARD]
    scope = None if manifest.guard is None else {**asdict(manifest.guard), "measured": None}
    parts = (
        {name: manifest.files.get(name) for name in files},
        to_document(manifest.preprocessing),
        (manifest.temperature, manifest.decision_threshold, manifest.heat_scale),
        None if manifest.band is None else asdict(manifest.band),
        scope,
    )
    return hashlib.sha256(json.dumps(parts, sort_keys=True, default=str).encode()).hexdigest()


def runtimes(graphs: Sequence[Precision]) -> dict[str, str]:
    """What runs the graphs here: name -> version."""
    packages = ["onnxruntime", *(["ai-edge-litert"] if Precision.INT8_LITERT in graphs else [])]
    return {name: version(name) for name in packages} | {"machine": platform.machine()}


def run_cells(task: Task, bundle: ModelBundle, folder: Path, workers: int) -> dict[str, CellAnswers]:
    """The answers of the untouched images, under "", and of every cell by its name, in the table's order; kept in `folder`.

    An interrupt loses at most the cells that are being computed. Raises EngineError when a process ends, and what `answer`,
    `CaseSet.load` and `write_cell` raise.
    """
    make_folder(folder)
    base = [
        VERSION,
        bundle_digest(bundle, task.graphs),
        runtimes(task.graphs),
        task.cases.sha256,
        [case.name for case in task.cases.cases],
        SEED,
        task.views,
    ]
    names = [precision.value for precision in task.graphs]
    # Severity 0 of any kind is the untouched image.
    wanted = {"": Cell(CATALOGUE[0], 0), **{cell.name: cell for cell in cells()}}
    identities = {name: _identity(base, name, cell) for name, cell in wanted.items()}
    files = {name: folder / f"{name or 'untouched'}.npz" for name in wanted}
    found = {name: read_cell(files[name], identities[name], names) for name in wanted}
    missing = [name for name, answers in found.items() if answers is None]
    if missing:
        images, others = len(task.cases.cases), set(active_children())
        with (
            ProcessPoolExecutor(workers, get_context("spawn"), _start, (task,)) as pool,
            tqdm(total=images * len(wanted), initial=images * (len(wanted) - len(missing)), unit="image", disable=None) as bar,
        ):
            try:
                coming = [(name, _submit(pool, wanted[name], images)) for name in missing]
                for name, futures in coming:
                    bar.set_description(name or "untouched")
                    parts = []
                    for future in futures:
                        parts.append(future.result())
                        bar.update(len(parts[-1].guard))
                    found[name] = whole = joined(parts)
                    write_cell(files[name], whole, identities[name])
            except BrokenProcessPool as exc:
                raise EngineError(
                    "a process that judged images was ended, perhaps for lack of memory; run it again with fewer --workers: "
                    "finished cells are kept"
                ) from exc
            except BaseException:
                pool.shutdown(wait=False, cancel_futures=True)
                for process in set(active_children()) - others:  # they write nothing, so nothing is lost with them
                    process.terminate()
                raise
    return {name: answers for name, answers in found.items() if answers is not None}


def _identity(base: list[object], name: str, cell: Cell) -> str:
    amount = [cell.series.amount(cell.severity), cell.series.neutral]
    return hashlib.sha256(json.dumps([*base, name, amount]).encode()).hexdigest()


def _submit(pool: ProcessPoolExecutor, cell: Cell, images: int) -> list[Future[CellAnswers]]:
    number = CATALOGUE.index(cell.series)
    starts = range(0, images, CHUNK)
    return [pool.submit(_judge, number, cell.severity, start, min(start + CHUNK, images)) for start in starts]


class _Worker:
    """What one process has read once."""

    def __init__(self, task: Task) -> None:
        self.task = task
        self.bundle = read_bundle(task.bundle)
        self.engines = {precision.value: bundle_engine(self.bundle, precision, 1) for precision in task.graphs}
        self._scenes: dict[int, Scene] = {}

    def scene(self, index: int) -> Scene:
        """The untouched image; decoded, and its field found, once."""
        if index not in self._scenes:
            self._scenes[index] = self.task.cases.load(self.task.cases.cases[index])
        return self._scenes[index]


_worker: _Worker | None = None  # of this process, set as it starts


def _start(task: Task) -> None:
    global _worker
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the parent
    cv2.setNumThreads(1)
    _worker = _Worker(task)


def _judge(number: int, severity: int, start: int, stop: int) -> CellAnswers:
    assert _worker is not None
    series = CATALOGUE[number]
    scenes = [series.perturb(_worker.scene(index), severity, SEED + index) for index in range(start, stop)]
    return answer(scenes, _worker.bundle, _worker.engines, _worker.task.views)
