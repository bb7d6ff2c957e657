"""Asks a bundle's graph about every image of a data set, in several processes; finished answers are kept."""

from __future__ import annotations

import hashlib
import json
import signal
from collections.abc import Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from itertools import islice
from multiprocessing import active_children, get_context
from pathlib import Path

import cv2
from tqdm import tqdm

from edge_app.bundle.loader import ModelBundle, Precision
from edge_app.errors import ConfigError, EngineError
from quantize.dataset.manifest import Sample
from quantize.evaluation.engines import bundle_engine
from quantize.evaluation.robustness.run import bundle_digest, runtimes
from quantize.evaluation.validation.answers import AnswerFile, ImageAnswer, ask
from quantize.packaging.writer import read_bundle

CHUNK = 8  # images that a process judges at a time: about a second
VERSION = 1  # of the path; raised when an answer would come out differently


@dataclass(frozen=True)
class Task:
    """What a process needs to judge any image."""

    bundle: Path
    graph: Precision
    dataset: Path
    views: bool


def ask_all(task: Task, bundle: ModelBundle, samples: Sequence[Sample], file: Path, workers: int) -> list[ImageAnswer]:
    """The answers to all samples, in their order; kept in `file`.

    An interrupt loses at most the images that are being judged. Raises EngineError when a process ends, and what `ask` and
    `AnswerFile` raise.
    """
    keys = _keys(task, bundle, samples)
    kept = AnswerFile(file)
    kept.drop_others(keys)
    missing = [(key, sample) for key, sample in zip(keys, samples, strict=True) if kept.find(key) is None]
    if missing:
        others = set(active_children())
        with (
            ProcessPoolExecutor(workers, get_context("spawn"), _start, (task,)) as pool,
            tqdm(total=len(samples), initial=len(samples) - len(missing), unit="image", disable=None) as bar,
        ):
            try:
                for answers in _finished(pool, missing, workers):
                    kept.add(answers)
                    bar.update(len(answers))
            except BrokenProcessPool as exc:
                raise EngineError(
                    "a process that judged images was ended, perhaps for lack of memory; run it again with fewer --workers: "
                    "finished images are kept"
                ) from exc
            except BaseException:
                pool.shutdown(wait=False, cancel_futures=True)
                for process in set(active_children()) - others:  # they write nothing, so nothing is lost with them
                    process.terminate()
                raise
    return [answer for key in keys if (answer := kept.find(key)) is not None]


def _finished(pool: ProcessPoolExecutor, missing: Sequence[tuple[str, Sample]], workers: int) -> Iterator[dict[str, ImageAnswer]]:
    """The answers of each part as it is finished; only a few parts are under way, however many images there are."""
    parts = (missing[start : start + CHUNK] for start in range(0, len(missing), CHUNK))
    under_way: dict[Future[list[ImageAnswer]], Sequence[tuple[str, Sample]]] = {}
    while True:
        for part in islice(parts, 2 * workers - len(under_way)):
            under_way[pool.submit(_judge, [sample for _, sample in part])] = part
        if not under_way:
            return
        done, _ = wait(under_way, return_when=FIRST_COMPLETED)
        for future in done:
            part = under_way.pop(future)
            yield {key: answer for (key, _), answer in zip(part, future.result(), strict=True)}


def _keys(task: Task, bundle: ModelBundle, samples: Sequence[Sample]) -> list[str]:
    """For each image a hash of all that its answer depends on."""
    base = [VERSION, bundle_digest(bundle, (task.graph,)), runtimes((task.graph,)), task.graph.value, task.views]
    keys = []
    for sample in samples:
        try:
            files = [
                name and hashlib.sha256((task.dataset / name).read_bytes()).hexdigest() for name in (sample.image, sample.mask)
            ]
        except OSError as exc:
            raise ConfigError(f"{exc.filename} cannot be read ({exc.strerror}); check the data set") from exc
        keys.append(hashlib.sha256(json.dumps([*base, *files, sample.depth_mm, sample.mm_per_pixel]).encode()).hexdigest())
    return keys


class _Worker:
    """What one process has read once."""

    def __init__(self, task: Task) -> None:
        self.task = task
        self.bundle = read_bundle(task.bundle)
        self.engine = bundle_engine(self.bundle, task.graph, 1)


_worker: _Worker | None = None  # of this process, set as it starts


def _start(task: Task) -> None:
    global _worker
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the parent
    cv2.setNumThreads(1)
    _worker = _Worker(task)


def _judge(samples: Sequence[Sample]) -> list[ImageAnswer]:
    assert _worker is not None
    task = _worker.task
    return [ask(task.dataset, sample, _worker.bundle, _worker.engine, task.views) for sample in samples]
