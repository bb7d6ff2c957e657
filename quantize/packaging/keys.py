"""Signing keys: made, kept and used away from the appliance, at best on a machine without a network."""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from pathlib import Path

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)

from edge_app.bundle.key_purpose import KeyPurpose, mark, purpose_of
from edge_app.bundle.signature import TrustedKey, encode, key_id
from edge_app.bundle.trusted_keys import SUFFIX
from edge_app.errors import ConfigError, ExportError
from edge_app.system.atomic_write import make_folder

PRIVATE_SUFFIX = ".key"
SHORTEST_PASSPHRASE = 16  # characters; the file's key derivation is a quick one (PBKDF2), the words have to be the wall


@dataclass(frozen=True)
class SigningKey:
    """The private half of a key pair, for one purpose."""

    private: Ed25519PrivateKey
    purpose: KeyPurpose = KeyPurpose.BUNDLE

    @classmethod
    def generate(cls, purpose: KeyPurpose = KeyPurpose.BUNDLE) -> SigningKey:
        return cls(Ed25519PrivateKey.generate(), purpose)

    @property
    def trusted(self) -> TrustedKey:
        """The public half, as the appliance trusts it."""
        public = self.private.public_key()
        return TrustedKey(key_id(public), public, "its private half", self.purpose)

    def sign(self, content: bytes) -> bytes:
        """The three lines of a signature over the bytes of a file, for the key's purpose: manifest.sig for manifest.json."""
        return encode(self.trusted.id, self.private.sign(self.purpose.context + content), self.purpose)


def read_signing_key(path: Path, passphrase: str, purpose: KeyPurpose = KeyPurpose.BUNDLE) -> SigningKey:
    """The private key in an encrypted PEM file.

    Raises ConfigError when there is none, it is for another purpose, or the passphrase is another.
    """
    try:
        pem = path.read_bytes()
    except OSError as exc:
        raise ConfigError(f"the key {path} cannot be read ({exc.strerror}); `{purpose.keygen}` makes one") from exc
    if b"PRIVATE KEY-----" not in pem:
        raise ConfigError(f"{path} is no private key in PEM; give the {PRIVATE_SUFFIX} file that `keygen` wrote")
    if (found := purpose_of(pem)) != purpose.value:
        raise ConfigError(f"{path} is a key for a {found}, not for a {purpose.value}; use one that `{purpose.keygen}` made")
    try:
        private = load_pem_private_key(pem, passphrase.encode())
    except TypeError as exc:
        raise ConfigError(f"{path} is not protected by a passphrase; use a key of `{purpose.keygen}`") from exc
    except (ValueError, UnsupportedAlgorithm) as exc:
        raise ConfigError(f"{path} does not open with this passphrase; type it again, or take the copy of a damaged key") from exc
    if not isinstance(private, Ed25519PrivateKey):
        raise ConfigError(f"{path} is not an Ed25519 key; use a key of `{purpose.keygen}`")
    return SigningKey(private, purpose)


def write_key_pair(folder: Path, name: str, passphrase: str, purpose: KeyPurpose = KeyPurpose.BUNDLE) -> tuple[TrustedKey, Path]:
    """Make a new key pair, NAME.key (readable only by the owner) and NAME.pub; returns the public half and the private file.

    Raises ConfigError for a folder within a git checkout or a passphrase that is too short, ExportError when a key of this
    name is there already or the disk refuses.
    """
    if checkout := next((above for above in (folder.resolve(), *folder.resolve().parents) if (above / ".git").exists()), None):
        raise ConfigError(f"{folder} lies within the git checkout {checkout}, where a private key does not belong; name another")
    if len(passphrase) < SHORTEST_PASSPHRASE:
        raise ConfigError(f"the passphrase is shorter than {SHORTEST_PASSPHRASE} characters; six words drawn at random are good")
    key = SigningKey.generate(purpose)
    private = key.private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(passphrase.encode()))
    public = key.trusted.public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    make_folder(folder)
    secret, shown = folder / f"{name}{PRIVATE_SUFFIX}", folder / f"{name}{SUFFIX}"
    if existing := next((path for path in (secret, shown) if path.exists()), None):
        raise ExportError(f"{existing} is there already and is not replaced; give the new key another --name")
    try:
        for path, pem, mode in ((secret, private, 0o600), (shown, public, 0o644)):
            with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "wb") as file:
                file.write(mark(pem, purpose))
                file.flush()
                os.fsync(file.fileno())
    except OSError as exc:
        raise ExportError(f"the key cannot be written to {folder} ({exc.strerror}); check space and permissions") from exc
    return replace(key.trusted, source=str(shown)), secret
