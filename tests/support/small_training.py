"""`python -m quantize train` and `reproduce` on small images: an epoch of a second, where what is learnt is beside the point."""

from __future__ import annotations

from functools import partial

import pytest

from edge_app.imaging.preprocess import Preprocessing
from quantize.training.recipe import Recipe

SMALL = Preprocessing(size=64)  # px


def train_on_small_images(patch: pytest.MonkeyPatch) -> None:
    for command in ("train", "reproduce"):
        patch.setattr(f"quantize.cli.{command}.Recipe", partial(Recipe, preprocessing=SMALL))
