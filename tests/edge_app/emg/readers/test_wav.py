"""WAV, as the libraries write it; and as nobody should."""

from __future__ import annotations

import struct
from pathlib import Path

import numpy as np
import pytest
from scipy.io import wavfile

from edge_app.emg.readers.read_as import MAX_SAMPLES, ReadAs
from edge_app.emg.readers.wav import read_wav
from edge_app.errors import EmgError
from tests.support.emg_recordings import write_wav

COUNTS = np.round(np.random.default_rng(1).normal(0, 20, 500)).astype(np.int64)


@pytest.mark.parametrize("bits", [8, 16, 24, 32])
def test_whole_numbers_are_read_as_they_are(tmp_path: Path, bits: int) -> None:
    counts = np.clip(COUNTS * (1 << (bits - 8)) // 4, -(1 << (bits - 1)), (1 << (bits - 1)) - 1)
    trace = read_wav(write_wav(tmp_path / "a.wav", counts, 22_050, bits), ReadAs())
    assert np.array_equal(trace.samples, counts.astype(np.float32))
    assert (trace.rate_hz, trace.microvolt_per_count, trace.source) == (22_050.0, None, "a.wav")
    assert trace.rails == (-float(1 << (bits - 1)), float((1 << (bits - 1)) - 1))


@pytest.mark.parametrize("kind", [np.float32, np.float64, np.uint8, np.int16, np.int32])
def test_scipys_files_are_read(tmp_path: Path, kind: type) -> None:
    values: np.ndarray = np.linspace(-1, 1, 300).astype(kind) if np.issubdtype(kind, np.floating) else np.arange(200).astype(kind)
    wavfile.write(tmp_path / "a.wav", 48_000, values)
    shift = 128 if kind is np.uint8 else 0
    assert np.allclose(read_wav(tmp_path / "a.wav", ReadAs()).samples, values.astype(np.float64) - shift)


@pytest.mark.parametrize(("channel", "column"), [(None, 0), ("1", 0), ("2", 1)])
def test_the_channel_is_chosen(tmp_path: Path, channel: str | None, column: int) -> None:
    both = np.stack([COUNTS, -2 * COUNTS], axis=1)
    trace = read_wav(write_wav(tmp_path / "a.wav", both, 10_000), ReadAs(channel=channel))
    assert np.array_equal(trace.samples, both[:, column]) and trace.channel == str(column + 1)


@pytest.mark.parametrize(
    ("read_as", "microvolt"),
    [(ReadAs(microvolt_per_count=0.3), 0.3), (ReadAs(full_scale_microvolt=32_768.0), 1.0), (ReadAs(), None)],
)
def test_it_is_calibrated_only_where_somebody_says_so(tmp_path: Path, read_as: ReadAs, microvolt: float | None) -> None:
    assert read_wav(write_wav(tmp_path / "a.wav", COUNTS, 10_000), read_as).microvolt_per_count == microvolt


def test_full_scale_of_floating_point_is_one(tmp_path: Path) -> None:
    wavfile.write(tmp_path / "a.wav", 48_000, np.full(100, 0.5, np.float32))
    microvolts = read_wav(tmp_path / "a.wav", ReadAs(full_scale_microvolt=4000)).microvolts()
    assert microvolts is not None and microvolts[0] == 2000


def test_a_form_of_windows_and_chunks_of_other_programs_are_read(tmp_path: Path) -> None:
    """WAVE_FORMAT_EXTENSIBLE, a chunk of odd length before the samples, and a length that nobody came to write."""
    form = struct.pack("<HHIIHHHHI", 0xFFFE, 1, 8000, 16_000, 2, 16, 22, 16, 4) + struct.pack("<H", 1) + bytes(14)
    content = b"LIST" + struct.pack("<I", 3) + b"abc\0" + b"fmt " + struct.pack("<I", len(form)) + form
    content += b"data" + struct.pack("<I", 0xFFFFFFFF) + COUNTS.astype("<i2").tobytes() + b"\0"
    (tmp_path / "a.wav").write_bytes(b"RIFF" + struct.pack("<I", 0) + b"WAVE" + content)
    assert np.array_equal(read_wav(tmp_path / "a.wav", ReadAs()).samples, COUNTS)


def header(tag: int = 1, channels: int = 1, block: int = 2, bits: int = 16, rate: int = 48_000, size: int = 1000) -> bytes:
    form = struct.pack("<HHIIHH", tag, channels, rate, rate * block, block, bits)
    return b"RIFF" + struct.pack("<I", 36) + b"WAVEfmt " + struct.pack("<I", 16) + form + b"data" + struct.pack("<I", size)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (header() + bytes(500), "500 bytes of its samples are missing"),
        (header(size=4) + bytes(4), "holds 2 samples"),
        (header(size=0), "holds 0 samples"),
        (header(tag=0x55) + bytes(1000), "compressed"),
        (header(bits=12) + bytes(1000), "12 bits"),
        (header(channels=0, block=0) + bytes(1000), "header is damaged"),
        (header(block=4) + bytes(1000), "header is damaged"),
        (header(rate=0) + bytes(1000), "state the true one with --rate"),
        (header()[:30], "header is damaged"),
        (header()[:12], "no samples"),
        (header(tag=3, block=4, bits=32) + np.full(250, np.nan, np.float32).tobytes(), "sample 1 is not a number"),
        (header(tag=3, block=8, bits=64) + np.full(125, 1e300).tobytes(), "sample 1 is not a number"),
    ],
)
def test_what_is_wrong_is_one_sentence_with_its_cure(tmp_path: Path, content: bytes, said: str) -> None:
    (tmp_path / "a.wav").write_bytes(content)
    with pytest.raises(EmgError, match=said) as error:
        read_wav(tmp_path / "a.wav", ReadAs())
    assert str(error.value).startswith(str(tmp_path / "a.wav")) and "\n" not in str(error.value)


def test_two_gigabytes_are_refused_before_they_are_read(tmp_path: Path) -> None:
    size = 2_000_000_000
    with (tmp_path / "a.wav").open("wb") as file:
        file.write(header(size=size))
        file.truncate(44 + size)  # sparse: it takes no room
    with pytest.raises(EmgError, match=f"at most {MAX_SAMPLES} are read; cut it into parts"):
        read_wav(tmp_path / "a.wav", ReadAs())


def test_a_channel_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(EmgError, match="no channel '3'; give --channel one of 1, or a number from 1 to 1"):
        read_wav(write_wav(tmp_path / "a.wav", COUNTS, 10_000), ReadAs(channel="3"))
