"""Whom a device trusts is what lies in its folders of keys; a key that cannot be read is reported, not passed over."""

from __future__ import annotations

from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed448 import Ed448PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from edge_app.bundle import trusted_keys as module
from edge_app.bundle.loader import DEFAULT_BUNDLE, load_bundle
from edge_app.bundle.trusted_keys import SHIPPED_KEYS, read_keys, trusted_keys
from edge_app.errors import BundleError, ConfigError
from quantize.packaging.keys import SigningKey


def put(folder: Path, name: str, key: SigningKey) -> Path:
    folder.mkdir(exist_ok=True)
    path = folder / name
    path.write_bytes(key.trusted.public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo))
    return path


def test_shipped_keys_and_those_of_the_device_are_trusted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    maker, clinic = SigningKey.generate(), SigningKey.generate()
    shipped, device = put(tmp_path / "shipped", "maker.pub", maker), put(tmp_path / "device", "clinic.pub", clinic)
    monkeypatch.setattr(module, "SHIPPED_KEYS", shipped.parent)
    monkeypatch.setattr(module, "DEVICE_KEYS", device.parent)
    assert [(key.id, key.source) for key in trusted_keys()] == [
        (maker.trusted.id, str(shipped)),
        (clinic.trusted.id, str(device)),
    ]
    device.unlink()  # revoked
    assert [key.id for key in trusted_keys()] == [maker.trusted.id]
    device.parent.rmdir()
    assert [key.id for key in trusted_keys()] == [maker.trusted.id]


def test_a_folder_that_is_named_stands_for_the_devices_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    key = SigningKey.generate()
    monkeypatch.setattr(module, "DEVICE_KEYS", put(tmp_path / "device", "clinic.pub", SigningKey.generate()).parent)
    put(tmp_path / "own", "mine.pub", key)
    assert [k.id for k in trusted_keys(tmp_path / "own")] == [*(k.id for k in read_keys(SHIPPED_KEYS)), key.trusted.id]
    with pytest.raises(ConfigError, match="none"):
        trusted_keys(tmp_path / "none")


def test_an_unsigned_or_foreign_bundle_needs_no_argument_to_be_refused(bundle_folder: Path) -> None:
    with pytest.raises(BundleError, match="not trusted here"):
        load_bundle(bundle_folder)


def test_other_files_in_the_folder_are_no_keys(tmp_path: Path) -> None:
    put(tmp_path, "a.pub", SigningKey.generate())
    (tmp_path / "a.key").write_text("private")
    (tmp_path / "README").write_text("?")
    assert len(read_keys(tmp_path)) == 1


def test_a_bad_key_is_reported(tmp_path: Path) -> None:
    private = SigningKey.generate().private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    other = Ed448PrivateKey.generate().public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    for content in (b"", b"ssh-ed25519 AAAA", private, other):
        (tmp_path / "bad.pub").write_bytes(content)
        with pytest.raises(ConfigError, match=r"bad\.pub is not an? "):
            read_keys(tmp_path)


def test_the_shipped_bundle_is_of_a_shipped_key() -> None:
    keys = read_keys(SHIPPED_KEYS)
    assert load_bundle(DEFAULT_BUNDLE, keys).signed_by in keys
