"""Manifest, images and regions of a data set."""

from __future__ import annotations

import csv
import dataclasses
from pathlib import Path

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge_app.errors import ConfigError, ExportError
from edge_app.records import Muscle, Roi
from quantize.dataset.manifest import (
    MANIFEST,
    REQUIRED,
    Sample,
    data_hash,
    is_simulated,
    muscle_region,
    read_grey,
    read_manifest,
    read_sample,
    write_manifest,
)
from tests.support.small_dataset import make_dataset


def edit(folder: Path, column: str, value: str, line: int = 2) -> None:
    """Put a value into a column of the manifest."""
    path = folder / MANIFEST
    with path.open(newline="", encoding="utf-8") as file:
        rows = list(csv.reader(file))
    rows[line - 1][rows[0].index(column)] = value
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows(rows)


@pytest.fixture
def dataset(tmp_path: Path) -> Path:
    make_dataset(tmp_path, 3)
    return tmp_path


numbers = st.floats(0.1, 1e6)
words = st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z")), min_size=1)
sample_values = st.builds(
    Sample,
    image=st.just("images/s00_0.png"),
    mask=st.just("masks/s00_0.png"),
    subject=words,
    muscle=st.sampled_from([m.value for m in Muscle]),
    side=st.sampled_from(["left", "right"]),
    age=st.integers(0, 120),
    sex=st.sampled_from(["female", "male"]),
    height_cm=numbers,
    weight_kg=numbers,
    label=st.sampled_from(["normal", "abnormal"]),
    z_score=st.floats(-1e6, 1e6),
    grade=st.none() | st.integers(1, 4),
    gain_db=st.none() | st.floats(-1e3, 1e3),
    grey_map=st.none() | words,
)


@given(sample=sample_values)
def test_manifest_reads_back_as_written(tmp_path_factory: pytest.TempPathFactory, sample: Sample) -> None:
    folder = tmp_path_factory.mktemp("set")
    make_dataset(folder, 1)
    write_manifest(folder, [sample])
    assert read_manifest(folder) == [sample]


@pytest.mark.parametrize("subject", ["=1+1", "'=1+1", "-5", "'"])
def test_a_subject_that_a_spreadsheet_takes_for_a_formula_reads_back(dataset: Path, subject: str) -> None:
    sample = dataclasses.replace(read_manifest(dataset)[0], subject=subject)
    write_manifest(dataset, [sample])
    assert read_manifest(dataset) == [sample]


def test_columns_of_phantoms_may_be_missing_and_others_present(dataset: Path) -> None:
    path = dataset / MANIFEST
    with path.open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    with path.open("w", newline="", encoding="utf-8-sig") as file:
        writer = csv.DictWriter(file, [*REQUIRED, "hospital"], extrasaction="ignore")
        writer.writeheader()
        writer.writerows({**row, "hospital": "A"} for row in rows)
    samples = read_manifest(dataset)
    assert len(samples) == 3
    assert not is_simulated(samples)


def test_phantoms_are_known_by_their_grade(dataset: Path) -> None:
    assert is_simulated(read_manifest(dataset))


@pytest.mark.parametrize("column", REQUIRED)
def test_a_missing_column_is_named(dataset: Path, column: str) -> None:
    edit(dataset, column, "other", line=1)
    with pytest.raises(ConfigError, match=f"no column '{column}'"):
        read_manifest(dataset)


@pytest.mark.parametrize(
    ("column", "value", "said"),
    [
        ("image", "", "path below"),
        ("image", "/etc/passwd", "path below"),
        ("mask", "../masks/s00_0.png", "path below"),
        ("image", "images/none.png", "not a file"),
        ("image", "images/s01_0.png", "earlier line"),
        ("subject", "", "a name"),
        ("muscle", "soleus", "biceps brachii"),
        ("side", "both", "left, right"),
        ("age", "121", "whole number from 0 to 120"),
        ("age", "4.5", "whole number"),
        ("age", "²", "whole number"),
        ("sex", "", "female, male"),
        ("height_cm", "0", "above 0"),
        ("weight_kg", "nan", "a number"),
        ("label", "not judged", "normal, abnormal"),
        ("z_score", "", "a number"),
        ("z_score", "inf", "a number"),
        ("grade", "5", "from 1 to 4"),
        ("gain_db", "loud", "a number"),
    ],
)
def test_a_wrong_value_is_named_with_its_line(dataset: Path, column: str, value: str, said: str) -> None:
    edit(dataset, column, value, line=3 if "earlier" not in said else 4)
    with pytest.raises(ConfigError, match=said) as caught:
        read_manifest(dataset)
    assert "line 3" in str(caught.value) or "line 4" in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("text", ["", "image,mask\n", "image\x00,\n", '"'])
def test_what_is_no_table_is_refused(dataset: Path, text: str) -> None:
    (dataset / MANIFEST).write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError, match=MANIFEST):
        read_manifest(dataset)


def test_a_table_of_no_rows_or_in_another_encoding_is_refused(dataset: Path) -> None:
    path = dataset / MANIFEST
    lines = path.read_text(encoding="utf-8").splitlines()
    path.write_text(lines[0] + "\n", encoding="utf-8")
    with pytest.raises(ConfigError, match="no rows"):
        read_manifest(dataset)
    path.write_bytes("\n".join(lines).replace("s00", "Jürgen").encode("latin-1"))
    with pytest.raises(ConfigError, match="UTF-8"):
        read_manifest(dataset)


def test_missing_folders_are_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="cannot be read"):
        read_manifest(tmp_path / "none")
    with pytest.raises(ExportError, match="cannot be written"):
        write_manifest(tmp_path / "none", [])


def test_hash_changes_with_every_file(dataset: Path) -> None:
    samples = read_manifest(dataset)
    hashes = {data_hash(dataset, samples)}
    for path in (dataset / samples[1].mask, dataset / samples[2].image, dataset / MANIFEST):
        path.write_bytes(path.read_bytes() + b"\n")
        hashes.add(data_hash(dataset, samples))
    assert len(hashes) == 4


@pytest.mark.parametrize("channels", [1, 3, 4])
def test_grey_levels_are_exact_whatever_the_channels(tmp_path: Path, channels: int) -> None:
    grey = np.arange(256, dtype=np.uint8).reshape(16, 16)
    cv2.imwrite(str(tmp_path / "x.png"), np.stack([grey] * channels, 2))
    np.testing.assert_array_equal(read_grey(tmp_path / "x.png"), grey)


def test_bad_images_are_refused_by_name(dataset: Path) -> None:
    sample = read_manifest(dataset)[0]
    image, mask = dataset / sample.image, dataset / sample.mask
    whole = mask.read_bytes()
    for data in (b"", b"no image", cv2.imencode(".png", np.zeros((9, 9), np.uint16))[1].tobytes()):
        mask.write_bytes(data)
        with pytest.raises(ConfigError, match="s00_0"):
            read_sample(dataset, sample)
    cv2.imwrite(str(mask), np.zeros((80, 96), np.uint8))
    with pytest.raises(ConfigError, match=r"masks/s00_0\.png: the mask is empty"):
        read_sample(dataset, sample)
    cv2.imwrite(str(mask), np.full((80, 95), 255, np.uint8))
    with pytest.raises(ConfigError, match="must be alike"):
        read_sample(dataset, sample)
    mask.write_bytes(whole)
    image.unlink()
    with pytest.raises(ConfigError, match="cannot be read"):
        read_sample(dataset, sample)


def test_region_is_the_masks_box_with_a_margin() -> None:
    mask = np.zeros((100, 200), np.uint8)
    mask[30:50, 60:100] = 1
    assert muscle_region(mask) == Roi(56, 28, 48, 24)
    assert muscle_region(mask, margin=0) == Roi(60, 30, 40, 20)


@given(st.integers(0, 30), st.integers(0, 30), st.integers(1, 40), st.integers(1, 40), st.floats(0, 3))
def test_region_stays_inside_and_holds_the_muscle(x: int, y: int, w: int, h: int, margin: float) -> None:
    mask = np.zeros((40, 50), np.uint8)
    mask[y : y + h, x : x + w] = 255
    roi = muscle_region(mask, margin)
    assert roi == roi.clipped(50, 40)
    assert (roi.crop(mask) > 0).sum() == (mask > 0).sum()


def test_sample_has_the_columns_of_the_issue() -> None:
    assert [f.name for f in dataclasses.fields(Sample)][:11] == [
        "image", "mask", "subject", "muscle", "side", "age", "sex", "height_cm", "weight_kg", "label", "z_score",
    ]  # fmt: skip
