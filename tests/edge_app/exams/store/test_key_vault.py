"""The key comes out against the right PIN alone; wrong ones cost time and never data."""

from __future__ import annotations

import json
import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from edge_app.errors import StoreError
from edge_app.exams.store.database import STORE
from edge_app.exams.store.key_vault import DEVICE_KEY, VAULT, Cost, KeyVault, WrongPinError
from edge_app.exams.store.pin_attempts import ATTEMPTS, FIRST_WAIT_S, FREE_ATTEMPTS, MAX_WAIT_S
from tests.support.exam_factories import CHEAP


@pytest.fixture
def vault(tmp_path: Path) -> KeyVault:
    made = KeyVault(tmp_path)
    made.create("nurse", "4711", CHEAP)
    return made


def test_the_right_pin_gives_the_key(tmp_path: Path) -> None:
    vault = KeyVault(tmp_path)
    key = vault.create("nurse", "4711")  # at the cost that is shipped
    assert len(key) == 32 and KeyVault(tmp_path).unlock("nurse", "4711") == key
    assert Cost().memory_kib >= 64 * 1024  # RFC 9106, second recommended option
    assert {file.stat().st_mode & 0o777 for file in tmp_path.iterdir()} == {0o600}
    assert all(key.hex() not in file.read_text(errors="replace") for file in tmp_path.iterdir())


def test_each_wrong_pin_waits_longer_and_the_right_one_ends_it(vault: KeyVault) -> None:
    now = 1000.0
    waits: list[float] = []
    for _ in range(FREE_ATTEMPTS + 12):
        with pytest.raises(WrongPinError) as caught:
            vault.unlock("nurse", "0000", now)
        with pytest.raises(WrongPinError) as at_once:
            vault.unlock("nurse", "0000" if len(waits) < FREE_ATTEMPTS - 1 else "4711", now)
        if "too many" not in str(at_once.value):
            waits.append(0.0)
            continue
        wait = float(str(at_once.value).split(" in ")[1].split(" s")[0])
        assert f"in {wait:.0f} s" in str(caught.value) or "not the PIN" in str(caught.value)
        waits.append(wait)
        now += wait
    assert waits == sorted(waits) and waits[-1] == MAX_WAIT_S
    assert vault.unlock("nurse", "4711", now)
    assert vault.unlock("nurse", "4711", now)  # the count begins anew


def test_a_clock_put_back_does_not_shorten_the_wait(vault: KeyVault) -> None:
    for _ in range(FREE_ATTEMPTS):
        with pytest.raises(WrongPinError):
            vault.unlock("nurse", "0000", 1e9)
    for now in (1e9, 5e8, 0.0):
        with pytest.raises(WrongPinError, match="too many"):
            vault.unlock("nurse", "4711", now)


def test_a_clock_put_back_does_not_lock_out_until_that_time_comes_again(vault: KeyVault) -> None:
    """A board without a battery begins after a power cut with an older time."""
    for _ in range(FREE_ATTEMPTS):
        with pytest.raises(WrongPinError):
            vault.unlock("nurse", "0000", 1e9)
    with pytest.raises(WrongPinError, match=f"in {FIRST_WAIT_S:.0f} s"):
        vault.unlock("nurse", "4711", 5e8)
    assert vault.unlock("nurse", "4711", 5e8 + FIRST_WAIT_S)


def test_the_time_that_is_left_is_never_said_to_be_none(vault: KeyVault) -> None:
    for _ in range(FREE_ATTEMPTS):
        with pytest.raises(WrongPinError):
            vault.unlock("nurse", "0000", 1000.0)
    with pytest.raises(WrongPinError, match="in 1 s"):
        vault.unlock("nurse", "4711", 1000.0 + FIRST_WAIT_S - 0.1)


@pytest.mark.parametrize("content", [None, b"", b"{}", b'{"failed": -1, "at": "x"}'])
def test_taking_the_count_away_wins_nothing(vault: KeyVault, tmp_path: Path, content: bytes | None) -> None:
    (tmp_path / ATTEMPTS).unlink()
    if content is not None:
        (tmp_path / ATTEMPTS).write_bytes(content)
    with pytest.raises(WrongPinError, match="too many"):
        vault.unlock("nurse", "4711", 1000.0)
    assert vault.unlock("nurse", "4711", 1000.0 + MAX_WAIT_S)


def test_several_users_open_the_same_store(vault: KeyVault) -> None:
    key = vault.unlock("nurse", "4711")
    vault.set_pin("doctor", "0815-long", key)
    assert vault.users == ["nurse", "doctor"] and vault.unlock("doctor", "0815-long") == key
    vault.set_pin("nurse", "new pin", key)
    assert vault.unlock("nurse", "new pin") == key
    with pytest.raises(WrongPinError, match="not the PIN of 'nurse'"):
        vault.unlock("nurse", "4711")
    with pytest.raises(WrongPinError, match="not the PIN of 'nobody'"):
        vault.unlock("nobody", "4711")


def test_the_disk_without_the_device_key_is_worth_nothing(tmp_path: Path) -> None:
    device_key = tmp_path / "elsewhere" / "device.key"
    KeyVault(tmp_path / "data", device_key).create("nurse", "4711", CHEAP)
    assert not (tmp_path / "data" / DEVICE_KEY).exists()
    for _ in range(FREE_ATTEMPTS + 1):  # a partition that is not mounted is no wrong PIN
        with pytest.raises(StoreError, match=DEVICE_KEY):
            KeyVault(tmp_path / "data").unlock("nurse", "4711")
    device_key.write_bytes(bytes(32))  # another device's
    with pytest.raises(WrongPinError):
        KeyVault(tmp_path / "data", device_key).unlock("nurse", "4711")


@pytest.mark.parametrize(("user", "pin"), [("", "4711"), (" ", "4711"), ("a\nb", "4711"), ("nurse", "123"), ("nurse", "")])
def test_a_name_and_a_pin_are_needed(tmp_path: Path, user: str, pin: str) -> None:
    with pytest.raises(StoreError):
        KeyVault(tmp_path).create(user, pin, CHEAP)
    assert not (tmp_path / VAULT).exists()


def test_a_vault_is_never_written_over(vault: KeyVault, tmp_path: Path) -> None:
    before = (tmp_path / VAULT).read_bytes()
    with pytest.raises(StoreError, match="already exists"):
        vault.create("thief", "0000", CHEAP)
    assert (tmp_path / VAULT).read_bytes() == before


@pytest.mark.parametrize("content", [b"", b"[]", b'{"schema": 1}', b"\xff\xfe"])
def test_a_damaged_vault_is_one_sentence(vault: KeyVault, tmp_path: Path, content: bytes) -> None:
    (tmp_path / VAULT).write_bytes(content)
    with pytest.raises(StoreError, match=r"put an intact copy of it back, or move .* away and run"):
        vault.unlock("nurse", "4711")


@pytest.mark.parametrize(
    ("field", "value"),
    [("salt", "zz" * 16), ("salt", "00"), ("nonce", ""), ("wrapped", "00" * 47), ("wrapped", "é" * 96),
     ("iterations", 0), ("iterations", 10**9), ("lanes", 0), ("memory_kib", 2**40), ("memory_kib", -1)],
)  # fmt: skip
def test_a_vault_damaged_in_one_value_is_one_sentence(vault: KeyVault, tmp_path: Path, field: str, value: object) -> None:
    document = json.loads((tmp_path / VAULT).read_text())
    (document["cost"] if field in document["cost"] else document["users"][0])[field] = value
    (tmp_path / VAULT).write_text(json.dumps(document))
    with pytest.raises(StoreError, match=r"vault\.json has .*; put an intact copy of it back, or move"):
        vault.unlock("nurse", "4711")


@pytest.mark.parametrize("name", [VAULT, DEVICE_KEY])
def test_a_folder_in_a_files_place_names_a_remedy(vault: KeyVault, tmp_path: Path, name: str) -> None:
    (tmp_path / name).rename(tmp_path / "kept")
    (tmp_path / name).mkdir()
    with pytest.raises(StoreError, match=f"{name} cannot be read.*; move that folder away; then put the file back, or move"):
        vault.unlock("nurse", "4711")
    (tmp_path / name).rename(tmp_path / "away")
    with pytest.raises(StoreError, match=r"put it back"):
        vault.unlock("nurse", "4711")
    (tmp_path / "kept").rename(tmp_path / name)
    assert vault.unlock("nurse", "4711")


def test_a_newer_vault_is_left_as_it_is(vault: KeyVault, tmp_path: Path) -> None:
    document = json.loads((tmp_path / VAULT).read_text())
    (tmp_path / VAULT).write_text(json.dumps({**document, "schema": 2}))
    with pytest.raises(StoreError, match="update the program"):
        vault.unlock("nurse", "4711")


def test_a_store_without_its_vault_gets_no_new_one(tmp_path: Path) -> None:
    """A new key would not open it, and would lie where the right one belongs."""
    (tmp_path / STORE).write_bytes(b"exams under a key that was in the vault")
    with pytest.raises(StoreError, match="put it back"):
        KeyVault(tmp_path).create("nurse", "4711", CHEAP)
    assert not (tmp_path / VAULT).exists()


def test_five_correct_pins_at_once_all_give_the_key(vault: KeyVault, tmp_path: Path) -> None:
    """Of threads and of processes: none may be counted as a wrong one of another."""
    key = bytes(vault.unlock("nurse", "4711"))
    with ThreadPoolExecutor(5) as pool:
        assert [bytes(one) for one in pool.map(lambda _: KeyVault(tmp_path).unlock("nurse", "4711"), range(5))] == [key] * 5
    children = []
    for _ in range(5):
        child = os.fork()
        if child == 0:
            code = 1
            try:
                code = 0 if KeyVault(tmp_path).unlock("nurse", "4711") == key else 2
            finally:
                os._exit(code)
        children.append(child)
    assert [os.waitpid(child, 0)[1] for child in children] == [0] * 5
    assert vault.refused == 0


def test_wrong_pins_at_once_are_each_counted(vault: KeyVault, tmp_path: Path) -> None:
    def enter(_: int) -> bool:
        with pytest.raises(WrongPinError) as caught:
            KeyVault(tmp_path).unlock("nurse", "0000")
        return "too many" in str(caught.value)

    with ThreadPoolExecutor(6) as pool:
        assert list(pool.map(enter, range(6))).count(True) == 6 - FREE_ATTEMPTS
    assert vault.refused == FREE_ATTEMPTS


def test_a_disk_that_cannot_be_written_locks_nobody_out_and_still_makes_wrong_pins_wait(vault: KeyVault, tmp_path: Path) -> None:
    key = bytes(vault.unlock("nurse", "4711"))
    (tmp_path / ATTEMPTS).unlink()
    (tmp_path / ATTEMPTS).mkdir()  # nothing can be written there, not even by root
    guarded = KeyVault(tmp_path)
    for _ in range(2):
        with pytest.raises(WrongPinError, match="too many"):
            guarded.unlock("nurse", "4711", now=1000.0)
    assert bytes(guarded.unlock("nurse", "4711", now=1000.0 + FIRST_WAIT_S)) == key
    for _ in range(FREE_ATTEMPTS):
        with pytest.raises(WrongPinError):
            guarded.unlock("nurse", "0000", now=2000.0)
    with pytest.raises(WrongPinError, match="too many"):
        guarded.unlock("nurse", "4711", now=2000.0)
