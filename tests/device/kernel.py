"""The guest's kernel: Debian's, fetched and unpacked once into the user's cache folder. Nothing is installed."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

from tests.device.initrd import build_initrd

_HERE = Path(__file__).parent
_PACKAGE = "linux-image-amd64"
_RECIPE = ("kernel.py", "initrd.py", "init")  # whoever changes one of these builds anew


class GuestError(Exception):
    """The guest cannot be built or booted; one sentence."""


@dataclass(frozen=True)
class Guest:
    """What QEMU boots."""

    kernel: Path
    initrd: Path


def cached_guest() -> Guest:
    """The guest of this version of the recipe, built when it is not there yet. Raises GuestError."""
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "edge-app" / "device-guest"
    version = hashlib.sha256(b"".join((_HERE / name).read_bytes() for name in _RECIPE)).hexdigest()[:12]
    guest = Guest(cache / version / "vmlinuz", cache / version / "initrd.gz")
    if not guest.initrd.exists():
        shutil.rmtree(cache, ignore_errors=True)  # older versions
        print("Building the guest: fetching Debian's kernel (some 70 MB) and BusyBox", flush=True)
        with tempfile.TemporaryDirectory(prefix="edge-app-guest-") as folder:
            _build(Path(folder), guest)
    return guest


def _build(folder: Path, guest: Guest) -> None:
    for package in (_newest_kernel(), "busybox-static"):
        _run(["apt-get", "download", "-qq", package], folder)
    for archive in folder.glob("*.deb"):
        _run(["dpkg-deb", "-x", str(archive), "tree"], folder)
    try:
        initrd = build_initrd(folder / "tree", _HERE / "init")
    except KeyError as exc:
        raise GuestError(f"Debian's kernel package has no module {exc.args[0]}") from exc
    guest.kernel.parent.mkdir(parents=True)
    shutil.copy(next((folder / "tree" / "boot").glob("vmlinuz-*")), guest.kernel)
    guest.initrd.with_suffix(".part").write_bytes(initrd)
    guest.initrd.with_suffix(".part").rename(guest.initrd)  # last, and whole: its presence says that all is there


def _newest_kernel() -> str:
    depends = _run(["apt-cache", "depends", _PACKAGE], Path.cwd())
    found = re.search(r"Depends: (linux-image-\S+)", depends)
    if found is None:
        raise GuestError(f"apt knows no kernel package {_PACKAGE}; this needs Debian, after:  apt-get update")
    return found.group(1)


def _run(command: list[str], folder: Path) -> str:
    try:
        return subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True, timeout=300).stdout
    except FileNotFoundError as exc:
        raise GuestError(f"{command[0]} is not there: the guest's kernel comes from Debian's packages") from exc
    except subprocess.TimeoutExpired as exc:
        raise GuestError(f"no answer within 300 s from:  {' '.join(command)}") from exc
    except subprocess.CalledProcessError as exc:
        reason = exc.stderr.strip().splitlines()[-1:] or ["no reason given"]
        raise GuestError(f"{' '.join(command)}  failed ({reason[0]})") from exc
