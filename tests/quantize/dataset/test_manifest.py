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
from edge_app.records import Roi
from quantize.dataset.declaration import DECLARATION
from quantize.dataset.manifest import (
    COLUMNS,
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
    """Put a value into a column of the manifest, which gets it where it has none."""
    path = folder / MANIFEST
    with path.open(newline="", encoding="utf-8") as file:
        rows = list(csv.reader(file))
    if column not in rows[0]:
        rows = [[*row, column if row is rows[0] else ""] for row in rows]
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
    mask=st.none() | st.just("masks/s00_0.png"),
    subject=words,
    muscle=st.none() | words,
    side=st.none() | st.sampled_from(["left", "right"]),
    age=st.none() | st.integers(0, 120),
    sex=st.none() | st.sampled_from(["female", "male"]),
    height_cm=st.none() | numbers,
    weight_kg=st.none() | numbers,
    label=st.sampled_from(["normal", "abnormal"]),
    z_score=st.none() | st.floats(-1e6, 1e6),
    grade=st.none() | st.integers(1, 4),
    gain_db=st.none() | st.floats(-1e3, 1e3),
    grey_map=st.none() | words,
    device=st.none() | words,
    mm_per_pixel=st.none() | st.floats(0.001, 10),
    part=st.none() | st.sampled_from(["train", "validation", "test"]),
    simulated=st.booleans(),
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


def test_only_image_subject_and_label_are_needed_and_others_ignored(dataset: Path) -> None:
    path = dataset / MANIFEST
    with path.open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    with path.open("w", newline="", encoding="utf-8-sig") as file:
        writer = csv.DictWriter(file, [*REQUIRED, "hospital"], extrasaction="ignore")
        writer.writeheader()
        writer.writerows({**row, "hospital": "A"} for row in rows)
    samples = read_manifest(dataset)
    assert len(samples) == 3
    assert samples[0] == Sample(image="images/s00_0.png", subject="s00", label="normal", simulated=True)
    pixels, mask, region = read_sample(dataset, samples[0])
    assert mask is None and region == region.clipped(*pixels.shape[::-1])


@pytest.mark.parametrize("simulated", [True, False])
def test_simulated_is_what_the_data_set_declares_whatever_its_columns(tmp_path: Path, simulated: bool) -> None:
    make_dataset(tmp_path, 3, simulated=simulated)  # their rows have grades
    assert all(sample.grade for sample in read_manifest(tmp_path))
    assert is_simulated(read_manifest(tmp_path)) is simulated


def test_a_set_that_declares_nothing_is_refused_with_the_cure(dataset: Path) -> None:
    (dataset / DECLARATION).unlink()
    with pytest.raises(ConfigError, match="write the line `simulated = false`") as caught:
        read_manifest(dataset)
    assert "\n" not in str(caught.value)
    (dataset / DECLARATION).write_text("simulated = false\n", encoding="utf-8")  # as it says
    assert not is_simulated(read_manifest(dataset))


@pytest.mark.parametrize("text", ["", "simulated = 1", "simulated = ", "simulated = true\nlicense = ''"])
def test_a_wrong_declaration_is_refused(dataset: Path, text: str) -> None:
    (dataset / DECLARATION).write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError, match=DECLARATION) as caught:
        read_manifest(dataset)
    assert "\n" not in str(caught.value)


def test_older_phantoms_are_known_by_the_names_that_their_generator_gives(dataset: Path) -> None:
    samples = [dataclasses.replace(s, subject=f"sim{i:04d}") for i, s in enumerate(read_manifest(dataset))]
    write_manifest(dataset, samples)
    (dataset / DECLARATION).unlink()
    assert is_simulated(read_manifest(dataset))
    write_manifest(dataset, [*samples[:2], dataclasses.replace(samples[2], subject="P3")])
    (dataset / DECLARATION).unlink()
    with pytest.raises(ConfigError, match="does not declare"):
        read_manifest(dataset)


def test_scale_and_what_is_said_of_a_person() -> None:
    sample = Sample(image="a.png", subject="a", label="normal")
    assert sample.scale(400) is None and sample.person == "not noted"
    deep = dataclasses.replace(sample, depth_mm=40.0, muscle="soleus", age=7)
    assert deep.scale(400) == 0.1 and deep.person == "soleus, 7 years"
    assert dataclasses.replace(deep, mm_per_pixel=0.2).scale(400) == 0.2


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
        ("side", "both", "left, right"),
        ("age", "121", "whole number from 0 to 120"),
        ("age", "4.5", "whole number"),
        ("age", "²", "whole number"),
        ("sex", "f", "female, male"),
        ("height_cm", "0", "above 0"),
        ("weight_kg", "nan", "a number"),
        ("label", "not judged", "normal, abnormal"),
        ("mm_per_pixel", "0", "between 0.001 and 10 mm"),
        ("part", "holdout", "train, validation, test"),
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
    for path in (dataset / str(samples[1].mask), dataset / samples[2].image, dataset / MANIFEST):
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
    image, mask = dataset / sample.image, dataset / str(sample.mask)
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


def test_a_phantoms_table_is_the_same_to_the_byte_as_it_was(tmp_path: Path) -> None:
    """The shipped bundle names the hash of such a set; columns that nobody fills must not change it."""
    row = Sample(
        image="images/a.png", mask="masks/a.png", subject="sim0000", muscle="biceps brachii", side="left", age=50, sex="male",
        height_cm=171.5, weight_kg=70.0, label="normal", z_score=0.125, grade=1, gain_db=-1.5, dynamic_range_db=60.0,
        frequency_mhz=8.0, depth_mm=45.0, grey_map="linear", speckle_reduction=0.0, simulated=True,
    )  # fmt: skip
    write_manifest(tmp_path, [row])
    assert (tmp_path / MANIFEST).read_bytes() == (
        b"image,mask,subject,muscle,side,age,sex,height_cm,weight_kg,label,z_score,grade,gain_db,dynamic_range_db,frequency_mhz,"
        b"depth_mm,grey_map,speckle_reduction\r\n"
        b"images/a.png,masks/a.png,sim0000,biceps brachii,left,50,male,171.5,70.0,normal,0.125,1,-1.5,60.0,8.0,45.0,linear,"
        b"0.0\r\n"
    )


def test_every_field_of_a_sample_but_the_declared_one_is_a_column() -> None:
    assert {f.name for f in dataclasses.fields(Sample)} - {"simulated"} == set(COLUMNS)
