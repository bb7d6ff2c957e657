"""From a commit to a signed release file."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from edge_app.system.atomic_write import make_folder
from firmware_configs.release import archive
from firmware_configs.release.bill_of_materials import bill_of_materials
from firmware_configs.release.commit import Commit, export
from firmware_configs.release.errors import BuildError
from firmware_configs.release.manifest import ReleaseManifest, describe, describe_tree
from firmware_configs.release.packages import Package
from firmware_configs.release.program import release_program
from firmware_configs.release.target import Target
from firmware_configs.release.tree import OwnedWheel, build_tree
from quantize.packaging.keys import SigningKey

MANIFEST, SIGNATURE, PROGRAM, BILL, TREE = "manifest.json", "manifest.sig", "release.pyz", "bom.cdx.json", "tree.tar.zst"
SUFFIX = ".release"
MAX_SIZE = 200_000_000  # bytes, of a release file


@dataclass(frozen=True)
class Release:
    """A release file that was written, and what it weighs."""

    file: Path
    version: str
    size: int  # bytes
    parts: dict[str, int]  # part of the unpacked tree -> bytes


def build_release(
    checkout: Path,
    commit: Commit,
    target: Target,
    key: SigningKey,
    out: Path,
    *,
    version: str | None = None,
    floor: str = "0.1.0",
    owned: Sequence[OwnedWheel] = (),
    level: int = archive.LEVEL,
    report: Callable[[str], None] = lambda step: None,
) -> Release:
    """Write edge-app-VERSION-BOARD-SUITE.release into the folder `out`. Raises BuildError."""
    with tempfile.TemporaryDirectory(prefix="edge-app-release-") as folder:
        work = Path(folder)
        source, tree = work / "source", work / "tree"
        source.mkdir()
        tree.mkdir()
        chosen = export(checkout, commit, version, source)
        report(f"installing the packages for {target.name}")
        packages = build_tree(source, target, owned, tree)
        report("packing")
        return pack(source, tree, packages, commit, target, key, out, chosen, floor, level)


def pack(
    source: Path,
    tree: Path,
    packages: Sequence[Package],
    commit: Commit,
    target: Target,
    key: SigningKey,
    out: Path,
    version: str,
    floor: str,
    level: int = archive.LEVEL,
) -> Release:
    """Pack a finished tree. Raises BuildError when the result is larger than MAX_SIZE, or a file is of no package."""
    files = describe_tree(tree)
    program = release_program(source, commit.seconds)
    bill = bill_of_materials(target, version, commit.time, packages, tree, files)
    with tempfile.TemporaryDirectory(prefix="edge-app-pack-") as folder:
        plain, packed = Path(folder) / "tree.tar", Path(folder) / TREE
        with plain.open("wb") as unpacked:
            archive.write_tree(tree, files, commit.seconds, unpacked)
        archive.compress(plain, packed, level)
        members = {PROGRAM: describe(program), BILL: describe(bill)}
        members[TREE] = describe(packed) | {"unpacked_size": sum(path.stat().st_size for path in _files(tree))}
        manifest = ReleaseManifest(
            version, (target.board.name,), target.board.architecture, target.suite.python, target.suite.glibc, commit.sha,
            commit.time, floor, store_schema(tree), members, files,
        ).encoded()  # fmt: skip
        make_folder(out)
        file = out / f"edge-app-{version}-{target.name}{SUFFIX}"
        contents: dict[str, bytes | Path] = {MANIFEST: manifest, SIGNATURE: key.sign(manifest), PROGRAM: program, BILL: bill}
        archive.write_members(contents | {TREE: packed}, commit.seconds, partial := file.with_suffix(".part"))
    size = partial.stat().st_size
    if size > MAX_SIZE:
        partial.unlink()
        raise BuildError(
            f"the release has {size / 1e6:.0f} MB, at most {MAX_SIZE / 1e6:.0f} are meant; leave more out in "
            "firmware_configs/release/prune.py"
        )
    partial.rename(file)
    return Release(file, version, size, parts(tree))


def store_schema(tree: Path) -> int:
    """The number of the newest migration of the exam store in a tree."""
    names = [path.name for path in (tree / "site-packages/edge_app/exams/store/migrations").glob("*.sql")]
    return max((int(found[0]) for name in names if (found := re.match(r"\d+", name))), default=0)


def parts(tree: Path) -> dict[str, int]:
    """Bytes of each package and folder of a tree, the largest first."""
    sizes: dict[str, int] = {}
    for path in _files(tree):
        place = path.relative_to(tree).parts
        name = place[1].removesuffix(".libs") if place[0] == "site-packages" else place[0]
        sizes[name] = sizes.get(name, 0) + path.stat().st_size
    return dict(sorted(sizes.items(), key=lambda part: -part[1]))


def _files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]
