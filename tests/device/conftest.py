"""Fixtures of the tests in the guest."""

from __future__ import annotations

from collections.abc import Iterator
from multiprocessing import get_context

import pytest

from edge_app.capture.v4l2.source import V4l2Source
from edge_app.records import Roi
from edge_app.worker import Worker
from tests.device.bench import KEY, Bench, BenchProcess
from tests.support.fakes import finding


@pytest.fixture(scope="session")
def bench_process() -> Iterator[BenchProcess]:
    with BenchProcess(ctx=get_context("spawn")) as process:
        yield process


@pytest.fixture
def bench(bench_process: BenchProcess) -> Iterator[Bench]:
    """An empty bench; what a test leaves plugged is pulled."""
    bench: Bench = bench_process.Bench()  # type: ignore[attr-defined]  # a proxy of it, made by register()
    yield bench
    bench.cut()


@pytest.fixture
def worker(bench: Bench) -> Iterator[Worker]:
    """The appliance's threads, waiting for the probe by its identity, whatever port it comes to."""
    with Worker(V4l2Source(KEY), finding, lambda frame: Roi(0, 0, frame.width, frame.height)) as worker:
        yield worker
