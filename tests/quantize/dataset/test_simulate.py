"""The simulated data set has the paper's numbers and is the same for the same seed."""

import json
import os
from collections import Counter
from dataclasses import replace
from pathlib import Path

import cv2
import pytest

from edge_app.errors import ConfigError
from edge_app.phantom.realistic import Appearance
from edge_app.records import Muscle
from quantize.cli.program import main
from quantize.dataset.manifest import muscle_region, read_grey, read_manifest, write_manifest
from quantize.dataset.simulate import examine, examine_all, plan, simulate
from quantize.dataset.site_scanners import SiteScanner


def test_the_full_plan_has_the_papers_numbers() -> None:
    tasks = plan(1283, seed=2025)
    assert len(tasks) == 1283
    assert sum(task.images for task in tasks) == 3917
    assert {task.images for task in tasks} == {3, 4}
    assert Counter(task.subject.muscle for task in tasks) == {
        Muscle.BICEPS_BRACHII: 445,
        Muscle.GASTROCNEMIUS_MEDIALIS: 376,
        Muscle.TIBIALIS_ANTERIOR: 462,
    }
    abnormal = Counter(task.subject.muscle for task in tasks if task.subject.abnormal)
    assert abnormal == {Muscle.BICEPS_BRACHII: 158, Muscle.GASTROCNEMIUS_MEDIALIS: 110, Muscle.TIBIALIS_ANTERIOR: 166}
    assert len({task.subject.name for task in tasks}) == 1283


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("phantoms") / "set"
    assert main(["phantoms", str(folder), "--subjects", "4", "--seed", "4", "--workers", "2"]) == 0
    return folder


def test_a_made_set_reads_back_with_muscle_under_every_mask(made: Path) -> None:
    samples = read_manifest(made)
    assert len({s.subject for s in samples}) == 3  # each muscle's share of four, rounded down
    assert {s.muscle for s in samples} == {m.value for m in Muscle} and all(s.simulated for s in samples)
    assert {s.label for s in samples} == {"normal", "abnormal"}
    for sample in samples:
        pixels, mask = read_grey(made / sample.image), read_grey(made / str(sample.mask))
        region = muscle_region(mask)
        assert pixels.shape == mask.shape
        assert region.w > 100 and region.h > 60
        assert 15 < pixels[mask > 0].mean() < 220
        assert (sample.label == "abnormal") == ((sample.z_score or 0) > 2) == ((sample.grade or 0) > 1)
        assert 6 <= (sample.frequency_mhz or 0) <= 11


def test_one_worker_makes_the_same_files_as_two_and_is_not_forked(made: Path, tmp_path: Path) -> None:
    """A fork of a process with threads may hang: in the child, OpenCV waits for threads that are not there."""
    for kind in ("images", "masks"):
        (tmp_path / kind).mkdir()
    forks: list[int] = []
    os.register_at_fork(before=lambda: forks.append(1))
    (samples,) = examine_all(plan(4, seed=4)[:1], tmp_path, workers=1)
    assert len(samples) >= 3 and not forks
    files = [path.relative_to(tmp_path) for path in tmp_path.rglob("*") if path.is_file()]
    assert len(files) == 2 * len(samples)
    assert all((made / name).read_bytes() == (tmp_path / name).read_bytes() for name in files)


def test_images_of_one_subject_differ_and_share_their_settings(made: Path) -> None:
    samples = read_manifest(made)
    first = [s for s in samples if s.subject == samples[0].subject]
    assert len(first) >= 3
    assert len({(s.gain_db, s.frequency_mhz, s.depth_mm, s.grey_map) for s in first}) == 1
    a, b = (read_grey(made / s.image) for s in first[:2])
    assert cv2.absdiff(a, b).mean() > 5


def test_a_realistic_set_says_in_its_manifest_how_it_was_drawn_and_a_plain_one_has_no_such_column(
    made: Path, tmp_path: Path
) -> None:
    for kind in ("images", "masks"):
        (tmp_path / kind).mkdir()
    task = replace(plan(4, seed=4)[0], appearance=Appearance.REALISTIC)
    write_manifest(tmp_path, examine(task, tmp_path))
    samples = read_manifest(tmp_path)
    plain = [s for s in read_manifest(made) if s.subject == task.subject.name]
    assert [(s.image, s.label, s.z_score) for s in samples] == [(s.image, s.label, s.z_score) for s in plain]  # the same person
    for sample in samples:
        drawn = json.loads(sample.appearance or "")
        assert drawn["settings"]["gain_db"] == sample.gain_db
        assert drawn["settings"]["clutter"]["haze_db"] < 0 < drawn["tissue"]["perimysium_db"]
    assert "appearance" not in (made / "manifest.csv").read_text().splitlines()[0]


def test_a_folder_that_cannot_be_made_is_one_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "file").write_text("in the way")
    assert main(["phantoms", str(tmp_path / "file" / "set"), "--subjects", "3"]) != 0
    error = capsys.readouterr().err
    assert "cannot be made" in error and "Traceback" not in error


def test_a_second_scanner_is_not_combined_with_a_realistic_appearance(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="--scanner"):
        simulate(tmp_path / "set", 2, 1, 1, SiteScanner.SECOND, Appearance.REALISTIC)
    assert not (tmp_path / "set").exists()
