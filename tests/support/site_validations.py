"""Sound site validations, the device they are of, and a key that signs them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from edge_app.bundle.key_purpose import KeyPurpose, mark
from edge_app.bundle.loader import ModelBundle
from edge_app.device_profiles import DeviceProfile
from edge_app.records import Interval
from edge_app.validation.record import (
    ClassCounts,
    Limit,
    SiteMetrics,
    SiteValidation,
    ValidatedBundle,
    ValidatedSetting,
    ValidationCounts,
)
from edge_app.validation.signed_record import join
from quantize.packaging.keys import SigningKey

KEY = SigningKey(Ed25519PrivateKey.from_private_bytes(bytes(range(32, 64))), KeyPurpose.SITE_VALIDATION)
KEYS = (KEY.trusted,)
# What a site writes before it validates.
STATEMENT_TOML = """
site = "Clinic 17"
signed_for = "Dr. A. Example"
notice = "Validated at Clinic 17 for research."
[device]
device = "534d:2109:-:1-1.2"
preset = "MSK"
width = 800
height = 600
mm_per_pixel = 0.08
mirrored = false
controls = []
[[limits]]
metric = "sensitivity"
side = "at least"
bound = 0.7
of = "interval"
[[limits]]
metric = "abstention"
side = "at most"
bound = 0.5
of = "value"
"""
TODAY = date(2026, 11, 28)
PROFILE = DeviceProfile("534d:2109:-:1-1.2", "MSK", 800, 600, mm_per_pixel=0.08, mirrored=False)
RECORD = SiteValidation(
    schema=1,
    bundle=ValidatedBundle(f"small {'ab' * 4}", "ab" * 32),
    device=ValidatedSetting(PROFILE.device, "MSK", 800, 600, 0.08, False, ()),
    site="Clinic 17",
    signed_for="Dr. A. Example, neurophysiology",
    created=date(2026, 11, 1),
    data_sha256="0123456789abcdef" * 4,
    counts=ValidationCounts(60, 630, 30, (ClassCounts("normal", 35, 315, 15, 8), ClassCounts("abnormal", 25, 315, 15, 12)), 20),
    metrics=SiteMetrics(
        sensitivity=Interval(0.9, 0.86, 0.94),
        specificity=Interval(0.8, 0.75, 0.85),
        accuracy=Interval(0.85, 0.81, 0.88),
        auc=Interval(0.93, 0.9, 0.96),
        abstention=Interval(30 / 630, 0.02, 0.08),
        coverage=Interval(600 / 620, 0.94, 0.99),
    ),
    limits=(
        Limit("sensitivity", "at least", 0.85, "interval"),
        Limit("specificity", "at least", 0.8, "value"),
        Limit("abstention", "at most", 0.1, "interval"),
    ),
    notice="Validated at Clinic 17 for research.",
)


# From before indeterminate images were told from those that the guard refused.
OLDER_RECORD = replace(
    RECORD,
    counts=ValidationCounts(60, 630, 30, (ClassCounts("normal", 35, 315, 15), ClassCounts("abnormal", 25, 315, 15))),
    metrics=replace(RECORD.metrics, coverage=None),
)


def record_for(bundle: ModelBundle, **changes: Any) -> SiteValidation:
    """The record, of this bundle."""
    return replace(RECORD, bundle=ValidatedBundle(bundle.id, bundle.manifest_sha256), **changes)


def signed(record: SiteValidation | bytes = RECORD, key: SigningKey = KEY) -> bytes:
    """The bytes of a signed record."""
    text = record if isinstance(record, bytes) else record.to_json()
    return join(key.sign(text), text)


def write_public_key(folder: Path, key: SigningKey = KEY, name: str = "clinic") -> Path:
    """Put the public half into a folder of trusted keys; returns the folder."""
    folder.mkdir(exist_ok=True)
    pem = key.trusted.public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    (folder / f"{name}.pub").write_bytes(mark(pem, key.purpose))
    return folder
