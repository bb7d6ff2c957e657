"""What deploy.sh says before it reaches a device. What it does on one is in tests/deploy."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from tests.support.releases import PROJECT, SmallRelease

DEPLOY = PROJECT / "deploy.sh"
COMMANDS = ("install", "update", "rollback", "status", "doctor", "collect-logs", "uninstall")


def deploy(*words: str | Path) -> tuple[int, str, str]:
    done = subprocess.run([DEPLOY, *words], capture_output=True, text=True, check=False, timeout=60)
    return done.returncode, done.stdout, done.stderr


def test_help_names_every_command_and_option() -> None:
    code, said, _ = deploy("--help")
    assert code == 0
    for word in (
        *COMMANDS,
        "--release",
        "--packages",
        "--key",
        "--management",
        "--board",
        "--hosts",
        "--keep-going",
        "--dry-run",
    ):
        assert word in said
    assert max(map(len, said.splitlines())) <= 130
    assert len(DEPLOY.read_text().splitlines()) < 300


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["instal", "probe"], "there is no command 'instal'"),
        (["install", "probe"], "install needs --release FILE"),
        (["update"], "name a device, or `local`"),
        (["status", "probe", "--fast"], "there is no option --fast"),
        (["update", "probe", "--release"], "--release needs a value"),
        (["update", "probe", "--release", "/nowhere/x.release"], "/nowhere/x.release cannot be read"),
        (["status", "--hosts", "/nowhere/hosts.txt"], "/nowhere/hosts.txt cannot be read"),
    ],
)
def test_a_mistake_is_one_sentence(words: list[str], sentence: str) -> None:
    code, said, error = deploy(*words)
    assert code != 0 and said == ""
    assert sentence in error and error.count("\n") == 1


def test_without_a_command_it_says_what_there_is() -> None:
    code, _, error = deploy()
    assert code == 2 and "deploy.sh COMMAND DEVICE..." in error


def test_an_installation_without_a_key_asks_for_one(tmp_path: Path) -> None:
    script = tmp_path / "stick" / "deploy.sh"
    script.parent.mkdir()
    script.write_bytes(DEPLOY.read_bytes())
    release = SmallRelease("0.2.0").write(tmp_path)
    done = subprocess.run(["bash", script, "install", "local", "--release", release], capture_output=True, text=True, check=False)
    assert done.returncode != 0 and "name the public key that the release is signed with: --key FILE" in done.stderr
