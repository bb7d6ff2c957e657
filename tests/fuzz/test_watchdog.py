"""The fuzzer finds what is planted, and gives every execution the input of its number."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from edge_app.errors import CaptureError
from tests.fuzz import watchdog
from tests.fuzz.__main__ import main
from tests.fuzz.mutation import mutated
from tests.fuzz.targets import CORPUS
from tests.fuzz.watchdog import watched


def raising(data: bytes) -> None:
    raise ZeroDivisionError(data.decode())


def refusing(data: bytes) -> None:
    raise CaptureError(data.decode())


def growing(data: bytes) -> None:
    bytearray(200 << 20)[::4096] = bytes(200 << 8)


def test_an_exception_is_a_failure_and_a_refusal_in_one_line_is_none() -> None:
    assert "ZeroDivisionError (a) at fuzz/test_watchdog.py" in (watched(raising, b"a").failure or "")
    assert watched(refusing, b"a").failure is None
    assert "several lines" in (watched(refusing, b"a\nb").failure or "")


def test_memory_above_what_the_process_had_is_a_failure() -> None:
    outcome = watched(growing, b"")
    assert "MB above" in (outcome.failure or "") and outcome.grown_bytes >= 100 << 20  # some pages may have been had before
    assert watched(lambda data: None, b"").failure is None, "the peak begins anew"


def test_time_of_the_processor_is_a_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watchdog, "MOST_SECONDS", -1.0)
    monkeypatch.setattr(signal, "setitimer", lambda *arguments: None)
    assert "0.0 s" in (watched(lambda data: None, b"").failure or "")


def test_a_loop_in_c_is_ended_by_the_kernel() -> None:
    endless = "from tests.fuzz import watchdog; watchdog.MOST_SECONDS = 0.05; watchdog.watched(lambda d: sum(iter(int, 1)), b'')"
    assert subprocess.run([sys.executable, "-c", endless], check=False, timeout=60).returncode == -signal.SIGPROF


def test_a_number_has_one_input_and_another_number_another() -> None:
    seeds = [b"abc" * 20, b"[1, 2]" * 9]
    assert [mutated(seeds, number) for number in range(300)] == [mutated(seeds, number) for number in range(300)]
    assert mutated(seeds, 100) in seeds
    assert len({mutated(seeds, number) for number in range(300)}) > 200


def test_the_corpus_stays_small() -> None:
    assert sum(file.stat().st_size for file in CORPUS.iterdir()) < 300_000


def test_a_run_is_a_table_and_goes_on_where_it_was(tmp_path: Path) -> None:
    for total in (40, 60):
        words = ["--target", "vault", "--executions", str(total), "--workers", "1", "--folder", str(tmp_path)]
        result = CliRunner().invoke(main, words)
        assert result.exit_code == 0, result.output
        assert f"vault       {total:>12}" in result.stdout
        assert json.loads((tmp_path / "state.json").read_text())["vault"]["executions"] == total
