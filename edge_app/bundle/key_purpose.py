"""What a signing key is for. A key and a signature for one purpose are refused for every other.

A key file says its purpose in a line above the PEM block, where RFC 7468 leaves room for text and `openssl` reads over it:

    Purpose: site validation
    -----BEGIN PUBLIC KEY-----

A file without the line is a bundle's key, as all were before there were purposes. The line prevents mistakes; what keeps
signatures apart, even by one and the same key, is the context that is signed with the bytes.
"""

from __future__ import annotations

import re
from enum import Enum

from edge_app.typed_reader import short

_LINE = re.compile(rb"^Purpose: *(.*?) *\r?$", re.MULTILINE)
_BLOCK = b"-----BEGIN "


class KeyPurpose(str, Enum):
    """What is signed."""

    BUNDLE = "bundle"
    SITE_VALIDATION = "site validation"
    RELEASE = "release"  # of the whole appliance: firmware_configs/release makes it, edge_app/release installs it

    @property
    def context(self) -> bytes:
        """What is signed in front of the bytes: nothing for bundles, whose signatures are older than the purposes.

        No manifest begins with the context of another purpose, since a byte of zero is in no JSON. Nothing either for releases,
        so that `openssl pkeyutl -verify -rawin` alone verifies one; a release and a bundle are kept apart by their keys, by the
        first line of the signature, and by the "kind" that a release's manifest states.
        """
        return f"edge-app {self.value}\0".encode() if self is KeyPurpose.SITE_VALIDATION else b""

    @property
    def keygen(self) -> str:
        """The command that makes a key for it."""
        option = {KeyPurpose.BUNDLE: "", KeyPurpose.SITE_VALIDATION: " --validation", KeyPurpose.RELEASE: " --release"}[self]
        return "python -m quantize keygen" + option


def mark(pem: bytes, purpose: KeyPurpose) -> bytes:
    """A key in PEM that says its purpose."""
    return pem if purpose is KeyPurpose.BUNDLE else f"Purpose: {purpose.value}\n".encode() + pem


def purpose_of(pem: bytes) -> str:
    """The purpose that a key in PEM says it has, as it stands there: it may be none of ours."""
    said = _LINE.search(pem.partition(_BLOCK)[0])
    return short(said[1].decode("utf-8", "replace")) if said else KeyPurpose.BUNDLE.value
