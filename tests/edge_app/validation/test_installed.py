"""What is installed is verified again whenever it is read; a bad file hides no good one."""

from __future__ import annotations

import os
import time
from dataclasses import replace
from pathlib import Path

import pytest

from edge_app.errors import SiteValidationError, StoreError
from edge_app.validation.installed import InstalledValidations, install, installed_records, remove
from quantize.packaging.keys import SigningKey
from tests.support.site_validations import KEY, KEYS, RECORD, signed


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A signed record on a stick."""
    path = tmp_path / "stick" / "ward-7.validation"
    path.parent.mkdir()
    path.write_bytes(signed())
    return path


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "profiles" / "validations"


def test_from_the_stick_to_the_device_and_away(file: Path, folder: Path) -> None:
    assert installed_records(folder, KEYS).accepted == ()
    assert install(file, folder, KEYS).name == "ward-7"
    assert (folder / "ward-7.validation").read_bytes() == file.read_bytes()
    found = installed_records(folder, KEYS)
    assert [one.name for one in found.accepted] == ["ward-7"] and found.validations == (RECORD,) and not found.refused
    remove("ward-7", folder)
    assert installed_records(folder, KEYS).accepted == ()
    with pytest.raises(StoreError, match="there is no site validation 'ward-7'"):
        remove("ward-7", folder)


def test_what_is_installed_or_removed_is_noticed_and_what_is_refused_is_logged(
    file: Path, folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    known = InstalledValidations(folder, KEYS)
    assert tuple(known) == ()
    install(file, folder, KEYS)
    assert tuple(known) == (RECORD,)
    (folder / "bad.validation").write_bytes(signed()[:-1])
    assert tuple(known) == (RECORD,) and "bad.validation was altered" in caplog.text
    remove("ward-7", folder)
    assert tuple(known) == ()
    settled_ns = time.time_ns() - 1_000_000_000
    os.utime(folder, ns=(settled_ns, settled_ns))
    assert tuple(known) == ()
    caplog.clear()
    assert tuple(known) == () and caplog.text == ""  # nothing has changed: nothing is read again


def test_bad_files_hide_no_good_one(file: Path, folder: Path) -> None:
    install(file, folder, KEYS)
    (folder / "a-damaged.validation").write_bytes(signed()[:-1])
    (folder / "b-empty.validation").write_bytes(b"")
    (folder / "c-foreign.validation").write_bytes(signed(RECORD, replace(KEY, private=SigningKey.generate().private)))
    (folder / "d-folder.validation").mkdir()
    (folder / "e-huge.validation").write_bytes(signed() + b" " * 70_000)
    (folder / "f-impossible.validation").write_bytes(signed(b"{}"))
    os.mkfifo(folder / "g-pipe.validation")
    (folder / "h-nowhere.validation").symlink_to("nothing")
    (folder / ".ward-7.validation.edge-app-part").write_bytes(b"a write that was killed")
    (folder / "._ward-7.validation").write_bytes(b"what a Mac leaves on a stick")
    (folder / "README").write_text("no record")
    found = installed_records(folder, KEYS)
    assert found.validations == (RECORD,)
    assert [Path(one.split()[0]).stem[0] for one in found.refused] == list("abcdefgh")
    assert all("\n" not in one and ". " not in one for one in found.refused)


def test_without_a_trusted_key_one_sentence_says_so(file: Path, folder: Path) -> None:
    assert installed_records(folder, ()).refused == ()
    install(file, folder, KEYS)
    found = installed_records(folder, ())
    assert found.accepted == () and len(found.refused) == 1 and "no validation key is trusted" in found.refused[0]
    with pytest.raises(SiteValidationError, match="no validation key is trusted"):
        install(file, folder, ())


def test_what_is_refused_is_not_installed(file: Path, folder: Path) -> None:
    file.write_bytes(signed()[:-2] + b"\n")
    with pytest.raises(SiteValidationError, match="altered after signing"):
        install(file, folder, KEYS)
    for path in (file.with_name("none.validation"), file.parent):
        with pytest.raises(SiteValidationError, match="is missing or is no file"):
            install(path, folder, KEYS)
    assert not folder.exists()


def test_another_record_of_the_same_name_is_not_replaced(file: Path, folder: Path) -> None:
    install(file, folder, KEYS)
    install(file, folder, KEYS)  # the same again
    file.write_bytes(signed(replace(RECORD, site="Clinic 18")))
    with pytest.raises(StoreError, match="another site validation named 'ward-7'"):
        install(file, folder, KEYS)
    assert installed_records(folder, KEYS).validations == (RECORD,)


@pytest.mark.parametrize("name", ["", ".", "..", "../ward-7", "/etc/passwd", ".hidden", "a\nb", "x" * 101, "\udcff"])
def test_no_name_leads_out_of_the_folder(name: str, folder: Path) -> None:
    folder.mkdir(parents=True)
    (folder.parent / "ward-7.validation").write_bytes(signed())
    with pytest.raises(StoreError, match="is no name for a site validation"):
        remove(name, folder)
    assert (folder.parent / "ward-7.validation").exists()


def test_a_folder_that_cannot_be_written_or_listed_is_one_sentence(file: Path, folder: Path) -> None:
    folder.parent.mkdir()
    folder.write_text("no folder")
    with pytest.raises(StoreError, match="cannot be written"):
        install(file, folder, KEYS)
    with pytest.raises(StoreError, match="cannot be listed"):
        installed_records(folder, KEYS)
