"""Signing a site-validation record. This needs only the appliance's packages, no torch."""

from __future__ import annotations

from pathlib import Path

from edge_app.bundle.key_purpose import KeyPurpose
from edge_app.errors import ConfigError, ExportError, SiteValidationError
from edge_app.system.atomic_write import write_output
from edge_app.validation.signed_record import MAX_BYTES, SUFFIX, SignedRecord, join, open_record
from quantize.packaging.keys import SigningKey


def sign_record(record: Path, key: SigningKey, out: Path) -> SignedRecord:
    """Write the bytes of `record` with their signature to `out`, once everything in it was checked.

    A new record tells indeterminate images from those that the guard refused, though an appliance accepts older ones that do not.
    Raises SiteValidationError for a record that does not, or that an appliance would refuse, ConfigError for a key of another
    purpose or a file name that cannot be installed, ExportError where `out` is there already or cannot be written.
    """
    if key.purpose is not KeyPurpose.SITE_VALIDATION:
        instead = f"sign with a key that `{KeyPurpose.SITE_VALIDATION.keygen}` made"
        raise ConfigError(f"the key {key.trusted.id} is for a {key.purpose.value}, not for a site validation; {instead}")
    if out.suffix != SUFFIX:
        raise ConfigError(f"{out} does not end in {SUFFIX}, so no appliance would list it; give another --out")
    if out.exists():
        raise ExportError(f"{out} is there already and is not replaced; give another --out")
    try:
        text = record.read_bytes()
    except OSError as exc:
        raise SiteValidationError(f"{record} cannot be read ({exc.strerror}); name a site-validation record") from exc
    content = join(key.sign(text), text)
    if len(content) > MAX_BYTES:
        raise SiteValidationError(f"{record} is larger than {MAX_BYTES >> 10} kB and cannot be a site-validation record")
    signed = open_record(content, (key.trusted,), str(record))
    if signed.validation.counts.indeterminate is None:
        raise SiteValidationError(
            f'{record} lacks "counts.indeterminate" and "metrics.coverage", of images that were judged and got no label; add them'
        )
    write_output(out, content)
    return signed
