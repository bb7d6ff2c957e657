"""Small releases for the devices' system, in a folder with the key that they are signed with."""

from __future__ import annotations

from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from firmware_configs.release.target import Suite
from tests.support.releases import KEY, SmallRelease, public_key


class Releases:
    """What a workstation has to deploy."""

    def __init__(self, folder: Path, suite: Suite) -> None:
        """folder: is made. suite: whose Python the releases are for."""
        self.folder, self._python = folder, suite.python
        folder.mkdir()
        (folder / "test.pub").write_bytes(public_key())

    def write(
        self, version: str, ways: str = "", weight: int = 0, python: str | None = None, key: Ed25519PrivateKey = KEY
    ) -> Path:
        """The file of a release. ways, weight: as of SmallRelease. python: another one than the devices have."""
        return SmallRelease(version, ways, {"python": python or self._python}, weight).write(self.folder, key)
