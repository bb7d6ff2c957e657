"""The tree of a release, finished: what lies in DATA/releases/VERSION on a device.

site-packages/   the packages and edge_app, without what is not needed
bundle/          the model bundle; edge_app/bundle/loader.py finds it here
board/           the board's settings and what its system files are made of
notices/         the licences of everything in it
"""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from firmware_configs.release import wheels
from firmware_configs.release.errors import BuildError
from firmware_configs.release.licences import check_code, check_packages, read_reviews
from firmware_configs.release.packages import Package, installed_packages
from firmware_configs.release.prune import prune
from firmware_configs.release.target import Target

NOTICES = Path(__file__).parent / "notices"
_BUNDLE = "edge_app/bundles/nmd-assistnet-phantom"


@dataclass(frozen=True)
class OwnedWheel:
    """A wheel that the owner supplies and pins: NVIDIA's runtimes are in no registry."""

    path: Path
    sha256: str


def build_tree(source: Path, target: Target, owned: Sequence[OwnedWheel], tree: Path) -> tuple[Package, ...]:
    """Make the tree of the exported checkout `source` in the empty folder `tree`; returns what was installed.

    Raises BuildError, also when a package may not be in a release.
    """
    settings = source / "firmware_configs" / target.board.name
    if not (settings / "board.toml").is_file():
        raise BuildError(f"the commit has no firmware_configs/{target.board.name}/board.toml; commit the board's settings first")
    site_packages = tree / "site-packages"
    site_packages.mkdir()
    wheels.install_locked(source / "locks" / target.suite.python / "device.txt", target, site_packages)
    for wheel in owned:
        wheels.install_owned(wheel.path, wheel.sha256, target, site_packages)
    wheels.install_project(source, target, site_packages)
    packages = installed_packages(site_packages)
    wheels.forget_notes(site_packages)
    check_packages(packages, read_reviews())
    write_notices(packages, site_packages, tree / "notices")
    prune(site_packages)
    check_code(site_packages)
    (site_packages / _BUNDLE).rename(tree / "bundle")
    (site_packages / _BUNDLE).parent.rmdir()
    shutil.copytree(settings, tree / "board" / target.board.name)
    if (templates := source / "firmware_configs" / "system").is_dir():
        shutil.copytree(templates, tree / "board" / "system")
    return packages


def write_notices(packages: Sequence[Package], site_packages: Path, notices: Path) -> None:
    """notices/PACKAGE/: its texts of licences, under the paths they have in the package; and those that wheels leave out."""
    for package in packages:
        for text in package.texts:
            place = notices / package.key / "_".join(text.relative_to(site_packages).parts[1:])
            place.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(text, place)
    for text in sorted(NOTICES.iterdir()):
        notices.mkdir(exist_ok=True)
        shutil.copyfile(text, notices / text.name)
