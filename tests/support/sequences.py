"""MetaImage, NRRD and NIfTI sequences as PLUS, 3D Slicer and ITK write them."""

from __future__ import annotations

import gzip
import struct
import zlib
from pathlib import Path

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.generic]
TIMES = [12.5, 12.54, 12.58, 12.7]  # s, of the frames of `plus_fields`

_META = {"|u1": "MET_UCHAR", "<u2": "MET_USHORT", "<i2": "MET_SHORT", "<f4": "MET_FLOAT", ">u2": "MET_USHORT"}
_NRRD = {"|u1": "uint8", "<u2": "uint16", "<i2": "int16", "<f4": "float", ">u2": "uint16"}
_NIFTI = {"|u1": 2, "<u2": 512, "<i2": 4, "<f4": 16, ">u2": 512}


def plus_fields(equals: str, status: str, invalid: int | None = None) -> str:
    """What PLUS says of each frame. equals: between a field and its value; status: its word for it; invalid: a frame's number."""
    lines = []
    for i, time in enumerate(TIMES):
        lines += [f"Seq_Frame{i:04d}_ProbeToTrackerTransform{equals}1 0 0 0 0 1 0 0 0 0 1 0 0 0 0 1"]
        lines += [f"Seq_Frame{i:04d}_Timestamp{equals}{time}"]
        lines += [f"Seq_Frame{i:04d}_{status}{equals}{'INVALID' if i == invalid else 'OK'}"]
    return "\n".join(lines) + "\n"


def metaimage(path: Path, frames: Array, spacing: tuple[float, float], extra: str = "") -> None:
    """Frames (N, H, W) or (N, H, W, 3); compressed where the name begins with "packed". spacing: mm, across and down."""
    big, packed = frames.dtype.str.startswith(">"), path.name.startswith("packed")
    data = zlib.compress(frames.tobytes()) if packed else frames.tobytes()
    beside = path.with_suffix(".zraw" if packed else ".raw")
    channels = frames.shape[3] if frames.ndim == 4 else 1
    header = (
        f"ObjectType = Image\nNDims = 3\nBinaryData = True\nBinaryDataByteOrderMSB = {big}\nCompressedData = {packed}\n"
        f"TransformMatrix = 1 0 0 0 1 0 0 0 1\nDimSize = {frames.shape[2]} {frames.shape[1]} {frames.shape[0]}\n"
        f"ElementSpacing = {spacing[0]} {spacing[1]} 1\nElementNumberOfChannels = {channels}\n"
        f"ElementType = {_META[frames.dtype.str]}\n{extra}"
        f"ElementDataFile = {'LOCAL' if path.suffix == '.mha' else beside.name}\n"
    ).encode()
    path.write_bytes(header + data if path.suffix == ".mha" else header)
    if path.suffix == ".mhd":
        beside.write_bytes(data)


def nrrd(path: Path, frames: Array, spacing: tuple[float, float], extra: str = "") -> None:
    """As `metaimage`."""
    packed = path.name.startswith("packed")
    data = gzip.compress(frames.tobytes()) if packed else frames.tobytes()
    beside = path.with_suffix(".raw.gz" if packed else ".raw")
    colour = frames.ndim == 4
    header = (
        f"NRRD0004\n# Complete NRRD file format specification at:\ntype: {_NRRD[frames.dtype.str]}\ndimension: {3 + colour}\n"
        f"space dimension: 2\nsizes: {'3 ' * colour}{frames.shape[2]} {frames.shape[1]} {frames.shape[0]}\n"
        f"space directions: {'none ' * colour}({spacing[0]},0) (0,{spacing[1]}) none\n"
        f"kinds: {'RGB-color ' * colour}domain domain list\nendian: {'big' if frames.dtype.str[0] == '>' else 'little'}\n"
        f"encoding: {'gzip' if packed else 'raw'}\n{extra}" + (f"data file: {beside.name}\n" if path.suffix == ".nhdr" else "\n")
    ).encode()
    path.write_bytes(header + data if path.suffix == ".nrrd" else header)
    if path.suffix == ".nhdr":
        beside.write_bytes(data)


def nifti(path: Path, frames: Array, spacing: tuple[float, float], step_ms: float = 0.0) -> None:
    """As `metaimage`; compressed where the name ends with .gz. step_ms: from one frame to the next."""
    order = ">" if frames.dtype.str[0] == ">" else "<"
    header = bytearray(352)
    struct.pack_into(order + "i", header, 0, 348)
    sizes = (4, frames.shape[2], frames.shape[1], 1, frames.shape[0], 1, 1, 1)
    struct.pack_into(order + "8h", header, 40, *sizes)
    struct.pack_into(order + "hh", header, 70, 128 if frames.ndim == 4 else _NIFTI[frames.dtype.str], 8 * frames.itemsize)
    struct.pack_into(order + "8f", header, 76, 1, *spacing, 1, step_ms, 0, 0, 0)
    struct.pack_into(order + "f", header, 108, 352)
    header[123], header[344:348] = 2 | 16, b"n+1\0"
    content = bytes(header) + frames.tobytes()
    path.write_bytes(gzip.compress(content) if path.suffix == ".gz" else content)
