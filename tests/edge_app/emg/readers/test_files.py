"""The reader is found by what a file holds, whatever it is called; and no file ends in anything but a sentence."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from edge_app.emg.readers.files import read_recording
from edge_app.emg.readers.read_as import ReadAs
from edge_app.errors import ConfigError, EmgError
from tests.support.emg_recordings import drawn_page, made_trace, trace_of, write_edf, write_text, write_wav

SHORT = trace_of(made_trace(4800, 1.0).samples, 4800)


def no_page(path: Path) -> None:
    return None


def sound_files(folder: Path) -> list[Path]:
    counts = np.round(SHORT.samples).astype(np.int64)
    return [
        write_wav(folder / "wav.bin", counts, 4800),
        write_edf(folder / "edf.edf", SHORT),
        write_edf(folder / "bdf.bdf", SHORT),
        write_text(folder / "text.dat", SHORT),
    ]


def test_each_form_is_found_by_its_content(tmp_path: Path) -> None:
    for path in sound_files(tmp_path):
        trace = read_recording(path, ReadAs(), no_page)
        assert len(trace.samples) == 4800 and trace.rate_hz == pytest.approx(4800, rel=1e-3)
        assert np.abs(trace.samples * (trace.microvolt_per_count or 1.0) - SHORT.samples).max() < 1


def test_a_page_is_what_the_image_readers_say(tmp_path: Path) -> None:
    (tmp_path / "page.png").write_bytes(b"\x89PNG and what follows")
    drawn = drawn_page([made_trace(10_000, 1.0).samples[:1000]])
    trace = read_recording(tmp_path / "page.png", ReadAs(milliseconds=100), lambda path: drawn)
    assert trace.channel == "strip 1"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "the file is empty"),
        (b"%PDF-1.7 ...", "save the page with the traces as PNG"),
        (b"\x00\x01\x02\x03" * 200, "is no needle EMG recording that is read"),
        (b"no digits here", "is no needle EMG recording that is read"),
        (b"MZ" + bytes(500), "is no needle EMG recording that is read"),
    ],
)
def test_what_is_no_recording_is_one_sentence(tmp_path: Path, content: bytes, said: str) -> None:
    (tmp_path / "a.wav").write_bytes(content)
    with pytest.raises(EmgError, match=said):
        read_recording(tmp_path / "a.wav", ReadAs(), no_page)


def test_what_is_no_file_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for path in (tmp_path, tmp_path / "pipe"):
        with pytest.raises(EmgError, match="is no file"):
            read_recording(path, ReadAs(), no_page)
    with pytest.raises(EmgError, match="cannot be read"):
        read_recording(tmp_path / "gone.wav", ReadAs(), no_page)


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> list[bytes]:
    return [path.read_bytes() for path in sound_files(tmp_path_factory.mktemp("sound"))]


@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_a_damaged_file_is_read_or_is_one_sentence(
    sound: list[bytes], tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    content = bytearray(data.draw(st.sampled_from(sound)))
    for place, byte in data.draw(st.lists(st.tuples(st.integers(0, 800), st.integers(0, 255)), max_size=6)):
        content[place] = byte
    content = content[: data.draw(st.one_of(st.just(len(content)), st.integers(1, len(content))))]
    path = tmp_path_factory.getbasetemp() / "damaged"
    path.write_bytes(content)
    try:
        trace = read_recording(path, ReadAs(), no_page)
    except EmgError as exc:
        assert "\n" not in str(exc)
    else:
        assert np.isfinite(trace.samples).all() and trace.rate_hz > 0


@pytest.mark.parametrize(
    "name", ["rate_hz", "microvolt_per_count", "full_scale_microvolt", "milliseconds", "microvolt_per_pixel"]
)
@pytest.mark.parametrize("value", [0.0, -1.0, float("nan"), float("inf")])
def test_what_nobody_can_mean_is_refused(name: str, value: float) -> None:
    with pytest.raises(ConfigError, match="give a number above 0"):
        replace(ReadAs(), **{name: value})  # type: ignore[arg-type]


def test_two_scales_are_one_too_many() -> None:
    with pytest.raises(ConfigError, match="give one of them"):
        ReadAs(microvolt_per_count=1.0, full_scale_microvolt=1.0)
