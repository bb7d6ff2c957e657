"""Real frames without a label: which may be trained on is looked up, and what was read is on record."""

from __future__ import annotations

import shutil
from pathlib import Path

import cv2
import numpy as np
import pytest

from edge_app.errors import CaptureError, ConfigError
from quantize.dataset.unlabelled import UNKNOWN, read_unlabelled, real_sources


def folder_of_images(folder: Path, count: int = 2, seed: int = 0) -> Path:
    folder.mkdir(parents=True)
    rng = np.random.default_rng(seed)
    for number in range(count):
        cv2.imwrite(str(folder / f"{number}.png"), rng.integers(20, 200, (120, 160), np.uint8))
    return folder


def test_what_was_read_is_on_record_and_repeats(tmp_path: Path) -> None:
    calf = folder_of_images(tmp_path / "calf", 3)
    thigh = folder_of_images(tmp_path / "thigh", 2, seed=1)
    read = read_unlabelled([calf, thigh])
    assert [(s.name, s.images, s.licence) for s in read.sources] == [("calf", 3, UNKNOWN), ("thigh", 2, UNKNOWN)]
    assert len(read.regions) == 5
    assert read_unlabelled([calf, thigh]).sha256 == read.sha256
    cv2.imwrite(str(calf / "0.png"), np.full((120, 160), 90, np.uint8))
    assert read_unlabelled([calf, thigh]).sha256 != read.sha256


def test_a_recorded_licence_goes_with_the_frames(tmp_path: Path) -> None:
    source = next(one for one in real_sources() if one.use == "training")
    (kept,) = read_unlabelled([folder_of_images(tmp_path / source.folder / "images")]).sources
    assert (kept.name, kept.licence) == (source.folder, source.licence) and source.licence != UNKNOWN


def test_frames_kept_for_judging_are_refused(tmp_path: Path) -> None:
    for source in (one for one in real_sources() if one.use == "judging"):
        shutil.rmtree(tmp_path)
        with pytest.raises(ConfigError, match=f"{source.folder} is kept apart for judging"):
            read_unlabelled([folder_of_images(tmp_path / source.folder)])
        with pytest.raises(ConfigError, match=f"{source.folder} is kept apart for judging"):
            read_unlabelled([tmp_path])
        with pytest.raises(ConfigError, match=f"{source.folder} is kept apart for judging"):
            read_unlabelled([folder_of_images(tmp_path / source.folder / "inside")])


def test_an_empty_folder_and_one_given_twice_are_refused(tmp_path: Path) -> None:
    calf = folder_of_images(tmp_path / "calf")
    with pytest.raises(ConfigError, match="two folders of calf"):
        read_unlabelled([calf, calf])
    (tmp_path / "none").mkdir()
    with pytest.raises(CaptureError, match="none"):
        read_unlabelled([tmp_path / "none"])


def test_each_source_is_there_once_with_a_reason() -> None:
    sources = real_sources()
    assert len({source.folder for source in sources}) == len(sources)
    assert all(source.reason and source.licence for source in sources)
    assert {source.use for source in sources} == {"training", "judging"}


@pytest.mark.shared_data
def test_every_folder_of_real_muscle_is_on_record(shared_data: Path) -> None:
    other = {"not_muscle", "cases", "dicom"}  # nothing to train muscle on
    folders = {folder.name for folder in shared_data.iterdir() if folder.is_dir()} - other
    assert folders == {source.folder for source in real_sources()}
