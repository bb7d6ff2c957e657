"""Whose the files of a release's tree are: a component of the bill of materials for each, so that nothing comes along unnamed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from firmware_configs.release.errors import BuildError
from firmware_configs.release.packages import Package

EDGE_APP, MODEL_BUNDLE = "edge-app", "model-bundle"  # what components are called that are no package of PyPI


def component_of(package: Package) -> str:
    """What the package's component is called in the bill."""
    return EDGE_APP if package.key == EDGE_APP else f"pypi:{package.key}"


def owners(files: Iterable[str], packages: Iterable[Package]) -> dict[str, str]:
    """Path in the tree -> its component. Raises BuildError for a file that is of none."""
    installed = {f"site-packages/{path}": component_of(package) for package in packages for path in package.files}
    noticed = {package.key: component_of(package) for package in packages}
    found: dict[str, str] = {}
    for path in files:
        folder, _, rest = path.partition("/")
        if folder == "site-packages":
            owner = installed.get(path)
        elif folder == "notices":
            owner = noticed.get(rest.partition("/")[0], EDGE_APP if "/" not in rest else None)
        else:
            owner = {"bundle": MODEL_BUNDLE, "board": EDGE_APP}.get(folder)
        if owner is None:
            raise BuildError(
                f"{path} is of no package that was installed, so the bill of materials cannot name it; leave it out in "
                "firmware_configs/release/prune.py, or see what wrote it"
            )
        found[path] = owner
    return found


def places(owned: Mapping[str, str]) -> dict[str, list[str]]:
    """Component -> the fewest paths that say which files are its own: folders ("numpy/") with nothing of others, and files."""
    within: dict[str, set[str]] = defaultdict(set)  # folder -> components in it
    for path, owner in owned.items():
        for folder in _folders(path):
            within[folder].add(owner)
    found: dict[str, set[str]] = defaultdict(set)
    for path, owner in owned.items():
        found[owner].add(next((folder for folder in _folders(path) if len(within[folder]) == 1), path))
    return {owner: sorted(paths) for owner, paths in sorted(found.items())}


def _folders(path: str) -> list[str]:
    """The folders a path lies in, the outermost first, each with its "/" at the end."""
    parts = path.split("/")[:-1]
    return ["/".join(parts[: count + 1]) + "/" for count in range(len(parts))]
