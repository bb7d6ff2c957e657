"""Bundles altered and signed again, as their author could, and how the loader refuses them."""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path
from typing import Any

import pytest

from edge_app.bundle.loader import MANIFEST, SIGNATURE, load_bundle
from edge_app.errors import BundleError
from tests.support.signing import KEY, KEYS


def refusal(folder: Path) -> str:
    with pytest.raises(BundleError) as caught:
        load_bundle(folder, KEYS)
    assert_one_sentence(str(caught.value))
    return str(caught.value)


def assert_one_sentence(message: str) -> None:
    own = re.sub('"[^"]*"', '""', message)  # a key that somebody else wrote may hold anything
    assert "\n" not in message and ". " not in own and len(message) < 400, message


def document(folder: Path) -> dict[str, Any]:
    content: dict[str, Any] = json.loads((folder / MANIFEST).read_text())
    return content


def store(folder: Path, content: object) -> None:
    write_manifest(folder, json.dumps(content).encode())


def write_manifest(folder: Path, text: bytes) -> None:
    """Put another manifest in a bundle and sign it, as its author could."""
    (folder / MANIFEST).write_bytes(text)
    (folder / SIGNATURE).write_bytes(KEY.sign(text))


def replace_file(folder: Path, name: str, data: bytes) -> None:
    """Put other bytes in a bundle, list them in the manifest and sign it, as its author could."""
    (folder / name).write_bytes(data)
    content = document(folder)
    content["files"][name] = hashlib.sha256(data).hexdigest()
    store(folder, content)
