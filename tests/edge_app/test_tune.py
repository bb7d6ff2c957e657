"""Tuning takes the fastest engine that answers as it should, and writes it where the appliance reads it."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from edge_app import config
from edge_app.__main__ import main
from edge_app.bundle import ModelBundle, Precision
from edge_app.engine.choice import Choice
from edge_app.errors import ConfigError, EngineError
from edge_app.tune import Speed, Trial, attempt, best, measure, write_choice
from quantize.bundle import write_bundle
from tests.bundle_fixture import KEY


def speed(runtime: config.Runtime, threads: int, p50_ms: float) -> Speed:
    return Speed(Trial(Choice(runtime, "int8", threads), "", None, "", 0.0), p50_ms, p50_ms)


def test_the_fastest_is_best_unless_fewer_threads_are_as_good() -> None:
    slow, fast, even = speed("onnxruntime", 1, 4.0), speed("litert", 2, 2.0), speed("litert", 1, 2.08)
    assert best([slow, fast]) is fast
    assert best([slow, fast, even]) is even
    assert best([slow, fast, speed("litert", 1, 2.2)]) is fast
    with pytest.raises(EngineError, match="no engine"):
        best([])


def test_an_engine_that_answers_otherwise_or_fails_is_out(litert_bundle: ModelBundle) -> None:
    choice = Choice("litert", "int8", 1)
    sound = attempt(litert_bundle, choice)
    assert sound.engine is not None and sound.start_ms > 0
    reference = litert_bundle.golden.int8_litert
    assert reference is not None
    off = dataclasses.replace(reference, logits=reference.logits + np.float32(1))
    wrong = dataclasses.replace(litert_bundle, golden=dataclasses.replace(litert_bundle.golden, int8_litert=off))
    broken = dataclasses.replace(litert_bundle, graphs={**litert_bundle.graphs, Precision.INT8_LITERT: b"not a graph"})
    trials = [sound, attempt(wrong, choice), attempt(broken, choice)]
    assert [trial.engine is None for trial in trials] == [False, True, True]
    assert "otherwise" in trials[1].finding and "cannot load" in trials[2].finding
    (only,) = measure(litert_bundle, trials, range(2))
    assert only.trial is sound and 0 < only.p50_ms <= only.p95_ms


def test_the_choice_is_written_beside_what_the_override_says_already(tmp_path: Path) -> None:
    file = tmp_path / "deep" / "override.toml"
    file.parent.mkdir()
    file.write_text("# our room\n[screen]\nwidth = 1024  # px\n\n[engine]\nthreads = 7\n")
    write_choice(file, speed("litert", 2, 1.5))
    merged = config.load("generic", file).settings
    assert merged.engine == config.Engine("litert", "int8", 2) and merged.screen.width == 1024
    assert "# our room" in file.read_text() and "# px" in file.read_text()
    assert [entry.name for entry in file.parent.iterdir()] == ["override.toml"]


def test_an_override_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(ConfigError, match="cannot be written"):
        write_choice(tmp_path / "file" / "override.toml", speed("litert", 2, 1.5))
    for text, words in (("[engine", "not valid TOML"), ("engine = 3", "must be a section")):
        (tmp_path / "wrong.toml").write_text(text)
        with pytest.raises(ConfigError, match=words):
            write_choice(tmp_path / "wrong.toml", speed("litert", 2, 1.5))


def test_the_command_measures_writes_and_the_doctor_tells(litert_folder: Path, keys_folder: Path, tmp_path: Path) -> None:
    file = tmp_path / "override.toml"
    options = ["--bundle", str(litert_folder), "--keys", str(keys_folder), "--override", str(file)]
    tuned = CliRunner().invoke(main, ["tune", *options, "--most-threads", "1", "--rounds", "2"])
    assert tuned.exit_code == 0, tuned.output
    assert "LiteRT int8, 1 thread" in tuned.output and f"written to {file}" in tuned.output
    chosen = config.load("generic", file).settings.engine
    assert chosen.runtime == "litert"  # by hand made, and a thousand times smaller than the others
    told = CliRunner().invoke(main, ["doctor", *options])
    assert told.exit_code == 0, told.output
    assert "golden vectors int8 litert" in told.output and f"litert, from {file}" in told.output


def test_a_dry_run_writes_nothing(bundle_folder: Path, keys_folder: Path, tmp_path: Path) -> None:
    file = tmp_path / "override.toml"
    options = ["--bundle", str(bundle_folder), "--keys", str(keys_folder), "--override", str(file)]
    options += ["--most-threads", "1", "--rounds", "1", "--dry-run"]
    tuned = CliRunner().invoke(main, ["tune", *options])
    assert tuned.exit_code == 0, tuned.output
    assert "nothing written" in tuned.output and not file.exists()


def test_without_any_right_answer_nothing_is_written(bundle: ModelBundle, keys_folder: Path, tmp_path: Path) -> None:
    golden = dataclasses.replace(
        bundle.golden,
        fp32=dataclasses.replace(bundle.golden.fp32, logits=bundle.golden.fp32.logits + np.float32(9)),
        int8=dataclasses.replace(bundle.golden.int8, logits=bundle.golden.int8.logits + np.float32(9)),
    )
    write_bundle(tmp_path / "b", bundle.manifest, bundle.graphs, bundle.weight, bundle.bias, golden, KEY)
    file = tmp_path / "override.toml"
    options = ["--bundle", str(tmp_path / "b"), "--keys", str(keys_folder), "--override", str(file)]
    options += ["--most-threads", "1", "--rounds", "1"]
    tuned = CliRunner().invoke(main, ["tune", *options])
    assert tuned.exit_code != 0 and "no engine answers as it should" in tuned.output and not file.exists()
