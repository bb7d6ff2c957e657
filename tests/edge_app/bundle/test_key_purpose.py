"""A key says what it is for, and is refused for anything else."""

from __future__ import annotations

from pathlib import Path

import pytest

from edge_app.bundle import trusted_keys as module
from edge_app.bundle.key_purpose import KeyPurpose, mark, purpose_of
from edge_app.bundle.signature import SignatureFault, signer
from edge_app.bundle.trusted_keys import SHIPPED_KEYS, read_keys, validation_keys
from edge_app.errors import ConfigError
from quantize.packaging.keys import SigningKey
from tests.support.signing import KEY as BUNDLE_KEY
from tests.support.site_validations import KEY, write_public_key

CHECKOUT = Path(__file__).resolve().parents[3]


def test_a_key_without_a_purpose_is_for_bundles() -> None:
    """As all were before there were purposes; the shipped one is among them."""
    pem = b"-----BEGIN PUBLIC KEY-----\n"
    assert purpose_of(pem) == purpose_of(mark(pem, KeyPurpose.BUNDLE)) == "bundle"
    assert purpose_of(mark(pem, KeyPurpose.SITE_VALIDATION)) == "site validation"
    assert purpose_of(b"Purpose: lunch \r\n" + pem) == "lunch"
    assert purpose_of(pem + b"Purpose: lunch\n") == "bundle"
    assert {key.purpose for key in read_keys(SHIPPED_KEYS)} == {KeyPurpose.BUNDLE}


def test_each_folder_takes_keys_of_its_kind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    bundles = write_public_key(tmp_path / "keys", BUNDLE_KEY)
    validations = write_public_key(tmp_path / "validation-keys")
    (key,) = validation_keys(validations)
    assert (key.id, key.purpose) == (KEY.trusted.id, KeyPurpose.SITE_VALIDATION)
    with pytest.raises(ConfigError, match=r"clinic\.pub is a key for a site validation, not for a bundle; move it"):
        read_keys(validations)
    with pytest.raises(ConfigError, match=r"clinic\.pub is a key for a bundle, not for a site validation; move it"):
        validation_keys(bundles)
    monkeypatch.setattr(module, "VALIDATION_KEYS", validations)
    assert validation_keys() == (key,)


def test_a_release_is_signed_over_its_own_bytes_and_by_no_bundles_key() -> None:
    """Nothing is signed in front of them, as with bundles; what keeps the two apart is said in the signature and in the key."""
    key = SigningKey(BUNDLE_KEY.private, KeyPurpose.RELEASE)
    signature = key.sign(b"a manifest")
    assert signer(b"a manifest", signature, [key.trusted], KeyPurpose.RELEASE).id == key.trusted.id
    key.trusted.public.verify(bytes.fromhex(signature.decode().split()[-1]), b"a manifest")
    for keys, purpose in (([key.trusted], KeyPurpose.BUNDLE), ([BUNDLE_KEY.trusted], KeyPurpose.RELEASE)):
        with pytest.raises(SignatureFault):
            signer(b"a manifest", signature, keys, purpose)
    (shipped,) = read_keys(CHECKOUT / "firmware_configs" / "release" / "keys", purpose=KeyPurpose.RELEASE)
    assert shipped.purpose is KeyPurpose.RELEASE


def test_no_validation_key_is_shipped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "VALIDATION_KEYS", tmp_path / "none")
    assert validation_keys() == ()
    with pytest.raises(ConfigError, match="cannot be read"):
        validation_keys(tmp_path / "none")
