"""Writing a model bundle, so that `edge_app.bundle.loader` accepts it and nothing half-written can be taken for one."""

from __future__ import annotations

import dataclasses
import hashlib
import io
import shutil
import tempfile
from pathlib import Path

import numpy as np
import numpy.typing as npt

from edge_app.bundle.loader import (
    FINE,
    GOLDEN,
    GUARD,
    GUARD_GOLDEN,
    HEAD,
    MANIFEST,
    SIGNATURE,
    BundleContent,
    ModelBundle,
    check_bundle,
)
from edge_app.errors import BundleError, ExportError
from edge_app.system.atomic_write import fsync_folder, fsync_tree
from quantize.packaging.keys import SigningKey


def read_bundle(folder: Path, *, read_guard: bool = True) -> ModelBundle:
    """A bundle on its maker's workstation, signed or not: complete, but not yet trusted by anybody.

    The appliance has no way to load a bundle without a signature. Here it is signed with a throwaway key.
    read_guard: False leaves a guard unread that is to be replaced; it may be of numbers that are no longer measured.
    Raises BundleError when anything in it is missing, altered, foreign or malformed.
    """
    path = folder / MANIFEST
    try:
        text = path.read_bytes()
    except OSError as exc:
        raise BundleError(f"{path} cannot be read ({exc.strerror}); name the folder of a bundle") from exc
    throwaway = SigningKey.generate()
    return check_bundle(folder, text, throwaway.sign(text), (throwaway.trusted,), read_guard=read_guard)


def write_bundle(folder: Path, content: BundleContent, key: SigningKey | None = None) -> None:
    """Write a bundle and read it back. An earlier bundle of the same name is replaced, completely or not at all.

    content: a bundle that was read is one as well, so that what is not replaced in it is kept; `manifest.files` is filled in
    here. key: signs the bundle; None leaves it unsigned, to be signed elsewhere. Raises ExportError when `folder` holds
    something that is no bundle, or when the disk refuses; BundleError when the bundle would not be accepted.
    """
    files = {precision.file: graph for precision, graph in content.graphs.items()}
    files[HEAD] = _archive(weight=content.weight, bias=content.bias)
    golden = content.golden
    own = golden.int8_litert
    litert = {"int8_litert_logits": own.logits, "int8_litert_maps": own.maps} if own else {}
    fine_maps = {"fp32_fine_maps": golden.fine.fp32, "int8_fine_maps": golden.fine.int8} if golden.fine else {}
    if content.fine is not None:
        files[FINE] = content.fine
    if content.texture is not None:
        files[GUARD] = content.texture.to_npz()
    if content.texture_golden is not None:
        files[GUARD_GOLDEN] = content.texture_golden.to_npz()
    files[GOLDEN] = _archive(
        images=golden.images,
        fp32_logits=golden.fp32.logits,
        fp32_maps=golden.fp32.maps,
        int8_logits=golden.int8.logits,
        int8_maps=golden.int8.maps,
        **litert,
        **fine_maps,
    )
    digests = {name: hashlib.sha256(data).hexdigest() for name, data in sorted(files.items())}
    files[MANIFEST] = dataclasses.replace(content.manifest, files=digests).to_json()
    if key is not None:
        files[SIGNATURE] = key.sign(files[MANIFEST])
    if folder.exists() and not (folder / MANIFEST).is_file() and (not folder.is_dir() or any(folder.iterdir())):
        raise ExportError(f"{folder} exists and is not a model bundle; name another folder with --out")
    try:
        _replace(folder, files)
    except OSError as exc:
        raise ExportError(f"the bundle cannot be written to {folder} ({exc.strerror}); check space and permissions") from exc


def _replace(folder: Path, files: dict[str, bytes]) -> None:
    """Write into a temporary folder beside the target, check it, and put it in the target's place."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix=f".{folder.name}.") as scratch:
        fresh, stale = Path(scratch) / "fresh", Path(scratch) / "stale"
        fresh.mkdir()
        for name, data in files.items():
            (fresh / name).write_bytes(data)
        fsync_tree(fresh)
        read_bundle(fresh)
        if folder.exists():
            folder.rename(stale)  # a folder with files in it cannot be overwritten by a rename
        try:
            fresh.rename(folder)
        except OSError:
            if stale.exists():
                shutil.move(stale, folder)
            raise
        fsync_folder(folder.parent)


def _archive(**arrays: npt.NDArray[np.generic]) -> bytes:
    """Arrays as the bytes of an .npz file."""
    buffer = io.BytesIO()
    np.savez_compressed(buffer, allow_pickle=False, **arrays)
    return buffer.getvalue()
