"""Which percentile a run may claim, held to MLPerf's own loadgen."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.statistics.early_stopping import CONFIDENCE, at_most, discarded, samples_needed

# Queries -> how many of the slowest loadgen would discard, per percentile; None: too few for it. Of mlcommons-loadgen 6.0.17, by
# `loadgen_says` below, on x86-64.
LOADGEN: dict[float, dict[int, int | None]] = {
    0.5: {11: 0, 24: 4, 64: 21, 100: 36, 662: 299, 1000: 461, 6636: 3221, 20_000: 9834, 100_000: 49_630},
    0.9: {63: None, 64: 0, 77: 0, 100: 2, 130: 4, 662: 47, 1000: 77, 4096: 364, 20_000: 1900, 100_000: 9778},
    0.95: {100: None, 130: 0, 662: 19, 1000: 33, 4096: 171, 20_000: 927, 100_000: 4838},
    0.99: {130: None, 662: 0, 1000: 1, 4096: 25, 6636: 46, 20_000: 166, 100_000: 926},
    0.999: {4096: None, 6636: 0, 20_000: 8, 100_000: 76},
}


def test_what_the_percentiles_need() -> None:
    assert [samples_needed(p) for p in (0.5, 0.9, 0.99, 0.999)] == [11, 64, 662, 6636]


def test_a_low_percentile_needs_as_many_as_the_high_one() -> None:
    assert samples_needed(0.05) == samples_needed(0.95)


@pytest.mark.parametrize("fraction", [0.0, 1.0, -0.1, 1.5])
def test_no_such_percentile(fraction: float) -> None:
    with pytest.raises(ValueError, match="between 0 and 1"):
        samples_needed(fraction)


@pytest.mark.parametrize(("fraction", "count"), [(p, count) for p, table in LOADGEN.items() for count in table])
def test_as_loadgen_says(fraction: float, count: int) -> None:
    expected = LOADGEN[fraction][count]
    times = np.arange(count, dtype=np.float64)
    if expected is None:
        assert at_most(times, fraction) is None
        with pytest.raises(ValueError, match="nothing certain"):
            discarded(count, fraction)
    else:
        assert discarded(count, fraction) == expected
        assert at_most(times, fraction) == count - 1 - expected, "all above it are those discarded"


@pytest.mark.skipif(
    importlib.util.find_spec("mlperf_loadgen") is None, reason="needs `pip install mlcommons-loadgen`, x86-64 only"
)
@pytest.mark.parametrize(("fraction", "count"), [(0.9, 64), (0.9, 500), (0.99, 3000), (0.999, 9000)])
def test_as_the_installed_loadgen_says(fraction: float, count: int, tmp_path: Path) -> None:
    assert discarded(count, fraction) == loadgen_says(fraction, count, tmp_path)


def loadgen_says(fraction: float, count: int, folder: Path) -> int:
    """Run so many queries that are answered at once, and read its summary."""
    import mlperf_loadgen as loadgen  # type: ignore[import-not-found, unused-ignore]

    asked, log, output = loadgen.TestSettings(), loadgen.LogSettings(), loadgen.LogOutputSettings()
    asked.scenario, asked.mode = loadgen.TestScenario.SingleStream, loadgen.TestMode.PerformanceOnly
    asked.single_stream_target_latency_percentile = fraction
    asked.min_query_count = asked.max_query_count = count
    asked.min_duration_ms = 0
    output.outdir, log.enable_trace = str(folder), False
    log.log_output = output
    subject = loadgen.ConstructSUT(
        lambda queries: loadgen.QuerySamplesComplete([loadgen.QuerySampleResponse(one.id, 0, 0) for one in queries]), lambda: None
    )
    library = loadgen.ConstructQSL(16, 16, lambda _: None, lambda _: None)
    loadgen.StartTestWithLogSettings(subject, library, asked, log)
    loadgen.DestroyQSL(library)
    loadgen.DestroySUT(subject)
    found = re.search(r"Would discard (\d+)", (folder / "mlperf_log_summary.txt").read_text())
    assert found is not None
    return int(found[1])


@settings(max_examples=20)
@given(st.integers(64, 400), st.sampled_from([0.5, 0.75, 0.9]), st.integers(0, 1000))
def test_the_estimate_is_one_of_the_times_and_not_below_the_percentile(count: int, fraction: float, seed: int) -> None:
    times = np.random.default_rng(seed).exponential(size=count)
    estimate = at_most(times, fraction)
    assert estimate is not None and estimate in times and estimate >= np.quantile(times, fraction, method="inverted_cdf")


def test_the_estimate_holds_as_often_as_it_says() -> None:
    """Of 2,000 runs of 300 times from a known distribution, 1 in 100 may lie below the true percentile (4 sigma allowed)."""
    rng, true = np.random.default_rng(0), -np.log(0.1)
    below = sum((at_most(rng.exponential(size=300), 0.9) or 0.0) < true for _ in range(2000))
    allowed = 2000 * (1 - CONFIDENCE)
    assert 0 < below <= allowed + 4 * np.sqrt(allowed)
