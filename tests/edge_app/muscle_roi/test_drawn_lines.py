"""What a scanner draws into its image is reported from fascia, and where there is some no muscle is proposed."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from edge_app.capture.readers.files import open_recording
from edge_app.muscle_roi import RejectionReason, propose_muscle
from edge_app.muscle_roi.drawn_lines import has_drawing
from edge_app.records import GreyImage, Roi
from edge_app.scanner_screen.layout import find_layout
from tests.support.layered_limb import HEIGHT, MM_PER_PIXEL, WIDTH, layered, level

WHOLE = Roi(0, 0, WIDTH, HEIGHT)


def boxed(pixels: GreyImage, slant: int = 0, brightness: int = 255, thick: int = 1) -> GreyImage:
    """The frame of a colour box, steered by `slant` px."""
    corners = np.array([[90, 60], [330, 60], [330 + slant, 300], [90 + slant, 300]], np.int32)
    return np.asarray(cv2.polylines(pixels.copy(), [corners], True, (brightness,), thick), np.uint8)


@settings(max_examples=20)
@given(st.integers(-80, 80), st.sampled_from([1, 2, 3]), st.integers(220, 255), st.integers(92, 100), st.integers(0, 99))
def test_the_frame_of_a_colour_box_is_seen_also_through_a_grabber(
    slant: int, thick: int, brightness: int, quality: int, seed: int
) -> None:
    image = boxed(layered(level(8), level(28), seed=seed), slant, brightness, thick)
    _, jpeg = cv2.imencode(".jpg", image, [cv2.IMWRITE_JPEG_QUALITY, quality])
    grabbed = np.asarray(cv2.imdecode(jpeg, cv2.IMREAD_GRAYSCALE), np.uint8)
    assert has_drawing(grabbed, MM_PER_PIXEL)
    assert propose_muscle(grabbed, WHOLE, MM_PER_PIXEL) is RejectionReason.DRAWN


@settings(max_examples=20)
@given(st.floats(4, 12), st.floats(16, 26), st.floats(-1, 1), st.floats(-0.08, 0.08), st.integers(0, 1000))
def test_a_fascia_is_no_drawing(depth: float, thickness: float, wave: float, slope: float, seed: int) -> None:
    image = layered(level(depth, wave, slope), level(depth + thickness, -wave, slope), seed=seed)
    assert not has_drawing(image, MM_PER_PIXEL)


@pytest.mark.parametrize("shape", [(1, 1), (6, 400), (7, 119), (400, 3)])
def test_in_an_image_too_small_for_one_there_is_none(shape: tuple[int, int]) -> None:
    assert not has_drawing(np.full(shape, 200, np.uint8), MM_PER_PIXEL)


@pytest.mark.shared_data
def test_no_muscle_is_proposed_in_the_power_doppler_of_a_lymph_node(shared_data: Path) -> None:
    frame = next(iter(open_recording(shared_data / "dicom" / "US1_UNCR.dcm").frames()))
    layout = find_layout(frame.pixels)
    assert propose_muscle(frame.pixels, layout.fields[0].box, layout.mm_per_pixel) is RejectionReason.DRAWN
