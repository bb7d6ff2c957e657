"""The kinds of what is no muscle, by name."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from edge_app.records import GreyImage
from quantize.guard.negatives import bodies, documents, layers, organs, phantoms, pictures

KINDS: dict[str, Callable[[np.random.Generator], GreyImage]] = {
    "uniform speckle": phantoms.uniform,
    "cysts": phantoms.cysts,
    "wires": phantoms.wires,
    "water": phantoms.water,
    "eye": bodies.eye,
    "heart": bodies.heart,
    "abdomen": bodies.abdomen,
    "vessel": bodies.vessel,
    "nerve": bodies.nerve,
    "lung": bodies.lung,
    "thyroid": organs.thyroid,
    "breast": organs.breast,
    "fetus": organs.fetus,
    "noise": pictures.noise,
    "test card": pictures.test_card,
    "text": pictures.text,
    "screen": pictures.screen,
    "MR or CT": pictures.section,
    "photograph": pictures.photograph,
    "even": pictures.even,
    "page": documents.page,
    "chart": documents.chart,
    "radiograph": pictures.radiograph,
    "needle": phantoms.needle,
    "bowel": bodies.bowel,
    "A-lines": layers.a_lines,
    "B-lines": layers.b_lines,
    "even lines": layers.even_lines,
    "wall": layers.wall,
}


def draw_negatives(kind: str, count: int, seed: int) -> list[GreyImage]:
    """Crops (h, w) uint8 of one kind, sides 120-500 px; the same seed draws the same."""
    rng = np.random.default_rng([seed, list(KINDS).index(kind)])
    return [KINDS[kind](rng) for _ in range(count)]
