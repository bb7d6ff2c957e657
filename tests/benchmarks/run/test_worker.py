"""One process start: what the worker answers, and what becomes of one that fails, is late or ends."""

from __future__ import annotations

import gc
import os
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import cv2
import pytest

from benchmarks.run.child import Child, ChildError, time_task
from benchmarks.run.task import Done, EngineSetting, Ready, Task
from benchmarks.run.worker import answers, peak_rss_mb
from benchmarks.stages.frames import save
from tests.support.benchmark_frames import speckled_frames

SETTING = EngineSetting("onnxruntime", "int8", 1, None)


@pytest.fixture
def task(bundle_folder: Path, keys_folder: Path, tmp_path: Path) -> Task:
    """Of the small bundle, with nothing but one pass."""
    save(speckled_frames(), tmp_path)
    return Task(
        "engine",
        SETTING,
        False,
        str(bundle_folder),
        str(keys_folder),
        str(tmp_path),
        False,
        1,
        0.0,
        time.monotonic_ns(),
        os.getpid(),
    )


def nothing() -> None:
    pass


def test_a_process_of_its_own(task: Task) -> None:
    own, seen = {os.getpid()}, list[int]()
    timed = time_task(task, own, lambda: seen.append(len(own)), nothing)
    assert seen == [2] and own == {os.getpid()}, "it belongs to the benchmark while it runs"
    assert timed.ready.cold_start_ms > timed.ready.first_inference_ms > 0
    (times,) = timed.done.times
    assert times.name == "inference" and len(times.ms) >= 1 and min(times.ms) > 0
    assert timed.done.peak_rss_mb is not None and timed.done.peak_rss_mb > 20
    assert len(timed.done.graph_sha256) == 64 and timed.done.accuracy is not None


def test_what_cannot_be_measured_is_said_in_one_sentence(task: Task) -> None:
    nowhere = replace(task, bundle=str(Path(task.frames) / "nowhere"))
    with pytest.raises(ChildError, match="nowhere") as failed:
        time_task(nowhere, set(), nothing, nothing)
    assert "\n" not in str(failed.value)


def test_a_process_that_ends_without_an_answer() -> None:
    with Child("benchmarks.run.worker", set()) as child, pytest.raises(ChildError, match="exit code 1"):
        child.tell({"kind": "engine"})
        child.line(60.0, nothing)


def test_a_process_that_is_late_is_ended() -> None:
    own: set[int] = set()
    with Child("benchmarks.run.worker", own) as child, pytest.raises(ChildError, match="has not answered"):
        child.line(0.0, nothing)  # it waits for its task
    assert own == set()


@pytest.fixture
def as_it_was() -> Iterator[None]:
    """A worker changes its whole process."""
    threads = cv2.getNumThreads()
    yield
    cv2.setNumThreads(threads)
    gc.unfreeze()


@pytest.mark.usefixtures("as_it_was")
def test_the_pipeline(task: Task) -> None:
    ready, done = answers(replace(task, kind="pipeline", with_guard=True))
    assert isinstance(ready, Ready) and isinstance(done, Done)
    assert [times.name for times in done.times] == ["pipeline"] and done.accuracy is None


@pytest.mark.usefixtures("as_it_was")
def test_the_stages(task: Task) -> None:
    _, done = answers(replace(task, kind="stages"))
    assert isinstance(done, Done)
    assert len(done.times) == 10 and all(times.ms for times in done.times)


def test_the_most_memory_that_was_resident(tmp_path: Path) -> None:
    (tmp_path / "status").write_text("VmPeak:\t 9 kB\nVmHWM:\t    2048 kB\n")
    assert peak_rss_mb(tmp_path / "status") == 2.0 and peak_rss_mb(tmp_path / "nothing") is None
