"""`edge-app exams people`, `pin` and `recover` at a terminal."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from edge_app import config
from edge_app.__main__ import main
from edge_app.exams.store.key_vault import KeyVault
from edge_app.exams.store.recovery_key import new_recovery_key, read_recovery_key
from edge_app.exams.store.store import ExamStore
from edge_app.exams.store.vault_document import Role
from tests.support.exam_factories import CHEAP

ENVIRONMENT = {"EDGE_APP_PIN": "4711", "EDGE_APP_NEW_PIN": "0815"}

pytestmark = pytest.mark.usefixtures("cheap_keys")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A store with the supervisor "operator", as the kiosk makes it."""
    monkeypatch.setenv("HOME", str(tmp_path))
    key = vault_of(tmp_path / "exams").create("operator", "4711", CHEAP)
    ExamStore(tmp_path / "exams", key, "operator").close()
    return tmp_path / "exams"


def vault_of(folder: Path) -> KeyVault:
    return KeyVault(folder, config.load("generic").settings.exams.device_key_path)


def call(folder: Path, *arguments: str, user: str | None = None, **environment: str) -> Result:
    named = [] if user is None else ["--user", user]
    return CliRunner().invoke(main, ["exams", "--folder", str(folder), *named, *arguments], env={**ENVIRONMENT, **environment})


def test_people_are_added_listed_and_withdrawn(folder: Path) -> None:
    assert call(folder, "people", "add", "head", "--role", "supervisor").exit_code == 0
    assert call(folder, "people", "add", "doctor").exit_code == 0
    listed = call(folder, "people", "list", EDGE_APP_PIN="wrong").stdout.splitlines()
    assert [line.split() for line in listed[:3]] == [["supervisor", "operator"], ["supervisor", "head"], ["operator", "doctor"]]
    assert listed[3] == "there is no recovery key"
    assert call(folder, "people", "withdraw", "operator", "--yes", user="head", EDGE_APP_PIN="0815").exit_code == 0
    last = call(folder, "people", "withdraw", "head", "--yes", user="head", EDGE_APP_PIN="0815")
    assert last.exit_code == 1 and "last supervisor" in last.stderr
    trail = call(folder, "trail", user="head", EDGE_APP_PIN="0815").stdout
    for said in ("head added as supervisor", "doctor added as operator", "operator withdrawn"):
        assert said in trail
    assert "head withdrawn" not in trail


@pytest.mark.parametrize(
    "words",
    [["people", "add", "x"], ["people", "withdraw", "operator", "--yes"], ["people", "recovery-key"], ["pin", "operator"],
     ["pin", "x"], ["pin", "doctor", "--role", "supervisor"]],
)  # fmt: skip
def test_an_operator_decides_nothing_of_others(folder: Path, words: list[str]) -> None:
    assert call(folder, "pin", "doctor", EDGE_APP_NEW_PIN="2222").exit_code == 0
    before = (folder / "vault.json").read_bytes()
    refused = call(folder, *words, user="doctor", EDGE_APP_PIN="2222")
    assert refused.exit_code == 1 and "only a supervisor may do this" in refused.stderr
    assert (folder / "vault.json").read_bytes() == before


def test_everybody_changes_the_own_pin_and_keeps_the_own_role(folder: Path) -> None:
    assert call(folder, "pin", "doctor", EDGE_APP_NEW_PIN="2222").exit_code == 0
    assert call(folder, "pin", "doctor", user="doctor", EDGE_APP_PIN="2222", EDGE_APP_NEW_PIN="3333").exit_code == 0
    assert vault_of(folder).sign_in("doctor", "3333").role is Role.OPERATOR
    assert call(folder, "pin", "doctor", "--role", "supervisor", EDGE_APP_NEW_PIN="4444").exit_code == 0
    assert vault_of(folder).sign_in("doctor", "4444").role is Role.SUPERVISOR


def test_a_taken_name_is_one_sentence_and_not_in_the_trail(folder: Path) -> None:
    taken = call(folder, "people", "add", "Operator")
    assert taken.exit_code == 1 and "already is a user" in taken.stderr
    assert "added as" not in call(folder, "trail").stdout


def test_the_only_user_need_not_be_named(folder: Path) -> None:
    assert call(folder, "people", "add", "head", "--role", "supervisor").exit_code == 0
    assert call(folder, "people", "withdraw", "operator", "--yes").exit_code == 0
    assert call(folder, "list", EDGE_APP_PIN="0815").exit_code == 0


def test_the_recovery_key_sets_a_new_pin(folder: Path) -> None:
    made = call(folder, "people", "recovery-key")
    key = made.stdout.strip()
    assert made.exit_code == 0 and read_recovery_key(key)
    wrong = call(folder, "recover", EDGE_APP_RECOVERY_KEY=new_recovery_key())
    assert wrong.exit_code == 1 and "not the recovery key" in wrong.stderr
    assert "mistyped" in call(folder, "recover", EDGE_APP_RECOVERY_KEY="7Q2K").stderr
    recovered = call(folder, "recover", EDGE_APP_RECOVERY_KEY=key, EDGE_APP_NEW_PIN="9999")
    assert recovered.exit_code == 0, recovered.output
    trail = call(folder, "trail", EDGE_APP_PIN="9999").stdout
    assert "new PIN of operator, by the recovery key" in trail and "1 wrong PINs before" in trail
    assert key not in trail and "9999" not in trail


def test_a_recovery_sets_only_a_supervisors_pin(folder: Path) -> None:
    call(folder, "people", "add", "doctor")
    key = call(folder, "people", "recovery-key").stdout.strip()
    refused = call(folder, "recover", user="doctor", EDGE_APP_RECOVERY_KEY=key)
    assert refused.exit_code == 1 and "only a supervisor" in refused.stderr


@pytest.mark.parametrize("words", [["people", "list"], ["people", "add", "x"], ["pin", "x"], ["recover"]])
def test_where_no_exams_are_kept_it_is_one_sentence(tmp_path: Path, words: list[str]) -> None:
    refused = call(tmp_path / "nothing", *words)
    assert refused.exit_code == 1 and "no exams are kept in" in refused.stderr and refused.stderr.count("\n") == 1
