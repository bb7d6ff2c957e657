"""The data key encrypted for one holder of a secret: AES-256-GCM under a key that Argon2id (RFC 9106) derives from the secret.

Argon2id takes the device key as its own secret, so a copy of the wrapped key without the device key is useless. What a wrapped
key is bound to, such as a name and a role, is authenticated with it: under another name it does not open.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from edge_app.typed_reader import FormatError

TAG_BYTES = 16  # of AES-GCM


@dataclass(frozen=True)
class Cost:
    """Parameters of Argon2id; the second recommended option of RFC 9106, section 4."""

    iterations: int = 3
    lanes: int = 4
    memory_kib: int = 64 * 1024

    def __post_init__(self) -> None:
        if not (1 <= self.iterations <= 100 and 1 <= self.lanes <= 16 and 8 * self.lanes <= self.memory_kib <= 2**20):
            raise FormatError("has parameters of Argon2id out of range")


@dataclass(frozen=True)
class WrappedKey:
    """A data key of 32 bytes, wrapped."""

    salt: str  # hexadecimal, 16 bytes
    nonce: str  # hexadecimal, 12 bytes
    wrapped: str  # hexadecimal, 32 bytes and a 16-byte tag

    def __post_init__(self) -> None:
        if any(not re.fullmatch(f"[0-9a-f]{{{2 * size}}}", text) for text, size in zip(
            (self.salt, self.nonce, self.wrapped), (16, 12, 48), strict=True
        )):  # fmt: skip
            raise FormatError("has a wrapped key that is none")


@dataclass(frozen=True)
class Wrapping:
    """How keys are wrapped on one device."""

    device_key: bytes
    cost: Cost

    def wrap(self, key: bytes | bytearray, secret: str, bound_to: bytes) -> WrappedKey:
        """`key` (32 bytes) for whoever has `secret`."""
        salt, nonce = secrets.token_bytes(16), secrets.token_bytes(12)
        return WrappedKey(salt.hex(), nonce.hex(), self._cipher(secret, salt).encrypt(nonce, key, bound_to).hex())

    def unwrap(self, key: WrappedKey, secret: str, bound_to: Sequence[bytes]) -> tuple[bytearray, bytes] | None:
        """The data key, and to which of `bound_to` it is bound; None: the secret is wrong, or it is bound to none of them."""
        cipher, wrapped = self._cipher(secret, bytes.fromhex(key.salt)), bytes.fromhex(key.wrapped)
        for bound in bound_to:
            data_key = bytearray(len(wrapped) - TAG_BYTES)
            try:
                cipher.decrypt_into(bytes.fromhex(key.nonce), wrapped, bound, data_key)
            except InvalidTag:
                continue
            return data_key, bound
        return None

    def _cipher(self, secret: str, salt: bytes) -> AESGCM:
        """Slow on purpose."""
        cost = self.cost
        argon2 = Argon2id(
            salt=salt,
            length=32,
            iterations=cost.iterations,
            lanes=cost.lanes,
            memory_cost=cost.memory_kib,
            secret=self.device_key,
        )
        return AESGCM(argon2.derive(secret.encode()))


def wipe(key: bytearray) -> None:
    """Overwrite a key that is no longer needed, so that it cannot be read from memory later."""
    key[:] = bytes(len(key))
