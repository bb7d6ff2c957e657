"""One process start of a peer: the network by itself and the whole pipeline, the same as one of ours."""

from __future__ import annotations

import gc
import os
import time
from collections.abc import Iterator
from pathlib import Path

import cv2
import pytest

from benchmarks.peer_worker import answers
from benchmarks.peers.building import build
from benchmarks.peers.catalogue import ENTRIES
from benchmarks.run.child import build_peers
from benchmarks.run.task import BuildTask, Done, EngineSetting, Ready, Task
from benchmarks.stages.frames import save
from edge_app.bundle.loader import ModelBundle
from edge_app.errors import EngineError
from tests.support.benchmark_frames import speckled_frames
from tests.support.made_up_peer import Made, MadeUpPeer, Wrong


@pytest.fixture
def as_it_was() -> Iterator[None]:
    """A worker changes its whole process."""
    threads = cv2.getNumThreads()
    yield
    cv2.setNumThreads(threads)
    gc.unfreeze()


@pytest.fixture
def task(monkeypatch: pytest.MonkeyPatch, bundle: ModelBundle, bundle_folder: Path, keys_folder: Path, tmp_path: Path) -> Task:
    """Of a peer that is built, with one pass."""
    monkeypatch.setitem(ENTRIES, "made up", MadeUpPeer(Made()))
    assert build("made up", bundle, tmp_path / "built", 1) == ""
    save(speckled_frames(), tmp_path)
    setting = EngineSetting("made up", "fp32", 1, None, "peer")
    return Task(
        "peer",
        setting,
        with_guard=False,
        bundle=str(bundle_folder),
        keys=str(keys_folder),
        frames=str(tmp_path),
        research=False,
        warm_ups=1,
        seconds=0.0,
        spawned_ns=time.monotonic_ns(),
        parent=os.getpid(),
        built=str(tmp_path / "built"),
    )


@pytest.mark.usefixtures("as_it_was")
def test_a_peer_is_timed_by_itself_and_as_a_pipeline(task: Task) -> None:
    ready, done = answers(task)
    assert isinstance(ready, Ready) and ready.cold_start_ms > ready.first_inference_ms > 0
    assert isinstance(done, Done) and [times.name for times in done.times] == ["inference", "pipeline"]
    assert done.accuracy is not None and done.accuracy.golden_probability_worst < 1e-3 and len(done.graph_sha256) == 64


@pytest.mark.usefixtures("as_it_was")
def test_a_peer_that_answers_wrongly_is_not_timed(task: Task, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(ENTRIES, "made up", MadeUpPeer(Wrong()))
    with pytest.raises(EngineError, match="otherwise than it should"):
        list(answers(task))


def test_a_build_that_ends_its_process_takes_no_other_peer_with_it(bundle_folder: Path, tmp_path: Path) -> None:
    """In a real process, which does not know the first name."""
    task = BuildTask(("nobody", "nobody else"), str(bundle_folder), "", str(tmp_path), 1, os.getpid())
    absent = build_peers(task, set(), lambda: None)
    assert set(absent) == {"nobody", "nobody else"} and all("ended with exit code" in why for why in absent.values())
