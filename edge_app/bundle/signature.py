"""Signatures: Ed25519 (RFC 8032) over the exact bytes of a file, in three lines that say what for and by which key.

    edge-app bundle signature 1
    key 0123456789abcdef
    ed25519 (128 hexadecimal digits)

That of a model bundle is `manifest.sig`, over manifest.json; the manifest holds the SHA-256 of every other file, so signing it
signs the bundle. A signature has exactly one valid encoding, so that every bit of it is significant. The appliance has no
private keys: see `quantize.packaging.keys`.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from edge_app.bundle.key_purpose import KeyPurpose
from edge_app.errors import BundleError

_KEY_AND_SIGNATURE = rb"key ([0-9a-f]{16})\ned25519 ([0-9a-f]{128})\n"


@dataclass(frozen=True)
class TrustedKey:
    """A public key whose signatures are accepted, for one purpose."""

    id: str
    public: Ed25519PublicKey
    source: str  # the file it was read from
    purpose: KeyPurpose = KeyPurpose.BUNDLE


class Fault(Enum):
    """Why a signature is not accepted."""

    MALFORMED = "malformed"
    UNTRUSTED = "untrusted"  # no trusted key has its name
    ALTERED = "altered"  # the bytes or the signature, or it was made by another key or for another purpose


class SignatureFault(ValueError):
    """A signature that is not accepted; who reads the file makes the sentence of it."""

    def __init__(self, fault: Fault, key: str = "") -> None:
        super().__init__(fault.value)
        self.fault, self.key = fault, key  # key: the id that the signature names


def key_id(public: Ed25519PublicKey) -> str:
    """Short id of a key: the first 16 hexadecimal digits of the SHA-256 of its 32 bytes."""
    return hashlib.sha256(public.public_bytes_raw()).hexdigest()[:16]


def encode(key: str, signature: bytes, purpose: KeyPurpose = KeyPurpose.BUNDLE) -> bytes:
    """The three lines. key: its id; signature: 64 bytes, over the purpose's context and the file's bytes."""
    return f"{_title(purpose)}key {key}\ned25519 {signature.hex()}\n".encode()


def signer(content: bytes, signature: bytes, keys: Iterable[TrustedKey], purpose: KeyPurpose) -> TrustedKey:
    """The trusted key of this purpose that signed these bytes. signature: the three lines. Raises SignatureFault."""
    form = re.fullmatch(_title(purpose).encode() + _KEY_AND_SIGNATURE, signature)
    if form is None:
        raise SignatureFault(Fault.MALFORMED)
    name, raw = form[1].decode(), bytes.fromhex(form[2].decode())
    candidates = [key for key in keys if key.id == name and key.purpose is purpose]
    if not candidates:
        raise SignatureFault(Fault.UNTRUSTED, name)
    for key in candidates:  # ids are shortened hashes: two keys may share one
        try:
            key.public.verify(raw, purpose.context + content)
        except InvalidSignature:
            continue
        return key
    raise SignatureFault(Fault.ALTERED, name)


def verify(manifest: bytes, signature: bytes, keys: Iterable[TrustedKey]) -> TrustedKey:
    """The trusted key that signed these bytes of manifest.json. signature: the bytes of manifest.sig.

    Raises BundleError when the signature is malformed, was made with an untrusted key, or is for different bytes.
    """
    try:
        return signer(manifest, signature, keys, KeyPurpose.BUNDLE)
    except SignatureFault as exc:
        raise BundleError(_sentence(exc)) from exc


def _title(purpose: KeyPurpose) -> str:
    return f"edge-app {purpose.value} signature 1\n"


def _sentence(found: SignatureFault) -> str:
    match found.fault:
        case Fault.MALFORMED:
            return "manifest.sig is not a bundle signature; install the bundle again"
        case Fault.UNTRUSTED:
            return (
                f"manifest.sig was made with the key {found.key}, which is not trusted here; install a bundle signed by a "
                "trusted key, or, if you know whose key it is, add its .pub file to the device's folder of keys"
            )
        case Fault.ALTERED:
            return (
                f"manifest.sig does not match manifest.json: one was altered after signing with the key {found.key}; "
                "install the bundle again"
            )
