"""What was measured on a GPU, as lines of the short table that `run` prints."""

from __future__ import annotations

from collections.abc import Iterator

from benchmarks.result.gpu import GpuPoint, GpuResult, GpuVariant
from benchmarks.result.timing import Timing


def gpu_lines(gpu: GpuResult | None) -> Iterator[str]:
    """A line for each variant at batch 1, with the most images a second that it reached."""
    if gpu is None:
        return
    if gpu.device is None:
        yield f"GPU: not measured ({gpu.why_not})"
        return
    names = f"{'device':>8} {'to':>8} {'from':>8} {'enqueue':>8} {'whole':>8}"
    yield f"{'GPU ' + gpu.device.name + ', batch 1, means in ms':48} {names} {'images/s at most':>20}"
    for variant in gpu.variants:
        yield f"{variant.name:48} {_columns(variant)}"
    yield f"GPU's temperature, clocks, throttling: {gpu.sensor}"


def images_per_second(point: GpuPoint) -> float | None:
    """Copies included, one pass after the other; None: not measured, or void."""
    if point.end_to_end is None or point.void:
        return None
    return 1e3 * point.batch / point.end_to_end.mean_ms


def _columns(variant: GpuVariant) -> str:
    first = next((point for point in variant.points if point.batch == 1), None)
    if first is None or first.end_to_end is None:
        return f"not measured: {variant.why_not or (first.why_not if first else '')}"
    parts = (first.device, first.to_device, first.from_device, first.enqueue, first.end_to_end)
    rates = [(rate, point.batch) for point in variant.points if (rate := images_per_second(point)) is not None]
    most = f"{max(rates)[0]:,.0f} (batch {max(rates)[1]})" if rates else "none"
    return " ".join(f"{_mean(part):>8}" for part in parts) + f" {most:>20}" + (f"  VOID: {first.void}" if first.void else "")


def _mean(timing: Timing | None) -> str:
    return "none" if timing is None else f"{timing.mean_ms:.3f}"
