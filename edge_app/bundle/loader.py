"""A model bundle: everything the appliance needs of one trained network, in one folder, verified before use.

manifest.json   what it is, with the SHA-256 of every other file         (edge_app.bundle.manifest)
manifest.sig    who signed it: Ed25519 over manifest.json                (edge_app.bundle.signature)
fp32.onnx       graph in float: image uint8 (1, 1, 224, 224) -> logits (1, L), features (1, 1024, 7, 7);
                L is 2, or what the manifest's classes ask for
int8.onnx       the same, quantised
int8.tflite     optional, quantised for LiteRT: (1, 226, 226, 2) -> logits (1, L), features (1, 7, 7, 1024)
fine.onnx       optional, the finer heatmap: "early" (1, 112, 14, 14) and features -> "cam" (1, 14, 14), in float;
                fp32.onnx and int8.onnx then have the third output "early"
head.npz        weight (L, K), bias (L,) of the linear layer, for Grad-CAM
golden.npz      images with their reference outputs, for `edge-app doctor`
guard.npz         optional, the guard's texture model (edge_app.guard.texture_model), and
guard_golden.npz  crops with the scores it must give, for `edge-app doctor`
"""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from edge_app.bundle.manifest import Manifest, parse_manifest
from edge_app.bundle.signature import TrustedKey, verify
from edge_app.bundle.trusted_keys import trusted_keys
from edge_app.errors import BundleError
from edge_app.guard.texture_golden import GOLDEN_FILE, TextureGolden
from edge_app.guard.texture_model import MODEL_FILE, TextureModel
from edge_app.records import FloatMap, Label
from edge_app.system.bounded_read import read_bounded

_IN_PACKAGE = Path(__file__).resolve().parents[1] / "bundles" / "nmd-assistnet-phantom"
_IN_RELEASE = _IN_PACKAGE.parents[3] / "bundle"  # beside site-packages; see firmware_configs/release/tree.py
DEFAULT_BUNDLE = _IN_PACKAGE if _IN_PACKAGE.is_dir() else _IN_RELEASE
MANIFEST = "manifest.json"
SIGNATURE = "manifest.sig"
HEAD = "head.npz"
GOLDEN = "golden.npz"
FINE = "fine.onnx"
GUARD, GUARD_GOLDEN = MODEL_FILE, GOLDEN_FILE
MAX_FILE_BYTES = 256 * 2**20  # bytes; a bundle is 13 to 22 MB, and an appliance has little memory
REMEDY = "install the bundle again"


class Precision(str, Enum):
    """Selects one of a bundle's graphs."""

    FP32 = "fp32"
    INT8 = "int8"
    INT8_LITERT = "int8_litert"  # not in every bundle

    @property
    def file(self) -> str:
        return "int8.tflite" if self is Precision.INT8_LITERT else f"{self.value}.onnx"


ONNX = (Precision.FP32, Precision.INT8)
FILES = frozenset({HEAD, GOLDEN, *(precision.file for precision in ONNX)})  # of every bundle


@dataclass(frozen=True)
class Reference:
    """A graph's reference outputs on the golden images."""

    logits: FloatMap  # (N, L)
    maps: FloatMap  # (N, h, w) raw Grad-CAM of "abnormal"


@dataclass(frozen=True)
class FineMaps:
    """Reference outputs of the fine heatmap's graph on the golden images: raw Grad-CAM of "abnormal"."""

    fp32: FloatMap  # (N, 14, 14) by autograd on the trained network in torch
    int8: FloatMap  # (N, 14, 14) after the INT8 graph on the reference engine


@dataclass(frozen=True)
class GoldenVectors:
    """Images with the reference outputs that the graphs must reproduce."""

    images: npt.NDArray[np.uint8]  # (N, S, S) preprocessed
    fp32: Reference  # of the trained network in torch
    int8: Reference  # of the INT8 graph on the reference engine
    int8_litert: Reference | None = None  # of the LiteRT graph on LiteRT, if the bundle has one
    fine: FineMaps | None = None  # if the bundle has the fine heatmap's graph


@dataclass(frozen=True)
class BundleContent:
    """What a bundle holds."""

    manifest: Manifest
    graphs: dict[Precision, bytes]
    weight: FloatMap  # (L, K) of the linear layer
    bias: FloatMap  # (L,)
    golden: GoldenVectors
    fine: bytes | None = None  # the fine heatmap's graph
    texture: TextureModel | None = None  # the guard's, where the manifest describes one
    texture_golden: TextureGolden | None = None  # its reference answers; there if the model is


@dataclass(frozen=True, kw_only=True)
class ModelBundle(BundleContent):
    """A bundle in memory, every byte of it verified."""

    id: str  # name and short hash of the manifest, which holds the hashes of all other files
    manifest_sha256: str  # of the exact bytes of manifest.json, hexadecimal
    signed_by: TrustedKey

    @property
    def abnormal_weights(self) -> FloatMap:
        """(K,) the row of the linear layer for "abnormal", of a bundle that describes no classes."""
        row: FloatMap = self.weight[self.manifest.labels.index(Label.ABNORMAL.value)]
        return row

    def heat_row(self, logits: FloatMap, of: str | None = None) -> FloatMap:
        """(K,) what Grad-CAM of a label weighs an image's features with; logits: the image's. None: of "abnormal"."""
        scheme = self.manifest.scheme
        if of is None:
            return self.abnormal_weights if scheme is None else scheme.abnormal_row(self.weight, logits)
        rows = self.weight if scheme is None else scheme.class_rows(self.weight)
        row: FloatMap = rows[self.manifest.labels.index(of)]
        return row


def load_bundle(folder: Path, keys: Iterable[TrustedKey] | None = None) -> ModelBundle:
    """Read and verify a bundle. keys: the keys accepted; None: those that this device trusts.

    Raises BundleError when the bundle is unsigned or signed by another key, or when a file is missing, altered, malformed
    or not listed in the manifest; ConfigError when the device's keys cannot be read.
    """
    text = _read(folder, MANIFEST)
    unsigned = f"it is not signed, so sign it with `python -m quantize sign {folder} --key KEY` or install a signed one"
    signature = _read(folder, SIGNATURE, remedy=unsigned)
    return check_bundle(folder, text, signature, trusted_keys() if keys is None else keys)


def check_bundle(
    folder: Path, text: bytes, signature: bytes, keys: Iterable[TrustedKey], *, read_guard: bool = True
) -> ModelBundle:
    """`load_bundle` with the manifest and signature given, so that a bundle can be checked before its signature is written.

    read_guard: False leaves the texture model unread, because another one will take its place.
    Nothing is parsed before its signature or hash has been verified. Each file is read once, and the bytes that were
    verified are the bytes that are used.
    """
    signed_by = verify(text, signature, keys)
    manifest = parse_manifest(text)
    if missing := sorted(FILES - manifest.files.keys()):
        raise BundleError(f'manifest.json in {folder} does not list "{missing[0]}"; {REMEDY}')
    if foreign := sorted(_names(folder) - manifest.files.keys() - {MANIFEST, SIGNATURE}):
        raise BundleError(f'"{foreign[0]}" in {folder} does not belong to the bundle; remove it or {REMEDY}')
    if (Precision.INT8_LITERT.file in manifest.files) != (manifest.litert is not None):
        raise BundleError(f"manifest.json in {folder} describes a LiteRT graph or lists its file, but not both; {REMEDY}")
    if (FINE in manifest.files) != (manifest.fine is not None):
        raise BundleError(f"manifest.json in {folder} describes a fine heatmap or lists its file, but not both; {REMEDY}")
    if {name in manifest.files for name in (GUARD, GUARD_GOLDEN)} != {manifest.guard is not None}:
        raise BundleError(f"manifest.json in {folder} describes a guard or lists its two files, but not all of these; {REMEDY}")
    content = {name: _read(folder, name) for name in sorted(manifest.files)}
    for name, data in content.items():
        if hashlib.sha256(data).hexdigest() != manifest.files[name]:
            raise BundleError(f'"{name}" in {folder} was altered after the bundle was made; {REMEDY}')
    weight, bias, golden = _arrays(content, manifest)
    digest = hashlib.sha256(text).hexdigest()
    return ModelBundle(
        id=f"{manifest.name} {digest[:8]}",
        manifest_sha256=digest,
        signed_by=signed_by,
        manifest=manifest,
        graphs={precision: content[precision.file] for precision in Precision if precision.file in content},
        weight=weight,
        bias=bias,
        golden=golden,
        fine=content.get(FINE),
        texture=TextureModel.from_npz(content[GUARD]) if manifest.guard and read_guard else None,
        texture_golden=TextureGolden.from_npz(content[GUARD_GOLDEN]) if manifest.guard and read_guard else None,
    )


def _names(folder: Path) -> set[str]:
    try:
        return {entry.name for entry in folder.iterdir()}
    except OSError as exc:
        raise BundleError(f"the bundle {folder} cannot be listed ({exc.strerror}); check the permissions or {REMEDY}") from exc


def _read(folder: Path, name: str, remedy: str = REMEDY) -> bytes:
    if not folder.is_dir():
        raise BundleError(f"there is no model bundle at {folder}; give the folder of one with --bundle")
    return read_bounded(folder / name, MAX_FILE_BYTES, "part of a bundle", BundleError, remedy)


def _arrays(content: dict[str, bytes], manifest: Manifest) -> tuple[FloatMap, FloatMap, GoldenVectors]:
    """The linear layer and the golden vectors, with their shapes checked against each other."""
    weight = _array(content, HEAD, "weight", np.float32, 2)
    bias = _array(content, HEAD, "bias", np.float32, 1)
    images = _array(content, GOLDEN, "images", np.uint8, 3)
    references = {
        precision.value: Reference(
            logits=_array(content, GOLDEN, f"{precision.value}_logits", np.float32, 2),
            maps=_array(content, GOLDEN, f"{precision.value}_maps", np.float32, 3),
        )
        for precision in Precision
        if precision.file in content
    }
    count, side, outputs = images.shape[0], manifest.preprocessing.size, manifest.outputs
    numbers = [weight, bias, *(part for one in references.values() for part in (one.logits, one.maps))]
    if not all(np.isfinite(part).all() for part in numbers):
        raise BundleError(f'"{HEAD}" or "{GOLDEN}" holds what is not a number; {REMEDY}')
    if weight.shape[0] != outputs or bias.shape != (outputs,):
        raise BundleError(f'"{HEAD}" does not hold a linear layer to {outputs} logits; {REMEDY}')
    maps = (count, *references[Precision.FP32.value].maps.shape[1:])
    fits = all(reference.logits.shape == (count, outputs) and reference.maps.shape == maps for reference in references.values())
    if count < 1 or images.shape[1:] != (side, side) or not fits:
        raise BundleError(f'"{GOLDEN}" does not hold one reference for each image of {side} x {side}; {REMEDY}')
    return weight, bias, GoldenVectors(images, **references, fine=_fine_maps(content, count) if manifest.fine else None)


def _fine_maps(content: dict[str, bytes], count: int) -> FineMaps:
    fine = FineMaps(*(_array(content, GOLDEN, f"{name}_fine_maps", np.float32, 3) for name in ("fp32", "int8")))
    if fine.fp32.shape != fine.int8.shape or len(fine.fp32) != count:
        raise BundleError(f'"{GOLDEN}" does not hold one fine map for each image; {REMEDY}')
    return fine


def _array(content: dict[str, bytes], file: str, key: str, kind: type[np.generic], dimensions: int) -> npt.NDArray[Any]:
    try:
        with np.load(io.BytesIO(content[file]), allow_pickle=False) as archive:
            array: npt.NDArray[Any] = archive[key]
    except (KeyError, ValueError, OSError, EOFError, zipfile.BadZipFile) as exc:
        raise BundleError(f'"{file}" does not hold the array "{key}"; {REMEDY}') from exc
    if array.dtype != kind or array.ndim != dimensions:
        raise BundleError(f'"{file}": "{key}" is {array.ndim}-dimensional {array.dtype}; {REMEDY}')
    return array
