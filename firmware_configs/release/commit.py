"""The committed state that a release is made of: what is not committed is not in it."""

from __future__ import annotations

import re
import subprocess
from dataclasses import dataclass
from datetime import datetime, timezone
from pathlib import Path

from firmware_configs.release.errors import BuildError

_VERSION = re.compile(r'^version = "([^"]*)"$', re.MULTILINE)
# Numbers with dots, and what edge_app/release compares: PEP 440 without epochs, local parts and post-releases.
VERSION_FORM = re.compile(r"\d+(\.\d+){1,3}((a|b|rc)\d+)?(\.dev\d+)?")


@dataclass(frozen=True)
class Commit:
    """A commit of the checkout."""

    sha: str
    seconds: int  # s since 1970, when it was committed: the time of every file of the release

    @property
    def time(self) -> str:
        """In UTC: "2026-11-29T09:12:52Z"."""
        return datetime.fromtimestamp(self.seconds, timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")


def find_commit(checkout: Path, name: str = "HEAD") -> Commit:
    """Raises BuildError when this is no git checkout, or has no such commit."""
    said = _git(checkout, "show", "--no-patch", "--format=%H %ct", f"{name}^{{commit}}").decode().split()
    return Commit(said[0], int(said[1]))


def is_altered(checkout: Path) -> bool:
    """Whether files of the checkout differ from what is committed."""
    return bool(_git(checkout, "status", "--porcelain", "--untracked-files=no"))


def export(checkout: Path, commit: Commit, version: str | None, folder: Path) -> str:
    """Write the commit's files into the empty `folder`, as this version; returns the version. None: that of pyproject.toml.

    Raises BuildError for a version of another form than "0.2.0" or "0.2.0.dev3".
    """
    packed = _git(checkout, "archive", "--format=tar", commit.sha)
    subprocess.run(["tar", "--extract", "--directory", folder], input=packed, check=True)
    project = folder / "pyproject.toml"
    text = project.read_text()
    stated = _VERSION.search(text)
    if stated is None:
        raise BuildError(f"pyproject.toml of the commit {commit.sha[:12]} states no version; write one there")
    chosen = version or stated[1]
    if not VERSION_FORM.fullmatch(chosen):
        raise BuildError(f"{chosen!r} is no version of a release; give one such as 0.2.0 or 0.2.0.dev3")
    project.write_text(_VERSION.sub(f'version = "{chosen}"', text, count=1))
    return chosen


def _git(checkout: Path, *arguments: str) -> bytes:
    run = subprocess.run(["git", "-C", str(checkout), *arguments], capture_output=True, check=False)
    if run.returncode != 0:
        said = run.stderr.decode(errors="replace").strip().splitlines()
        raise BuildError(f"git says of {checkout}: {said[-1] if said else 'nothing'}; make releases in a git checkout")
    return run.stdout
