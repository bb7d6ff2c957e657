"""From parts to growth and drift; what is stopped goes on; the short form of the whole soak."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from benchmarks.soak.figure import draw
from benchmarks.soak.journal import PARTS, Finished, SoakJournal, read_finished
from benchmarks.soak.records import PART, Part, Subject, read_result, write_result
from benchmarks.soak.summary import FRAMES_A_DAY, broken_limits, lines, summarise
from edge_app.errors import ConfigError

SUBJECT = Subject("bundle 12345678", "0" * 64, "an engine", "a machine, 2 cores", "a cine")


def finished(parts: int = 400, mb_a_day: float = 0.0, slower: float = 1.0, foreign: float = 0.0, starts: int = 1) -> Finished:
    """Memory that grows and frames that become slower, a little at a time, with steps and scatter."""
    rng = np.random.default_rng(1)
    each = mb_a_day / (FRAMES_A_DAY / PART)
    resident = 200 + each * np.arange(parts) + rng.normal(0, 0.001, parts)
    rows = tuple(
        Part(
            start=n * starts // parts, shown=(n + 1) * PART, next_frame=(n + 1) * PART, seconds=5.0, resident=float(resident[n]),
            anonymous=float(resident[n]) - 70, refused=0, foreign_cores=foreign, faults={"lost probe": 1}, states={"lost": 1},
        )
        for n in range(parts)
    )  # fmt: skip
    times = np.asarray(rng.gamma(20, 0.5, (parts * PART, 2)) * np.linspace(1, slower, parts * PART)[:, None], np.float32)
    return Finished(rows, times)


def test_growth_is_extrapolated_to_a_day_and_has_its_interval() -> None:
    result = summarise(SUBJECT, finished(mb_a_day=15.0), 200_000, "a command")
    grown = result.resident.mb_per_day
    assert grown is not None and grown.value == pytest.approx(15, abs=0.5) and grown.low < 15 < grown.high < 20
    assert broken_limits(result) == [] and result.faults == {"lost probe": 400}


def test_a_leak_breaks_the_limit_in_one_sentence() -> None:
    result = summarise(SUBJECT, finished(mb_a_day=30.0), 200_000, "a command")
    (sentence,) = broken_limits(result)
    assert "grows by 30.0 MB a day, more than 20" in sentence


def test_frames_that_become_slower_break_the_limit_unless_the_machine_was_disturbed() -> None:
    slow = summarise(SUBJECT, finished(slower=1.2), 200_000, "a command")
    assert [sentence.startswith("p99 rose by 1") for sentence in broken_limits(slow)] == [True]
    disturbed = summarise(SUBJECT, finished(slower=1.2, foreign=1.9), 200_000, "a command")
    assert broken_limits(disturbed) == [] and "other programs took 1.9 cores" in disturbed.analysis.disturbed
    assert any("DISTURBED" in line for line in lines(disturbed))
    even = summarise(SUBJECT, finished(), 200_000, "a command").analysis.change
    assert even is not None and abs(even.value) < 0.05 and even.low < 0 < even.high


def test_the_warm_up_after_each_start_is_left_out() -> None:
    found = finished(starts=2)
    heated = tuple(replace(part, resident=part.resident + (50 if n % 200 < 20 else 0)) for n, part in enumerate(found.parts))
    result = summarise(SUBJECT, Finished(heated, found.times), 200_000, "a command")
    assert result.starts == 2 and result.warm_up == 20_000
    assert result.resident.mb_per_day is not None and abs(result.resident.mb_per_day.value) < 1


def test_few_frames_claim_nothing() -> None:
    result = summarise(SUBJECT, finished(parts=4), 200_000, "a command")
    assert result.resident.mb_per_day is None and result.analysis.change is None
    assert any("not measured: too few frames" in line for line in lines(result)) and broken_limits(result) == []


def test_the_result_comes_back_from_its_file_and_is_drawn(tmp_path: Path) -> None:
    found = finished()
    result = summarise(SUBJECT, found, 200_000, "a command")
    write_result(tmp_path / "soak.json", result)
    assert read_result(tmp_path / "soak.json") == result
    drawn = draw(result, found)
    assert drawn.startswith("<svg xmlns=") and drawn.count("<path ") == 5
    (tmp_path / "soak.json").write_text('{"schema": 9}')
    with pytest.raises(ConfigError, match="schema 9"):
        read_result(tmp_path / "soak.json")


def test_a_soak_that_was_cut_off_goes_on_with_whole_parts(tmp_path: Path) -> None:
    found = finished(parts=3)
    with SoakJournal(tmp_path, SUBJECT) as journal:
        for n, part in enumerate(found.parts[:2]):
            journal.add(part, found.times[n * PART : (n + 1) * PART])
    with (tmp_path / PARTS).open("ab") as file:
        file.write(b'{"start": 0, "sho')
    with SoakJournal(tmp_path, SUBJECT) as journal:
        assert (journal.shown, journal.start) == (2 * PART, 1)
        journal.add(replace(found.parts[2], start=1), found.times[2 * PART :])
    kept = read_finished(tmp_path)
    assert [part.start for part in kept.parts] == [0, 0, 1] and np.array_equal(kept.times, found.times)
    with pytest.raises(ConfigError, match="another --out"):
        SoakJournal(tmp_path, replace(SUBJECT, engine="another"))


@pytest.mark.slow
def test_a_short_soak_sees_every_fault_and_goes_on(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "benchmarks", "soak", "--threads", "1", "--out", str(tmp_path)]
    for frames in (1500, 4500):  # the second goes on where the first has ended
        done = subprocess.run([*command, "--frames", str(frames)], capture_output=True, text=True, timeout=3000)
        assert done.returncode in (0, 1), done.stderr  # 1: a limit is broken, which so few frames on a busy machine may
    result = read_result(tmp_path / "soak.json")
    assert result.frames == 4500 and result.starts == 2 and result.judged > 3000
    assert set(result.faults) == {"lost probe", "stalled frame", "black frames", "resized frames", "corrupt frame"}
    assert {"lost", "reconnecting", "no signal", "format changed", "live"} <= set(result.states)
    assert re.search("4,500 of 4,500 frames", done.stdout) and json.loads((tmp_path / "soak.json").read_text())["schema"] == 1
