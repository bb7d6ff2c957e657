"""What is wrong with a source costs one sentence each, which names file and row; the rest is imported."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image

from edge_app.errors import ConfigError
from quantize.dataset.importers.mapping import Mapping, read_mapping
from quantize.dataset.importers.plan import make_plan
from quantize.dataset.importers.writing import Imported, write_data_set
from quantize.dataset.manifest import read_grey
from tests.support.archives import picture

Change = Callable[[Path], None]


def table(source: Path, *rows: str) -> None:
    (source / "table.csv").write_text("\n".join(["image,subject,label,mask,age,sex", *rows]), encoding="utf-8")


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """Two good images with masks, named by a table."""
    folder = tmp_path / "source"
    for i in range(2):
        picture(folder / f"{i}.png", i)
        mask = np.zeros((60, 80), np.uint8)
        mask[10:50, 20:60] = 1
        (folder / "masks").mkdir(exist_ok=True)
        (folder / "masks" / f"{i}.png").write_bytes(cv2.imencode(".png", mask)[1].tobytes())
    table(folder, "0.png,A,normal,0.png,50,f", "1.png,B,abnormal,1.png,60,m")
    return folder


def imported(source: Path) -> tuple[Imported, list[str]]:
    """What is imported, and every sentence on what is not."""
    plan = make_plan(source, Mapping("table", simulated=True))
    found = write_data_set(plan, source.parent / "out", strict=False, progress=lambda: None)
    faults = [*plan.faults, *found.faults]
    assert not any("\n" in fault for fault in faults)
    return found, faults


ROWS = {
    "no picture": "9.png,C,normal,,,",
    "names no image": ",C,normal,,,",
    "has row 2 already": "0.png,C,normal,,,",
}
VALUES = {
    "label is 'unclear' by table.csv, row 4, which is not one of normal, abnormal": "2.png,C,unclear,,,",
    "nothing says its subject": "2.png,,normal,,,",
    "nothing says its label": "2.png,C,,,,",
    "age is '200' by table.csv": "2.png,C,normal,,200,",
    "age is '1976-11-30' by": "2.png,C,normal,,1976-11-30,",
    "sex is 'x' by": "2.png,C,normal,,,x",
    "no mask '7.png'": "2.png,C,normal,7.png,,",
}


@pytest.mark.parametrize(("said", "row"), [*ROWS.items(), *VALUES.items()])
def test_a_wrong_row_is_named(source: Path, said: str, row: str) -> None:
    picture(source / "2.png", 2)
    table(source, "0.png,A,normal,0.png,50,f", "1.png,B,abnormal,1.png,60,m", row)
    found, faults = imported(source)
    assert len(found.samples) == 2
    assert any(said in fault and "row 4" in fault for fault in faults), faults


def _bytes(data: bytes) -> Change:
    def write(path: Path) -> None:
        path.write_bytes(data)

    return write


def _pillow(mode: str, kind: str, **options: object) -> Change:
    def write(path: Path) -> None:
        with Image.open(path) as image:
            changed = image.convert(mode)
        changed.save(path, kind, **options)

    return write


def _pages(path: Path) -> None:
    with Image.open(path) as image:
        image.save(path, "TIFF", save_all=True, append_images=[image.copy()])


def _sixteen_bits(path: Path) -> None:
    path.write_bytes(cv2.imencode(".png", (read_grey(path).astype(np.uint16) << 4))[1].tobytes())


def _turned(path: Path) -> None:
    exif = Image.Exif()
    exif[274] = 6  # to be turned by 90 degrees
    with Image.open(path) as image:
        image.transpose(Image.Transpose.ROTATE_90).save(path, "PNG", exif=exif)


SAME: dict[str, Change] = {
    "rgb": _pillow("RGB", "PNG"),
    "palette": _pillow("P", "PNG"),
    "rgba": _pillow("RGBA", "PNG"),
    "bmp": _pillow("L", "BMP"),
    "tiff": _pillow("L", "TIFF"),
    "sixteen bits": _sixteen_bits,
    "turned": _turned,
}


@pytest.mark.parametrize("change", SAME.values(), ids=SAME)
def test_the_same_picture_in_another_form_is_the_same_picture(source: Path, change: Change) -> None:
    before = read_grey(source / "0.png")
    change(source / "0.png")
    found, faults = imported(source)
    assert not faults
    np.testing.assert_array_equal(read_grey(source.parent / "out" / found.samples[0].image), before)


def test_a_cmyk_jpeg_is_nearly_the_same_picture(source: Path) -> None:
    before = read_grey(source / "0.png").astype(float)
    _pillow("CMYK", "JPEG", quality=100)(source / "0.png")
    found, faults = imported(source)
    after = read_grey(source.parent / "out" / found.samples[0].image)
    assert not faults and np.abs(after - before).mean() < 4


@pytest.mark.parametrize(
    ("said", "change"),
    [("cannot be read", _bytes(b"\x89PNG\r\n\x1a\n nothing")), ("empty", _bytes(b"")), ("holds 2 images", _pages)],
    ids=["damaged", "empty", "pages"],
)
def test_a_picture_that_cannot_be_read_is_left_out(source: Path, said: str, change: Change) -> None:
    change(source / "0.png")
    found, faults = imported(source)
    assert [s.subject for s in found.samples] == ["B"]
    assert len(faults) == 1 and said in faults[0] and "row 2" in faults[0]


def _mask(pixels: np.ndarray[tuple[int, ...], np.dtype[np.uint8]]) -> Change:
    return _bytes(cv2.imencode(".png", pixels)[1].tobytes())


@pytest.mark.parametrize(
    ("said", "change"),
    [
        ("of 40 x 30 pixels and the image of 80 x 60", _mask(np.eye(30, 40, dtype=np.uint8))),
        ("is empty", _mask(np.zeros((60, 80), np.uint8))),
        ("marks nothing", _mask(np.full((60, 80), 255, np.uint8))),
        ("cannot be read", _bytes(b"no picture")),
    ],
)
def test_a_wrong_mask_costs_its_image(source: Path, said: str, change: Change) -> None:
    change(source / "masks" / "0.png")
    found, faults = imported(source)
    assert [s.subject for s in found.samples] == ["B"] and len(faults) == 1
    assert said in faults[0] and "row 2" in faults[0]
    assert len(list((source.parent / "out" / "images").iterdir())) == 1


def test_contradictions_between_folder_and_table_are_named(source: Path) -> None:
    (source / "healthy").mkdir()
    shutil.move(source / "1.png", source / "healthy" / "1.png")
    plan = make_plan(source, Mapping("folders", simulated=True, table="table.csv"))
    assert len(plan.images) == 1
    assert "label is 'normal' by the folder 'healthy' and 'abnormal' by table.csv, row 3" in plan.faults[0]


@pytest.mark.shared_data
def test_the_cases_that_are_read_wrongly_elsewhere(shared_data: Path, tmp_path: Path) -> None:
    for name in ("plain.png", "exif-rotated.jpg", "twelve-in-sixteen.png", "jpeg-first-quarter.jpg", "still.webp"):
        (tmp_path / "source" / "healthy" / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(shared_data / "cases" / name, tmp_path / "source" / "healthy" / name)
    plan = make_plan(tmp_path / "source", Mapping("folders", simulated=False, subject_from="image"))
    found = write_data_set(plan, tmp_path / "out", strict=False, progress=lambda: None)
    assert len(found.samples) == 4 and len(found.faults) == 1 and "jpeg-first-quarter.jpg" in found.faults[0]
    plain = next(s for s in found.samples if s.subject.endswith("plain.png"))
    shape = read_grey(tmp_path / "out" / plain.image).shape
    assert all(read_grey(tmp_path / "out" / s.image).shape == shape for s in found.samples)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("layout = 'folders'", 'lacks "simulated"'),
        ("layout = 'zip'\nsimulated = false", "one of mendeley, folders"),
        ("layout = 'folders'\nsimulated = false\n[columns]\nsubjekt = 'x'", "did you mean 'subject'"),
        ("layout = 'folders'\nsimulated = false\n[names]\nsubject = '('", "no regular expression"),
    ],
)
def test_a_wrong_mapping_is_refused(tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / "m.toml").write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError, match=said) as caught:
        read_mapping(tmp_path / "m.toml")
    assert "\n" not in str(caught.value)
