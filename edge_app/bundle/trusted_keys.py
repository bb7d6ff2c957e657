"""The public keys whose signatures this device accepts.

For bundles, those shipped with the program and those in the device's own folder; for site validations, those in a folder of
their own, and none is shipped. A key is a file NAME.pub, in PEM as `python -m quantize keygen` and `openssl pkey -pubout`
write it. To trust another key, add its file; to revoke one, remove it.
"""

from __future__ import annotations

from pathlib import Path

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import load_pem_public_key

from edge_app.bundle.key_purpose import KeyPurpose, purpose_of
from edge_app.bundle.signature import TrustedKey, key_id
from edge_app.config import DEVICE_KEYS, VALIDATION_KEYS
from edge_app.errors import ConfigError

SHIPPED_KEYS = Path(__file__).parents[1] / "keys"
SUFFIX = ".pub"


def trusted_keys(folder: Path | None = None) -> tuple[TrustedKey, ...]:
    """The shipped keys and those in `folder`; None: in /etc/edge-app/keys, if it exists.

    Raises ConfigError when the given folder does not exist, or when a key cannot be read: a device that ignored a bad key
    would appear to trust a key that it does not.
    """
    own = read_keys(folder or DEVICE_KEYS, required=folder is not None)
    return (*read_keys(SHIPPED_KEYS, required=False), *own)


def validation_keys(folder: Path | None = None) -> tuple[TrustedKey, ...]:
    """The keys in `folder` whose site validations are accepted; None: in /etc/edge-app/validation-keys, if it exists.

    Raises ConfigError when the given folder does not exist, or when a key cannot be read or is for bundles.
    """
    return read_keys(folder or VALIDATION_KEYS, required=folder is not None, purpose=KeyPurpose.SITE_VALIDATION)


def read_keys(folder: Path, required: bool = True, purpose: KeyPurpose = KeyPurpose.BUNDLE) -> tuple[TrustedKey, ...]:
    """The keys in one folder, sorted by name; none if a folder that is not required is missing. Raises ConfigError."""
    try:
        if not required and not folder.exists():
            return ()
        files = sorted(path for path in folder.iterdir() if path.suffix == SUFFIX)
        return tuple(parse_key(path.read_bytes(), str(path), purpose) for path in files)
    except OSError as exc:
        raise ConfigError(f"the trusted keys in {folder} cannot be read ({exc.strerror}); check the folder") from exc


def parse_key(pem: bytes, source: str, purpose: KeyPurpose = KeyPurpose.BUNDLE) -> TrustedKey:
    """Parse a public key in PEM. Raises ConfigError for anything else, and for a key of another purpose."""
    try:
        public = load_pem_public_key(pem)
    except (ValueError, UnsupportedAlgorithm) as exc:
        raise ConfigError(f"{source} is not a public key in PEM; remove it or put the right file there") from exc
    if not isinstance(public, Ed25519PublicKey):
        raise ConfigError(f"{source} is not an Ed25519 key; remove it or make one with `{purpose.keygen}`")
    if (found := purpose_of(pem)) != purpose.value:
        raise ConfigError(f"{source} is a key for a {found}, not for a {purpose.value}; move it to the folder of its kind")
    return TrustedKey(key_id(public), public, source, purpose)
