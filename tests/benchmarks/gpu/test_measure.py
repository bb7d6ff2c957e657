"""The GPU's part of a run: its result, its interruption, what is void and what cannot be measured. The times are made up."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from benchmarks.gpu import measure
from benchmarks.gpu.device import FoundDevice
from benchmarks.gpu.journal import FILE
from benchmarks.gpu.measure import GpuPart, GpuSubject, environment, why_gpu_void
from benchmarks.gpu.plan import BATCHES, VARIANTS, Variant, make_gpu_plan
from benchmarks.machine.sampler import Sampler
from benchmarks.result.gpu import GpuSample
from edge_app.errors import ConfigError
from tests.support.made_up_gpu import DEVICE, EAGER, FOUND, GRAPH, PLAN, TENSORRT, MadeUpGpu

Run = Callable[[GpuPart], None]


@pytest.fixture(autouse=True)
def alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """On a machine where nothing else runs, which the one that runs the tests is not."""
    monkeypatch.setattr(measure, "why_void", lambda samples: "")


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Measure into one folder."""

    def run(part: GpuPart) -> None:
        part.measure(tmp_path, Sampler(lambda: set()), set(), lambda name: None, lambda: None)

    return run


def part(ask: MadeUpGpu) -> GpuPart:
    return GpuPart(PLAN, GpuSubject(Path("bundle"), None), FOUND, ask)


def test_every_variant_at_every_batch_size(run: Run) -> None:
    asked = MadeUpGpu()
    made = part(asked)
    run(made)
    result = made.result
    assert [task.runtime for task in asked.tasks] == [one.runtime for one in (EAGER, GRAPH, TENSORRT, TENSORRT, GRAPH, EAGER)]
    eager, graph, tensorrt, refused = result.variants
    assert [point.batch for point in eager.points] == [1, 8] and eager.accuracy is not None and eager.accuracy.same_labels == 8
    first = eager.points[0]
    assert first.end_to_end and first.device and first.to_device and first.from_device and first.enqueue
    assert first.end_to_end.starts == 2 and first.end_to_end.mean_ms == pytest.approx(2.1) and first.device.mean_ms == 1.0
    assert (first.to_device.mean_ms, first.from_device.mean_ms, first.enqueue.mean_ms) == pytest.approx((0.1, 0.2, 0.5))
    assert graph.points[1].why_not == "out of memory" and graph.points[1].end_to_end is None
    assert tensorrt.points == () and "not installed" in tensorrt.why_not
    assert refused.precision == "int8" and "no INT8 convolution" in refused.why_not
    assert {one.what for one in made.series} >= {"gpu device, batch 8", "gpu end to end, batch 1"}


def test_an_interrupted_part_goes_on(run: Run, tmp_path: Path) -> None:
    before, after = MadeUpGpu(interrupt_at=2), MadeUpGpu()
    half = part(before)
    with pytest.raises(KeyboardInterrupt):
        run(half)
    assert [variant.runtime for variant in half.result.variants[:-1]] == [EAGER.runtime, GRAPH.runtime]
    whole = part(after)
    run(whole)
    assert len(before.tasks) + len(after.tasks) == 6
    with pytest.raises(ConfigError, match="another GPU or plan"):
        run(GpuPart(PLAN, GpuSubject(Path("bundle"), None), FoundDevice(replace(DEVICE, name="another"))))
    whole.forget(tmp_path)
    assert not (tmp_path / FILE).exists()


def test_where_there_is_no_gpu_nothing_is_asked(run: Run, tmp_path: Path) -> None:
    asked = MadeUpGpu()
    absent = GpuPart(PLAN, GpuSubject(Path("bundle"), None), FoundDevice(None, "PyTorch sees no GPU"), asked)
    run(absent)
    assert asked.tasks == [] and absent.result.why_not == "PyTorch sees no GPU" and absent.result.variants == ()
    assert absent.seconds == 0.0 and not list(tmp_path.iterdir())


def test_a_void_point_is_measured_again_and_what_stays_void_says_so(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    verdicts = iter(["too hot", "", "", ""] + ["too hot"] * 100)
    monkeypatch.setattr(measure, "why_gpu_void", lambda samples: next(verdicts))
    asked = MadeUpGpu()
    plan = replace(PLAN, variants=(EAGER, GRAPH), starts=1, tries=2)
    made = GpuPart(plan, GpuSubject(Path("bundle"), None), FOUND, asked)
    run(made)
    assert len(asked.tasks) == 4
    eager, graph, _ = made.result.variants
    assert [point.void for point in eager.points] == ["", ""] and graph.points[0].void == "too hot"
    assert any(one.what.endswith(", void") for one in made.series)


@pytest.mark.parametrize(
    ("words", "void"),
    [((), ""), (("", ""), ""), (("", "power limit, heat, by the driver"), "the GPU was slowed down")],
)
def test_a_card_that_was_slowed_down_makes_it_void(words: Sequence[str], void: str) -> None:
    samples = tuple(GpuSample(float(i), None, None, None, None, None, word) for i, word in enumerate(words))
    assert why_gpu_void(samples).startswith(void) and bool(why_gpu_void(samples)) == bool(void)


def test_fp32_is_not_tf32(run: Run) -> None:
    asked = MadeUpGpu()
    run(part(asked))
    task = asked.tasks[0]
    assert environment(replace(task, precision="fp32"))["NVIDIA_TF32_OVERRIDE"] == "0"
    assert "NVIDIA_TF32_OVERRIDE" not in environment(replace(task, precision="tf32"))


def test_the_plan_has_each_variant_once() -> None:
    assert len(set(VARIANTS)) == len(VARIANTS) == 26
    assert {variant.precision for variant in VARIANTS} == {"fp32", "tf32", "fp16", "bf16", "int8"}
    assert (BATCHES[0], BATCHES[-1]) == (1, 512) and make_gpu_plan("full").batches == BATCHES
    assert set(make_gpu_plan("quick").batches) <= set(BATCHES) and 1 in make_gpu_plan("quick").batches
    assert Variant("torch, eager", "int8") not in VARIANTS
