"""From the outcomes of all process starts on the GPU to a `GpuResult` and its raw samples. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

import numpy as np

from benchmarks.gpu.journal import PointOutcome, StartOutcome
from benchmarks.gpu.plan import NOT_TRIED, Variant
from benchmarks.gpu.task import PointTimes
from benchmarks.result.files import Series
from benchmarks.result.gpu import GpuAccuracy, GpuDevice, GpuPoint, GpuResult, GpuVariant
from benchmarks.result.timing import Timing
from benchmarks.statistics.timing import timing

PARTS = ("end_to_end", "enqueue", "to_device", "device", "from_device")  # of `PointTimes` and `GpuPoint`


def assemble_gpu(device: GpuDevice, outcomes: Sequence[StartOutcome], sensor: str) -> GpuResult:
    """Of all starts that are finished."""
    variants = dict.fromkeys(outcome.variant for outcome in outcomes)
    refused, why = NOT_TRIED
    return GpuResult(
        device=device,
        variants=(
            *(_variant(variant, [one for one in outcomes if one.variant == variant]) for variant in variants),
            GpuVariant(refused.runtime, refused.precision, "", None, (), why),
        ),
        samples=tuple(sample for outcome in outcomes for sample in outcome.samples),
        sensor=sensor,
    )


def gpu_series(outcomes: Sequence[StartOutcome]) -> list[Series]:
    """Every single time, those of void points too, which are called so."""
    found = []
    for outcome in outcomes:
        for point in outcome.points:
            if point.times is None:
                continue
            void = ", void" if point.void else ""
            for part in PARTS:
                ms = np.asarray(getattr(point.times, part), np.float64)
                if len(ms):
                    what = f"gpu {part.replace('_', ' ')}, batch {point.batch}{void}"
                    found.append(Series(outcome.variant.name, what, outcome.start, ms))
    return found


def _variant(variant: Variant, starts: Sequence[StartOutcome]) -> GpuVariant:
    errors = list(dict.fromkeys(start.error for start in starts if start.error))
    batches = sorted({point.batch for start in starts for point in start.points})
    points = tuple(_point(batch, [one for start in starts for one in start.points if one.batch == batch]) for batch in batches)
    return GpuVariant(
        runtime=variant.runtime,
        precision=variant.precision,
        version=next((start.version for start in starts if start.version), ""),
        accuracy=_worst([point.accuracy for start in starts for point in start.points if point.accuracy]),
        points=points,
        why_not="; ".join(errors),
    )


def _point(batch: int, starts: Sequence[PointOutcome]) -> GpuPoint:
    measured = [start for start in starts if start.times is not None]
    if not measured:
        return GpuPoint(batch, None, None, None, None, None, None, "", "; ".join(dict.fromkeys(one.why_not for one in starts)))
    sound = [start for start in measured if not start.void]
    used = [times for start in sound or measured if (times := start.times) is not None]

    def of(part: Callable[[PointTimes], Sequence[float]]) -> Timing | None:
        columns = [np.asarray(part(times), np.float64) for times in used]
        return timing(columns) if any(len(column) for column in columns) else None

    return GpuPoint(
        batch=batch,
        end_to_end=of(lambda times: times.end_to_end),
        enqueue=of(lambda times: times.enqueue),
        to_device=of(lambda times: times.to_device),
        device=of(lambda times: times.device),
        from_device=of(lambda times: times.from_device),
        prepare_s=float(np.mean([start.prepare_s for start in measured])),
        void="" if sound else measured[-1].void,
    )


def _worst(found: Iterable[GpuAccuracy]) -> GpuAccuracy | None:
    """The largest differences of all batch sizes and starts."""
    each = list(found)
    if not each:
        return None
    return GpuAccuracy(
        same_labels=min(one.same_labels for one in each),
        images=each[0].images,
        logits_worst=max(one.logits_worst for one in each),
        logits_limit=each[0].logits_limit,
        heat_worst=max(one.heat_worst for one in each),
        heat_limit=each[0].heat_limit,
    )
