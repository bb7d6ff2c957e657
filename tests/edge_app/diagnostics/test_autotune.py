"""Tuning takes the fastest engine that gives correct results, and writes it where the appliance reads it."""

from __future__ import annotations

import dataclasses
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from edge_app import config
from edge_app.__main__ import main
from edge_app.bundle.loader import ModelBundle, Precision
from edge_app.diagnostics.autotune import BURST, RoundRobinEngine, Speed, Trial, best, load_candidate, measure, speeds, table
from edge_app.diagnostics.autotune_config import read_table, write_choice
from edge_app.engine.factory import EngineChoice
from edge_app.engine.protocol import Inference, engine_name
from edge_app.errors import ConfigError, EngineError
from edge_app.records import GreyImage
from quantize.packaging.writer import write_bundle
from tests.support.signing import KEY


def speed(runtime: config.Runtime, threads: int, p50_ms: float) -> Speed:
    return Speed(Trial(EngineChoice(runtime, "int8", threads), "", None, "", 0.0), p50_ms, p50_ms)


def test_the_fastest_is_best_unless_fewer_threads_are_as_good() -> None:
    slow, fast, even = speed("onnxruntime", 1, 4.0), speed("litert", 2, 2.0), speed("litert", 1, 2.08)
    assert best([slow, fast]) is fast
    assert best([slow, fast, even]) is even
    assert best([slow, fast, speed("litert", 1, 2.2)]) is fast
    with pytest.raises(EngineError, match="no engine"):
        best([])


def test_an_engine_that_answers_otherwise_or_fails_is_out(litert_bundle: ModelBundle) -> None:
    choice = EngineChoice("litert", "int8", 1)
    sound = load_candidate(litert_bundle, choice)
    assert sound.engine is not None and sound.start_ms > 0
    reference = litert_bundle.golden.int8_litert
    assert reference is not None
    off = dataclasses.replace(reference, logits=reference.logits + np.float32(1))
    wrong = dataclasses.replace(litert_bundle, golden=dataclasses.replace(litert_bundle.golden, int8_litert=off))
    broken = dataclasses.replace(litert_bundle, graphs={**litert_bundle.graphs, Precision.INT8_LITERT: b"not a graph"})
    trials = [sound, load_candidate(wrong, choice), load_candidate(broken, choice)]
    assert [trial.engine is None for trial in trials] == [False, True, True]
    assert "deviates" in trials[1].result and "cannot load" in trials[2].result
    turns = RoundRobinEngine([sound], rounds=2)
    measure(turns, litert_bundle.golden.images)
    (only,) = speeds(trials)
    assert only.trial is sound and 0 < only.p50_ms <= only.p95_ms and len(sound.took_ms) == 2 * BURST
    text = table(litert_bundle, trials, "a board", "none")
    assert "machine: a board" in text and f"chosen: {sound.name}" in text and text.count(" rejected: ") == 2


class Failing:
    """An engine that answers `good` times and then no more."""

    name = "failing"

    def __init__(self, good: int) -> None:
        self.good = good

    def run(self, image: GreyImage) -> Inference:
        self.good -= 1
        if self.good < 0:
            raise EngineError("out of memory; restart it")
        return Inference(np.zeros(2, np.float32), np.zeros((1, 1, 1), np.float32))


@pytest.mark.parametrize("good", [0, 7])
def test_an_engine_that_fails_while_it_is_measured_is_out_and_the_others_go_on(good: int) -> None:
    weak, strong = (Trial(EngineChoice("onnxruntime", "int8", 1), "", Failing(n), "") for n in (good, 10**6))
    turns = RoundRobinEngine([weak, strong], rounds=3)
    measure(turns, [np.zeros((8, 8), np.uint8)])
    assert turns.over and turns.done == turns.runs
    assert weak.engine is None and "out of memory" in weak.result
    assert [found.trial for found in speeds([weak, strong])] == [strong] and len(strong.took_ms) == 3 * BURST


@pytest.mark.parametrize("trials", [[], [Trial(EngineChoice("onnxruntime", "int8", 1), "", Failing(0), "")]])
def test_with_no_engine_left_the_turns_are_over(trials: list[Trial]) -> None:
    turns = RoundRobinEngine(trials, rounds=2)
    measure(turns, [np.zeros((8, 8), np.uint8)])
    assert turns.over and speeds(trials) == ()
    with pytest.raises(EngineError, match="every engine"):
        turns.run(np.zeros((8, 8), np.uint8))


def test_the_choice_is_written_beside_what_the_override_says_already(tmp_path: Path) -> None:
    file = tmp_path / "deep" / "override.toml"
    file.parent.mkdir()
    file.write_text("# our room\n[screen]\nwidth = 1024  # px\n\n[engine]\nthreads = 7\n")
    write_choice(file, speed("litert", 2, 1.5), "the table")
    merged = config.load("generic", file).settings
    assert merged.engine == config.Engine("litert", "int8", 2, "coarse") and merged.screen.width == 1024
    assert "# our room" in file.read_text() and "# px" in file.read_text()
    assert sorted(entry.name for entry in file.parent.iterdir()) == ["override.toml", "override.tune.txt"]
    assert read_table(file) == "the table" and read_table(tmp_path / "override.toml") == ""


def test_an_override_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(ConfigError, match="cannot be written"):
        write_choice(tmp_path / "file" / "override.toml", speed("litert", 2, 1.5), "")
    for text, words in (("[engine", "not valid TOML"), ("engine = 3", "must be a section")):
        (tmp_path / "wrong.toml").write_text(text)
        with pytest.raises(ConfigError, match=words):
            write_choice(tmp_path / "wrong.toml", speed("litert", 2, 1.5), "")


def test_the_command_measures_writes_and_the_doctor_tells(litert_folder: Path, keys_folder: Path, tmp_path: Path) -> None:
    file = tmp_path / "override.toml"
    options = ["--bundle", str(litert_folder), "--keys", str(keys_folder), "--override", str(file)]
    tuned = CliRunner().invoke(main, ["tune", *options, "--max-threads", "1", "--rounds", "2", "--no-screen"])
    assert tuned.exit_code == 0, tuned.output
    assert "LiteRT int8, 1 thread" in tuned.output and f"written to {file}" in tuned.output
    chosen = config.load("generic", file).settings.engine
    assert chosen.runtime != "auto"
    name = engine_name(chosen.runtime, chosen.precision, chosen.threads)  # whichever was the fastest in this moment
    assert f"chosen: {name}" in tuned.output
    reported = CliRunner().invoke(main, ["doctor", *options])
    assert reported.exit_code == 0, reported.output
    assert "golden vectors int8 litert" in reported.output and f"{chosen.runtime}, from {file}" in reported.output
    assert "screen: none" in reported.output and f"chosen: {name}" in reported.output
    assert "engine that runs" in reported.output and f"as engine.runtime says, {chosen.runtime}" in reported.output


def test_without_a_display_the_kiosk_is_drawn_into_memory_and_measured_in(
    bundle_folder: Path, keys_folder: Path, tmp_path: Path
) -> None:
    """In a process of its own: Qt's platform is chosen once."""
    file = tmp_path / "override.toml"
    options = ["--bundle", str(bundle_folder), "--keys", str(keys_folder), "--override", str(file)]
    display = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    environment = {name: value for name, value in os.environ.items() if name not in display}
    tuned = subprocess.run(
        [sys.executable, "-m", "edge_app", "tune", *options, "--max-threads", "1", "--rounds", "1"],
        env=environment, capture_output=True, text=True, timeout=240,
    )  # fmt: skip
    assert tuned.returncode == 0, tuned.stderr
    assert "simulated probe at 30 frames/s, drawn into memory" in tuned.stdout
    assert config.load("generic", file).settings.engine.runtime == "onnxruntime"


def test_a_dry_run_writes_nothing(bundle_folder: Path, keys_folder: Path, tmp_path: Path) -> None:
    file = tmp_path / "override.toml"
    options = ["--bundle", str(bundle_folder), "--keys", str(keys_folder), "--override", str(file)]
    options += ["--max-threads", "1", "--rounds", "1", "--no-screen", "--dry-run"]
    tuned = CliRunner().invoke(main, ["tune", *options])
    assert tuned.exit_code == 0, tuned.output
    assert "nothing written" in tuned.output and not file.exists()


def test_without_any_right_answer_nothing_is_written(bundle: ModelBundle, keys_folder: Path, tmp_path: Path) -> None:
    golden = dataclasses.replace(
        bundle.golden,
        fp32=dataclasses.replace(bundle.golden.fp32, logits=bundle.golden.fp32.logits + np.float32(9)),
        int8=dataclasses.replace(bundle.golden.int8, logits=bundle.golden.int8.logits + np.float32(9)),
    )
    write_bundle(tmp_path / "b", dataclasses.replace(bundle, golden=golden), KEY)
    file = tmp_path / "override.toml"
    options = ["--bundle", str(tmp_path / "b"), "--keys", str(keys_folder), "--override", str(file)]
    options += ["--max-threads", "1", "--rounds", "1"]
    tuned = CliRunner().invoke(main, ["tune", *options])
    assert tuned.exit_code != 0 and "no engine gives correct results" in tuned.output and not file.exists()
