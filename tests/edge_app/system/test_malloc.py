"""Freed memory leaves the process, and what a model no longer needs is freed."""

from __future__ import annotations

import platform
import subprocess
import sys
from pathlib import Path

import numpy as np
import psutil
import pytest

from edge_app import config
from edge_app.engine.loading import load_model
from edge_app.system.malloc import trim
from tests.support.int8_kernels import needs_right_int8

MEGABYTE = 2**20


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="only glibc keeps what is freed, and returns it when asked")
def test_what_lies_freed_under_something_in_use_is_given_back() -> None:
    process = psutil.Process()
    blocks = [bytearray(16 * 1024) for _ in range(4096)]
    kept = blocks[::256]  # so that nothing goes back by itself
    del blocks
    before = process.memory_info().rss
    trim()
    assert before - process.memory_info().rss > 32 * MEGABYTE
    assert len(kept) == 16


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="only glibc returns what is freed by itself")
def test_the_arrays_of_the_next_frame_are_no_new_pages() -> None:
    """Each frame's 2.4 MB are 600 pages; they are fetched for the first frames, and for a hundred more at most."""
    frames = """
import resource, numpy
from edge_app.system.malloc import keep_arrays
keep_arrays()
def frame():
    return numpy.ones(1_200_000, numpy.uint8), numpy.ones(1_200_000, numpy.uint8)
def faults():
    return resource.getrusage(resource.RUSAGE_SELF).ru_minflt
for _ in range(3): frame()
before = faults()
for _ in range(100): frame()
print(faults() - before)
"""
    asked = subprocess.run([sys.executable, "-c", frames], capture_output=True, text=True, check=True)
    assert int(asked.stdout) < 100 * 600 / 10


@needs_right_int8
def test_a_model_that_runs_holds_no_graphs(bundle_folder: Path, keys_folder: Path) -> None:
    bundle, engine = load_model(bundle_folder, keys_folder, config.Engine("onnxruntime", "int8", 1, "coarse"))
    assert bundle.graphs == {} and bundle.fine is None
    np.testing.assert_allclose(engine.run(bundle.golden.images[0]).logits, bundle.golden.int8.logits[0], atol=0.05)
