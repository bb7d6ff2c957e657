"""Installing a release: verified, unpacked beside the others, read back, and then the candidate of the next start.

Nothing that runs is touched, and whatever ends it on the way (a power cut, a full disk), it can be run again: a release's folder
gets its name only once it is complete.
"""

from __future__ import annotations

import shutil
from pathlib import Path

from edge_app.errors import ReleaseError
from edge_app.release import state as states
from edge_app.release.archive import Archive, open_archive, verify
from edge_app.release.device import Device, refuse_old, refuse_unfit
from edge_app.release.layout import MANIFEST, PARTIAL, SIGNATURE, Layout
from edge_app.release.manifest import Manifest, parse
from edge_app.release.signature import ReleaseKey, read_keys
from edge_app.release.signature import verify as verify_signature
from edge_app.release.unpack import flush_disk, read_back, unpack
from edge_app.system.atomic_write import fsync_folder

RESERVE = 256 << 20  # bytes that stay free for exams
LOCK = ".installing"
_MARGIN = 1.1  # blocks and folders take more than their bytes


def check(
    layout: Layout,
    manifest: Path,
    signature: Path,
    device: Device,
    keys: tuple[ReleaseKey, ...],
    rollback: bool = False,
    file: int = 0,
) -> Manifest:
    """Whether the release of this manifest may be installed and has room, before its file is copied here.

    file: bytes of it that are still to be copied. Raises ReleaseError.
    """
    try:
        content, signed = manifest.read_bytes(), signature.read_bytes()
    except OSError as exc:
        raise ReleaseError(f"{exc.filename} cannot be read ({exc.strerror}); copy the release again") from exc
    verify_signature(content, signed, keys)
    found = parse(content)
    _refuse(layout, found, device, rollback, file)
    return found


def install(layout: Layout, file: Path, device: Device, rollback: bool = False) -> str:
    """Make a release's file the candidate of the next start; returns its version. Raises ReleaseError.

    rollback: it may be older than the device's floor if it was confirmed here before.
    """
    try:
        with states.locked(layout, LOCK, wait=False):
            archive = open_archive(file, read_keys(layout.keys))
            manifest = parse(archive.manifest)
            _refuse(layout, manifest, device, rollback)
            verify(archive)
            _unpack_whole(layout, archive, manifest)
            _make_candidate(layout, manifest.version)
    except BlockingIOError as exc:
        raise ReleaseError("another installation is running on this device; wait for its end") from exc
    except OSError as exc:
        raise ReleaseError(
            f"the release cannot be written to {layout.releases} ({exc.strerror or exc}); check the disk, then run this again"
        ) from exc
    return manifest.version


def remove_others(layout: Layout) -> None:
    """Remove the releases that can neither run nor be gone back to, and what an interrupted installation left. Raises OSError.

    Not while a release is being installed: what that is writing looks like a left-over.
    """
    try:
        with states.locked(layout, LOCK, wait=False):
            _remove_others(layout)
    except BlockingIOError:
        return


def _refuse(layout: Layout, manifest: Manifest, device: Device, rollback: bool, file: int = 0) -> None:
    refuse_unfit(manifest, device)
    refuse_old(manifest, states.read(layout), rollback)
    if _is_there(layout, manifest):
        return
    needed = int(manifest.unpacked_size * _MARGIN) + file + RESERVE
    there = next(folder for folder in (layout.releases, *layout.releases.parents) if folder.exists())
    if (free := shutil.disk_usage(there).free) < needed:
        raise ReleaseError(
            f"release {manifest.version} needs {needed >> 20} MB on {layout.data} and {free >> 20} MB are free; "
            "export and delete finished exams, or use a larger disk"
        )


def _unpack_whole(layout: Layout, archive: Archive, manifest: Manifest) -> None:
    """The release's folder, complete and as it should be. Raises ReleaseError, OSError."""
    tree, partial = layout.tree(manifest.version), layout.tree(manifest.version + PARTIAL)
    _refuse_other_contents(layout, archive, manifest.version)
    if _is_there(layout, manifest):
        try:
            read_back(manifest, tree)
            return
        except ReleaseError:
            if manifest.version == states.read(layout).selected:  # it may be running from there
                raise
    _remove_others(layout, manifest.version)
    try:
        unpack(archive, manifest, partial)
        flush_disk(partial)
        read_back(manifest, partial)
        partial.rename(tree)
    except BaseException:
        shutil.rmtree(partial, ignore_errors=True)  # its room may be what is lacking
        raise
    fsync_folder(layout.releases)


def _refuse_other_contents(layout: Layout, archive: Archive, named: str) -> None:
    """A version is one release: never another one in the place of what runs, or can be gone back to."""
    state = states.read(layout)
    here = layout.tree(named) / MANIFEST
    if named in (state.confirmed, state.previous, state.selected) and here.exists() and here.read_bytes() != archive.manifest:
        raise ReleaseError(f"another release {named} is installed here; give the new one a version of its own")


def _is_there(layout: Layout, manifest: Manifest) -> bool:
    return (layout.tree(manifest.version) / SIGNATURE).exists()


def _make_candidate(layout: Layout, version: str) -> None:
    with states.locked(layout):
        states.write(layout, states.with_candidate(states.read(layout), version))


def _remove_others(layout: Layout, candidate: str = "") -> None:
    state = states.read(layout)
    kept = {state.confirmed, state.candidate, state.previous, state.selected} - {None, candidate}
    for folder in (layout.releases, layout.cache):
        for path in sorted(folder.iterdir()) if folder.is_dir() else ():
            if path.name not in kept and path.is_dir() and not path.is_symlink():
                shutil.rmtree(path)
