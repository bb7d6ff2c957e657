"""The flashing probe's messages are those of an OpenIGTLink server, and its frames say what they are."""

from __future__ import annotations

import itertools

import numpy as np

from benchmarks.screen.image_message import body, checksum, header
from benchmarks.screen.marker import Mark, centres, read
from benchmarks.screen.probe import DARK_FRAMES, DEVICE, LIT_FRAMES, MEAN_PERIOD, frames, schedule
from edge_app.capture.openigtlink.message import HEADER, parse_header, parse_image
from edge_app.capture.simulated import MM_PER_PIXEL

IMAGES = [np.full((480, 640), level, np.uint8) for level in (40, 50, 60)]


def test_a_message_is_read_by_the_kiosks_own_source() -> None:
    message = body(IMAGES[0], MM_PER_PIXEL)
    about = parse_header(header(message, checksum(message), DEVICE, 1.8e9 + 0.25))
    image = parse_image(about, message)
    assert (about.kind, about.device, about.seconds, about.body_size) == ("IMAGE", DEVICE, 1.8e9 + 0.25, len(message))
    assert len(header(message, 0, DEVICE, 0.0)) == HEADER.size
    assert np.array_equal(image.pixels, IMAGES[0]) and round(image.across_mm, 6) == round(image.down_mm, 6) == MM_PER_PIXEL


def test_every_frame_says_its_number_and_whether_it_flashes_and_none_is_like_the_one_before() -> None:
    before = b""
    lit = [image + 100 for image in IMAGES]
    for number, is_lit, message in itertools.islice(frames(IMAGES, lit, seed=3), 40):
        about = parse_header(header(message, checksum(message), DEVICE, 1.0))
        pixels = parse_image(about, message).pixels
        levels = np.array([pixels[int(y), int(x)] for x, y in centres()], np.uint8)
        assert read(levels) == Mark(number, is_lit) and (pixels[0, 0] >= 140) == is_lit
        assert message != before, "a scanner that gives one and the same image counts as frozen"
        before = message


def test_flashes_have_one_length_and_pauses_differ() -> None:
    runs = [(is_lit, len(list(run))) for is_lit, run in itertools.groupby(itertools.islice(schedule(0), 4000))][:-1]
    assert {length for is_lit, length in runs if is_lit} == {LIT_FRAMES}
    assert {length for is_lit, length in runs if not is_lit} == set(range(DARK_FRAMES[0], DARK_FRAMES[1] + 1))
    assert abs(2 * sum(length for _, length in runs) / len(runs) - MEAN_PERIOD) < 0.3
