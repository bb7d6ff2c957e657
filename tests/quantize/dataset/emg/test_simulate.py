"""A simulated data set of needle EMG: what is written can be read, is the same for the same seed, and goes on where it
stopped.
"""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from edge_app.errors import ConfigError
from edge_app.phantom.emg.recording import Plan, simulate
from quantize.cli.emg_phantoms import command
from quantize.cli.program import main
from quantize.dataset.emg.manifest import EmgSample, Truth, read_emg_manifest, read_truth, sample_of, strata
from quantize.dataset.emg.plan import RECORDINGS, plan_subjects
from quantize.dataset.emg.simulate import examine
from quantize.dataset.split import draw_subjects

edfio = pytest.importorskip("edfio")


def test_a_plan_has_its_share_of_every_condition_and_patients_of_their_own_settings() -> None:
    plans = plan_subjects(40, seed=1)
    assert Counter(p[0].subject.condition.value for p in plans) == {
        "neurogenic": 18,
        "healthy": 10,
        "myopathic": 8,
        "myotonic": 4,
    }
    for recordings in plans:
        assert len(recordings) == RECORDINGS and len({p.muscle for p in recordings}) == 2
        assert len({(p.subject, p.amplifier, p.electrode) for p in recordings}) == 1
    assert plan_subjects(40, seed=1) == plans != plan_subjects(40, seed=2)
    assert len({p.seed for recordings in plans for p in recordings}) == 40 * RECORDINGS


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("emg") / "set"
    assert main(["emg-phantoms", str(folder), "--subjects", "1", "--seed", "3", "--workers", "1"]) == 0
    return folder


def test_recordings_hold_the_simulated_counts_exactly_and_their_truth(made: Path) -> None:
    samples = read_emg_manifest(made)
    assert len(samples) == RECORDINGS
    sample = samples[0]
    truth = read_truth(made / sample.truth)
    again = simulate(truth.plan)
    assert truth.simulated and truth.discharges == again.discharges and sample_of(truth) == sample
    signal = edfio.read_edf(made / sample.recording).signals[0]
    counts = signal.data / truth.plan.amplifier.microvolt_per_count
    assert np.allclose(counts, again.trace.samples, atol=1e-3)
    assert (
        signal.sampling_frequency == sample.rate_hz
        and signal.physical_dimension == "uV"
        and "simulated" in signal.transducer_type
    )
    assert sample.psw + sample.fibrillation + sample.other == len(truth.discharges)


def test_it_is_declared_simulated_with_its_licence(made: Path) -> None:
    about = json.loads((made / "dataset.json").read_text())
    assert about["simulated"] is True and about["kind"] == "needle-emg" and about["licence"] and about["seed"] == 3


def test_a_stopped_run_goes_on_and_makes_only_what_is_missing(made: Path, tmp_path: Path) -> None:
    (plans,) = plan_subjects(1, seed=3)
    lost, kept = (made / "truth" / f"{plans[i].name}.json" for i in (2, 3))
    text, before = lost.read_bytes(), kept.stat().st_mtime_ns
    lost.unlink()
    rows = examine(plans, made)
    assert lost.read_bytes() == text and kept.stat().st_mtime_ns == before and rows == read_emg_manifest(made)


def test_another_data_set_is_not_written_over(made: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["emg-phantoms", str(made), "--subjects", "1", "--seed", "4"]) != 0
    error = capsys.readouterr().err
    assert "seed 3" in error and "Traceback" not in error


def test_a_damaged_manifest_or_truth_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="emg-phantoms"):
        read_emg_manifest(tmp_path)
    (tmp_path / "manifest.csv").write_text("recording,truth\na,b\n")
    with pytest.raises(ConfigError, match="make the data set again"):
        read_emg_manifest(tmp_path)
    (tmp_path / "t.json").write_text("{}")
    with pytest.raises(ConfigError, match="not the truth"):
        read_truth(tmp_path / "t.json")


def test_patients_are_drawn_whole_from_every_condition() -> None:
    plans = plan_subjects(40, seed=1)
    samples = [sample for recordings in plans for sample in _rows(recordings)]
    test = draw_subjects(strata(samples), 0.3, np.random.default_rng(0))
    assert len(test) == 12
    assert {s.condition for s in samples if s.subject in test} == {"neurogenic", "healthy", "myopathic", "myotonic"}


def _rows(recordings: list[Plan]) -> list[EmgSample]:
    return [sample_of(Truth(True, plan, ())) for plan in recordings]


def test_help_says_what_is_made() -> None:
    printed = CliRunner().invoke(command, ["--help"]).output
    assert "needle EMG" in printed and "--subjects" in printed
