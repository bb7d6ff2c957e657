"""Signatures of releases, verified by `openssl` alone: Ed25519 (RFC 8032) over exactly the bytes of manifest.json.

manifest.sig has the three lines of `edge_app.bundle.signature`, with the title of its own purpose:

    edge-app release signature 1
    key 0123456789abcdef
    ed25519 (128 hexadecimal digits)
"""

from __future__ import annotations

import binascii
import hashlib
import re
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

from edge_app.errors import ReleaseError

_LINES = re.compile(rb"edge-app release signature 1\nkey ([0-9a-f]{16})\ned25519 ([0-9a-f]{128})\n")
LARGEST = 256  # bytes of manifest.sig, and more
_PURPOSE = re.compile(rb"^Purpose: *release *\r?$", re.MULTILINE)
_BLOCK = re.compile(rb"-----BEGIN PUBLIC KEY-----(.*?)-----END PUBLIC KEY-----", re.DOTALL)
_DER = bytes.fromhex("302a300506032b6570032100")  # what stands before the 32 bytes of an Ed25519 key (RFC 8410)
_KEY_BYTES = 32


@dataclass(frozen=True)
class ReleaseKey:
    """A public key whose releases the device accepts."""

    id: str  # the first 16 hexadecimal digits of the SHA-256 of its 32 bytes
    raw: bytes
    source: Path  # the file it was read from


def read_keys(folder: Path) -> tuple[ReleaseKey, ...]:
    """The keys NAME.pub in a folder, sorted by name. Raises ReleaseError when there is none, or one for something else."""
    try:
        files = sorted(folder.glob("*.pub"))
        keys = tuple(_key(file) for file in files)
    except OSError as exc:
        raise ReleaseError(f"the keys in {folder} cannot be read ({exc.strerror}); check the folder") from exc
    if not keys:
        raise ReleaseError(f"{folder} has no key NAME.pub, so no release can be trusted; put the maker's public key there")
    return keys


def _key(file: Path) -> ReleaseKey:
    pem = file.read_bytes()
    block = _BLOCK.search(pem)
    if block is None or _PURPOSE.search(pem[: block.start()]) is None:
        raise ReleaseError(f"{file} is not a public key for releases; remove it or put the right file there")
    try:
        der = binascii.a2b_base64(block[1])
    except binascii.Error:
        der = b""
    if not der.startswith(_DER) or len(der) != len(_DER) + _KEY_BYTES:
        raise ReleaseError(f"{file} is not an Ed25519 key; remove it or put the right file there")
    raw = der[len(_DER) :]
    return ReleaseKey(hashlib.sha256(raw).hexdigest()[:16], raw, file)


def verify(content: bytes, signature: bytes, keys: tuple[ReleaseKey, ...]) -> ReleaseKey:
    """The key that signed these bytes. signature: those of manifest.sig. Raises ReleaseError."""
    lines = _LINES.fullmatch(signature)
    if lines is None:
        raise ReleaseError("manifest.sig is not the signature of a release; use the file that `make release` made, unchanged")
    name, raw = lines[1].decode(), bytes.fromhex(lines[2].decode())
    named = [key for key in keys if key.id == name]
    if not named:
        raise ReleaseError(
            f"the release was signed with the key {name}, which this device does not trust; use one of its maker's"
        )
    for key in named:  # ids are shortened hashes: two keys may share one
        if _verifies(content, raw, key.raw):
            return key
    raise ReleaseError(f"the release was altered after it was signed with the key {name}; copy it again from where it was made")


def _verifies(content: bytes, signature: bytes, key: bytes) -> bool:
    with tempfile.TemporaryDirectory(prefix="edge-app-") as folder:
        files = {name: Path(folder, name) for name in ("key", "content", "signature")}
        for name, data in (("key", _DER + key), ("content", content), ("signature", signature)):
            files[name].write_bytes(data)
        command = ["openssl", "pkeyutl", "-verify", "-pubin", "-keyform", "DER", "-inkey", str(files["key"]), "-rawin"]
        try:
            answer = subprocess.run(
                [*command, "-in", str(files["content"]), "-sigfile", str(files["signature"])],
                capture_output=True, check=False, timeout=60,
            )  # fmt: skip
        except (OSError, subprocess.TimeoutExpired) as exc:
            raise ReleaseError(
                "`openssl` does not run here, so no signature can be verified; install the package openssl"
            ) from exc
    return answer.returncode == 0
