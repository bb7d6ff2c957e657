"""What `--trace` costs a frame. `python -m benchmarks.trace_overhead`

The same frames go through the same stages twice each, with a tracer and without, in turns and in changing order: source, field,
guard, analysis, overlay. The difference of the two is taken frame by frame. Times are the processor's, of the one thread that
does all this, so that a busy machine counts less. The reports alone are timed as well: their share is smaller than what two
passes over one frame differ by anyway.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from statistics import median
from types import TracebackType

import click
import cv2
import numpy as np
import numpy.typing as npt
from tqdm import tqdm

from edge_app.bundle.loader import DEFAULT_BUNDLE, ModelBundle, Precision, load_bundle
from edge_app.capture.calibrated import calibrated
from edge_app.capture.simulated import SimulatedProbe
from edge_app.capture.traced import traced
from edge_app.engine.onnx_runtime import OrtEngine
from edge_app.engine.protocol import Engine
from edge_app.guard.live_guard import LiveGuard
from edge_app.imaging.heatmap import heat_layer
from edge_app.pipeline import analyse
from edge_app.records import Finding, Frame, Guard, Permission, Roi
from edge_app.scanner_screen import central_region, image_field
from edge_app.tracing.recorder import TraceRecorder
from edge_app.tracing.tracer import NO_TRACER, Stage, Tracer

SCREEN = (640, 480)  # px, of the region on a screen of 1280 x 800
WARM_UP = 20  # frames
REPORTED = (
    Stage.CAPTURE, Stage.FIELD, Stage.GUARD, Stage.ANALYSIS, Stage.UPDATE, Stage.OVERLAY, Stage.PAINT, Stage.SHOWN
)  # fmt: skip


class FramesInMemory:
    """A FrameSource that gives its frames at once, over and over, 30 a second by their time stamps."""

    identity, frames_per_second = "simulated probe", 30.0

    def __init__(self, frames: Sequence[Frame]) -> None:
        self._frames, self._sequence = frames, -1

    def __enter__(self) -> FramesInMemory:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        pass

    def read(self) -> Frame:
        self._sequence += 1
        frame = self._frames[self._sequence % len(self._frames)]
        return replace(frame, sequence=self._sequence, captured_ns=round(self._sequence * 1e9 / 30))


class FramePath:
    """What the kiosk does to a frame, on one thread and without Qt, and what it reports of it."""

    def __init__(self, frames: Sequence[Frame], bundle: ModelBundle, engine: Engine, roi: Roi, tracer: Tracer) -> None:
        source = calibrated(FramesInMemory(frames), tracer)
        self._source = source if tracer is NO_TRACER else traced(source, tracer)
        self._guard = LiveGuard(bundle.manifest.guard, bundle.texture)
        self._bundle, self._engine, self._roi, self._tracer = bundle, engine, roi, tracer

    def __call__(self) -> Finding:
        frame = self._source.read()
        assert frame is not None
        analysis_ns = time.monotonic_ns()
        guard = self._guard.assess(frame, self._roi)
        self._tracer.span(Stage.GUARD, frame, analysis_ns)
        finding = analyse(frame, self._roi, self._bundle, self._engine, Permission.SCORE, guard)
        self._tracer.analysed(finding)
        self._tracer.span(Stage.ANALYSIS, frame, analysis_ns)
        paint_ns = time.monotonic_ns()
        self._tracer.span(Stage.UPDATE, frame, paint_ns)
        heat_layer(finding.heat, SCREEN, 0.6)
        self._tracer.span(Stage.OVERLAY, frame, paint_ns)
        self._tracer.span(Stage.PAINT, frame, paint_ns)
        self._tracer.span(Stage.SHOWN, frame, paint_ns)
        return finding


def timed_us(run: Callable[[], object]) -> float:
    start = time.thread_time_ns()
    run()
    return (time.thread_time_ns() - start) / 1e3


def reports_us(tracer: Tracer, finding: Finding, count: int = 5_000) -> float:
    """All reports of one frame, with the clock read for each."""
    frame = finding.frame
    start = time.thread_time_ns()
    for _ in range(count):
        for stage in REPORTED:
            tracer.span(stage, frame, time.monotonic_ns())
        tracer.analysed(finding)
    return (time.thread_time_ns() - start) / 1e3 / count


def interval(differences: npt.NDArray[np.float64]) -> tuple[float, float]:
    """95 % interval of the median, bootstrapped over frames."""
    rng = np.random.default_rng(0)
    medians = np.median(differences[rng.integers(0, len(differences), (1000, len(differences)))], axis=1)
    low, high = np.percentile(medians, [2.5, 97.5])
    return float(low), float(high)


@click.command()
@click.option("--frames", default=1000, show_default=True, help="Each with a tracer and without.")
def main(frames: int) -> None:
    """Print the share of a frame's time that tracing takes."""
    cv2.setNumThreads(1)
    bundle = load_bundle(DEFAULT_BUNDLE)
    engine = OrtEngine(bundle.graphs[Precision.INT8], "int8", 1)
    with SimulatedProbe() as probe:
        recorded = [Frame(probe.image(i / 4), i, 0, None, probe.identity) for i in range(8)]
    roi = central_region(image_field(recorded[0].pixels))
    recorder = TraceRecorder()
    paths = {True: FramePath(recorded, bundle, engine, roi, recorder), False: FramePath(recorded, bundle, engine, roi, NO_TRACER)}
    times: dict[bool, list[float]] = {True: [], False: []}
    finding = paths[False]()
    assert finding.guard is Guard.FIT, "the guard turned the frame down: the figures would be of no network"
    paths[True]()
    for number in tqdm(range(-WARM_UP, frames), desc="frames", unit="", disable=None):
        for is_traced in (True, False) if number % 2 else (False, True):
            times[is_traced].append(timed_us(paths[is_traced]))
    with_tracer, without = (np.array(times[is_traced][WARM_UP:]) for is_traced in (True, False))
    low, high = interval(with_tracer - without)
    whole, more = median(without), float(np.median(with_tracer - without))
    on, off = reports_us(recorder, finding), reports_us(NO_TRACER, finding)
    click.echo(f"{bundle.id}; {engine.name}; {frames} frames of 640 x 480 each way, in turns")
    click.echo(f"a frame without a tracer, median             {whole:9.1f} us")
    click.echo(f"with a tracer, difference frame by frame     {more:9.1f} us ({low:.1f} to {high:.1f}), {more / whole:.2%}")
    click.echo(f"the reports of a frame alone                 {on:9.1f} us, {on / whole:.2%}")
    click.echo(f"the same where nobody listens                {off:9.1f} us, {off / whole:.2%}")


if __name__ == "__main__":
    main()
