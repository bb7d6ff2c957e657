"""A scanner's screen with a gain and a preset drawn beside the ultrasound, as a grabber of some noise delivers it."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from edge_app.capture.formats import Mode
from edge_app.records import GreyImage, Roi
from tests.support.fake_video import Camera

WIDTH, HEIGHT = 320, 240  # px
GAIN, PRESET = Roi(8, 20, 64, 18), Roi(8, 60, 64, 18)  # boxes around the texts
FIELD = Roi(120, 20, 180, 200)  # speckle


@lru_cache(maxsize=64)
def setting_screen(gain: str = "Gn 67", preset: str = "MSK 12", seed: int = 0, brighter: int = 0) -> GreyImage:
    """(HEIGHT, WIDTH) uint8, not to be written to. seed: of the speckle and a noise of two grey levels."""
    rng = np.random.default_rng(abs(seed))
    canvas = Image.new("L", (WIDTH, HEIGHT), 20)
    draw, font = ImageDraw.Draw(canvas), ImageFont.load_default(13)
    for box, words in ((GAIN, gain), (PRESET, preset)):
        draw.text((box.x + 4, box.y + 2), words, fill=220, font=font)
    screen = np.asarray(canvas).astype(np.float32) + brighter + rng.normal(0, 2, (HEIGHT, WIDTH))
    FIELD.crop(screen)[:] = 40 * rng.rayleigh(1, (FIELD.h, FIELD.w))  # type: ignore[arg-type]
    return np.clip(screen, 0, 255).astype(np.uint8)


@dataclass
class ScannerCamera(Camera):
    """A grabber at such a scanner, whose clock is not beside the settings."""

    modes: list[Mode] = field(default_factory=lambda: [Mode("GREY", WIDTH, HEIGHT, 60.0)])
    preset: str = "MSK 12"

    def frame(self, number: int, width: int, height: int) -> GreyImage:
        return setting_screen(preset=self.preset, seed=number % 4)
