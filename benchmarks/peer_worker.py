"""One process start of a peer or of a network of the paper: as `benchmarks.run.worker`, in the environment that has its packages.

A peer's seconds are shared between the network by itself and the whole pipeline, from a frame to its finding with the heatmap.
"""

from __future__ import annotations

import gc
import hashlib
import itertools
import sys
import time
from collections.abc import Callable, Iterator
from functools import partial
from importlib.metadata import packages_distributions, version
from pathlib import Path
from typing import Protocol, runtime_checkable

from benchmarks.peers.building import check_answers
from benchmarks.peers.catalogue import ENTRIES, PaperNetwork, Peer
from benchmarks.peers.folders import folder_of
from benchmarks.result.records import Accuracy
from benchmarks.run.task import Done, Ready, StageTimes, Task
from benchmarks.run.worker import main, measure, peak_rss_mb
from edge_app.records import FloatMap, GreyImage, Roi

Calls = Iterator[Callable[[], object]]


@runtime_checkable
class AnalysesFrames(Protocol):
    """A peer with a pipeline of its own; the others' is `edge_app.pipeline.analyse`."""

    def analyse(self, pixels: GreyImage, roi: Roi) -> tuple[float, FloatMap]:
        """P(abnormal), and the heatmap in the region's size."""


def answers(task: Task) -> Iterator[Ready | Done]:
    """Both lines. Raises EdgeError where it cannot be measured."""
    from benchmarks.stages.frames import use_threads

    use_threads(task.setting.threads)
    entry = ENTRIES[task.setting.runtime]
    return _network(task, entry) if isinstance(entry, PaperNetwork) else _peer(task, entry)


def _peer(task: Task, peer: Peer) -> Iterator[Ready | Done]:
    from benchmarks.stages.frames import load
    from benchmarks.stages.golden import golden_accuracy
    from benchmarks.stages.pipeline import Pipeline
    from edge_app.bundle.loader import load_bundle
    from edge_app.bundle.trusted_keys import trusted_keys
    from edge_app.imaging.threads import use_one_opencv_thread

    bundle = load_bundle(Path(task.bundle), trusted_keys(Path(task.keys) if task.keys else None))
    folder = folder_of(Path(task.built), peer.name)
    engine = peer.load_module().load(bundle, folder, task.setting.threads)
    if not isinstance(engine, AnalysesFrames):
        use_one_opencv_thread()  # as the appliance, whose pipeline it runs in
    first_ms, cold_ms = _first(task, lambda: engine.run(bundle.golden.images[0]))
    check_answers(peer, bundle, engine)
    frames, images = load(Path(task.frames)), itertools.cycle(list(bundle.golden.images))
    pipeline: Calls
    if isinstance(engine, AnalysesFrames):
        pipeline = (partial(engine.analyse, frame.pixels, frames.roi) for frame in frames.stream())
    else:
        ours = Pipeline(frames, bundle, engine, with_guard=False, research=task.research)
        pipeline = (partial(ours.run, frame) for frame in frames.stream())
    calls: dict[str, Calls] = {"inference": (partial(engine.run, image) for image in images), "pipeline": pipeline}
    _warm_up(task, calls)
    yield Ready(cold_ms, first_ms)
    yield _done(task, peer.packages[0], folder, calls, lambda: golden_accuracy(bundle, engine))


def _network(task: Task, network: PaperNetwork) -> Iterator[Ready | Done]:
    from benchmarks.peers.paper_networks import load

    folder = folder_of(Path(task.built), network.name)
    run = load(folder, task.setting.threads)
    first_ms, cold_ms = _first(task, run)
    calls: dict[str, Calls] = {"inference": itertools.repeat(run)}
    _warm_up(task, calls)
    yield Ready(cold_ms, first_ms)
    yield _done(task, network.packages[0], folder, calls, lambda: None)


def _first(task: Task, run: Callable[[], object]) -> tuple[float, float]:
    """Milliseconds of the first pass, and from the start of the process to its end."""
    begun = time.perf_counter_ns()
    run()
    return (time.perf_counter_ns() - begun) / 1e6, (time.monotonic_ns() - task.spawned_ns) / 1e6


def _warm_up(task: Task, calls: dict[str, Calls]) -> None:
    """As many passes as of our own engines, but no longer than is measured then: of some of these, one pass takes a second."""
    for each in calls.values():
        end = time.monotonic() + task.seconds / len(calls)
        for _ in range(task.warm_ups):
            next(each)()
            if time.monotonic() > end:
                break
    gc.collect()
    gc.freeze()


def _done(task: Task, module: str, folder: Path, calls: dict[str, Calls], accuracy: Callable[[], Accuracy | None]) -> Done:
    seconds = task.seconds / len(calls)
    return Done(
        version=version(packages_distributions()[module][0]),
        graph_sha256=_fingerprint(folder),
        times=tuple(StageTimes(name, measure(each, seconds)) for name, each in calls.items()),
        peak_rss_mb=peak_rss_mb(),
        accuracy=accuracy(),
    )


def _fingerprint(folder: Path) -> str:
    """SHA-256 of the graph's files, in the order of their names; "" where none was built."""
    files = sorted(path for path in folder.iterdir() if path.is_file())
    return hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest() if files else ""


if __name__ == "__main__":
    sys.exit(main(answers))
