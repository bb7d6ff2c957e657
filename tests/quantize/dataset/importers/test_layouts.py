"""Every layout, from a folder to the rows of a data set."""

from __future__ import annotations

import datetime
import json
from pathlib import Path

import numpy as np
import openpyxl
import pytest

from edge_app.errors import ConfigError, ExportError
from quantize.dataset.importers.layouts import guess_layout
from quantize.dataset.importers.mapping import Layout, Mapping, read_mapping, write_mapping
from quantize.dataset.importers.plan import make_plan, plan_lines
from quantize.dataset.importers.writing import LOG, Imported, write_data_set
from quantize.dataset.manifest import is_simulated, read_grey, read_manifest, read_sample
from tests.support.archives import as_published, in_class_folders, picture, with_a_table
from tests.support.small_dataset import make_dataset

BOX = [[20.0, 10.0], [60.0, 10.0], [60.0, 50.0], [20.0, 50.0]]


def imported(source: Path, layout: Layout | None = None, **known: object) -> Imported:
    """What the command does, without its questions."""
    plan = make_plan(source, Mapping(layout or guess_layout(source), simulated=True, **known))  # type: ignore[arg-type]
    assert all(plan_lines(plan))
    out = source.parent / f"{source.name} imported"
    found = write_data_set(plan, out, strict=False, progress=lambda: None)
    assert read_manifest(out) == list(found.samples)
    return found


@pytest.fixture
def dataset(tmp_path: Path) -> Path:
    make_dataset(tmp_path / "set", 6, images_each=2)
    return tmp_path / "set"


def test_the_published_archive_as_others_describe_it(dataset: Path) -> None:
    archive = dataset.parent / "download"
    samples = as_published(dataset, archive)
    assert guess_layout(archive) == "mendeley"
    found = imported(archive)
    assert not found.faults and len(found.samples) == len(samples)  # not the copies without a label
    assert {(s.muscle, s.label) for s in found.samples} == {(s.muscle, s.label) for s in samples}
    assert {s.subject for s in found.samples} == {f"anon_{s.subject[1:]}" for s in samples}
    out = archive.parent / "download imported"
    for sample in found.samples:
        pixels, mask, _ = read_sample(out, sample)
        assert mask is not None and pixels.shape == mask.shape and set(np.unique(mask)) == {0, 255}
    assert "CC BY 4.0" in (out / "dataset.toml").read_text(encoding="utf-8")


def test_a_german_table_beside_images_and_masks(dataset: Path) -> None:
    archive = dataset.parent / "Daten"
    samples = with_a_table(dataset, archive)
    found = imported(archive)
    assert not found.faults
    by_subject = {s.subject: s for s in found.samples}
    for sample in samples:
        own = by_subject[sample.subject]
        assert (own.label, own.muscle, own.side, own.age, own.sex) == (
            sample.label, sample.muscle, sample.side, sample.age, sample.sex
        )  # fmt: skip
        assert own.height_cm == sample.height_cm and own.weight_kg == sample.weight_kg and own.device == "Scanner A"
        assert own.mask is not None


def test_class_folders_without_anything_else(dataset: Path) -> None:
    archive = dataset.parent / "pictures"
    samples = in_class_folders(dataset, archive)
    found = imported(archive)
    assert guess_layout(archive) == "folders"
    assert sorted((s.subject, s.label) for s in found.samples) == sorted((s.subject, s.label) for s in samples)
    assert not any(s.mask or s.muscle or s.age for s in found.samples)
    assert not (archive.parent / "pictures imported" / "masks").exists()


def test_excel_with_headings_of_its_own_through_a_mapping(tmp_path: Path) -> None:
    source = tmp_path / "studie"
    for i in range(3):
        picture(source / f"{i:03d}.tif", i)
    book = openpyxl.Workbook()
    page = book.active
    page.append(["Pilot 2026"])
    page.append(["Nr", "wer", "wie", "geboren", "untersucht", "mm"])
    page.append([0, 1001.0, "A", datetime.datetime(1976, 11, 30), "29.11.2026", "0,125"])
    page.append([1, 1001.0, "A", "30.11.1976", "30.11.2026", "0,125"])
    page.append([2, "B 7", "B", None, None, None])
    book.save(source / "x.xlsx")
    columns = {"image": "Nr", "subject": "wer", "label": "wie", "born": "geboren", "examined": "untersucht", "mm_per_pixel": "mm"}
    mapping = Mapping(
        "table", False, table="x.xlsx", columns=columns, values={"label": {"A": "normal", "B": "abnormal"}},
        fixed={"muscle": "Gastrocnemius  Medialis", "device": "Scanner B"},
    )  # fmt: skip
    write_mapping(tmp_path / "m.toml", mapping)
    assert read_mapping(tmp_path / "m.toml") == mapping
    found = write_data_set(make_plan(source, mapping), tmp_path / "out", strict=True, progress=lambda: None)
    assert [(s.subject, s.label, s.age, s.mm_per_pixel) for s in found.samples] == [
        ("1001", "normal", 49, 0.125), ("1001", "normal", 50, 0.125), ("B 7", "abnormal", None, None)
    ]  # fmt: skip
    assert {s.muscle for s in found.samples} == {"gastrocnemius medialis"}
    assert not is_simulated(read_manifest(tmp_path / "out"))


def test_a_table_of_subjects_beside_class_folders(dataset: Path) -> None:
    archive = dataset.parent / "pictures"
    samples = in_class_folders(dataset, archive)
    lines = ["subject,age,sex", *(f"{s.subject},{s.age},{s.sex}" for s in samples[::2])]
    (archive / "people.csv").write_text("\n".join(lines), encoding="utf-8")
    found = imported(archive)
    assert {(s.subject, s.age, s.sex) for s in found.samples} == {(s.subject, s.age, s.sex) for s in samples}


def test_coco_polygons_and_runs(tmp_path: Path) -> None:
    source = tmp_path / "coco"
    for i in range(2):
        picture(source / "images" / f"p{i}_1.png", i)
    square = [number for point in BOX for number in point]
    runs = [20 * 60 + 10, *([40, 20] * 40)]
    runs[-1] = 80 * 60 - sum(runs[:-1])
    document = {
        "images": [
            {"id": 7, "file_name": "p0_1.png", "width": 80, "height": 60, "patient_id": "A", "sex": "F"},
            {"id": 8, "file_name": "images\\p1_1.png", "width": 80, "height": 60, "patient_id": "B", "sex": "M"},
        ],
        "categories": [{"id": 1, "name": "BB_Healthy"}, {"id": 2, "name": "BB_Pathological"}, {"id": 3, "name": "bone"}],
        "annotations": [
            {"image_id": 7, "category_id": 1, "segmentation": [square]},
            {"image_id": 7, "category_id": 3, "segmentation": [[0, 0, 5, 0, 5, 5]]},
            {"image_id": 8, "category_id": 2, "segmentation": {"counts": runs, "size": [60, 80]}},
        ],
    }
    (source / "annotations.json").write_text(json.dumps(document), encoding="utf-8")
    found = imported(source)
    assert not found.faults
    assert [(s.subject, s.label, s.muscle, s.sex) for s in found.samples] == [
        ("A", "normal", "biceps brachii", "female"), ("B", "abnormal", "biceps brachii", "male")
    ]  # fmt: skip
    for sample in found.samples:
        mask = read_grey(tmp_path / "coco imported" / str(sample.mask))
        assert (mask[10:50, 20:60] == 255).all() and (mask > 0).sum() <= 41 * 41  # pixels that an edge touches are inside


def test_labelme_polygons_with_a_flag_as_label(tmp_path: Path) -> None:
    source = tmp_path / "drawn"
    for i, flag in enumerate(("healthy", "pathological")):
        picture(source / f"S{i}_1.png", i)
        document = {
            "flags": {flag: True, "blurred": False},
            "shapes": [{"label": "muscle", "points": BOX, "shape_type": "polygon"}, {"label": "skin", "points": BOX[:2]}],
            "imagePath": f"..\\raw\\S{i}_1.png",
            "imageWidth": 80,
            "imageHeight": 60,
        }
        (source / f"S{i}_1.json").write_text(json.dumps(document), encoding="utf-8")
    found = imported(source)
    assert not found.faults and [(s.subject, s.label) for s in found.samples] == [("S0", "normal"), ("S1", "abnormal")]
    mask = read_grey(tmp_path / "drawn imported" / str(found.samples[0].mask))
    assert (mask[10:50, 20:60] == 255).all() and (mask > 0).sum() <= 41 * 41


def test_subjects_are_renamed_where_the_mapping_asks_for_it(dataset: Path) -> None:
    archive = dataset.parent / "pictures"
    in_class_folders(dataset, archive)
    found = imported(archive, rename_subjects=True)
    assert {s.subject for s in found.samples} == {f"P{i}" for i in range(1, 7)}
    log = (archive.parent / "pictures imported" / LOG).read_text(encoding="utf-8")
    assert "controls/s00/0.png,P1,s00" in log


def test_nothing_is_written_into_a_folder_that_holds_something(dataset: Path) -> None:
    archive = dataset.parent / "pictures"
    in_class_folders(dataset, archive)
    plan = make_plan(archive, Mapping("folders", simulated=True))
    with pytest.raises(ExportError, match="there already"):
        write_data_set(plan, dataset, strict=False, progress=lambda: None)


def test_an_interrupted_import_leaves_nothing(dataset: Path) -> None:
    archive = dataset.parent / "pictures"
    in_class_folders(dataset, archive)

    def stop() -> None:
        raise KeyboardInterrupt

    before = sorted(dataset.parent.iterdir())
    with pytest.raises(KeyboardInterrupt):
        write_data_set(make_plan(archive, Mapping("folders", simulated=True)), dataset.parent / "out", False, stop)
    assert sorted(dataset.parent.iterdir()) == before


@pytest.mark.parametrize("name", ["none", "empty", "archive.zip"])
def test_what_holds_no_picture_is_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "archive.zip").write_bytes(b"PK")
    with pytest.raises(ConfigError, match=r"not a folder|no picture") as caught:
        guess_layout(tmp_path / name)
    assert "\n" not in str(caught.value)
