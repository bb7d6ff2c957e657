"""Text exports, in the manners of several programs and countries."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from edge_app.emg.readers.read_as import ReadAs
from edge_app.emg.readers.text import read_text
from edge_app.errors import EmgError

ROWS = [(number / 48_000, 120 * float(np.sin(number / 9))) for number in range(400)]


def point(number: float, digits: int) -> str:
    return f"{number:.{digits}f}"


def comma(number: float, digits: int) -> str:
    return point(number, digits).replace(".", ",")


FORMS = {
    "comma": ("Time (s),Ch1 (uV)\n" + "\n".join(f"{t:.7f},{v:.2f}" for t, v in ROWS), 1.0, "Ch1"),
    "quoted names": ('"Time [ms]","Ch 1 [mV]"\n' + "\n".join(f"{t * 1e3:.5f},{v / 1e3:.5f}" for t, v in ROWS), 1000.0, "Ch 1"),
    "German": (
        "Patient: X\nAbtastrate: 48 kHz\n\nZeit [ms];EMG 1 [µV]\n"
        + "\n".join(f"{comma(t * 1e3, 5)};{comma(v, 2)}" for t, v in ROWS),
        1.0, "EMG 1",
    ),
    "settings above a column": ("Sampling Frequency (kHz)=48,0\nUnits=uV\n" + "\n".join(point(v, 2) for _, v in ROWS), 1.0, "1"),
    "settings with colons": ("Sample rate: 48000 Hz\nUnit: mV\n\n" + "\n".join(comma(v / 1e3, 5) for _, v in ROWS), 1000.0, "1"),
    "tabs, and no unit of the voltage": ("t\tv\n" + "\n".join(f"{t * 1e3:.5f}\t{v:.2f}" for t, v in ROWS), None, "v"),
    "spaces": ("Sampling rate 48000 Hz\n" + "\n".join(f"  {v:.2f}   {v * 2:.1f} " for _, v in ROWS), None, "1"),
    "microseconds": ("time/us,emg/uV\n" + "\n".join(f"{t * 1e6:.3f},{v:.2f}" for t, v in ROWS), 1.0, "emg/uV"),
}  # fmt: skip


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "latin-1"])
@pytest.mark.parametrize("form", list(FORMS))
def test_many_forms_are_read(tmp_path: Path, form: str, encoding: str) -> None:
    text, microvolt, channel = FORMS[form]
    (tmp_path / "a.txt").write_bytes(text.replace("\n", "\r\n").encode(encoding))
    trace = read_text(tmp_path / "a.txt", ReadAs())
    assert trace.rate_hz == pytest.approx(48_000, rel=1e-4)
    assert (trace.microvolt_per_count, trace.channel, len(trace.samples)) == (microvolt, channel, 400)
    expected = np.array([v for _, v in ROWS]) / (microvolt or 1.0)
    assert np.abs(trace.samples - expected).max() < 0.01


def test_the_second_channel_by_its_name(tmp_path: Path) -> None:
    text = "time (s),APB (uV),FDI (uV)\n" + "\n".join(f"{t:.7f},{v:.2f},{-v:.2f}" for t, v in ROWS)
    (tmp_path / "a.csv").write_text(text)
    trace = read_text(tmp_path / "a.csv", ReadAs(channel="fdi"))
    assert trace.channel == "FDI" and trace.samples[5] == pytest.approx(-ROWS[5][1], abs=0.01)


def test_what_is_stated_on_the_command_line_counts(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("\n".join(point(v, 3) for _, v in ROWS))
    trace = read_text(tmp_path / "a.txt", ReadAs(rate_hz=20_000, microvolt_per_count=2.5))
    assert (trace.rate_hz, trace.microvolt_per_count) == (20_000, 2.5)


def test_a_pause_in_the_times_is_a_break(tmp_path: Path) -> None:
    text = "time (s),uV\n" + "\n".join(f"{t + (0.1 if n > 200 else 0):.7f},{v:.2f}" for n, (t, v) in enumerate(ROWS))
    (tmp_path / "a.csv").write_text(text)
    trace = read_text(tmp_path / "a.csv", ReadAs())
    assert trace.breaks == (201,) and trace.rate_hz == pytest.approx(48_000, rel=1e-3)


SOUND = FORMS["comma"][0] + "\n"
TIMES = [line.split(",") for line in SOUND.splitlines()[1:]]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("\n".join(point(v, 2) for _, v in ROWS), "neither times nor a rate; state the rate with --rate"),
        ("\n".join(f"{n} {v:.2f}" for n, (_, v) in enumerate(ROWS)), "only count samples"),
        (SOUND + "0.2,\n", "line 402 does not hold 2 numbers"),
        (SOUND + "0.2,seven\n", "line 402 does not hold 2 numbers"),
        (SOUND + "0.2,1,2\n", "line 402 does not hold 2 numbers"),
        (SOUND + f"{400 / 48_000:.7f},nan\n", "sample 401 is not a number"),
        (SOUND + f"{400 / 48_000:.7f},1e39\n", "sample 401 is not a number"),
        (SOUND + "0.0000001,3\n", "its times do not rise"),
        ("Dear Sir, 3\nyours\n", "no columns of numbers"),
        ("Time (s),uV\n0,1\n0.1,2\n0.2,3\n0.3,3\n0.4,4\n0.5,5\n", "holds 6 samples"),
        ("Time (s),uV\n" + "\n".join(f"{n},{n}" for n in range(50)), "a rate of 1 samples a second cannot be"),
        ("\n".join(",".join(["1"] * 300) for _ in range(9)), "has 300 columns"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_one_sentence_with_its_cure(tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / "a.txt").write_text(text)
    with pytest.raises(EmgError, match=said) as error:
        read_text(tmp_path / "a.txt", ReadAs())
    assert str(error.value).startswith(str(tmp_path / "a.txt")) and "\n" not in str(error.value)


def test_a_text_of_gigabytes_is_refused_before_it_is_read(tmp_path: Path) -> None:
    with (tmp_path / "a.txt").open("wb") as file:
        file.truncate(3 << 30)
    with pytest.raises(EmgError, match="too large"):
        read_text(tmp_path / "a.txt", ReadAs())
