"""A backup is restored onto a device that is set up and empty. Whatever interrupts it leaves that, or the restored one."""

from __future__ import annotations

import platform
from pathlib import Path

import pytest

from edge_app.errors import ErrorCode, StoreError
from edge_app.exams.store import restore as module
from edge_app.exams.store.backup_file import read_contents
from edge_app.exams.store.database import STORE
from edge_app.exams.store.key_vault import KeyVault
from edge_app.exams.store.recovery_key import new_recovery_key
from edge_app.exams.store.restore import put_in_place, read_beside, refuse_over_exams
from edge_app.exams.store.store import ExamStore
from edge_app.exams.store.vault_document import Role
from edge_app.system.atomic_write import part_of
from tests.support.exam_factories import CHEAP, KEY, filled

PASSPHRASE, PIN = "six words drawn", "2580"

pytestmark = pytest.mark.usefixtures("cheap_keys")


@pytest.fixture
def backup(tmp_path: Path) -> Path:
    with filled(tmp_path / "elsewhere") as store:
        store.back_up(tmp_path / "backup", PASSPHRASE)
    return tmp_path / "backup"


@pytest.fixture
def device(tmp_path: Path) -> KeyVault:
    """Set up, with two people and a recovery key, and without an exam."""
    vault = KeyVault(tmp_path / "exams", tmp_path / "keys" / "device.key")
    key = vault.create("nurse", PIN, CHEAP)
    vault.add("doctor", "1379", Role.OPERATOR, key)
    vault.set_recovery_key(new_recovery_key(), key)
    ExamStore(vault.folder, key, "nurse", device_key=vault.device_key).close()
    return vault


def unlocked(vault: KeyVault) -> ExamStore:
    return ExamStore(vault.folder, vault.unlock("nurse", PIN), "nurse", device_key=vault.device_key)


def onwards(done: int, size: int) -> bool:
    return True


def test_what_a_backup_holds_is_known_before_it_is_restored(backup: Path) -> None:
    held = read_contents(backup, PASSPHRASE)
    assert (held.exams, held.device) == (2, platform.node()) and held.made is not None and held.newest is not None
    assert held.newest <= held.made


@pytest.mark.parametrize(
    ("content", "passphrase", "code"),
    [
        (None, "another passphrase", ErrorCode.WRONG_PASSPHRASE),
        (b"", PASSPHRASE, ErrorCode.NO_BACKUP),
        (b"holiday photographs " * 999, PASSPHRASE, ErrorCode.WRONG_PASSPHRASE),
        ("damage", PASSPHRASE, ErrorCode.BACKUP_DAMAGED),
        ("end", PASSPHRASE, ErrorCode.BACKUP_DAMAGED),
    ],
)
def test_a_foreign_or_broken_file_and_a_wrong_passphrase_change_nothing(
    backup: Path, device: KeyVault, content: str | bytes | None, passphrase: str, code: ErrorCode
) -> None:
    whole = backup.read_bytes()
    match content:
        case bytes():
            backup.write_bytes(content)
        case "damage":
            backup.write_bytes(whole[:60_000] + b"damaged" + whole[60_007:])
        case "end":
            backup.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(StoreError) as refused:
        read_beside(backup, passphrase, device.folder, onwards)
    assert refused.value.code is code and "\n" not in str(refused.value)
    assert not part_of(device.folder / STORE).exists()
    with unlocked(device) as store:
        assert store.exams() == [] and store.faults() == []


def test_the_restored_device_has_the_exams_and_one_supervisor(backup: Path, device: KeyVault) -> None:
    seen: list[tuple[int, int]] = []

    def advance(done: int, size: int) -> bool:
        seen.append((done, size))
        return True

    key = read_beside(backup, PASSPHRASE, device.folder, advance)
    assert bytes(key) == KEY and len(seen) > 1 and all(done <= size for done, size in seen)
    put_in_place(device, "nurse", PIN, key)
    assert device.users == ["nurse"] and not device.has_recovery_key and device.sign_in("nurse", PIN).role is Role.SUPERVISOR
    with unlocked(device) as store:
        assert len(store.exams()) == 2 and store.faults() == [] and store.notices == []
    assert not part_of(device.folder / STORE).exists()


def test_one_that_is_stopped_leaves_nothing_and_is_repeated(backup: Path, device: KeyVault) -> None:
    with pytest.raises(StoreError) as stopped:
        read_beside(backup, PASSPHRASE, device.folder, lambda done, size: False)
    assert stopped.value.code is ErrorCode.STOPPED and not part_of(device.folder / STORE).exists()
    put_in_place(device, "nurse", PIN, read_beside(backup, PASSPHRASE, device.folder, onwards))
    with unlocked(device) as store:
        assert len(store.exams()) == 2


@pytest.mark.parametrize("step", ["fsync_folder", "LastEntryNotes", "start_over", "part_of"])
def test_a_power_cut_while_it_is_put_in_place_leaves_an_empty_device_that_is_restored_again(
    backup: Path, device: KeyVault, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    def cut(*_: object) -> None:
        raise KeyboardInterrupt

    key = read_beside(backup, PASSPHRASE, device.folder, onwards)
    with monkeypatch.context() as patch:
        patch.setattr(KeyVault if step == "start_over" else module, step, cut)
        with pytest.raises(KeyboardInterrupt):
            put_in_place(device, "nurse", PIN, key)
    with unlocked(device) as store:
        assert store.exams() == [] and store.faults() == []
    put_in_place(device, "nurse", PIN, read_beside(backup, PASSPHRASE, device.folder, onwards))
    with unlocked(device) as store:
        assert len(store.exams()) == 2 and store.faults() == []


def test_exams_are_never_overwritten() -> None:
    with pytest.raises(StoreError, match="holds 3 exams") as refused:
        refuse_over_exams(3)
    assert (refused.value.code, refused.value.value) == (ErrorCode.HOLDS_EXAMS, 3)
    refuse_over_exams(0)
