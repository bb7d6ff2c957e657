"""A result as the short table that `run` prints. `compare` makes the long one."""

from __future__ import annotations

from collections.abc import Iterator

from benchmarks.result.gpu_table import gpu_lines
from benchmarks.result.records import Check, Peers, PipelineResult, Result, ScreenResult
from benchmarks.result.timing import Timing

WANTED = (0.5, 0.9, 0.99)  # percentiles
HEADER = f"{'p50 ms':>8} {'p90 ms':>8} {'p99 ms':>8} {'count':>8}"


def table(result: Result) -> str:
    """Lines of text."""
    return "\n".join(_lines(result)) + "\n"


def percentile(timing: Timing, fraction: float, decimals: int = 2) -> str:
    """Such as "4.63", or "none" where there are too few samples for it."""
    found = next((one.ms for one in timing.percentiles if one.fraction == fraction), None)
    return "none" if found is None else f"{found:.{decimals}f}"


def _lines(result: Result) -> Iterator[str]:
    yield f"{result.machine.name}, {result.machine.cores} cores, bundle {result.software.bundle_id}"
    if result.screening:
        yield "a screening: to choose by, not to quote"
    if not result.complete:
        yield "not complete: it was interrupted"
    if result.mode == "functional":
        yield f"{'engine':32} {'same label':>10} {'heat cosine':>12}   done once, without a time"
        yield from map(_check, result.checks)
        yield from result.notes
        return
    yield f"{'engine':48} {HEADER} {'start ms':>8} {'MiB':>5} {'mJ':>6}"
    for engine in result.engines:
        memory = "-" if engine.peak_rss_mb is None else f"{engine.peak_rss_mb:.0f}"
        energy = "-" if engine.energy_mj is None else f"{engine.energy_mj:.1f}"
        start = f"{engine.cold_start_ms.mean_ms:8.0f}"
        yield f"{engine.configuration.name:48} {_columns(engine.inference)} {start} {memory:>5} {energy:>6}{_void(engine.void)}"
    if result.pipelines:
        yield f"{'pipeline, by ' + result.pipelines[0].configuration.name:48} {HEADER}"
    for pipeline in result.pipelines:
        yield f"{_name(pipeline):48} {_columns(pipeline.timing)}{_void(pipeline.void)}"
    for stage in (stage for pipeline in result.pipelines for stage in pipeline.stages):
        yield f"{'  stage ' + stage.name:48} {_columns(stage.timing, 3)}"
    if result.screens:
        yield f"{'software part of glass-to-glass, by ' + result.screens[0].configuration.name:48} {HEADER}"
    for screen in result.screens:
        yield from _screen(screen)
    if result.peers:
        yield from _peers(result.peers)
    yield from gpu_lines(result.gpu)
    sensors = result.sensors
    yield f"temperature: {sensors.temperature}; clock: {sensors.clock}; throttling: {sensors.throttle}; energy: {sensors.energy}"
    if result.sampler_cost_percent is not None:
        yield f"the sampler took {result.sampler_cost_percent:.2f} % of a core"
    yield from result.notes


def _check(check: Check) -> str:
    if check.accuracy is None:
        return f"{check.configuration.name:32} FAILED: {check.error}"
    agreement, cosine = f"{100 * check.accuracy.golden_label_agreement:.4g} %", f"{check.accuracy.heat_cosine_median:.4f}"
    return f"{check.configuration.name:32} {agreement:>10} {cosine:>12}   {', '.join(check.done)}"


def _peers(peers: Peers) -> Iterator[str]:
    yield f"{'peer':48} {HEADER} {'frame to finding, p50':>22}"
    for peer in peers.peers:
        whole = percentile(peer.pipeline, 0.5) if peer.pipeline else "none"
        yield f"{peer.engine.configuration.name:48} {_columns(peer.engine.inference)} {whole:>22}{_void(peer.engine.void)}"
    yield f"{'network, random weights, by ONNX Runtime':48} {HEADER} {'parameters':>11} {'MMAC':>7}"
    for one in peers.networks:
        name, size = one.engine.configuration.name, f"{one.parameters / 1e6:9.1f} M {one.mmac:7.0f}"
        yield f"{name:48} {_columns(one.engine.inference)} {size}{_void(one.engine.void)}"
    for absent in peers.absent:
        yield f"{absent.name} is not measured: {absent.why}"


def _columns(timing: Timing, decimals: int = 2) -> str:
    return " ".join(f"{percentile(timing, fraction, decimals):>8}" for fraction in WANTED) + f" {timing.count:8}"


def _name(pipeline: PipelineResult) -> str:
    return f"  {'with' if pipeline.guard else 'without'} the guard{', beside the kiosk' if pipeline.kiosk else ''}"


def _screen(screen: ScreenResult) -> Iterator[str]:
    run = screen.starts[0]
    where = f"  {run.display}, {run.size[0]} x {run.size[1]}"
    yield f"{where + ': flash':48} {_columns(screen.flash)}{_void(screen.void)}"
    if screen.overlay:
        yield f"{where + ': overlay of that frame':48} {_columns(screen.overlay)}{_void(screen.void)}"
    seen = f"{sum(one.unseen for one in screen.starts)} of {sum(one.flashes for one in screen.starts)} flashes unseen"
    rate = f"{run.shown_hz:.1f} of {run.source_hz:.1f} frames/s"
    cost = f"{max(one.kiosk_cores for one in screen.starts):.2f} cores, {max(one.kiosk_rss_mb for one in screen.starts):.0f} MiB"
    yield f"{where}: {seen}, {rate}; kiosk {cost}"


def _void(why: str) -> str:
    return f"  VOID: {why}" if why else ""
