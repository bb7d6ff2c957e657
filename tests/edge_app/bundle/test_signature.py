"""A bundle is loaded when a trusted key signed it, exactly as it lies there, and never otherwise."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest

from edge_app.bundle.loader import MANIFEST, SIGNATURE, ModelBundle, load_bundle
from edge_app.bundle.signature import TrustedKey, encode, verify
from edge_app.errors import BundleError
from quantize.packaging.keys import SigningKey
from tests.support.signing import KEY, KEYS

FLIPS = 1000
ORDER = 2**252 + 27742317777372353535851937790883648493  # of the Ed25519 group, RFC 8032


@pytest.fixture
def folder(bundle_folder: Path, tmp_path: Path) -> Path:
    """A signed bundle to spoil."""
    return Path(shutil.copytree(bundle_folder, tmp_path / "bundle"))


def refusal(folder: Path, *keys: TrustedKey) -> str:
    with pytest.raises(BundleError) as caught:
        load_bundle(folder, keys)
    assert "\n" not in str(caught.value) and ". " not in str(caught.value)
    return str(caught.value)


def flip(path: Path, bit: int) -> None:
    """Flip one bit of a file where it lies."""
    with path.open("r+b") as file:
        file.seek(bit // 8)
        (byte,) = file.read(1)
        file.seek(bit // 8)
        file.write(bytes([byte ^ 1 << bit % 8]))


def test_a_signed_bundle_tells_whose_it_is(bundle: ModelBundle) -> None:
    assert bundle.signed_by == KEY.trusted


def test_a_thousand_flipped_bits_are_a_thousand_refusals(folder: Path) -> None:
    """Every file has the same chance to be hit: by size, nearly all flips would fall into the graphs."""
    rng = np.random.default_rng(20250707)
    files = sorted(folder.iterdir())
    refused = dict.fromkeys((file.name for file in files), 0)
    for _ in range(FLIPS):
        file = files[rng.integers(len(files))]
        bit = int(rng.integers(8 * file.stat().st_size))
        flip(file, bit)
        try:
            load_bundle(folder, KEYS)
        except BundleError:
            refused[file.name] += 1
        flip(file, bit)
    assert sum(refused.values()) == FLIPS
    assert len(files) == 6 and min(refused.values()) > FLIPS / 10
    load_bundle(folder, KEYS)  # all bits are back: it was the flips that were refused


def test_no_bit_of_the_signature_is_without_meaning(bundle_folder: Path) -> None:
    manifest, signature = (bundle_folder / MANIFEST).read_bytes(), (bundle_folder / SIGNATURE).read_bytes()
    assert verify(manifest, signature, KEYS) == KEY.trusted
    for bit in range(8 * len(signature)):
        changed = bytearray(signature)
        changed[bit // 8] ^= 1 << bit % 8
        with pytest.raises(BundleError):
            verify(manifest, bytes(changed), KEYS)


def test_no_other_writing_of_the_same_signature_is_accepted(bundle_folder: Path) -> None:
    """Upper case, blanks, and the number S of the signature plus the order of the group, which fits the equation too."""
    manifest, signature = (bundle_folder / MANIFEST).read_bytes(), (bundle_folder / SIGNATURE).read_bytes()
    raw = bytes.fromhex(signature.split()[-1].decode())
    grown = raw[:32] + (int.from_bytes(raw[32:], "little") + ORDER).to_bytes(32, "little")
    assert verify(manifest, encode(KEY.trusted.id, raw), KEYS) == KEY.trusted
    others = [signature.upper(), signature + b"\n", signature[:-1], signature.replace(b"\n", b"\r\n"), b" " + signature]
    for other in [*others, encode(KEY.trusted.id, grown), encode(KEY.trusted.id, raw[:-1]), b"", signature * 2]:
        with pytest.raises(BundleError):
            verify(manifest, other, KEYS)


@pytest.mark.parametrize("share", [0.0, 0.5, 1.0])
def test_a_file_cut_short_or_made_longer(folder: Path, share: float) -> None:
    for path in sorted(folder.iterdir()):
        whole = path.read_bytes()
        path.write_bytes(whole[: int(share * (len(whole) - 1))])
        refusal(folder, *KEYS)
        path.write_bytes(whole + b"\0")
        refusal(folder, *KEYS)
        path.write_bytes(whole)
    load_bundle(folder, KEYS)


def test_an_unsigned_bundle_is_refused_with_the_command_that_signs_it(folder: Path) -> None:
    (folder / SIGNATURE).unlink()
    assert f"not signed, so sign it with `python -m quantize sign {folder} --key KEY`" in refusal(folder, *KEYS)


def test_the_signature_of_another_bundle(folder: Path) -> None:
    (folder / SIGNATURE).write_bytes(KEY.sign(b"another manifest"))
    assert "does not match" in refusal(folder, *KEYS)


def test_a_manifest_is_not_parsed_before_its_signature_fits(folder: Path) -> None:
    (folder / MANIFEST).write_bytes(b"{")
    assert "does not match" in refusal(folder, *KEYS)


def test_another_key_under_the_name_of_a_trusted_one(folder: Path) -> None:
    text = (folder / MANIFEST).read_bytes()
    stranger = SigningKey.generate()
    (folder / SIGNATURE).write_bytes(encode(KEY.trusted.id, stranger.private.sign(text)))
    assert "does not match" in refusal(folder, *KEYS)


def test_keys_come_and_go(folder: Path) -> None:
    """Rotation: two keys side by side, then the new one alone; revocation: the old one is not trusted any more."""
    new = SigningKey.generate()
    assert load_bundle(folder, [new.trusted, KEY.trusted]).signed_by == KEY.trusted
    assert f"key {KEY.trusted.id}, which is not trusted here" in refusal(folder, new.trusted)
    (folder / SIGNATURE).write_bytes(new.sign((folder / MANIFEST).read_bytes()))
    assert load_bundle(folder, [new.trusted]).signed_by == new.trusted


def test_nobody_trusted_is_nothing_loaded(folder: Path) -> None:
    assert "not trusted here" in refusal(folder)


def test_two_keys_of_one_short_name_are_both_tried(folder: Path) -> None:
    namesake = TrustedKey(KEY.trusted.id, SigningKey.generate().trusted.public, "namesake")
    assert load_bundle(folder, [namesake, KEY.trusted]).signed_by == KEY.trusted
    assert "does not match" in refusal(folder, namesake)
