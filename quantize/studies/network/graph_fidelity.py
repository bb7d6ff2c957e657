"""How near each INT8 graph of a bundle keeps to its FP32 graph, on real images; and what threshold and band are worth with each.

    python -m quantize.studies.network.graph_fidelity [--data ../shared/data] [--dataset DATASET]

Real images of muscle have no label: their answers and heatmaps are compared with those of FP32. A cosine knows no size: a map
that is all but empty, of which the screen shows nothing, has one too; so there is a column of those whose heat can be seen.
Temperature, threshold and band of a bundle were fitted on one of its graphs. DATASET, of `python -m quantize phantoms` with a
seed that nothing was fitted on, shows what they are worth with the others.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click
import cv2
import numpy as np
from tqdm import tqdm

from edge_app.bundle.loader import DEFAULT_BUNDLE, ModelBundle, Precision, load_bundle
from edge_app.bundle.trusted_keys import trusted_keys
from edge_app.engine.protocol import Engine
from edge_app.imaging.preprocess import preprocess
from quantize.dataset.batches import read_images
from quantize.dataset.manifest import read_manifest
from quantize.evaluation.engines import bundle_engines
from quantize.graphs.answers import engine_answers
from quantize.statistics.calibration import Decision
from quantize.statistics.metrics import Floats
from quantize.statistics.quantisation_error import cosines
from quantize.studies import SHARED_DATA
from quantize.studies.network.flips import images

VISIBLE = 0.05  # of full heat, the strongest place of a map: at the usual opacity 8 of 255 levels, which nobody sees on speckle
REAL = ("graph", "labels equal", "P, median and largest difference", "heat, largest", "cosine of all", "visible", "abnormal")
SIMULATED = ("graph", "accuracy", "outside the band", "accuracy there")


def on_real_images(data: Path, bundle: ModelBundle, engines: dict[str, Engine]) -> list[str]:
    """A Markdown table with a line for each INT8 graph."""
    manifest = bundle.manifest
    found = tqdm(images(data), desc="real images", unit="image", disable=None)
    inputs = np.stack([preprocess(pixels, roi, manifest.preprocessing) for _, pixels, roi in found])
    answers = {name: engine_answers(engine, inputs, bundle.weight) for name, engine in engines.items()}
    decision = Decision(manifest.temperature, manifest.decision_threshold)
    fp32 = answers.pop(Precision.FP32.value)
    expected, called = decision.probabilities(fp32.logits), decision.abnormal(fp32.logits)
    visible = fp32.maps.max((1, 2)) >= VISIBLE * manifest.heat_scale
    lines = [f"{len(inputs)} real images; by FP32 heat is visible in {visible.sum()}, {called.sum()} are abnormal", *header(REAL)]
    for name, ours in answers.items():
        equal = int((decision.abnormal(ours.logits) == called).sum())
        apart = np.abs(decision.probabilities(ours.logits) - expected)
        heat = float(np.abs(ours.maps - fp32.maps).max()) / manifest.heat_scale
        near = cosines(fp32.maps, ours.maps)
        shares = [quantiles(near[chosen]) for chosen in (np.full(len(near), True), visible, called)]
        lines.append(row([name, str(equal), f"{np.median(apart):.4f}, {apart.max():.4f}", f"{heat:.3f}", *shares]))
    return lines


def on_simulated_images(folder: Path, bundle: ModelBundle, engines: dict[str, Engine]) -> list[str]:
    """What threshold and band are worth with each graph, as a Markdown table."""
    manifest = bundle.manifest
    dataset = read_images(folder, read_manifest(folder), manifest.preprocessing, "simulated images")
    decision = Decision(manifest.temperature, manifest.decision_threshold)
    lines = [f"{len(dataset.labels)} simulated images, band {manifest.band}", *header(SIMULATED)]
    for name, engine in engines.items():
        probabilities = decision.probabilities(engine_answers(engine, dataset.images, bundle.weight).logits)
        right = (probabilities >= decision.threshold) == dataset.labels
        outside = np.array([manifest.band is None or probability not in manifest.band for probability in probabilities.tolist()])
        lines.append(row([name, f"{right.mean():.4f}", f"{outside.mean():.4f}", f"{right[outside].mean():.4f}"]))
    return lines


def quantiles(cosines: Floats) -> str:
    """Median, 5th percentile and least of some cosines."""
    return f"{np.median(cosines):.4f}, {np.percentile(cosines, 5):.4f}, {cosines.min():.4f}" if len(cosines) else "none"


def row(cells: Sequence[str]) -> str:
    """A line of a Markdown table."""
    return f"| {' | '.join(cells)} |"


def header(titles: Sequence[str]) -> list[str]:
    """The lines above a Markdown table."""
    return ["", row(titles), row(["---"] * len(titles))]


@click.command()
@click.option("--data", type=click.Path(exists=True, path_type=Path), default=SHARED_DATA)
@click.option("--dataset", type=click.Path(exists=True, path_type=Path), help="Simulated images that nothing was fitted on.")
@click.option("--bundle", "folder", type=click.Path(exists=True, path_type=Path), default=DEFAULT_BUNDLE)
@click.option("--keys", type=click.Path(exists=True, path_type=Path), help="Folder of trusted keys, beside the shipped ones.")
def main(data: Path, dataset: Path | None, folder: Path, keys: Path | None) -> None:
    """Print the tables."""
    cv2.setNumThreads(1)
    bundle = load_bundle(folder, trusted_keys(keys))
    engines = bundle_engines(bundle, threads=1)
    click.echo(bundle.id)
    click.echo("\n".join(on_real_images(data, bundle, engines)))
    if dataset is not None:
        click.echo("\n".join(on_simulated_images(dataset, bundle, engines)))


if __name__ == "__main__":
    main()
