"""The signature of a model bundle: `manifest.sig`, an Ed25519 signature (RFC 8032) over the exact bytes of manifest.json.

    edge-app bundle signature 1
    key 0123456789abcdef
    ed25519 (128 hexadecimal digits)

A signature has exactly one valid encoding, so that every bit of the file is significant. The manifest holds the SHA-256 of
every other file, so signing it signs the bundle. The appliance has no private keys: see `quantize.packaging.keys`.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from edge_app.errors import BundleError

_FORM = re.compile(rb"edge-app bundle signature 1\nkey ([0-9a-f]{16})\ned25519 ([0-9a-f]{128})\n")


@dataclass(frozen=True)
class TrustedKey:
    """A public key whose bundles are accepted."""

    id: str
    public: Ed25519PublicKey
    source: str  # the file it was read from


def key_id(public: Ed25519PublicKey) -> str:
    """Short id of a key: the first 16 hexadecimal digits of the SHA-256 of its 32 bytes."""
    return hashlib.sha256(public.public_bytes_raw()).hexdigest()[:16]


def encode(key: str, signature: bytes) -> bytes:
    """The bytes of manifest.sig. key: its id; signature: 64 bytes."""
    return f"edge-app bundle signature 1\nkey {key}\ned25519 {signature.hex()}\n".encode()


def verify(manifest: bytes, signature: bytes, keys: Iterable[TrustedKey]) -> TrustedKey:
    """The trusted key that signed these bytes of manifest.json. signature: the bytes of manifest.sig.

    Raises BundleError when the signature is malformed, was made with an untrusted key, or is for different bytes.
    """
    form = _FORM.fullmatch(signature)
    if form is None:
        raise BundleError("manifest.sig is not a bundle signature; install the bundle again")
    name, raw = form[1].decode(), bytes.fromhex(form[2].decode())
    candidates = [key for key in keys if key.id == name]
    if not candidates:
        raise BundleError(
            f"manifest.sig was made with the key {name}, which is not trusted here; install a bundle signed by a trusted key, "
            "or, if you know whose key it is, add its .pub file to the device's folder of keys"
        )
    for key in candidates:  # ids are shortened hashes: two keys may share one
        try:
            key.public.verify(raw, manifest)
        except InvalidSignature:
            continue
        return key
    raise BundleError(
        f"manifest.sig does not match manifest.json: one was altered after signing with the key {name}; install the bundle again"
    )
