"""The key that signs the bundles of the tests: the same every time, and trusted by nobody else."""

from __future__ import annotations

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from quantize.packaging.keys import SigningKey

KEY = SigningKey(Ed25519PrivateKey.from_private_bytes(bytes(range(32))))
KEYS = (KEY.trusted,)  # whom the bundles of the tests are loaded with
