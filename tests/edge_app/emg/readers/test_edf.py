"""EDF, EDF+ and BDF, as edfio writes them; and damaged."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from edfio import Edf, EdfAnnotation

from edge_app.emg.readers.edf import read_edf
from edge_app.emg.readers.read_as import ReadAs
from edge_app.errors import EmgError
from tests.support.emg_recordings import made_trace, write_edf

TRACE = made_trace(10_000, 2.0)


@pytest.mark.parametrize("name", ["a.edf", "a.bdf"])
@pytest.mark.parametrize(("unit", "microvolt"), [("uV", 1.0), ("mV", 1000.0), ("V", 1e6)])
def test_voltages_are_read_in_microvolts(tmp_path: Path, name: str, unit: str, microvolt: float) -> None:
    trace = read_edf(write_edf(tmp_path / name, TRACE, unit=unit), ReadAs())
    microvolts = trace.microvolts()
    assert microvolts is not None
    step = 6000 / 65_535 * microvolt  # of EDF's 16 bits
    assert np.abs(microvolts - TRACE.samples * microvolt).max() < step
    assert (trace.rate_hz, trace.channel, trace.source) == (10_000.0, "EMG APB", name)


@pytest.mark.parametrize("channel", ["second", "SECOND", "2"])
def test_the_channel_is_chosen_by_name_or_number(tmp_path: Path, channel: str) -> None:
    microvolts = read_edf(write_edf(tmp_path / "a.edf", TRACE), ReadAs(channel=channel)).microvolts()
    assert microvolts is not None and np.abs(microvolts + TRACE.samples).max() < 0.1


def test_a_unit_that_is_no_voltage_is_no_calibration(tmp_path: Path) -> None:
    assert read_edf(write_edf(tmp_path / "a.edf", TRACE, unit="%"), ReadAs()).microvolt_per_count is None


def test_the_rails_are_those_of_the_voltage(tmp_path: Path) -> None:
    trace = read_edf(write_edf(tmp_path / "a.edf", TRACE), ReadAs())
    assert trace.rails is not None and trace.microvolt_per_count is not None
    assert [rail * trace.microvolt_per_count for rail in trace.rails] == pytest.approx([-3000, 3000])


def test_the_amplifiers_filters_are_read(tmp_path: Path) -> None:
    trace = read_edf(write_edf(tmp_path / "a.edf", TRACE, prefiltering="HP:20Hz LP:10kHz N:50Hz"), ReadAs())
    assert (trace.high_pass_hz, trace.low_pass_hz) == (20.0, 10_000.0)


def with_annotations(path: Path, discontinuous: bool) -> Path:
    """With a note in it; two records of a second, of which the second began six seconds late."""
    signals = read(write_edf(path, TRACE)).signals
    Edf(signals, annotations=[EdfAnnotation(0.5, None, "needle in")], data_record_duration=1).write(path)
    if discontinuous:
        content = path.read_bytes()
        assert content.count(b"+1\x14\x14") == 1
        path.write_bytes(content.replace(b"EDF+C", b"EDF+D").replace(b"+1\x14\x14", b"+7\x14\x14"))
    return path


def read(path: Path) -> Edf:
    from edfio import read_edf as edfio_read

    return edfio_read(path, lazy_load_data=False)


@pytest.mark.parametrize(("discontinuous", "breaks"), [(False, ()), (True, (10_000,))])
def test_annotations_are_no_channel_and_interruptions_are_known(
    tmp_path: Path, discontinuous: bool, breaks: tuple[int, ...]
) -> None:
    trace = read_edf(with_annotations(tmp_path / "a.edf", discontinuous), ReadAs())
    assert trace.breaks == breaks and len(trace.samples) == 20_000


def at(place: int, text: bytes) -> Callable[[bytes], bytes]:
    return lambda content: content[:place] + text + content[place + len(text) :]


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        (lambda content: content[:-5000], "the file is cut"),
        (lambda content: content[:600], "the file is cut"),
        (lambda content: content[:100], "header is damaged"),
        (at(236, b"9999    "), "the file is cut"),
        (at(236, b"many    "), "header is damaged"),
        (at(244, b"0       "), "header is damaged"),
        (at(244, b"nan     "), "header is damaged"),
        (at(252, b"9999"), "header is damaged"),
        (at(252, b"0   "), "header is damaged"),
        (at(252, b"-2  "), "header is damaged"),
        (at(184, b"99999999"), "header is damaged"),
        (at(256 + 2 * 216, b"-5      "), "header is damaged"),
        (at(256 + 2 * 216, b"x       "), "header is damaged"),
        (at(256 + 2 * 104, b"x       "), "the EDF is damaged"),
        (at(256 + 2 * 120, b"junk    "), "the EDF is damaged"),
        (at(256 + 2 * 216, b"0       "), "holds 0 samples"),
    ],
)
def test_what_is_wrong_is_one_sentence_with_its_cure(tmp_path: Path, damage: Callable[[bytes], bytes], said: str) -> None:
    path = write_edf(tmp_path / "a.edf", replace(TRACE))
    path.write_bytes(damage(path.read_bytes()))
    with pytest.raises(EmgError, match=said) as error:
        read_edf(path, ReadAs())
    assert str(error.value).startswith(str(path)) and "\n" not in str(error.value)


def test_a_recording_that_was_copied_while_it_went_on_is_read(tmp_path: Path) -> None:
    path = write_edf(tmp_path / "a.edf", TRACE)
    path.write_bytes(at(236, b"-1      ")(path.read_bytes()))
    assert len(read_edf(path, ReadAs()).samples) == 20_000


def test_an_enormous_file_is_refused_before_it_is_read(tmp_path: Path) -> None:
    path = write_edf(tmp_path / "a.bdf", TRACE)
    with path.open("r+b") as file:
        file.truncate(3 << 30)
    with pytest.raises(EmgError, match="too large"):
        read_edf(path, ReadAs())
