"""From how few pixels, and at which gain, is the answer to real muscle still what it is as seen?

    python -m quantize.studies.guard.limits --data ../shared/data

Each region is made smaller, until its shorter side has so many pixels, and each frame brighter and darker (60 dB over 255 grey
levels, clipped; once with black left black). A flip is normal called abnormal, or abnormal normal, by the shipped bundle's INT8
graph with its band; "kept" are regions that the plain checks and the texture model let pass. Sizes are judged without the check
for them.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

import click
import cv2
import numpy as np

from edge_app.bundle.loader import DEFAULT_BUNDLE, ModelBundle, Precision, load_bundle
from edge_app.bundle.trusted_keys import trusted_keys
from edge_app.engine.onnx_runtime import OrtEngine
from edge_app.engine.probability import read_probabilities
from edge_app.guard.checks import assess
from edge_app.guard.scope import GuardScope
from edge_app.guard.texture import MIN_SIDE, texture_features
from edge_app.imaging.preprocess import preprocess
from edge_app.records import Frame, GreyImage, Guard, Label, Roi
from quantize.studies.guard.checks import brighter, real

SIDES = (16, 24, 32, 48, 64, 96, 128)  # px
GAINS_DB = (-18, -12, -6, 6, 12, 18)
BLACK = 2  # grey level that a scanner's gain leaves as it is
OPPOSITE = {Label.NORMAL, Label.ABNORMAL}


@dataclass(frozen=True)
class Answer:
    """What is said of a region, whether or not a plain check refuses it."""

    probability: float
    label: Label
    is_muscle: bool
    is_longitudinal: bool


class Judge:
    """The shipped bundle."""

    def __init__(self) -> None:
        self.bundle: ModelBundle = load_bundle(DEFAULT_BUNDLE, trusted_keys(None))
        self.engine = OrtEngine(self.bundle.graphs[Precision.INT8], Precision.INT8.value, threads=1)

    def answer(self, crop: GreyImage) -> Answer:
        manifest, texture = self.bundle.manifest, self.bundle.texture
        if texture is None:
            raise click.ClickException("this bundle has no guard")
        image = preprocess(crop, Roi(0, 0, crop.shape[1], crop.shape[0]), manifest.preprocessing)
        probability = read_probabilities(self.engine.run(image).logits, manifest).abnormal
        score = texture.score(texture_features(crop))
        return Answer(probability, manifest.label_of(probability), texture.is_muscle(score), texture.is_longitudinal(score))


def flips(pairs: list[tuple[Answer, Answer]]) -> int:
    return sum({one.label, other.label} == OPPOSITE for one, other in pairs)


def smaller(crop: GreyImage, side: int) -> GreyImage:
    """The crop with a shorter side of so many pixels."""
    factor = side / min(crop.shape)
    h, w = (max(MIN_SIDE, round(length * factor)) for length in crop.shape)
    return np.asarray(cv2.resize(crop, (w, h), interpolation=cv2.INTER_AREA), np.uint8)


def with_black(frame: Frame, decibel: float) -> Frame:
    """Brighter, where there is anything."""
    louder = brighter(frame, decibel)
    return replace(louder, pixels=np.where(frame.pixels <= BLACK, frame.pixels, louder.pixels))


def report_sizes(judge: Judge, before: list[tuple[Frame, Roi, Answer]]) -> None:
    for side in SIDES:
        large = [(roi.crop(frame.pixels), answer) for frame, roi, answer in before if min(roi.w, roi.h) > side]
        pairs = [(answer, judge.answer(smaller(crop, side))) for crop, answer in large]
        kept = [pair for pair in pairs if pair[1].is_muscle]
        moved = np.quantile([abs(one.probability - other.probability) for one, other in pairs], 0.95)
        same = sum(one.is_longitudinal is other.is_longitudinal for one, other in pairs)
        click.echo(
            f"shorter side {side:4} px: {len(pairs):3} regions, {len(kept):3} kept, flips of these {flips(kept):2}, "
            f"same view {same:3}, probability moved by {moved:.2f} (95th percentile)"
        )


def report_gains(judge: Judge, before: list[tuple[Frame, Roi, Answer]]) -> None:
    for gain in GAINS_DB:
        for title, change in (("", brighter), (", black stays black", with_black))[: 1 + (gain > 0)]:
            kept = []
            for frame, roi, answer in before:
                changed = change(frame, gain)
                after = judge.answer(roi.crop(changed.pixels))
                if assess(changed, roi, GuardScope()) is Guard.FIT and after.is_muscle:
                    kept.append((answer, after))
            click.echo(f"{gain:+} dB{title}: {len(before)} regions, {len(kept)} kept, flips of these {flips(kept)}")


@click.command()
@click.option("--data", required=True, type=click.Path(exists=True, path_type=Path), help="Folder of real images.")
def main(data: Path) -> None:
    """Measure where the answers end."""
    cv2.setNumThreads(1)
    judge = Judge()
    before = [(frame, roi, judge.answer(roi.crop(frame.pixels))) for frame, roi in real(data)]
    report_sizes(judge, before)
    report_gains(judge, before)


if __name__ == "__main__":
    main()
