"""What the finer heatmap costs: a classification with it beside one without, of each precision and thread count.

    python -m benchmarks.fine_heatmap BUNDLE [--threads 1 --threads 2] [--rounds 60]

BUNDLE holds the fine heatmap's graph (`python -m quantize int8 --fine-heatmap`). All take turns in one process: medians of the
wall clock, each with as many threads beside the plain classification of its precision.
"""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import click
import numpy as np

from benchmarks.in_turns import BURST, Run, measure
from edge_app.engine.factory import EngineChoice, make_engine
from quantize.packaging.writer import read_bundle

PRECISIONS: tuple[Literal["fp32", "int8"], ...] = ("fp32", "int8")


@click.command()
@click.argument("bundle", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--threads", default=[1, 2], show_default=True, multiple=True, help="Of the runtime; once for each.")
@click.option("--rounds", default=60, show_default=True, help="Turns of each engine.")
def main(bundle: Path, threads: tuple[int, ...], rounds: int) -> None:
    """Print the table."""
    model = read_bundle(bundle)
    click.echo(f"{model.id}; medians of {rounds * (BURST - 1)} runs each, in turns of {BURST}")
    click.echo(f"{'engine':28} {'plain, p50 ms':>14} {'fine, p50 ms':>14} {'times the plain one':>20}")
    for count in threads:
        plain = {p: make_engine(model, EngineChoice("onnxruntime", p, count)) for p in PRECISIONS}
        fine = {p: make_engine(model, EngineChoice("onnxruntime", p, count, fine=True)) for p in PRECISIONS}
        runs: dict[str, Run] = {engine.name: engine.run for engine in (*plain.values(), *fine.values())}
        ms = {name: float(np.median(times)) for name, times in measure(runs, model.golden.images, rounds).items()}
        for p in PRECISIONS:
            before, after = ms[plain[p].name], ms[fine[p].name]
            click.echo(f"{plain[p].name:28} {before:14.2f} {after:14.2f} {after / before:20.2f}")


if __name__ == "__main__":
    main()
