"""A texture model that goes by the mean grey level, so that a test can put an image to either side of its limits."""

from __future__ import annotations

import numpy as np

from edge_app.guard.classifier import Classifier, KernelMachine
from edge_app.guard.forest import Forest
from edge_app.guard.texture import FEATURES
from edge_app.guard.texture_model import TextureModel

STEPS = 60  # questions of the tree; the score rises by as many steps
LIMIT = 1.0
BRIGHTEST = 240.0  # grey levels


def by_brightness(no_muscle: float = 160.0, longitudinal: float = 300.0) -> TextureModel:
    """No muscle above a mean grey level, and a longitudinal view above another; each score is the grey level over that one."""
    return TextureModel(_rising(no_muscle), _rising(longitudinal))


def _rising(border: float) -> Classifier:
    """A tree that asks for one brightness after the other: node 2 i asks, 2 i + 1 is the answer below, the last above."""
    levels = np.linspace(0, BRIGHTEST, STEPS + 1)
    nodes = np.arange(2 * STEPS + 1, dtype=np.int32)
    asks = (nodes % 2 == 0) & (nodes < 2 * STEPS)
    value = np.repeat(levels, 2)[1:] / border
    kernel = KernelMachine(*(np.ones(1, np.float32),) * 2, np.ones((1, 1), np.float32), np.zeros(1, np.float32), 0.0, 1.0)
    tree = Forest(
        feature=np.zeros(len(nodes), np.int32),
        threshold=np.repeat(levels / 255, 2)[1:].astype(np.float32),
        low=np.where(asks, nodes + 1, nodes).astype(np.int32),
        high=np.where(asks, nodes + 2, nodes).astype(np.int32),
        value=value.astype(np.float32),
        roots=np.zeros(1, np.int32),
        depth=STEPS,
    )
    column = np.array([FEATURES.index("grey mean")], np.int32)
    # The kernel machine says nothing, and the mean of the two is halved: a width of half makes up for it.
    return Classifier(column, tree, kernel, np.zeros(2), np.array([0.5, 1.0]), LIMIT)
