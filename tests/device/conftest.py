"""Fixtures of the tests in the guest."""

from __future__ import annotations

from collections.abc import Iterator
from multiprocessing import get_context

import pytest

from tests.device.bench import Bench, BenchProcess


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
