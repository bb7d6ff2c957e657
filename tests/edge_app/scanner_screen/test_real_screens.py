"""Field, scale, mark and text of the real images, against what was marked by hand (annotations.json)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from edge_app.capture.readers.files import open_recording
from edge_app.scanner_screen import find_fields
from edge_app.scanner_screen.field_size import Size, is_other_size
from edge_app.scanner_screen.scale.tick_ruler import find_rulers
from edge_app.scanner_screen.tracker import FieldTracker
from tests.support.annotated_screens import Measured, all_annotations, measured

pytestmark = pytest.mark.shared_data


def few() -> Iterator[tuple[int, str]]:
    """The first and the last file of each annotation: `python -m quantize.studies.frames.field_finding` goes through all."""
    for i, annotation in enumerate(all_annotations()):
        for name in sorted({annotation.files[0], annotation.files[-1]}):
            yield i, name


@pytest.fixture(scope="session")
def real(shared_data: Path) -> list[Measured]:
    every = all_annotations()
    return [m for i, name in few() for m in measured(replace(every[i], files=(name,)), shared_data, most_frames=2)]


def test_fields_overlap_what_was_marked(real: list[Measured]) -> None:
    assert {m.name: round(m.overlap, 3) for m in real if m.overlap < 0.85} == {}
    assert np.median([m.overlap for m in real]) >= 0.95


def test_no_scale_is_wrong_and_every_readable_ruler_is_read(real: list[Measured]) -> None:
    assert {m.name: m.scale_error for m in real if m.scale_error is not None and abs(m.scale_error) > 0.02} == {}
    assert {m.name for m in real if m.annotation.mm_per_pixel and m.scale_error is None} == set()


def test_no_mark_is_on_the_wrong_side(real: list[Measured]) -> None:
    given = [m for m in real if m.layout.mark is not None]
    assert {m.name for m in given if m.layout.mark != m.annotation.mark} == set()
    assert len({m.annotation.source for m in given}) >= 5


def test_writing_is_blanked_outside_the_field_and_reported_inside_where_no_pixel_changes(real: list[Measured]) -> None:
    assert {m.name: m.changed for m in real if m.changed} == {}
    assert {m.name for m in real if m.inside and not m.reported} == set()
    assert sum(m.inside for m in real) >= 8
    assert sum(m.unnoticed for m in real) <= 1 * sum("ALOKA" in m.name for m in real)  # two letters beside the arrow of a mouse
    without = [m for m in real if not m.inside]
    assert sum(bool(m.reported) for m in without) <= 0.25 * len(without), "who looks at every image looks at none"


def test_another_depth_of_a_real_scanner_is_another_size_of_its_field(real: list[Measured]) -> None:
    sizes: dict[float, list[Size]] = {}
    for one in real:
        if one.annotation.source == "Philips HD11, steered" and one.annotation.mm_per_pixel is not None:
            box = one.layout.fields[0].box
            sizes.setdefault(one.annotation.mm_per_pixel, []).append((box.w, box.h))
    shallow, deep = sizes[0.0885], sizes[0.11062]  # 4 and 5 cm
    assert all(is_other_size(found, remembered) for found in deep for remembered in shallow)
    assert not any(is_other_size(found, remembered) for found in shallow for remembered in shallow)


@pytest.mark.parametrize(("name", "mm"), [("examples_palette", 0.26229), ("gdcm-US-ALOKA-16", 0.38265)])
def test_a_ruler_has_the_pitch_that_the_file_says(shared_data: Path, name: str, mm: float) -> None:
    image = next(open_recording(shared_data / "dicom" / f"{name}.dcm").frames())
    ruler = find_rulers(image.pixels, find_fields(image.pixels)[0].box)[0]
    assert ruler.pitch * mm == pytest.approx(10, rel=0.01)  # centimetres


def test_a_sweep_does_not_make_the_field_jump(shared_data: Path) -> None:
    tracker = FieldTracker()
    files = sorted((shared_data / "limb_transverse_sweep").glob("*.png"))
    layouts = {tracker.update(next(open_recording(file).frames()).pixels) for file in files}
    assert len(layouts) == 1
