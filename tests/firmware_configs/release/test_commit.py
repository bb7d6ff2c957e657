"""A release is made of what is committed."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from firmware_configs.release.commit import export, find_commit, is_altered
from firmware_configs.release.errors import BuildError


def git(folder: Path, *arguments: str) -> None:
    named = ("-c", "user.name=A", "-c", "user.email=a@example.org")
    subprocess.run(["git", "-C", folder, *named, *arguments], check=True, capture_output=True)


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    folder = tmp_path / "checkout"
    folder.mkdir()
    (folder / "pyproject.toml").write_text('[project]\nname = "edge-app"\nversion = "0.1.0"\n')
    git(folder, "init", "-q")
    git(folder, "add", ".")
    git(folder, "commit", "-q", "-m", "one", "--date", "2026-01-02T03:04:05Z")
    return folder


def test_what_is_not_committed_is_not_in_it(checkout: Path, tmp_path: Path) -> None:
    (checkout / "pyproject.toml").write_text('version = "9.9.9"\n')
    (out := tmp_path / "out").mkdir()
    assert is_altered(checkout)
    assert export(checkout, find_commit(checkout), None, out) == "0.1.0"
    assert 'version = "0.1.0"' in (out / "pyproject.toml").read_text()


@pytest.mark.parametrize("version", ["0.2.0", "1.10", "0.2.0.dev3", "0.2.0rc1"])
def test_a_version_of_ones_own_replaces_the_projects(checkout: Path, tmp_path: Path, version: str) -> None:
    (out := tmp_path / "out").mkdir()
    assert export(checkout, find_commit(checkout), version, out) == version
    assert f'version = "{version}"' in (out / "pyproject.toml").read_text()


@pytest.mark.parametrize("version", ["0.2.2-broken", "v1.0", "1", "0.2.0+local", "1!2.0", "../0.2"])
def test_a_version_of_another_form_is_refused(checkout: Path, tmp_path: Path, version: str) -> None:
    (out := tmp_path / "out").mkdir()
    with pytest.raises(BuildError, match="is no version of a release; give one such as 0"):
        export(checkout, find_commit(checkout), version, out)


def test_without_git_one_sentence_says_so(tmp_path: Path) -> None:
    with pytest.raises(BuildError, match="make releases in a git checkout"):
        find_commit(tmp_path)
