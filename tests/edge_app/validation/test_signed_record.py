"""A site validation is accepted when a trusted validation key signed it, exactly as it lies there, and never otherwise."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge_app.bundle.key_purpose import KeyPurpose
from edge_app.bundle.signature import TrustedKey, encode, verify
from edge_app.errors import BundleError, SiteValidationError
from edge_app.validation.signed_record import open_record
from quantize.packaging.keys import SigningKey
from tests.support.signing import KEY as BUNDLE_KEY
from tests.support.site_validations import KEY, KEYS, RECORD, signed

SIGNED = signed()
MUTATIONS = 1000


def refusal(content: bytes, *keys: TrustedKey) -> str:
    with pytest.raises(SiteValidationError) as caught:
        open_record(content, keys, "clinic.validation")
    said = str(caught.value)
    assert "\n" not in said and ". " not in said
    return said


def test_a_signed_record_tells_whose_it_is() -> None:
    opened = open_record(SIGNED, KEYS, "clinic.validation")
    assert (opened.validation, opened.signed_by) == (RECORD, KEY.trusted)


@given(place=st.integers(0, len(SIGNED) - 1), bits=st.integers(1, 255))
def test_no_flip_of_any_byte_is_accepted(place: int, bits: int) -> None:
    flipped = bytearray(SIGNED)
    flipped[place] ^= bits
    refusal(bytes(flipped), *KEYS)


def test_no_bit_is_without_meaning() -> None:
    for place in range(len(SIGNED)):
        flipped = bytearray(SIGNED)
        flipped[place] ^= 1 << place % 8
        refusal(bytes(flipped), *KEYS)


def test_a_thousand_mutated_files_are_a_thousand_sentences() -> None:
    """Cut, grown, doubled, and with bytes lost, exchanged or put in."""
    rng = np.random.default_rng(12)
    for number in range(MUTATIONS):
        content = bytearray(SIGNED)
        for _ in range(rng.integers(1, 5)):
            place, length = int(rng.integers(len(content))), int(rng.integers(1, 40))
            match number % 5:
                case 0:
                    del content[place:]
                case 1:
                    del content[place : place + length]
                case 2:
                    content[place:place] = rng.bytes(length)
                case 3:
                    content[place : place + length] = rng.bytes(length)
                case _:
                    content += content[place : place + length]
            if not content:
                break
        assert bytes(content) != SIGNED
        refusal(bytes(content), *KEYS)


def test_nothing_is_parsed_before_the_signature_fits() -> None:
    stranger = SigningKey.generate(KeyPurpose.SITE_VALIDATION)
    assert "not trusted here" in refusal(signed(b"{", stranger), *KEYS)
    assert "not valid JSON" in refusal(signed(b"{"), *KEYS)


def test_no_key_trusted_is_no_record_accepted() -> None:
    assert "no validation key is trusted on this device" in refusal(SIGNED)
    assert "no validation key is trusted on this device" in refusal(SIGNED, BUNDLE_KEY.trusted)


def test_a_bundles_key_vouches_for_no_validation() -> None:
    """Not by its signature over the same bytes, nor under the title of the other purpose, nor as a key trusted by mistake."""
    text = RECORD.to_json()
    raw = BUNDLE_KEY.private.sign(text)
    both = (KEY.trusted, BUNDLE_KEY.trusted)
    assert "not a signed site validation" in refusal(signed(text, BUNDLE_KEY), *both)
    assert "not trusted here" in refusal(encode(BUNDLE_KEY.trusted.id, raw, KeyPurpose.SITE_VALIDATION) + text, *both)
    mistaken = TrustedKey(BUNDLE_KEY.trusted.id, BUNDLE_KEY.trusted.public, "by hand", KeyPurpose.SITE_VALIDATION)
    assert "altered" in refusal(encode(mistaken.id, raw, KeyPurpose.SITE_VALIDATION) + text, mistaken)


def test_a_validation_key_vouches_for_no_bundle() -> None:
    manifest = b"{}"
    mistaken = TrustedKey(KEY.trusted.id, KEY.trusted.public, "by hand")
    for lines in (KEY.sign(manifest), encode(KEY.trusted.id, KEY.private.sign(KEY.purpose.context + manifest))):
        for keys in ((KEY.trusted,), (mistaken,)):
            with pytest.raises(BundleError):
                verify(manifest, lines, keys)
    assert verify(manifest, SigningKey(KEY.private).sign(manifest), (mistaken,)) == mistaken


def test_keys_come_and_go() -> None:
    new = SigningKey.generate(KeyPurpose.SITE_VALIDATION)
    assert open_record(SIGNED, (new.trusted, KEY.trusted), "clinic.validation").signed_by == KEY.trusted
    assert f"the key {KEY.trusted.id}, which is not trusted" in refusal(SIGNED, new.trusted)
