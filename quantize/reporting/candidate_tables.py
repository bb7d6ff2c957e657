"""Candidate graphs side by side: the recipes, and the parts of the network quantised one at a time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from quantize.evaluation.candidates import Score
from quantize.graphs.float_regions import count_float_regions
from quantize.recipe import QuantRecipe

BASE = "fp32"  # whose time is 1


def recipe_table(scores: Mapping[str, Score], graphs: Mapping[str, bytes], images: int) -> Iterator[str]:
    """The recipes, the most faithful graph first. graphs: by the names of the scores; images: how many were used."""
    yield f"Against the trained network in torch, FP32, on {images} images of validation subjects; one thread, taking turns."
    yield ""
    yield "| recipe | MB | logits, dB | same answer | map cosine median, 5 % | time | Q/DQ pairs | float regions | conversions |"
    yield "|---|---|---|---|---|---|---|---|---|"
    base = scores[BASE].milliseconds if BASE in scores else float("nan")
    for name, s in sorted(scores.items(), key=lambda item: -item[1].sqnr_db):
        c = count_float_regions(graphs[name])
        yield (
            f"| {name} | {len(graphs[name]) / 1e6:.2f} | {s.sqnr_db:.1f} | {s.agreement:.2%} | {s.cosine_median:.4f}, "
            f"{s.cosine_p5:.4f} | {s.milliseconds / base:.2f} | {c.pairs} | {c.float_regions} | {c.conversions} |"
        )
    yield ""
    yield f"Time is relative to {BASE}."


def part_table(scores: Mapping[str, Score], recipe: QuantRecipe, images: int) -> Iterator[str]:
    """The parts of the network, the part that suffers most first."""
    yield f"One part at a time in eight bits ({recipe.weights} weights, {recipe.activations} activations, {recipe.calibration}),"
    yield f"all others in float, against the trained network on {images} images of validation subjects."
    yield ""
    yield "| part | logits, dB | map cosine median | 5th percentile | same answer |"
    yield "|---|---|---|---|---|"
    for part, s in sorted(scores.items(), key=lambda item: item[1].sqnr_db):
        yield f"| {part} | {s.sqnr_db:.1f} | {s.cosine_median:.5f} | {s.cosine_p5:.5f} | {s.agreement:.2%} |"
