"""Time of one analysis against the plain way: bare inference, frame to finding with heatmap, and with the guard before it.

    python -m benchmarks.analyse [--threads 2] [--rounds 300]

All ways take turns, frame by frame, on the same 640 x 480 frames of the simulated probe, so that the ratios hold however the
machine's speed drifts. The frames count as a stream of 30 Hz, with the guard of the live view. Medians: of the wall clock, and of
the processor time of all threads, which other programs disturb less.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from itertools import islice
from pathlib import Path

import click
import cv2
import numpy as np
import torch
from tqdm import tqdm

from benchmarks.plain_way import PlainWay
from benchmarks.stages.frames import simulated_frames
from edge_app.bundle.loader import DEFAULT_BUNDLE, ModelBundle, load_bundle
from edge_app.engine.factory import EngineChoice, make_engine
from edge_app.engine.protocol import Engine
from edge_app.errors import ConfigError
from edge_app.guard.live_guard import LiveGuard
from edge_app.imaging.preprocess import preprocess
from edge_app.pipeline import analyse
from edge_app.records import Finding, Frame, GreyImage, Guard, Permission, Roi
from edge_app.system.host import cores
from quantize.graphs.onnx_export import load_checkpoint
from quantize.network.model import NmdAssistNet
from quantize.training.remainder import remainder_path, restore_weights

PLAIN = "torch eager + grad-cam"
WAYS = (EngineChoice("litert", "int8", 1), EngineChoice("onnxruntime", "int8", 1), EngineChoice("onnxruntime", "fp32", 1))
WARM_UPS = 5  # rounds


@dataclass(frozen=True)
class Taken:
    """What one call took."""

    wall_ms: float
    busy_ms: float  # of all the process's threads


@click.command()
@click.option("--bundle", type=click.Path(path_type=Path), default=DEFAULT_BUNDLE, help="Folder of the model bundle.")
@click.option("--checkpoint", type=click.Path(path_type=Path), help="Of that bundle.  [default: restored from it]")
@click.option("--threads", default=2, show_default=True, help="Of every runtime and of OpenCV.")
@click.option("--rounds", default=300, show_default=True, help="Frames each way analyses.")
def main(bundle: Path, checkpoint: Path | None, threads: int, rounds: int) -> None:
    """Print the times, and how many times as long torch eager with the grad-cam package takes."""
    torch.set_num_threads(threads)
    cv2.setNumThreads(threads)
    model = load_bundle(bundle)
    plain = PlainWay(load_checkpoint(checkpoint) if checkpoint else restored(model), model.manifest.preprocessing)
    frames = simulated_frames()
    roi = frames.roi
    findings: list[Finding] = []
    ways: dict[str, Callable[[Frame], object]] = {PLAIN: lambda frame: plain.analyse(frame.pixels, roi)}
    for choice in WAYS:
        engine = make_engine(model, replace(choice, threads=threads))
        image = preprocess(frames.pixels[0], roi, model.manifest.preprocessing)
        ways[f"{engine.name}: bare inference"] = partial(_run, engine, image)
        ways[f"{engine.name}: frame to finding"] = partial(_analyse, model, engine, roi, None, findings)
        guard = LiveGuard(model.manifest.guard, model.texture)
        ways[f"{engine.name}: with the guard"] = partial(_analyse, model, engine, roi, guard, [])
    took: dict[str, list[Taken]] = {name: [] for name in ways}
    stream = islice(frames.stream(), WARM_UPS + rounds)
    for frame in tqdm(stream, total=WARM_UPS + rounds, desc="rounds", unit="", disable=None):
        for name, way in ways.items():
            started, busy = time.perf_counter(), time.process_time()
            way(frame)
            took[name].append(Taken((time.perf_counter() - started) * 1e3, (time.process_time() - busy) * 1e3))
    report({name: taken[WARM_UPS:] for name, taken in took.items()}, findings[WARM_UPS * len(WAYS) :], threads, model.id)


def _run(engine: Engine, image: GreyImage, frame: Frame) -> None:
    engine.run(image)


def _analyse(
    model: ModelBundle, engine: Engine, roi: Roi, guard: LiveGuard | None, findings: list[Finding], frame: Frame
) -> None:
    """Raises ConfigError for a frame that the guard refuses: its time would be of no network."""
    said = guard.assess(frame, roi) if guard else Guard.FIT
    if said is not Guard.FIT:
        raise ConfigError(f"the guard refuses a frame ({said.value}), so the figures would be of no network; use another bundle")
    findings.append(analyse(frame, roi, model, engine, Permission.SCORE, said))


def restored(bundle: ModelBundle) -> NmdAssistNet:
    """The trained network that a shipped bundle was made from."""
    net = NmdAssistNet()
    net.load_state_dict(restore_weights(bundle, remainder_path(bundle)))
    return net


def report(took: dict[str, list[Taken]], findings: list[Finding], threads: int, bundle_id: str) -> None:
    """The tables. findings: without the guard, of all runtimes."""
    click.echo(f"{bundle_id}; {threads} threads; {len(took[PLAIN])} frames of 640 x 480 each way, in turns")
    click.echo(f"load of the machine at the end: {os.getloadavg()[0]:.1f} on {cores()} cores")
    click.echo(f"{'':42}{'wall ms':>9}{'p5':>9}{'plain /':>9}{'busy ms':>9}{'plain /':>9}")
    wall = {name: np.array([taken.wall_ms for taken in some]) for name, some in took.items()}
    busy = {name: np.array([taken.busy_ms for taken in some]) for name, some in took.items()}
    for name in took:
        cells = float(np.median(wall[name])), float(np.percentile(wall[name], 5)), float(np.median(busy[name]))
        ratios = float(np.median(wall[PLAIN])) / cells[0], float(np.median(busy[PLAIN])) / cells[2]
        click.echo(f"{name:42}{cells[0]:9.2f}{cells[1]:9.2f}{ratios[0]:9.1f}{cells[2]:9.2f}{ratios[1]:9.1f}")
    click.echo("stages of frame to finding, wall ms, median:")
    for stage in ("preprocess", "heatmap", "echo"):
        click.echo(f"  {stage:12}{float(np.median([getattr(f.timings, f'{stage}_ms') for f in findings])):8.3f}")


if __name__ == "__main__":
    main()
