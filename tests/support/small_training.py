"""`python -m quantize train` on small images: an epoch of a second, where what is learnt is beside the point."""

from __future__ import annotations

from functools import partial

import pytest

from edge_app.imaging.preprocess import Preprocessing
from quantize.training.loop import Recipe

SMALL = Preprocessing(size=64)  # px


def train_on_small_images(patch: pytest.MonkeyPatch) -> None:
    patch.setattr("quantize.cli.train.Recipe", partial(Recipe, preprocessing=SMALL))
