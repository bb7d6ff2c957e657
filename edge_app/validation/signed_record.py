"""A signed site-validation record: one file, so that a supervisor can carry it on a stick.

    edge-app site validation signature 1
    key 0123456789abcdef
    ed25519 (128 hexadecimal digits)
    {
      "schema": 1,
      ...

Three lines of signature, then the record's exact bytes, which are what is signed. Nothing after the third line is parsed before
its signature fits.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from edge_app.bundle.key_purpose import KeyPurpose
from edge_app.bundle.signature import Fault, SignatureFault, TrustedKey, signer
from edge_app.config import VALIDATION_KEYS
from edge_app.errors import SiteValidationError
from edge_app.validation.record import SiteValidation, parse_record

SUFFIX = ".validation"
MAX_BYTES = 64 * 2**10  # bytes; a record has two to three thousand
NO_KEYS = (
    "no validation key is trusted on this device, so no site validation is accepted; "
    f"put the .pub file of whoever signs them into {VALIDATION_KEYS}, or name its folder with --validation-keys"
)
_SIGNATURE_LINES = 3


@dataclass(frozen=True)
class SignedRecord:
    """A record whose signature was verified."""

    validation: SiteValidation
    signed_by: TrustedKey


def join(signature: bytes, record: bytes) -> bytes:
    """The bytes of the file. signature: the three lines that `SigningKey.sign` makes of the record's bytes."""
    return signature + record


def open_record(content: bytes, keys: Iterable[TrustedKey], source: str) -> SignedRecord:
    """Verify the bytes of a file, then read the record in it. source: the file, for the sentence.

    Raises SiteValidationError when it is not signed by a trusted validation key, was altered, or is not sound.
    """
    trusted = [key for key in keys if key.purpose is KeyPurpose.SITE_VALIDATION]
    if not trusted:
        raise SiteValidationError(NO_KEYS)
    *lines, record = content.split(b"\n", _SIGNATURE_LINES)
    signature = b"".join(line + b"\n" for line in lines)
    try:
        signed_by = signer(record, signature, trusted, KeyPurpose.SITE_VALIDATION)
    except SignatureFault as exc:
        raise SiteValidationError(_sentence(exc, source)) from exc
    return SignedRecord(parse_record(record, source), signed_by)


def _sentence(found: SignatureFault, source: str) -> str:
    match found.fault:
        case Fault.MALFORMED:
            return f"{source} is not a signed site validation; give the file that `python -m quantize sign-validation` wrote"
        case Fault.UNTRUSTED:
            return (
                f"{source} was signed with the key {found.key}, which is not trusted here for site validations; "
                "if you know whose key it is, add its .pub file to the device's folder of validation keys"
            )
        case Fault.ALTERED:
            return f"{source} was altered after signing with the key {found.key}, or that key did not sign it; copy it again"
