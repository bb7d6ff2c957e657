"""Time of one analysis against the plain way, and the share of each stage.

    python -m benchmarks.analyse [--threads 2] [--rounds 300]

Both ways take turns, frame by frame, on the same 640 x 480 frames of the simulated probe, so that the ratio holds however
the machine's speed drifts. The frames count as a stream of 30 Hz, with the guard of the live view. Medians and percentiles of the
wall clock; threads are said.
"""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path

import click
import cv2
import numpy as np
import numpy.typing as npt
import torch
from tqdm import tqdm

from benchmarks.plain_way import PlainWay
from edge_app.bundle.loader import DEFAULT_BUNDLE, ModelBundle, Precision, load_bundle
from edge_app.capture.simulated import SimulatedProbe
from edge_app.engine.onnx_runtime import OrtEngine
from edge_app.guard.live_guard import LiveGuard
from edge_app.pipeline import analyse
from edge_app.records import Finding, Frame, Guard, Permission
from edge_app.scanner_screen import central_region, image_field
from quantize.graphs.onnx_export import load_checkpoint
from quantize.network.model import NmdAssistNet
from quantize.training.remainder import remainder_path, restore_weights


@click.command()
@click.option("--bundle", type=click.Path(path_type=Path), default=DEFAULT_BUNDLE, help="Folder of the model bundle.")
@click.option("--checkpoint", type=click.Path(path_type=Path), help="Of that bundle.  [default: restored from it]")
@click.option("--threads", default=2, show_default=True, help="Of every runtime and of OpenCV.")
@click.option("--rounds", default=300, show_default=True, help="Frames each way analyses.")
def main(bundle: Path, checkpoint: Path | None, threads: int, rounds: int) -> None:
    """Print the time of an analysis, stage by stage, and its ratio to torch eager with the grad-cam package."""
    torch.set_num_threads(threads)
    cv2.setNumThreads(threads)
    model = load_bundle(bundle)
    plain = PlainWay(load_checkpoint(checkpoint) if checkpoint else restored(model), model.manifest.preprocessing)
    engines = {p: OrtEngine(model.graphs[p], p.value, threads) for p in (Precision.INT8, Precision.FP32)}
    frames = record(16)
    roi = central_region(image_field(frames[0].pixels))
    guards = {precision: LiveGuard(model.manifest.guard, model.texture) for precision in engines}
    times: dict[str, list[float]] = {"plain": [], **{p.value: [] for p in engines}}
    findings: list[Finding] = []
    for i in tqdm(range(-20, rounds), desc="rounds", unit="", disable=None):
        frame = replace(frames[i % len(frames)], captured_ns=round((i + 20) * 1e9 / 30))
        for precision, engine in engines.items():
            start = time.perf_counter()
            finding = analyse(frame, roi, model, engine, Permission.SCORE, guards[precision].assess(frame, roi))
            times[precision.value].append(time.perf_counter() - start)
            if precision is Precision.INT8 and i >= 0:
                findings.append(finding)
        start = time.perf_counter()
        plain.analyse(frame.pixels, roi)
        times["plain"].append(time.perf_counter() - start)
    assert all(f.guard is Guard.FIT for f in findings), "the guard turned a frame down: the figures would be of no network"
    report({name: np.array(t[20:]) * 1e3 for name, t in times.items()}, findings, threads, model.id)


def restored(bundle: ModelBundle) -> NmdAssistNet:
    """The trained network that a shipped bundle was made from."""
    net = NmdAssistNet()
    net.load_state_dict(restore_weights(bundle, remainder_path(bundle)))
    return net


def record(count: int) -> list[Frame]:
    """Frames of the simulated probe, a quarter of a second apart."""
    with SimulatedProbe() as probe:
        images = [probe.image(i / 4) for i in range(count)]
    return [Frame(pixels, i, 0, 0.1, probe.identity) for i, pixels in enumerate(images)]


def report(ms: dict[str, npt.NDArray[np.float64]], findings: list[Finding], threads: int, bundle_id: str) -> None:
    """The table."""
    click.echo(f"{bundle_id}; {threads} threads; {len(ms['plain'])} frames of 640 x 480 each way, in turns")
    click.echo(f"{'way':28} {'p50 ms':>8} {'p95 ms':>8} {'p50 / plain':>12}")
    names = {"plain": "torch eager + grad-cam", "fp32": "analyse, FP32", "int8": "analyse, INT8"}
    plain = float(np.median(ms["plain"]))
    for key, name in names.items():
        p50, p95 = np.percentile(ms[key], [50, 95])
        click.echo(f"{name:28} {p50:8.2f} {p95:8.2f} {p50 / plain:12.3f}")
    total = sum(f.timings.total_ms for f in findings)
    click.echo("shares of analyse, INT8:")
    for stage in ("preprocess", "inference", "heatmap", "echo"):
        share = sum(getattr(f.timings, f"{stage}_ms") for f in findings) / total
        median = float(np.median([getattr(f.timings, f"{stage}_ms") for f in findings]))
        click.echo(f"  {stage:12} {share:6.1%}  p50 {median:.3f} ms")


if __name__ == "__main__":
    main()
