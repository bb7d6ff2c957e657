"""The region of a source is found once for each size of its frames."""

from __future__ import annotations

import numpy as np
import pytest

from edge_app.errors import CaptureError
from edge_app.headless.region import SourceRegion
from edge_app.profile_lookup import ProfileLookup
from edge_app.records import Frame, Roi
from tests.support.fakes import textured


@pytest.mark.parametrize(
    ("region", "named"),
    [
        (Roi(200, 0, 10, 10), "200,0,10,10"),
        (Roi(150, -10, 100, 50), "150,-10,100,50"),
        (Roi(0, 60, 50, 41), "0,60,50,41"),
    ],
)
def test_a_region_that_is_not_in_the_image_is_refused_and_not_cut(region: Roi, named: str) -> None:
    frame = Frame(textured(100, 200), 0, 0, None, "a")
    with pytest.raises(
        CaptureError, match=f"a: the region {named} is not inside the image of 200 x 100 pixels; name one that is"
    ):
        SourceRegion(region, "a", ProfileLookup(None)).of(frame)
    assert SourceRegion(Roi(0, 60, 50, 40), "a", ProfileLookup(None)).of(frame) == Roi(0, 60, 50, 40)


def test_the_region_stays_where_it_is_until_the_size_of_the_frames_changes() -> None:
    region = SourceRegion(None, "a", ProfileLookup(None))
    small, black = textured(120, 160), np.zeros((120, 160), np.uint8)
    first = region.of(Frame(small, 0, 0, None, "a"))
    assert region.of(Frame(black, 1, 1, None, "a")) == first
    larger = region.of(Frame(textured(240, 320), 2, 2, None, "a"))
    assert larger.w > first.w and larger.h > first.h
