"""Whole releases for the machine, made of the last commit with the tests' key: two good ones, and one that is broken."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

from firmware_configs.release.build import pack
from firmware_configs.release.commit import Commit, export, find_commit
from firmware_configs.release.system_packages import build_packages
from firmware_configs.release.target import target
from firmware_configs.release.tree import build_tree
from tests.support.release_trees import KEY
from tests.support.releases import PROJECT, public_key

BOARD = "generic-arm64"
OLD, NEW, BROKEN = "0.2.0", "0.2.1", "0.2.2"
# What the kiosk needs not and the self-test does: the screen comes up, and the release is not fit to be kept.
_LACKING = "site-packages/edge_app/cli/doctor.py"
_LEVEL = 1  # of zstd: quick to make


@dataclass(frozen=True)
class Releases:
    """Files beside the public key that they are signed with."""

    old: Path
    new: Path
    broken: Path
    packages: Path  # of the system


def find(commit: str) -> Commit:
    """A commit of this checkout. Raises BuildError."""
    return find_commit(PROJECT, commit)


def releases(commit: Commit, suite: str, folder: Path) -> Releases:
    """The releases of a commit, made in a folder of its name unless they are there. Raises BuildError."""
    wanted = target(BOARD, suite)
    folder = folder / commit.sha[:12]
    old, new, broken = (folder / f"edge-app-{version}-{wanted.name}.release" for version in (OLD, NEW, BROKEN))
    made = Releases(old, new, broken, folder / f"edge-app-packages-{wanted.name}.packages")
    if made.packages.exists():
        return made
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "test.pub").write_bytes(public_key(KEY.private))
    for version in (OLD, NEW):
        source, tree = folder / "source", folder / "tree"
        for part in (source, tree, folder / "wheel"):
            shutil.rmtree(part, ignore_errors=True)
        source.mkdir()
        tree.mkdir()
        export(PROJECT, commit, version, source)
        packages = build_tree(source, wanted, (), tree)
        pack(source, tree, packages, commit, wanted, KEY, folder, version, "0.1.0", _LEVEL)
    (tree / _LACKING).unlink()
    pack(source, tree, packages, commit, wanted, KEY, folder, BROKEN, "0.1.0", _LEVEL)
    for part in (source, tree, folder / "wheel"):
        shutil.rmtree(part)
    build_packages(PROJECT / "firmware_configs" / BOARD / "board.toml", wanted, commit, KEY, folder, None)
    return made
