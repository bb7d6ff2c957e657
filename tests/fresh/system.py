"""A Debian as its installer leaves it, in a folder: bare but for what the README asks for."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]
CACHE = Path.home() / ".cache" / "edge-app" / "fresh"
ENTER = Path(__file__).with_name("enter.sh")
USER = 1000
README_ASKS_FOR = "python3,git,make,ca-certificates"


@dataclass(frozen=True)
class Said:
    """How a command ended, and all it printed."""

    code: int
    text: str


@dataclass(frozen=True)
class System:
    """An unpacked root with this checkout's HEAD, without its history, in the user's and root's home."""

    root: Path

    def run(self, command: str, *, user: int) -> Said:
        """The command's output is shown while it comes."""
        folders = os.environ.get("FRESH_BINDS", "").split() + os.environ.get("PIP_FIND_LINKS", "").split()
        asked = [str(ENTER), str(self.root), str(user), command, *(folder for folder in folders if Path(folder).is_absolute())]
        lines = []
        out = subprocess.PIPE
        with subprocess.Popen(asked, stdin=subprocess.DEVNULL, stdout=out, stderr=subprocess.STDOUT, text=True) as run:
            assert run.stdout is not None
            for line in run.stdout:
                sys.stdout.write(f"  {line}")
                sys.stdout.flush()
                lines.append(line)
        return Said(run.returncode, "".join(lines))


def bare(release: str) -> Path:
    """The archive of a release's bare root, made once and kept."""
    archive = CACHE / f"{release}.tar"
    if not archive.exists():
        part = CACHE / f"{release}.part.tar"
        CACHE.mkdir(parents=True, exist_ok=True)
        made = ["mmdebstrap", "--quiet", "--variant=minbase", f"--include={README_ASKS_FOR}", release, str(part)]
        subprocess.run(made, check=True)
        part.rename(archive)
    return archive


def unpacked(release: str, folder: Path) -> System:
    """The release in a new folder, with an ordinary user and the checkout."""
    folder.mkdir(parents=True)
    subprocess.run(["tar", "-xf", str(bare(release)), "-C", str(folder)], check=True)
    system = System(folder)
    system.run(f"useradd --uid {USER} --create-home someone", user=0)
    head = subprocess.run(["git", "archive", "HEAD"], cwd=PROJECT, check=True, capture_output=True).stdout
    for home in ("home/someone", "root"):
        checkout = folder / home / "edge-app"
        checkout.mkdir()
        subprocess.run(["tar", "-xf", "-", "-C", str(checkout)], input=head, check=True)
    system.run(f"chown -R {USER}:{USER} /home/someone", user=0)
    return system


def removed(system: System) -> None:
    shutil.rmtree(system.root)
