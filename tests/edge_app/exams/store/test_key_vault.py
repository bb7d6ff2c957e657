"""The key comes out against the right PIN alone; wrong ones cost time and never data."""

from __future__ import annotations

import json
import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from edge_app.errors import ErrorCode, StoreError
from edge_app.exams.store.database import STORE
from edge_app.exams.store.key_vault import DEVICE_KEY, MAX_NAME, VAULT, KeyVault, WrongPinError
from edge_app.exams.store.pin_attempts import ATTEMPTS, FIRST_WAIT_S, FREE_ATTEMPTS, MAX_WAIT_S
from edge_app.exams.store.recovery_key import new_recovery_key
from edge_app.exams.store.vault_document import Role
from edge_app.exams.store.wrapped_key import Cost
from edge_app.system.release_trial import RELEASE, UNCONFIRMED
from tests.support.exam_factories import CHEAP
from tests.support.older_vaults import keep_first_vault


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


@pytest.mark.parametrize(
    ("user", "pin"),
    [("", "4711"), (" ", "4711"), ("a\nb", "4711"), ("n" * (MAX_NAME + 1), "4711"), ("nurse", "123"), ("nurse", "")],
)
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
    (document["cost"] if field in document["cost"] else document["users"][0]["key"])[field] = value
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
    (tmp_path / VAULT).write_text(json.dumps({**document, "schema": 3}))
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


def test_the_first_user_is_a_supervisor_and_others_what_they_are_made(vault: KeyVault) -> None:
    key = vault.unlock("nurse", "4711")
    vault.add("doctor", "0815", Role.OPERATOR, key)
    vault.add("head", "2222", Role.SUPERVISOR, key)
    assert [(one.name, one.role.value) for one in vault.people] == [
        ("nurse", "supervisor"), ("doctor", "operator"), ("head", "supervisor"),
    ]  # fmt: skip
    found = vault.sign_in("doctor", "0815")
    assert (found.user, found.role, found.key) == ("doctor", Role.OPERATOR, key)


@pytest.mark.parametrize("name", ["nurse", "Nurse"])
def test_a_new_user_takes_no_name_that_another_has(vault: KeyVault, name: str) -> None:
    key = vault.unlock("nurse", "4711")
    with pytest.raises(StoreError, match="already is a user") as refused:
        vault.add(name, "0815", Role.OPERATOR, key)
    assert refused.value.code is ErrorCode.NAME_TAKEN and vault.unlock("nurse", "4711") == key


def test_who_is_withdrawn_gets_no_key_any_more(vault: KeyVault) -> None:
    vault.add("doctor", "0815", Role.OPERATOR, vault.unlock("nurse", "4711"))
    vault.withdraw("doctor")
    assert vault.users == ["nurse"]
    with pytest.raises(WrongPinError):
        vault.unlock("doctor", "0815")
    with pytest.raises(StoreError, match="no user 'doctor'; the users are 'nurse'"):
        vault.withdraw("doctor")


def test_the_last_supervisor_stays_one(vault: KeyVault) -> None:
    key = vault.unlock("nurse", "4711")
    vault.add("doctor", "0815", Role.OPERATOR, key)
    with pytest.raises(StoreError, match="last supervisor") as refused:
        vault.withdraw("nurse")
    assert refused.value.code is ErrorCode.LAST_SUPERVISOR
    with pytest.raises(StoreError, match="last supervisor"):
        vault.set_pin("nurse", "1111", key, Role.OPERATOR)
    vault.set_pin("doctor", "0815", key, Role.SUPERVISOR)
    vault.withdraw("nurse")
    assert vault.sign_in("doctor", "0815").role is Role.SUPERVISOR


@pytest.mark.parametrize(("field", "value"), [("role", "supervisor"), ("name", "head")])
def test_editing_the_file_makes_nobody_a_supervisor(vault: KeyVault, tmp_path: Path, field: str, value: str) -> None:
    vault.add("doctor", "0815", Role.OPERATOR, vault.unlock("nurse", "4711"))
    document = json.loads((tmp_path / VAULT).read_text())
    document["users"][1][field] = value
    (tmp_path / VAULT).write_text(json.dumps(document))
    with pytest.raises(WrongPinError):
        vault.sign_in(document["users"][1]["name"], "0815")


def test_a_file_of_schema_2_does_not_pass_for_one_of_schema_1(vault: KeyVault, tmp_path: Path) -> None:
    """There the first user would be the supervisor."""
    vault.add("doctor", "0815", Role.OPERATOR, vault.unlock("nurse", "4711"))
    document = json.loads((tmp_path / VAULT).read_text())
    flat = [{"name": user["name"], **user["key"]} for user in reversed(document["users"])]
    (tmp_path / VAULT).write_text(json.dumps({"schema": 1, "cost": document["cost"], "users": flat}))
    with pytest.raises(WrongPinError):
        vault.sign_in("doctor", "0815")


def test_two_users_of_one_name_are_a_damaged_vault(vault: KeyVault, tmp_path: Path) -> None:
    document = json.loads((tmp_path / VAULT).read_text())
    document["users"] *= 2
    (tmp_path / VAULT).write_text(json.dumps(document))
    with pytest.raises(StoreError, match="two users of the same name"):
        vault.unlock("nurse", "4711")


def test_a_vault_of_schema_1_is_read_and_left_as_it_is(tmp_path: Path) -> None:
    keep_first_vault(tmp_path, {"nurse": "4711", "doctor": "0815"})
    before, vault = (tmp_path / VAULT).read_bytes(), KeyVault(tmp_path)
    assert vault.sign_in("nurse", "4711").role is Role.SUPERVISOR
    assert vault.sign_in("doctor", "0815").role is Role.OPERATOR
    assert not vault.has_recovery_key and (tmp_path / VAULT).read_bytes() == before


def test_a_change_makes_it_schema_2_and_the_next_pin_binds_the_role_of_each_user(tmp_path: Path) -> None:
    keep_first_vault(tmp_path, {"nurse": "4711", "doctor": "0815"})
    vault = KeyVault(tmp_path)
    vault.add("head", "2222", Role.OPERATOR, vault.unlock("nurse", "4711"))
    assert vault.sign_in("doctor", "0815").role is Role.OPERATOR
    document = json.loads((tmp_path / VAULT).read_text())
    assert document["schema"] == 2
    document["users"][1]["role"] = "supervisor"
    (tmp_path / VAULT).write_text(json.dumps(document))
    with pytest.raises(WrongPinError):
        vault.sign_in("doctor", "0815")
    assert vault.sign_in("nurse", "4711").role is Role.SUPERVISOR


def test_a_release_on_trial_leaves_schema_1_to_the_one_before_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    keep_first_vault(tmp_path, {"nurse": "4711"})
    before, vault = (tmp_path / VAULT).read_bytes(), KeyVault(tmp_path)
    key = vault.unlock("nurse", "4711")
    monkeypatch.setenv(RELEASE, str(tmp_path / "releases" / "0.2.0"))
    monkeypatch.setenv(UNCONFIRMED, "1")
    with pytest.raises(StoreError, match="before this release has passed its self-test") as refused:
        vault.add("doctor", "0815", Role.OPERATOR, key)
    assert refused.value.code is ErrorCode.ON_TRIAL and (tmp_path / VAULT).read_bytes() == before


def test_the_recovery_key_gives_the_key_until_there_is_another(vault: KeyVault) -> None:
    key, (old, new) = vault.unlock("nurse", "4711"), (new_recovery_key(), new_recovery_key())
    assert not vault.has_recovery_key
    vault.set_recovery_key(old, key)
    assert vault.has_recovery_key and vault.recover(old.lower().replace("-", " ")) == key
    vault.set_recovery_key(new, key)
    assert vault.recover(new) == key
    with pytest.raises(WrongPinError, match="not the recovery key") as wrong:
        vault.recover(old)
    assert wrong.value.code is ErrorCode.WRONG_KEY
    vault.set_pin("nurse", "0815", key)
    assert vault.recover(new) == key and vault.unlock("nurse", "0815") == key


def test_wrong_recovery_keys_and_wrong_pins_are_counted_together(vault: KeyVault) -> None:
    right = new_recovery_key()
    vault.set_recovery_key(right, vault.unlock("nurse", "4711"))
    for attempt in range(FREE_ATTEMPTS):
        with pytest.raises(WrongPinError):
            vault.recover(new_recovery_key(), 1000.0) if attempt else vault.unlock("nurse", "0000", 1000.0)
    with pytest.raises(WrongPinError, match="too many"):
        vault.recover(right, 1000.0)
    with pytest.raises(WrongPinError, match="too many"):
        vault.unlock("nurse", "4711", 1000.0)
    assert vault.recover(right, 1000.0 + FIRST_WAIT_S)


def test_without_a_recovery_key_none_is_right(vault: KeyVault) -> None:
    with pytest.raises(WrongPinError, match="not the recovery key"):
        vault.recover(new_recovery_key())


def test_a_mistyped_recovery_key_costs_no_attempt(vault: KeyVault) -> None:
    with pytest.raises(StoreError, match="mistyped"):
        vault.recover("7Q2K")
    assert vault.refused == 0
