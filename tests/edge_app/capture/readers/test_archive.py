"""Zip archives: members are recordings like any others; no bomb, no path, no damage gets out."""

from __future__ import annotations

import io
import os
import zipfile
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from edge_app.capture.readers.files import describe_left_out, find, open_recording, recordings_in
from edge_app.capture.readers.limits import Limits
from edge_app.errors import CaptureError
from tests.support.dicom_files import dicom
from tests.support.dicom_forms import ENCODED, write
from tests.support.recordings import LEVELS, read, refusal


@pytest.fixture
def png() -> bytes:
    file = io.BytesIO()
    Image.fromarray(LEVELS).save(file, "PNG")
    return file.getvalue()


def zipped(path: Path, **members: bytes) -> Path:
    """`__` stands for a slash, `_` for a dot."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in members.items():
            file.writestr(name.replace("__", "/").replace("_", "."), content)
    return path


def test_dicom_and_images_are_read_in_natural_order(tmp_path: Path, png: bytes) -> None:
    still = dicom(tmp_path / "a.dcm", LEVELS).read_bytes()
    cine = write(tmp_path / "b.dcm", ENCODED["JPEG-LS"]).read_bytes()
    path = zipped(
        tmp_path / "exams.zip",
        study__IM10=still,
        DICOMDIR=still,
        study__IM9=cine,
        c_png=png,
        notes_txt=b"no",
        study__=b"",
        _hidden_png=png,
        inner_zip=b"PK",
    )
    names = ["c.png", "study/IM9", "study/IM10"]
    assert recordings_in(tmp_path)[2:] == [path / name for name in names]
    assert recordings_in(path) == [path / name for name in names]
    assert sorted(find(path).left_out) == [path / "inner.zip", path / "notes.txt"] == find(tmp_path).left_out
    assert np.array_equal(read(path / "study" / "IM10")[0].pixels, LEVELS)
    assert np.array_equal([frame.pixels for frame in read(path / "study" / "IM9")], ENCODED["JPEG-LS"].expected)
    recording = open_recording(path / "c.png")
    assert recording.path == path / "c.png"
    assert all(np.array_equal(next(recording.frames()).pixels, LEVELS) for _ in range(2))  # each pass starts anew


def test_a_member_never_leads_out_of_the_archive(tmp_path: Path, png: bytes) -> None:
    path = zipped(tmp_path / "a.zip")
    with zipfile.ZipFile(path, "w") as file:
        for name in ("../../out.png", "/etc/absolute.png", "..\\back.png"):
            file.writestr(name, png)
    found = recordings_in(path)
    assert sorted(found) == [path / "back.png", path / "etc" / "absolute.png", path / "out.png"]
    before = sorted(tmp_path.rglob("*"))
    assert all(np.array_equal(read(file)[0].pixels, LEVELS) for file in found)
    assert sorted(tmp_path.rglob("*")) == before


def test_a_bomb_costs_one_sentence(tmp_path: Path) -> None:
    path = zipped(tmp_path / "a.zip", bomb_png=bytes(17 << 20))
    assert "inflates to far more" in refusal(path / "bomb.png")
    large = zipped(tmp_path / "b.zip", large_png=os.urandom(3 << 20))
    with pytest.raises(CaptureError, match=r"inflates to .*1 MB"):
        open_recording(large / "large.png", Limits(inflated_bytes=1 << 20))


def test_a_list_of_too_many_members_is_refused_before_it_is_read(tmp_path: Path) -> None:
    path = zipped(tmp_path / "a.zip", a_png=b"")
    content = bytearray(path.read_bytes())
    end = content.rindex(b"PK\x05\x06")
    content[end + 12 : end + 16] = (1 << 30).to_bytes(4, "little")
    path.write_bytes(content)
    assert recordings_in(path) == [path]
    assert "files are not read" in refusal(path)


@pytest.fixture
def large_archive(tmp_path: Path, png: bytes, monkeypatch: pytest.MonkeyPatch) -> Path:
    """In the format of archives beyond 4 GB or 65535 files (zip64)."""
    monkeypatch.setattr(zipfile, "ZIP_FILECOUNT_LIMIT", 1)
    monkeypatch.setattr(zipfile, "ZIP64_LIMIT", 10)
    path = zipped(tmp_path / "large.zip", a_png=png, study__IM1=dicom(tmp_path / "a.dcm", LEVELS).read_bytes())
    assert b"PK\x06\x06" in path.read_bytes()
    return path


def test_an_archive_in_the_format_of_large_ones_is_read(large_archive: Path) -> None:
    found = recordings_in(large_archive)
    assert found == [large_archive / "a.png", large_archive / "study" / "IM1"]
    assert all(np.array_equal(read(file)[0].pixels, LEVELS) for file in found)


@pytest.mark.parametrize(("field", "value"), [(32, 1 << 40), (40, 1 << 40)], ids=["members", "bytes"])
def test_a_large_archive_of_too_many_members_is_refused_before_they_are_read(large_archive: Path, field: int, value: int) -> None:
    content = bytearray(large_archive.read_bytes())
    record = content.rindex(b"PK\x06\x06")
    content[record + field : record + field + 8] = value.to_bytes(8, "little")
    large_archive.write_bytes(content)
    assert "files are not read" in refusal(large_archive)


@pytest.mark.parametrize(("before", "moved"), [(b"between", 0), (b"", 1)], ids=["record", "locator"])
def test_a_record_that_is_not_where_it_belongs_is_damage(large_archive: Path, before: bytes, moved: int) -> None:
    content = large_archive.read_bytes()
    locator = content.rindex(b"PK\x06\x07")
    place = int.from_bytes(content[locator + 8 : locator + 16], "little") - moved
    shifted = content[locator : locator + 8] + place.to_bytes(8, "little") + content[locator + 16 :]
    large_archive.write_bytes(content[:locator] + before + shifted)
    assert "the end of its list of members is damaged" in refusal(large_archive)


def test_damage_names_the_member_or_the_archive(tmp_path: Path, png: bytes) -> None:
    path = zipped(tmp_path / "a.zip", cut_png=png[:-30], sound_png=png)
    assert "/proc/" not in refusal(path / "cut.png")
    assert np.array_equal(read(path / "sound.png")[0].pixels, LEVELS)
    spoilt = bytearray(path.read_bytes())
    spoilt[len(spoilt) // 3] ^= 255
    path.write_bytes(spoilt)
    sentences = []
    for file in recordings_in(path):
        try:
            read(file)
        except CaptureError as exc:
            sentences.append(str(exc))
    assert sentences and all("a.zip" in sentence and "/proc/" not in sentence for sentence in sentences)
    path.write_bytes(b"PK\x03\x04 and nothing else")
    assert recordings_in(path) == [path]
    assert "cut off" in refusal(path)


def test_an_archive_without_a_recording_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CaptureError, match="lists no image"):
        recordings_in(zipped(tmp_path / "a.zip", notes_txt=b""))
    with pytest.raises(CaptureError, match="holds no such file"):
        open_recording(tmp_path / "a.zip" / "gone.png")


def test_an_archive_without_a_recording_is_named_as_left_out(tmp_path: Path, png: bytes) -> None:
    (tmp_path / "a.png").write_bytes(png)
    zipped(tmp_path / "empty.zip")
    zipped(tmp_path / "notes.zip", notes_txt=b"no")
    found = find(tmp_path)
    assert found.recordings == [tmp_path / "a.png"]
    assert describe_left_out(found.left_out).endswith("1 .zip (empty.zip), 1 .txt (notes.txt)")


def test_a_sequence_in_an_archive_is_not_passed_over(tmp_path: Path) -> None:
    path = zipped(tmp_path / "a.zip", sweep_nrrd=b"NRRD0004\n", IM1=b"NRRD0004\n")
    assert recordings_in(path) == [path / "IM1", path / "sweep.nrrd"]
    assert all("sequences are not read from archives; unpack" in refusal(member) for member in recordings_in(path))


def test_an_encrypted_archive_is_said_to_be_one(tmp_path: Path, png: bytes) -> None:
    path = zipped(tmp_path / "a.zip", a_png=png)
    content = bytearray(path.read_bytes())
    for mark, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        content[content.index(mark) + flags] |= 1
    path.write_bytes(content)
    (member,) = recordings_in(path)
    assert refusal(member) == f"{member}: the archive is encrypted; unpack it with its password into a folder"
