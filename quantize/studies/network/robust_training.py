"""Do answers hold still? Trained weights side by side, in FP32, on real frames that were kept apart and on simulated subjects.

    python -m quantize.studies.network.robust_training DATASET CHECKPOINT ... [--data ../shared/data]

DATASET is simulated, of subjects that no checkpoint was trained on. Half of its subjects fit the temperature and the band (as
`quantize fit-band` does), for all checkpoints alike; the other half is reported. The real frames are those of
`quantize/dataset/real_sources.toml` that are kept for judging, in the regions that the kiosk offers, as if the guard let all of
them pass. Nobody knows which answer to them is right. Flips are normal called abnormal, or the other way round: without a band,
and with it; of a 5 % shift the worst of four directions counts. Frames of one recording are not independent.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import click
import cv2
import numpy as np
import numpy.typing as npt
import torch
from tqdm import tqdm

from edge_app.imaging.preprocess import Preprocessing, preprocess
from edge_app.records import Band, GreyImage, Roi
from quantize.dataset.manifest import Sample, read_manifest, read_sample
from quantize.dataset.recordings import muscle_images
from quantize.dataset.split import split
from quantize.dataset.unlabelled import real_sources
from quantize.evaluation.comparison import label_indices
from quantize.evaluation.indeterminate import BandAnswers, Target, choose_band
from quantize.evaluation.perturbations import Perturbation, flips, perturbed
from quantize.evaluation.robustness.heat import cosines_on_tissue
from quantize.graphs.answers import trained_outputs
from quantize.graphs.onnx_export import load_checkpoint
from quantize.network.model import CLASSES, NmdAssistNet
from quantize.perturbations.grey_levels import change_gain
from quantize.statistics.calibration import fit_decision
from quantize.statistics.metrics import Floats, auc
from quantize.statistics.risk_coverage import undecided
from quantize.studies import SHARED_DATA
from quantize.training.provenance import read_record

ABNORMAL = CLASSES.index("abnormal")
STRONG_DB = 12.0
SPLIT_SEED = 0
THRESHOLD = 0.5


@dataclass(frozen=True)
class Image:
    """One image, real or simulated, with the region that is judged."""

    source: str  # or subject
    pixels: GreyImage  # (H, W)
    roi: Roi


@dataclass(frozen=True)
class Outputs:
    """What a network gives for N images and their changes."""

    plain: Floats  # (N, 2) logits
    changed: dict[str, npt.NDArray[np.float64]]  # (K, N, 2) in the K directions of each change
    heat: npt.NDArray[np.float32]  # (N, h, w)
    mirrored_heat: npt.NDArray[np.float32]  # (N, h, w), of the mirrored image


def changes(image: Image) -> Iterator[tuple[str, GreyImage, Roi]]:
    """Name, pixels and region of every change."""
    for change in perturbed(image.pixels, image.roi):
        yield change.kind.value, change.pixels, change.roi
    for gain in (-STRONG_DB, STRONG_DB):
        yield f"{gain:+g} dB", change_gain(image.pixels, gain), image.roi


def outputs(net: NmdAssistNet, images: Sequence[Image], p: Preprocessing, name: str) -> Outputs:
    """Run a network on all images and all their changes, in FP32."""
    weight = net.fc.weight.detach().numpy()[ABNORMAL]
    plain, heat, mirrored = [], [], []
    changed: dict[str, list[list[npt.NDArray[np.float32]]]] = {}
    for image in tqdm(images, desc=name, unit="image", disable=None):
        kinds, batch = ["plain"], [preprocess(image.pixels, image.roi, p)]
        for kind, pixels, roi in changes(image):
            kinds.append(kind)
            batch.append(preprocess(pixels, roi, p))
        logits, features = trained_outputs(net, np.stack(batch))
        maps = np.maximum(np.einsum("k,nkhw->nhw", weight, features), 0)
        plain.append(logits[0])
        heat.append(maps[0])
        mirrored.append(maps[kinds.index(Perturbation.MIRROR.value)])
        for kind in dict.fromkeys(kinds[1:]):
            changed.setdefault(kind, []).append([row for row, own in zip(logits, kinds, strict=True) if own == kind])
    return Outputs(
        np.array(plain),
        {kind: np.array(rows).transpose(1, 0, 2) for kind, rows in changed.items()},
        np.array(heat),
        np.array(mirrored),
    )


def real_images(data: Path) -> list[Image]:
    """The frames of every source that is kept for judging."""
    kept = [source.folder for source in real_sources() if source.use == "judging"]
    return [Image(folder, found.pixels, found.region) for folder in kept for found in muscle_images(data / folder)]


def simulated_images(folder: Path, samples: Sequence[Sample]) -> list[Image]:
    """The images of a data set, in their muscles' regions."""
    found = ((sample, *read_sample(folder, sample)) for sample in samples)
    return [Image(sample.subject, pixels, roi) for sample, pixels, _, roi in found]


def report(checkpoint: Path, fitting: Sequence[Sample], reported: Sequence[Sample], folder: Path, real: list[Image]) -> None:
    """Print what one checkpoint does."""
    net, record = load_checkpoint(checkpoint), read_record(checkpoint)
    p = record.recipe.preprocessing
    fit, tested, seen = (
        outputs(net, images, p, f"{checkpoint.parent.name}: {name}")
        for name, images in (
            ("fitting", simulated_images(folder, fitting)),
            ("simulated", simulated_images(folder, reported)),
            ("real", real),
        )
    )
    decision = fit_decision(label_indices(fitting), fit.plain.astype(np.float32))

    def probabilities(logits: npt.NDArray[np.floating]) -> Floats:
        flat = decision.probabilities(logits.reshape(-1, 2).astype(np.float32))
        return np.asarray(flat, np.float64).reshape(logits.shape[:-1])

    answers = BandAnswers(
        label_indices(fitting),
        np.array([sample.subject for sample in fitting]),
        probabilities(fit.plain),
        {kind: probabilities(fit.changed[kind.value]) for kind in Perturbation},
    )
    band = choose_band(answers, THRESHOLD, Target())
    labels, sure = label_indices(reported), probabilities(tested.plain)
    right, abnormal = (sure >= THRESHOLD) == (labels == ABNORMAL), labels == ABNORMAL
    click.echo(f"\n{checkpoint.parent.name}: temperature {decision.temperature:.3f}, band {band.low:.3f} to {band.high:.3f}")
    click.echo(
        f"  simulated, {len(labels)} images: accuracy {right.mean():.3f}, sensitivity {right[abnormal].mean():.3f}, specificity "
        f"{right[~abnormal].mean():.3f}, AUC {float(auc(labels, sure, np.ones(len(sure)))):.4f}, indeterminate "
        f"{undecided(sure, band).mean():.1%}"
    )
    report_changes("simulated", tested, probabilities(tested.plain), probabilities, band)
    shown = probabilities(seen.plain)
    report_changes(f"real, {len(real)} images", seen, shown, probabilities, band)
    for source in dict.fromkeys(image.source for image in real):
        own = np.array([image.source == source for image in real])
        called = (shown >= THRESHOLD) & ~undecided(shown, band)
        click.echo(
            f"  {source}, {own.sum()} images: called abnormal {called[own].mean():.1%} (without the band "
            f"{(shown[own] >= THRESHOLD).mean():.1%}), indeterminate {undecided(shown[own], band).mean():.1%}"
        )


def report_changes(name: str, o: Outputs, before: Floats, probabilities: object, band: Band) -> None:
    """Flips without and with the band, and whether heat follows a mirror, over the images called abnormal."""
    assert callable(probabilities)
    cells = []
    for kind, logits in o.changed.items():
        after = probabilities(logits)
        without, within = (flips(before, after, THRESHOLD, one).mean() for one in (None, band))
        cells.append(f"{kind} {without:.1%} / {within:.1%}")
    hot = (before >= THRESHOLD) & o.heat.any((1, 2))
    whole = np.tile([0.0, 0.0, 1.0, 1.0], (int(hot.sum()), 1))
    follows = cosines_on_tissue(o.heat[hot], whole, o.mirrored_heat[hot], whole, np.ones(len(whole), bool))
    click.echo(
        f"  {name}: flips without / with the band: {', '.join(cells)}; indeterminate {undecided(before, band).mean():.1%}; heat "
        f"cosine of the mirror {np.nanmedian(follows):.3f} ({hot.sum()} images)"
    )


@click.command()
@click.argument("dataset", type=click.Path(exists=True, path_type=Path))
@click.argument("checkpoints", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
@click.option("--data", type=click.Path(exists=True, path_type=Path), default=SHARED_DATA)
def main(dataset: Path, checkpoints: tuple[Path, ...], data: Path) -> None:
    """Print a paragraph for each checkpoint."""
    cv2.setNumThreads(1)
    torch.set_num_threads(1)
    parts = split(read_manifest(dataset), SPLIT_SEED, test_share=0.5)
    real = real_images(data)
    for checkpoint in checkpoints:
        report(checkpoint, parts.train + parts.validation, parts.test, dataset, real)


if __name__ == "__main__":
    main()
