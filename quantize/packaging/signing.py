"""Signing a bundle. This needs only the appliance's packages, no torch."""

from __future__ import annotations

from pathlib import Path

from edge_app.bundle.key_purpose import KeyPurpose
from edge_app.bundle.loader import MANIFEST, SIGNATURE, ModelBundle, check_bundle
from edge_app.errors import BundleError, ConfigError
from edge_app.system.atomic_write import write_output
from quantize.packaging.keys import SigningKey


def sign_bundle(folder: Path, key: SigningKey) -> ModelBundle:
    """Put a signature into a bundle, in place of an earlier one, once everything in it was checked.

    Raises BundleError when the appliance would still refuse the bundle, ConfigError for a key of another purpose; the bundle is
    then left as it was.
    """
    if key.purpose is not KeyPurpose.BUNDLE:
        raise ConfigError(f"the key {key.trusted.id} is for a {key.purpose.value}, not for a bundle; sign with a bundle's key")
    try:
        text = (folder / MANIFEST).read_bytes()
    except OSError as exc:
        raise BundleError(f"{folder} holds no {MANIFEST} that can be read ({exc.strerror}); name a bundle's folder") from exc
    signature = key.sign(text)
    bundle = check_bundle(folder, text, signature, (key.trusted,))
    write_output(folder / SIGNATURE, signature)
    return bundle
