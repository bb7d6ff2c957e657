"""The packages of Debian or Ubuntu that a board's stock system lacks, in one signed file: installing needs no network.

apt resolves them for the board's processor in a folder of its own; nothing of this workstation changes. A stock system is taken
to have the packages whose priority is required, important or standard, and what these need.
"""

from __future__ import annotations

import os
import re
import subprocess
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import tomlkit

from edge_app.system.atomic_write import make_folder
from firmware_configs.release.archive import write_members, write_tree
from firmware_configs.release.build import MANIFEST, SIGNATURE
from firmware_configs.release.commit import Commit
from firmware_configs.release.errors import BuildError
from firmware_configs.release.manifest import PackagesManifest, describe
from firmware_configs.release.target import Target
from quantize.packaging.keys import SigningKey

SUFFIX, PACKED = ".packages", "packages.tar"
# What Qt's platform plugins load, and what every board needs besides what its board.toml lists.
OF_EVERY_BOARD = (
    "openssl", "zstd", "libegl1", "libgl1", "libgles2", "libxkbcommon0", "libfontconfig1", "libdbus-1-3", "libglib2.0-0",
    "libwayland-client0", "libwayland-cursor0", "libwayland-egl1", "libgbm1", "libinput10", "libmtdev1", "fonts-dejavu-core",
)  # fmt: skip
_STOCK = ("required", "important", "standard")
_SOURCES = (Path("/etc/apt/sources.list"), Path("/etc/apt/sources.list.d"))
_URI = re.compile(r"^'([^']+)' (\S+) (\d+)", re.MULTILINE)


@dataclass(frozen=True)
class PackagesFile:
    """A file of system packages that was written."""

    file: Path
    size: int  # bytes
    count: int  # of packages


def build_packages(
    settings: Path, target: Target, commit: Commit, key: SigningKey, out: Path, sources: Path | None
) -> PackagesFile:
    """Write edge-app-packages-BOARD-SUITE.packages into the folder `out`.

    settings: the board's board.toml; sources: a sources.list of the target's suite, None: this workstation's, with the suite in
    place of its own. Raises BuildError.
    """
    wanted = [*OF_EVERY_BOARD, *listed_packages(settings)]
    with tempfile.TemporaryDirectory(prefix="edge-app-packages-") as folder:
        apt = Apt(Path(folder), target, sources)
        stock = apt.closure(apt.stock())
        lacking = sorted(apt.closure([*apt.stock(), *wanted]) - stock)
        files = apt.download(lacking)
        packed = Path(folder) / PACKED
        with packed.open("wb") as archive:
            write_tree(files, sorted(path.name for path in files.iterdir()), commit.seconds, archive)
        manifest = PackagesManifest(
            (target.board.name,), target.board.architecture, target.suite.packages, commit.time, {PACKED: describe(packed)},
            {path.name: describe(path) | _name_and_version(path) for path in sorted(files.iterdir())},
        ).encoded()  # fmt: skip
        make_folder(out)
        file = out / f"edge-app-packages-{target.name}{SUFFIX}"
        members: dict[str, bytes | Path] = {MANIFEST: manifest, SIGNATURE: key.sign(manifest), PACKED: packed}
        write_members(members, commit.seconds, partial := file.with_suffix(".part"))
        partial.rename(file)
        return PackagesFile(file, file.stat().st_size, len(lacking))


def listed_packages(settings: Path) -> list[str]:
    """What board.toml lists under [board] packages. Raises BuildError when it cannot be read."""
    try:
        board = tomlkit.parse(settings.read_text()).unwrap().get("board", {})
    except (OSError, ValueError) as exc:
        raise BuildError(f"{settings} cannot be read ({exc}); commit the board's settings first") from exc
    return [str(name) for name in board.get("packages", [])]


def sources_for(suite: str, host_suite: str, lists: Sequence[str]) -> list[str]:
    """A workstation's lists of sources that name its suite, with `suite` in place of that. Raises BuildError for none."""
    found = [text for text in lists if re.search(rf"\b{host_suite}\b", text)]
    if not found:
        raise BuildError(
            f"this workstation's apt has no sources of {host_suite}; name a sources.list of {suite} with --apt-sources"
        )
    return [re.sub(rf"\b{host_suite}\b", suite, text) for text in found]


class Apt:
    """apt for another system, in a folder of its own. Its methods raise BuildError where apt fails."""

    def __init__(self, folder: Path, target: Target, sources: Path | None) -> None:
        self._folder, self._target = folder / "apt", target
        self.status = self._folder / "var/lib/dpkg/status"  # what is installed there: nothing
        for name in (
            "etc/apt/preferences.d",
            "etc/apt/lists",
            "var/lib/apt/lists/partial",
            "var/cache/apt/archives/partial",
            "var/lib/dpkg",
        ):
            (self._folder / name).mkdir(parents=True)
        self.status.touch()
        for number, text in enumerate([sources.read_text()] if sources else _own_sources(target)):
            form = "sources" if re.search(r"^URIs:", text, re.MULTILINE) else "list"  # deb822, or one line each
            (self._folder / "etc/apt/lists" / f"{number}.{form}").write_text(text)
        self.run("apt-get", "update")

    def stock(self) -> list[str]:
        """Names of the packages that every system of this suite begins with."""
        available = self.run("apt-cache", "dumpavail")
        found = [dict(re.findall(r"^(Package|Priority): (\S+)$", entry, re.MULTILINE)) for entry in available.split("\n\n")]
        return sorted({entry["Package"] for entry in found if entry.get("Priority") in _STOCK})

    def closure(self, names: Sequence[str]) -> set[tuple[str, str]]:
        """(package, file) of these and what they need."""
        said = self.run("apt-get", "install", "--yes", "--no-install-recommends", "--print-uris", *names)
        return {(file.split("_")[0], file) for _, file, _ in _URI.findall(said)}

    def download(self, files: Sequence[tuple[str, str]]) -> Path:
        """A folder with the .deb files, which apt has checked against the signed lists."""
        folder = self._folder / "debs"
        folder.mkdir()
        self.run("apt-get", "download", *(name for name, _ in files), folder=folder)
        return folder

    def run(self, program: str, *arguments: str, folder: Path | None = None) -> str:
        """What apt prints. folder: that it runs in."""
        architecture = self._target.debian_architecture
        options = {
            "Dir": str(self._folder),
            "Dir::State::status": str(self.status),
            "Dir::Etc::sourcelist": "/dev/null",
            "Dir::Etc::sourceparts": str(self._folder / "etc/apt/lists"),
            "Dir::Etc::parts": "/etc/apt/apt.conf.d",
            "Dir::Etc::trustedparts": "/etc/apt/trusted.gpg.d",
            "APT::Architecture": architecture,
            "APT::Architectures": architecture,
            "APT::Sandbox::User": "root",
            "Acquire::Languages": "none",
        }
        command = [program, "-qq", *(part for name, value in options.items() for part in ("-o", f"{name}={value}")), *arguments]
        try:
            run = subprocess.run(
                command,
                cwd=folder,
                capture_output=True,
                text=True,
                check=False,
                env={**os.environ, "LC_ALL": "C", "DEBIAN_FRONTEND": "noninteractive"},
            )
        except FileNotFoundError as exc:
            raise BuildError(f"{program} is not installed here; make the file of system packages on Debian or Ubuntu") from exc
        if run.returncode != 0:
            said = " ".join(run.stderr.split())[:400]
            raise BuildError(f"apt cannot find the system packages of {self._target.name} ({said}); check --apt-sources")
        return run.stdout


def _own_sources(target: Target) -> list[str]:
    release = dict(re.findall(r'^(\w+)="?([^"\n]*)"?$', Path("/etc/os-release").read_text(), re.MULTILINE))
    files = [
        path for place in _SOURCES for path in ([place] if place.is_file() else sorted(place.glob("*")) if place.is_dir() else [])
    ]
    return sources_for(target.suite.packages, release.get("VERSION_CODENAME", ""), [path.read_text() for path in files])


def _name_and_version(path: Path) -> dict[str, object]:
    name, version = path.name.split("_")[:2]
    return {"name": name, "version": version.replace("%3a", ":")}
