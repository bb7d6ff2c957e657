"""Where things are on a device. Every path begins at one root, which is a folder in tests."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

MANIFEST, SIGNATURE, PROGRAM, BILL, TREE = "manifest.json", "manifest.sig", "release.pyz", "bom.cdx.json", "tree.tar.zst"
PARTIAL = ".partial"  # end of the name of a release's folder that is not complete


@dataclass(frozen=True)
class Layout:
    """The paths below one root."""

    root: Path = Path("/")

    @property
    def data(self) -> Path:
        """The data partition: all that outlives a restart."""
        return self.root / "var/lib/edge-app"

    @property
    def partition(self) -> Path:
        """The partition that `data` is meant to be, by its label."""
        return self.root / "dev/disk/by-label/edge-data"

    @property
    def releases(self) -> Path:
        """A folder for each release that is unpacked."""
        return self.data / "releases"

    def tree(self, version: str) -> Path:
        """The folder of one release, which is never changed once it is there."""
        return self.releases / version

    @property
    def current(self) -> Path:
        """The link to the confirmed release."""
        return self.releases / "current"

    @property
    def state(self) -> Path:
        return self.releases / "state.json"

    @property
    def program(self) -> Path:
        """release.pyz of the newest release that was confirmed here; at first, that of the first one."""
        return self.releases / PROGRAM

    @property
    def cache(self) -> Path:
        """A folder for each release's compiled modules."""
        return self.data / "cache"

    @property
    def incoming(self) -> Path:
        """What is being sent to the device."""
        return self.data / "incoming"

    @property
    def site(self) -> Path:
        """The clinic's own settings, which no release changes."""
        return self.data / "config/site.toml"

    @property
    def exams(self) -> Path:
        return self.data / "exams"

    @property
    def selected(self) -> Path:
        """The link to the release that was chosen for this start, in memory: a disk that cannot be written stops no start."""
        return self.root / "run/edge-app-release"

    @property
    def fell_back(self) -> Path:
        """The note that the previous release was put in place because the kiosk could not be started; goes with the power."""
        return self.root / "run/edge-app-fallback"

    @property
    def keys(self) -> Path:
        """Public keys whose releases the device accepts."""
        return self.root / "etc/edge-app/release-keys"

    @property
    def board(self) -> Path:
        """The file that names the board, where somebody has named it."""
        return self.root / "etc/edge-app/board"

    @property
    def programs(self) -> Path:
        """What systemd starts. release.pyz in there is a link to `program`: this folder cannot be written later."""
        return self.root / "usr/lib/edge-app"

    @property
    def lower(self) -> Path:
        """The root that the next start begins with, where overlayroot lies over it."""
        return self.root / "media/root-ro"

    @property
    def overlayroot(self) -> Path:
        """What has the root put back at every start."""
        return self.root / "etc/overlayroot.local.conf"

    @property
    def processes(self) -> Path:
        return self.root / "proc"
