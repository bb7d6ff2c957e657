"""Benchmark results that nobody measured, for the tests of what compares results. Every machine in them is called made-up."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np

from benchmarks.report.comparison import comparison
from benchmarks.report.entry import Entry
from benchmarks.report.html_page import html_page
from benchmarks.report.markdown import markdown
from benchmarks.result.records import (
    Absent,
    Accuracy,
    Configuration,
    EngineResult,
    Machine,
    NetworkResult,
    Peaks,
    PeerResult,
    Peers,
    PipelineResult,
    Result,
    Sample,
    ScreenResult,
    Sensors,
    Software,
    StageResult,
)
from benchmarks.result.timing import Timing
from benchmarks.statistics.bootstrap import Times
from benchmarks.statistics.timing import timing
from tests.support.made_up_worker import made_up_screen_run

GOLDEN = Path(__file__).resolve().parents[1] / "golden" / "benchmarks" / "comparison"
STAGES_MS = {
    "capture": 0.2,
    "field": 0.1,
    "crop": 0.05,
    "median": 0.1,
    "clahe": 0.15,
    "guard": 1.2,
    "map": 0.02,
    "overlay": 0.2,
    "paint": 0.9,
}


def made_up_times(median_ms: float, starts: int = 5, each: int = 400) -> list[Times]:
    """Times of each start with a tail to the right, the same on every call."""
    shares = (np.arange(each) + 0.5) / each
    return [median_ms * (1 + 0.01 * start) * (0.97 - 0.045 * np.log1p(-shares)) for start in range(starts)]


@cache  # its intervals are bootstrapped
def made_up_timing(median_ms: float, starts: int = 5, each: int = 400) -> Timing:
    return timing(made_up_times(median_ms, starts, each))


def made_up_engine(
    engine: str,
    precision: str,
    threads: int,
    median_ms: float,
    starts: int = 5,
    each: int = 400,
    void: str = "",
    energy_mj: float | None = None,
) -> EngineResult:
    return EngineResult(
        Configuration(engine, "9.9", precision, threads, None, f"{precision}-graph-of-nobody"),
        made_up_timing(120 * median_ms, starts, 1),
        made_up_timing(4 * median_ms, starts, 1),
        made_up_timing(median_ms, starts, each),
        peak_rss_mb=85.0,
        energy_mj=energy_mj,
        accuracy=Accuracy(1.0, 0.0123, 0.9991, 0.9852, 24) if precision == "int8" else Accuracy(1.0, 0.0, 1.0, 1.0, 24),
        void=void,
    )


def made_up_pipeline(engine: EngineResult, guard: bool, kiosk: bool, slower: float) -> PipelineResult:
    """With stages where the kiosk does not run."""
    inference = engine.inference.mean_ms
    stages = (
        {**STAGES_MS, "inference": inference}
        if guard
        else {name: ms for name, ms in STAGES_MS.items() if name != "guard"} | {"inference": inference}
    )
    whole = slower * (sum(stages.values()) + 0.3)
    kept = () if kiosk else tuple(StageResult(name, made_up_timing(ms, 1, 100)) for name, ms in stages.items())
    return PipelineResult(engine.configuration, kiosk, guard, made_up_timing(whole, 5, 200), kept, "")


def made_up_peers(threads: int) -> Peers:
    """Two peers, one of them void, two networks, and one that is not installed."""
    plain = made_up_engine("plain stack", "fp32", threads, 88.0)
    void = made_up_engine("ncnn", "fp32", threads, 12.0, void="other programs took 1.2 cores meanwhile (made up)")
    ours = replace(made_up_engine("NMD-AssistNet", "fp32", threads, 14.0), accuracy=None)
    vit = replace(made_up_engine("ViT-B/16", "fp32", threads, 940.0), accuracy=None)
    return Peers(
        (PeerResult(void, made_up_timing(13.0)), PeerResult(plain, made_up_timing(210.0))),
        (NetworkResult(ours, 2_395_768, 175.3, 2.4e6), NetworkResult(vit, 85_800_194, 16_868.0, 85.8e6)),
        (Absent("OpenVINO", "not installed (openvino); run make peers"),),
    )


@cache
def made_up_board() -> Result:
    """A board with every sensor, four runtimes, one of them void."""
    engines = (
        made_up_engine("litert", "int8", 4, 3.6, energy_mj=21.0),
        made_up_engine("litert", "int8", 1, 9.1, energy_mj=38.0),
        made_up_engine("onnxruntime", "int8", 4, 5.2, energy_mj=33.0),
        made_up_engine("onnxruntime", "fp32", 4, 11.0, void="throttled in 3 of 60 seconds (made up)"),
    )
    return Result(
        schema=2,
        made="2026-11-29T00:00:00Z",
        command="python -m benchmarks run (made up)",
        mode="standard",
        screening=False,
        complete=True,
        machine=Machine(
            "made-up board",
            "raspberry-pi-5",
            "Made-up A76",
            ("asimddp",),
            4,
            8192,
            "6.12",
            "Made-up Linux",
            "3.11",
            "performance",
            ("480 Mbit/s made-up grabber",),
            "",
        ),
        software=Software(
            "0.1.0",
            "0123456789abcdef",
            "lock-of-nobody",
            "made-up-bundle",
            "bundle-of-nobody",
            {"numpy": "2.4", "ai-edge-litert": "9.9"},
        ),
        sensors=Sensors("thermal zone 0", "cpufreq", "vcgencmd get_throttled", "PMIC rails, an estimate"),
        peaks=Peaks(420.0, 110.0, 11.0, "made up"),
        engines=engines,
        pipelines=(
            made_up_pipeline(engines[0], guard=True, kiosk=False, slower=1.0),
            made_up_pipeline(engines[0], guard=False, kiosk=False, slower=1.0),
            made_up_pipeline(engines[0], guard=True, kiosk=True, slower=1.4),
        ),
        samples=tuple(
            Sample(
                float(t),
                52 + 9 * t / 60,
                (2400.0 if t < 40 else 2320.0,) * 4,
                "performance",
                "soft temperature limit" if t > 56 else "",
                5200.0 + 20 * t,
                0.9,
                0.05,
            )
            for t in range(60)
        ),
        sampler_cost_percent=0.4,
        network_mmac=176.8,
        notes=("OpenVINO: not installed (made up).",),
        peers=made_up_peers(4),
        screens=(
            ScreenResult(
                engines[0].configuration,
                made_up_timing(38.0, 3, 350),
                made_up_timing(41.0, 3, 350),
                (made_up_screen_run("xvfb"),) * 3,
                "",
            ),
        ),
    )


@cache
def made_up_workstation() -> Result:
    """A quick result, screening, of one start: no intervals, no energy, few samples; its name would be markup."""
    board = made_up_board()
    engines = (
        made_up_engine("litert", "int8", 1, 2.1, starts=1, each=150),
        made_up_engine("onnxruntime", "int8", 4, 2.9, starts=1, each=150),
        made_up_engine("openvino", "int8", 2, 2.5, starts=1, each=60),
    )
    return replace(
        board,
        mode="quick",
        screening=True,
        machine=replace(
            board.machine,
            name="made-up <b>workstation</b> | x86",
            board="unknown",
            processor="Made-up Xeon",
            flags=("avx2", "avx512_vnni"),
        ),
        sensors=Sensors(
            "none: a virtual machine shows no thermal zone",
            "none: no cpufreq",
            "none: no throttle flags",
            "none: no power sensor",
        ),
        peaks=Peaks(1042.0, 76.0, 12.2, "made up"),
        engines=engines,
        pipelines=(made_up_pipeline(engines[0], guard=True, kiosk=False, slower=0.6),),
        samples=tuple(Sample(float(t), None, (), "", "", None, 0.5 + 0.3 * (t % 2), None) for t in range(30)),
        notes=(),
        peers=None,
    )


def made_up_entries() -> tuple[Entry, ...]:
    """Both; the board with its single times."""
    board = made_up_board()
    times = {
        "litert int8, 4 threads": np.concatenate(made_up_times(3.6)),
        "onnxruntime int8, 4 threads": np.concatenate(made_up_times(5.2)),
    }
    return Entry(0, board, times), Entry(1, made_up_workstation())


def main() -> None:
    """Write what the comparison of both looks like, after a change on purpose: `python -m tests.support.made_up_results`."""
    report = comparison(made_up_entries())
    GOLDEN.with_suffix(".md").write_text(markdown(report), encoding="utf-8")
    GOLDEN.with_suffix(".html").write_text(html_page(report), encoding="utf-8")


if __name__ == "__main__":
    main()
