"""Frames are read one at a time: what a file costs does not grow with their number."""

from __future__ import annotations

import tracemalloc
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from pydicom.encaps import encapsulate

from edge_app.capture.readers.files import open_recording
from tests.support.dicom_forms import ENCODED, NATIVE, Form, write
from tests.support.dicom_sequence import GREY

_MANY = 500
_REPEATED = np.tile(GREY, (200, 1, 1))[:_MANY]
_FRAME = GREY[0].size


def _many(form: Form, has_bot: bool = True) -> Form:
    value = form.value()
    if isinstance(value, bytes):
        return replace(form, value=_REPEATED.tobytes)
    return replace(form, value=lambda: (value * 200)[:_MANY], encapsulated=lambda frames: encapsulate(frames, has_bot=has_bot))


@pytest.mark.parametrize("has_bot", [True, False])
@pytest.mark.parametrize("name", ["explicit little endian", "JPEG-LS"])
def test_five_hundred_frames_cost_no_more_than_a_few(tmp_path: Path, name: str, has_bot: bool) -> None:
    path = write(tmp_path / "a.dcm", _many({**NATIVE, **ENCODED}[name], has_bot), NumberOfFrames=_MANY)
    frames = open_recording(path).frames()
    next(frames)  # what is imported at first is not the frames' cost
    tracemalloc.start()
    try:
        count = 1 + sum(np.array_equal(frame.pixels, GREY[frame.index % 3]) for frame in frames)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert count == _MANY
    assert peak < 40 * _FRAME  # all of them would be 500
