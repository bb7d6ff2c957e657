"""Crops as the appliance cuts them: of folders of real pictures, and of simulated muscle of every grade."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest

from edge_app.errors import CaptureError, ConfigError
from edge_app.scanner_screen import central_region, image_field
from quantize.guard.sources import GRADES, Role, Source, Variant, parse_sources, real_crops, simulated_crops
from quantize.guard.training_set import ALTERED, altered
from tests.support.speckle import speckle


def test_a_source_is_parsed(tmp_path: Path) -> None:
    assert Source.parse(f"calf=muscle-longitudinal:{tmp_path}") == Source("calf", Role.LONGITUDINAL, tmp_path)


@pytest.mark.parametrize(
    "text", ["calf", "=muscle-transverse:.", "calf=muscle:.", "calf=not-muscle:", "simulated=not-muscle:.", "a:b=c"]
)
def test_what_is_no_source_is_one_sentence(text: str) -> None:
    with pytest.raises(ConfigError, match="is not NAME=ROLE:FOLDER"):
        Source.parse(text)


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="is not a folder"):
        Source.parse(f"calf=muscle-transverse:{tmp_path / 'gone'}")


def test_a_source_that_is_given_twice_is_refused_before_anything_is_read(tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    calf = f"calf=muscle-longitudinal:{tmp_path}"
    with pytest.raises(ConfigError, match="calf is given twice"):
        parse_sources([calf, f"calf=not-muscle:{other}"])
    with pytest.raises(ConfigError, match="calf and thigh are one folder"):
        parse_sources([calf, f"thigh=muscle-transverse:{other / '..'}"])
    assert [source.name for source in parse_sources([calf, f"eye=not-muscle:{other}"])] == ["calf", "eye"]


def test_crops_of_a_folder(tmp_path: Path) -> None:
    for i, image in enumerate(speckle(2, 3)):
        cv2.imwrite(str(tmp_path / f"{i}.png"), image)
    source = Source("calf", Role.LONGITUDINAL, tmp_path)
    crops = list(real_crops(source, varied=5, seed=1))
    first = cv2.imread(str(tmp_path / "0.png"), cv2.IMREAD_GRAYSCALE)
    assert np.array_equal(
        crops[0].pixels, central_region(image_field(np.asarray(first, np.uint8))).crop(np.asarray(first, np.uint8))
    )
    assert crops[0].variant is Variant.AS_SEEN and {c.picture for c in crops} == {"0.png 0", "1.png 0"}
    assert sum(c.variant is Variant.VARIED for c in crops) == 6  # shared evenly by the pictures
    again = list(real_crops(source, varied=5, seed=1))
    assert all(np.array_equal(a.pixels, b.pixels) for a, b in zip(crops, again, strict=True))


def test_an_empty_folder_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(CaptureError, match="holds no image"):
        list(real_crops(Source("calf", Role.LONGITUDINAL, tmp_path), 1, 1))


def test_simulated_muscle_comes_in_every_grade() -> None:
    crops = list(simulated_crops(len(GRADES), seed=4))
    assert {c.grade for c in crops} == set(GRADES)
    assert {c.role for c in crops} == {Role.TRANSVERSE}
    of_one = [c.pixels for c in crops if c.picture == "subject 0" and c.variant is Variant.AS_SEEN]
    assert len(of_one) >= 2 and not np.array_equal(of_one[0], of_one[-1])  # two places, two settings
    made = altered(crops, 1)
    assert made and {c.kind for c in made} <= {way.__name__ for way in ALTERED} and {c.role for c in made} == {Role.NOT_MUSCLE}


@pytest.mark.shared_data
def test_every_real_picture_gives_crops(shared_data: Path) -> None:
    source = Source("gm", Role.LONGITUDINAL, shared_data / "gm_longitudinal_telemed")
    seen = [c for c in real_crops(source, 8, 0) if c.variant is Variant.AS_SEEN]
    assert len({c.picture for c in seen}) == 8
    assert all(min(c.pixels.shape) >= 100 for c in seen)
