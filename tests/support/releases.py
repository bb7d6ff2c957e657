"""Small releases: a tree with a program of a few lines in the place of the kiosk, in a file as `make release` makes it."""

from __future__ import annotations

import hashlib
import io
import json
import os
import platform
import subprocess
import sys
import tarfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from edge_app.release.device import Device
from edge_app.release.layout import BILL, MANIFEST, PROGRAM, SIGNATURE, TREE, Layout
from firmware_configs.release.program import release_program
from tests.support.system_tools import tool

PROJECT = Path(__file__).parents[2]
BOARD, FLOOR, TIME = "generic", "0.1.0", 1_780_000_000
DEVICE = Device(os.uname().machine, "{}.{}".format(*sys.version_info), platform.libc_ver()[1], BOARD)
KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))  # of tests; nothing trusts it outside them

# It says READY as the kiosk does, and tests itself as it is told to. What "misfits" does not run on a device with /etc/misfit,
# and what "ails" with /etc/ailing.
KIOSK = """
import os, pathlib, signal, socket, sys, time

ways = pathlib.Path(__file__).with_name("ways.txt").read_text().split()
command = sys.argv[1]
if "raises" in ways or "crashes" in ways and command == "run":
    raise RuntimeError("this release is broken")
if "ails" in ways and os.path.exists("/etc/ailing") and command == "run":
    sys.exit("this release does not run any more")
if "misfits" in ways and os.path.exists("/etc/misfit") and command == "run":
    sys.exit("this release does not run on this device")
if command in ("setup", "config"):
    if os.path.exists("/etc/small-system-files") and "apply" in sys.argv:  # of a machine of the tests
        pathlib.Path("/etc/small-system-files").write_text(pathlib.Path(__file__).with_name("version.txt").read_text())
    sys.exit(0)
if command == "doctor":
    print("the check of a small release")
    sys.exit("the golden vectors differ" if "--release" in sys.argv and "differs" in ways else 0)
if command == "tune":
    print("ONNX Runtime int8, 2 threads                 12     4.56     7.89    10  as they should be")
    print("chosen: ONNX Runtime int8, 2 threads")
    sys.exit(0)
if "hangs" in ways:
    time.sleep(3600)
where = os.environ["NOTIFY_SOCKET"]
with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as channel:
    channel.connect("\\0" + where[1:] if where.startswith("@") else where)
    channel.send(b"READY=1\\nSTATUS=live")
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    while "freezes" not in ways:
        channel.send(b"WATCHDOG=1")
        time.sleep(1)
time.sleep(3600)
"""


@dataclass(frozen=True)
class SmallRelease:
    """What a release's file is made of."""

    version: str
    # "raises" (imported), "crashes" (run), "hangs" before it is ready, "freezes" after, "differs" (tested), "misfits", "ails"
    ways: str = ""
    changes: Mapping[str, Any] = field(default_factory=dict)  # fields of the manifest
    weight: int = 0  # bytes of a file that does not compress

    def tree(self) -> dict[str, bytes]:
        """Path -> content."""
        package = "site-packages/edge_app"
        files = {
            "board/board.toml": b"# none\n",
            "bundle/manifest.json": b"{}",
            "notices/LICENSE": b"Apache-2.0\n",
            f"{package}/__init__.py": b"",
            f"{package}/__main__.py": KIOSK.encode(),
            f"{package}/ways.txt": self.ways.encode(),
            f"{package}/version.txt": self.version.encode(),
        }
        return files | ({"notices/weight": os.urandom(self.weight)} if self.weight else {})

    def members(self, key: Ed25519PrivateKey = KEY) -> dict[str, bytes]:
        """The release's file, member by member."""
        tree = self.tree()
        packed = _zstd(tar_of(tree))
        program, bill = _program(), b'{"bomFormat": "CycloneDX"}'
        contents = {PROGRAM: program, BILL: bill, TREE: packed}
        manifest: dict[str, Any] = {
            "kind": "edge-app release", "schema": 1, "version": self.version, "boards": [BOARD],
            "architecture": DEVICE.architecture, "python": DEVICE.python, "glibc": "2.17",
            "commit": "0" * 40, "time": "2026-11-29T00:00:00Z", "floor": FLOOR,
            "store_schema": 7,
            "files": {name: _described(content) for name, content in contents.items()},
            "tree": {path: _described(content) | {"mode": "644"} for path, content in tree.items()},
        }  # fmt: skip
        manifest["files"][TREE]["unpacked_size"] = sum(map(len, tree.values()))
        signed = json.dumps(manifest | dict(self.changes)).encode()
        return {MANIFEST: signed, SIGNATURE: signature(signed, key), **contents}

    def write(self, folder: Path, key: Ed25519PrivateKey = KEY) -> Path:
        """The release's file in a folder."""
        file = folder / f"edge-app-{self.version}-{BOARD}.release"
        file.write_bytes(tar_of(self.members(key)))
        return file


def trusting(root: Path) -> Layout:
    """A device in a folder, which trusts the tests' key."""
    layout = Layout(root)
    layout.keys.mkdir(parents=True)
    (layout.keys / "test.pub").write_bytes(public_key())
    return layout


def public_key(key: Ed25519PrivateKey = KEY, purpose: str = "release") -> bytes:
    """As `quantize keygen` writes it."""
    pem = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    return f"Purpose: {purpose}\n".encode() + pem


def signature(content: bytes, key: Ed25519PrivateKey = KEY) -> bytes:
    """The three lines of manifest.sig."""
    name = hashlib.sha256(key.public_key().public_bytes_raw()).hexdigest()[:16]
    return f"edge-app release signature 1\nkey {name}\ned25519 {key.sign(content).hex()}\n".encode()


def tar_of(contents: Mapping[str, bytes]) -> bytes:
    """A POSIX tar of these members, in this order."""
    written = io.BytesIO()
    with tarfile.open(fileobj=written, mode="w", format=tarfile.PAX_FORMAT) as tar:
        for name, content in contents.items():
            entry = tarfile.TarInfo(name)
            entry.size, entry.mtime = len(content), TIME
            tar.addfile(entry, io.BytesIO(content))
    return written.getvalue()


@cache
def _program() -> bytes:
    return release_program(PROJECT, TIME)


def _zstd(content: bytes) -> bytes:
    return subprocess.run([tool("zstd", "zstd"), "-qc", "-1"], input=content, capture_output=True, check=True).stdout


def _described(content: bytes) -> dict[str, Any]:
    return {"sha256": hashlib.sha256(content).hexdigest(), "size": len(content)}
