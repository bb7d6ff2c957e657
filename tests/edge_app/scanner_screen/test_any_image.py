"""Field, ruler, text and muscle of images that no scanner shows, 1 x 1 to strips: an answer inside the image, no error."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from hypothesis import given, settings
from hypothesis import strategies as st

from edge_app.bundle.loader import ModelBundle
from edge_app.engine.onnx_runtime import OrtEngine
from edge_app.muscle_roi.proposal import MuscleProposal, propose_muscle
from edge_app.pipeline import analyse
from edge_app.records import Frame, Guard, Permission, Roi
from edge_app.scanner_screen import central_region, image_field
from edge_app.scanner_screen.dual_view import find_seam
from edge_app.scanner_screen.layout import find_layout
from edge_app.scanner_screen.scale.tick_row import MIN_TICKS, evenly_spaced
from edge_app.scanner_screen.text import text_lines
from tests.fuzz.drawn_images import drawn_image

drawings = st.integers(0, 2**32).map(lambda number: drawn_image(number, most=200))
far = st.integers(-500, 500)


def inside(box: Roi, shape: tuple[int, ...]) -> bool:
    return 0 <= box.x < box.x + box.w <= shape[1] and 0 <= box.y < box.y + box.h <= shape[0]


@settings(max_examples=40)
@given(drawings)
def test_what_is_read_of_a_screen_lies_on_it(pixels: npt.NDArray[np.uint8]) -> None:
    assert inside(image_field(pixels), pixels.shape)
    assert all(inside(line, pixels.shape) for line in text_lines(pixels))
    layout = find_layout(pixels)
    assert 1 <= len(layout.fields) <= 2
    assert layout.mm_per_pixel is None or layout.mm_per_pixel > 0


@given(st.builds(Roi, far, far, st.integers(1, 500), st.integers(1, 500)), st.integers(1, 300), st.integers(1, 300))
def test_a_box_anywhere_becomes_one_with_a_seam_or_without(box: Roi, width: int, height: int) -> None:
    part = box.clipped(width, height)
    assert inside(part, (height, width))
    seam = find_seam(part.crop(np.zeros((height, width), np.uint8)))
    assert seam is None or 0 < seam < part.w


@settings(max_examples=25)
@given(drawings, st.builds(Roi, far, far, st.integers(1, 500), st.integers(1, 500)), st.none() | st.floats(0.01, 1.0))
def test_a_muscle_is_proposed_inside_the_image_or_refused(pixels: npt.NDArray[np.uint8], field: Roi, mm: float | None) -> None:
    proposal = propose_muscle(pixels, field, mm)
    assert not isinstance(proposal, MuscleProposal) or inside(proposal.region, pixels.shape)


@settings(max_examples=15)
@given(drawings)
def test_any_image_is_analysed(bundle: ModelBundle, engine: OrtEngine, pixels: npt.NDArray[np.uint8]) -> None:
    frame = Frame(pixels, 0, 0, None, "test", recorded=True)
    found = analyse(frame, central_region(image_field(pixels)), bundle, engine, Permission.SCORE, Guard.FIT)
    assert found.probability is not None and 0 <= found.probability <= 1
    assert inside(found.roi, pixels.shape)


@given(st.lists(st.integers(0, 4000), max_size=60).map(sorted))
def test_rows_that_are_found_evenly_spaced_are(rows: list[int]) -> None:
    y = np.array(rows, np.float64)
    found = evenly_spaced(y)
    if found is None:
        return
    index, number = found
    assert len(index) >= MIN_TICKS and number[0] == 0 and np.all(np.diff(number) > 0)
    pitch, start = np.polyfit(number, y[index], 1)
    assert np.abs(y[index] - start - pitch * number).max() <= 2 * max(0.12 * pitch, 1.0)


def test_four_ticks_among_hidden_ones_are_numbered_by_their_places() -> None:
    found = evenly_spaced(np.array([10.0, 30.0, 50.0, 90.0, 110.0]))
    assert found is not None
    assert found[1].tolist() == [0, 1, 2, 4, 5]
