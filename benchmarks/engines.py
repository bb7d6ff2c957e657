"""Time of one forward pass on every runtime that is installed, beside ONNX Runtime in float.

    python -m benchmarks.engines [--threads 1 --threads 2] [--litert int8.tflite ...] [--peers]

All take turns in one process, a few runs at a time, so that the ratios hold however the machine's speed drifts: medians of
the wall clock, each beside ONNX Runtime FP32 with the same number of threads. `--litert` times further LiteRT graphs,
`--peers` torch eager and torch.compile beside them.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import click
import numpy as np
import safetensors.torch
import torch
from tqdm import tqdm

from edge_app.bundle.loader import DEFAULT_BUNDLE, ModelBundle
from edge_app.engine.factory import choices, make_engine
from edge_app.engine.litert import LiteRtEngine
from edge_app.records import GreyImage
from quantize.network.deploy import deploy
from quantize.network.model import NmdAssistNet
from quantize.packaging.writer import read_bundle

Run = Callable[[GreyImage], object]
BURST = 10  # runs of one runtime before the next has its turn; the first is not counted, its caches are cold


@click.command()
@click.option("--bundle", type=click.Path(path_type=Path), default=DEFAULT_BUNDLE, help="Folder of the model bundle.")
@click.option("--litert", type=click.Path(exists=True, path_type=Path), multiple=True, help="Further LiteRT graphs.")
@click.option("--peers", type=click.Path(exists=True, path_type=Path), help="Checkpoint to time in torch as well.")
@click.option("--threads", default=[1, 2], show_default=True, multiple=True, help="Of every runtime; once for each.")
@click.option("--rounds", default=60, show_default=True, help="Turns of each runtime.")
def main(bundle: Path, litert: tuple[Path, ...], peers: Path | None, threads: tuple[int, ...], rounds: int) -> None:
    """Print the table."""
    model = read_bundle(bundle)
    click.echo(f"{model.id}; medians of {rounds * (BURST - 1)} runs each, in turns of {BURST}")
    click.echo(f"{'engine':44} {'p50 ms':>8} {'p95 ms':>8} {'times as fast as ONNX Runtime fp32':>36}")
    for count in threads:
        ms = measure(runners(model, litert, peers, count), model.golden.images, rounds)
        float_ms = np.median(ms[f"ONNX Runtime fp32, {count} thread{'s' if count > 1 else ''}"])
        for name, times in sorted(ms.items(), key=lambda item: float(np.median(item[1]))):
            p50, p95 = np.percentile(times, [50, 95])
            click.echo(f"{name:44} {p50:8.2f} {p95:8.2f} {float_ms / p50:36.2f}")


def runners(model: ModelBundle, litert: tuple[Path, ...], peers: Path | None, threads: int) -> dict[str, Run]:
    """Name -> one forward pass."""
    found: dict[str, Run] = {}
    for choice in choices(model, [threads]):
        engine = make_engine(model, choice)
        found[engine.name] = engine.run
    for path in litert:
        graph = LiteRtEngine(path.read_bytes(), path.stem, threads)
        found[graph.name] = graph.run
    if peers is not None:
        torch.set_num_threads(threads)
        net = NmdAssistNet()
        net.load_state_dict(safetensors.torch.load_file(peers))
        deployed = deploy(net.eval()).to(memory_format=torch.channels_last)  # type: ignore[call-overload]
        found[f"torch eager fp32, {threads} threads"] = in_torch(deployed)
        found[f"torch.compile fp32, {threads} threads"] = in_torch(torch.compile(deployed))
    return found


def in_torch(net: Callable[[torch.Tensor], object]) -> Run:
    """A network as a forward pass of one image."""

    def run(image: GreyImage) -> object:
        with torch.inference_mode():
            return net(torch.from_numpy(image)[None, None])

    return run


def measure(runs: dict[str, Run], images: GreyImage, rounds: int) -> dict[str, list[float]]:
    """Milliseconds of every counted run."""
    took: dict[str, list[float]] = {name: [] for name in runs}
    for n in tqdm(range(-3, rounds), desc="rounds", unit="", disable=None, leave=False):
        for name, run in runs.items():
            for i in range(BURST):
                start = time.perf_counter()
                run(images[i % len(images)])
                if n >= 0 and i > 0:
                    took[name].append((time.perf_counter() - start) * 1e3)
    return took


if __name__ == "__main__":
    main()
