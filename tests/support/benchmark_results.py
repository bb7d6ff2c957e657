"""A made-up benchmark result, and its parts."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from benchmarks.result.records import (
    SCHEMA,
    Accuracy,
    Check,
    Configuration,
    EngineResult,
    Machine,
    Peaks,
    PipelineResult,
    Result,
    Sample,
    Sensors,
    Software,
    StageResult,
)
from benchmarks.result.timing import Timing
from benchmarks.statistics.timing import timing

MACHINE = Machine(
    "made up",
    "generic",
    "no processor",
    ("avx2",),
    2,
    8192,
    "Linux 6",
    "Debian",
    "CPython 3.11",
    "",
    ("480 Mbit/s US Probe",),
    "",
)
SOFTWARE = Software("0.1.0", "", "", "bundle 12345678", "0" * 64, {"numpy": "2"})


def made_up_timing(ms: float, starts: int = 3, count: int = 100) -> Timing:
    """Of times around `ms`."""
    rng = np.random.default_rng(0)
    return timing([ms * rng.uniform(0.9, 1.1, count) for _ in range(starts)])


def made_up_result(ms: float = 4.0) -> Result:
    """Complete, with one engine and one pipeline."""
    configuration = Configuration("litert", "2.3", "int8", 2, None, "1" * 64)
    cold = made_up_timing(900.0, count=1)
    accuracy = Accuracy(1.0, 0.01, 0.999, 0.985, 8)
    engine = EngineResult(configuration, cold, cold, made_up_timing(ms), 120.0, None, accuracy, "")
    stage = StageResult("guard", made_up_timing(ms / 4))
    return Result(
        schema=SCHEMA,
        made="2026-11-29T12:00:00+00:00",
        command="python -m benchmarks run",
        mode="standard",
        screening=False,
        complete=True,
        machine=MACHINE,
        software=SOFTWARE,
        sensors=Sensors("none: made up", "none: made up", "none: made up", "none: made up"),
        peaks=Peaks(None, None, None, "not measured"),
        engines=(engine,),
        pipelines=(PipelineResult(configuration, False, True, made_up_timing(1.5 * ms), (stage,), ""),),
        samples=(Sample(1.0, None, (), "", "", None, 0.5, 0.1),),
        sampler_cost_percent=0.1,
        network_mmac=None,
        notes=("made up",),
    )


def made_up_functional_result() -> Result:
    """Of a functional run: one runtime works and one does not."""
    works = Check(
        Configuration("litert", "2.3", "int8", 1, None, "1" * 64),
        ("pipeline", "stage guard"),
        Accuracy(1.0, 0.01, 0.999, 0.985, 8),
        "",
    )
    fails = Check(Configuration("onnxruntime", "", "fp32", 1, None, ""), (), None, "it does not run here")
    return replace(made_up_result(), mode="functional", engines=(), pipelines=(), samples=(), checks=(works, fails))
