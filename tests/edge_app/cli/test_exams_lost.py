"""`edge-app exams` where a store is damaged, has lost a file, or is to be destroyed."""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from edge_app import config
from edge_app.__main__ import main
from edge_app.exams.single_instance import single_instance_lock
from edge_app.exams.store.database import STORE
from edge_app.exams.store.key_vault import VAULT, KeyVault
from edge_app.exams.store.recovery_key import new_recovery_key
from edge_app.exams.store.vault_document import Role
from tests.support.exam_commands import ENVIRONMENT, call
from tests.support.exam_factories import CHEAP, PATIENT, filled

pytestmark = pytest.mark.usefixtures("cheap_keys")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A store with one exam of the supervisor "operator", whose image no model has seen."""
    monkeypatch.setenv("HOME", str(tmp_path))
    store_folder = tmp_path / "exams"
    key = KeyVault(store_folder, config.load("generic").settings.exams.device_key_path).create("operator", "4711", CHEAP)
    filled(store_folder, exams=1, images=1, key=bytes(key)).close()
    return store_folder


def test_a_damaged_store_is_one_sentence_for_a_process_too(folder: Path) -> None:
    """SQLCipher would write lines of its own on standard error, which only a real process shows."""
    (folder / STORE).write_bytes(bytes(8192))
    words = [sys.executable, "-m", "edge_app", "exams", "--folder", str(folder), "list"]
    reported = subprocess.run(words, env={**os.environ, **ENVIRONMENT}, capture_output=True, text=True, check=False)
    assert reported.returncode == 1 and "restore BACKUP`" in reported.stderr and reported.stderr.count("\n") == 1, reported.stderr


@pytest.mark.parametrize(("lost", "other"), [(STORE, VAULT), (VAULT, STORE)])
def test_a_store_that_lost_a_file_is_refused_and_nothing_is_made_in_its_place(folder: Path, lost: str, other: str) -> None:
    (folder / lost).unlink()
    kept = (folder / other).read_bytes()
    refused = call(folder, "list")
    assert refused.exit_code == 1 and f"{lost}" in refused.stderr and "restore BACKUP`" in refused.stderr
    assert not (folder / lost).exists() and (folder / other).read_bytes() == kept


def damage_vault(folder: Path) -> None:
    (folder / VAULT).write_bytes(b"{}")


def put_a_folder_in_place_of_the_database(folder: Path) -> None:
    (folder / STORE).unlink()
    (folder / STORE).mkdir()


def damage_database(folder: Path) -> None:
    (folder / STORE).write_bytes(bytes(8192))


@pytest.mark.parametrize("damage", [damage_vault, put_a_folder_in_place_of_the_database, damage_database])
def test_the_remedy_for_a_damaged_store_works_as_it_is_written(
    folder: Path, tmp_path: Path, damage: Callable[[Path], None]
) -> None:
    assert call(folder, "backup", str(tmp_path / "a.backup")).exit_code == 0
    damage(folder)
    refused = call(folder, "list")
    assert refused.exit_code == 1 and refused.stderr.count("\n") == 1
    remedy = re.search(r"move (\S+) away and run `edge-app ([^`]+)`", refused.stderr)
    assert remedy is not None, refused.stderr
    Path(remedy[1]).rename(tmp_path / "away")
    words = [str(tmp_path / "a.backup") if word == "BACKUP" else word for word in shlex.split(remedy[2])]
    restored = CliRunner().invoke(main, words, env=ENVIRONMENT)
    assert restored.exit_code == 0 and "1 exams restored" in restored.stdout, restored.output
    assert PATIENT.identifier is not None and PATIENT.identifier in call(folder, "list").stdout


def test_decommissioning_takes_the_word_and_a_supervisors_pin_and_leaves_a_proof(folder: Path, tmp_path: Path) -> None:
    vault = KeyVault(folder, config.load("generic").settings.exams.device_key_path)
    vault.add("doctor", "1379", Role.OPERATOR, vault.unlock("operator", "4711"))
    as_doctor = ("--user", "doctor", "decommission", "--confirm", "ERASE")
    for words, environment, said in (
        (("decommission", "--confirm", "yes"), {}, "nothing was destroyed"),
        (("--user", "operator", "decommission", "--confirm", "ERASE"), {"EDGE_APP_PIN": "0000"}, "not the PIN"),
        (as_doctor, {"EDGE_APP_PIN": "1379"}, "only a supervisor"),
        (("decommission", "--confirm", "ERASE", "--recovery-key"), {"EDGE_APP_RECOVERY_KEY": new_recovery_key()}, "not the reco"),
    ):
        refused = call(folder, *words, **environment)
        assert refused.exit_code in (1, 2) and said in refused.stderr and (folder / VAULT).exists(), said
    proof = str(tmp_path / "proof.json")
    done = call(folder, "--user", "operator", "decommission", "--confirm", "ERASE", "--proof", proof)
    assert done.exit_code == 0 and "does not open with another key" in done.stdout
    assert json.loads((tmp_path / "proof.json").read_text())["holds"] is True
    assert not (folder / VAULT).exists() and not (folder / STORE).exists()
    again = call(folder, "decommission", "--confirm", "ERASE")
    assert again.exit_code == 1 and "no exams are kept" in again.stderr


def test_with_all_pins_forgotten_the_recovery_key_decommissions(folder: Path) -> None:
    vault, key = KeyVault(folder, config.load("generic").settings.exams.device_key_path), new_recovery_key()
    vault.set_recovery_key(key, vault.unlock("operator", "4711"))
    done = call(folder, "decommission", "--confirm", "ERASE", "--recovery-key", EDGE_APP_PIN="", EDGE_APP_RECOVERY_KEY=key)
    assert done.exit_code == 0 and not (folder / VAULT).exists() and not (folder / STORE).exists()


@pytest.mark.parametrize("content", [None, "not a vault"])
def test_what_no_pin_opens_any_longer_is_destroyed_without_one(folder: Path, content: str | None) -> None:
    (folder / VAULT).unlink()
    if content is not None:
        (folder / VAULT).write_text(content)
    done = call(folder, "decommission", "--confirm", "ERASE", EDGE_APP_PIN="0000")
    assert done.exit_code == 0 and not (folder / STORE).exists(), done.output


def test_without_a_terminal_a_pin_that_is_not_given_is_one_sentence(folder: Path) -> None:
    command = [sys.executable, "-m", "edge_app", "exams", "--folder", str(folder), "decommission", "--confirm", "ERASE"]
    environment = {name: value for name, value in os.environ.items() if name != "EDGE_APP_PIN"}
    done = subprocess.run(
        command, env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=120, start_new_session=True
    )
    sentence = "PIN of operator is asked for at a terminal, and there is none; set it as the environment variable EDGE_APP_PIN"
    assert done.returncode == 2 and sentence in done.stderr, done.stderr
    assert (folder / VAULT).exists()


def test_a_running_kiosk_keeps_its_exams(folder: Path) -> None:
    with single_instance_lock(folder):
        refused = call(folder, "decommission", "--confirm", "ERASE")
    assert refused.exit_code == 1 and "another kiosk" in refused.stderr and (folder / VAULT).exists()
