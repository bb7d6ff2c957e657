"""Signing a bundle, and changing what its manifest says. This needs only the appliance's packages, no torch."""

from __future__ import annotations

from pathlib import Path

from edge_app.bundle.key_purpose import KeyPurpose
from edge_app.bundle.loader import MANIFEST, SIGNATURE, ModelBundle, check_bundle
from edge_app.bundle.manifest import Manifest
from edge_app.errors import BundleError, ConfigError, ExportError
from edge_app.system.atomic_write import write_output
from quantize.packaging.keys import SigningKey


def replace_manifest(folder: Path, manifest: Manifest) -> None:
    """Put another manifest into a bundle whose files stay as they are. It has to be signed again: the signature goes first.

    Raises BundleError, and changes nothing, when the bundle would be refused; ExportError when the disk refuses.
    """
    text, throwaway = manifest.to_json(), SigningKey.generate()
    check_bundle(folder, text, throwaway.sign(text), (throwaway.trusted,))
    try:
        (folder / SIGNATURE).unlink(missing_ok=True)
    except OSError as exc:
        raise ExportError(f"{folder / SIGNATURE} cannot be removed ({exc.strerror}); check the permissions") from exc
    write_output(folder / MANIFEST, text)


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
