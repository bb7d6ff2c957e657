"""Reads arrays out of the bytes of an .npz file, trusting nothing in it: no pickles, no sizes that the file does not hold."""

from __future__ import annotations

import io
import math
import zipfile
import zlib

import numpy as np
import numpy.typing as npt

from edge_app.errors import BundleError

MAX_BYTES = 64 * 2**20  # of all arrays together, unpacked; a guard's file has 2 MB
REMEDY = "install the bundle again"
_KINDS = tuple(np.dtype(kind) for kind in (np.float32, np.float64, np.int32, np.uint8))


class ArrayFile:
    """The arrays of an .npz file in memory."""

    def __init__(self, data: bytes, name: str, remedy: str = REMEDY) -> None:
        """data: the file's bytes. name: of the file, and remedy, for errors. Raises BundleError if it is none, or damaged."""
        self.name, self.remedy = name, remedy
        try:
            with zipfile.ZipFile(io.BytesIO(data)) as archive:
                if sum(entry.file_size for entry in archive.infolist()) > MAX_BYTES:
                    raise BundleError(f'"{name}" unpacks to more than {MAX_BYTES >> 20} MB and cannot be right; {remedy}')
                self._arrays = {entry.filename: _array(archive.read(entry)) for entry in archive.infolist()}
        # RuntimeError: an entry marked as encrypted; NotImplementedError: an unknown compression; SyntaxError: a header's text
        except (
            ValueError,
            KeyError,
            TypeError,
            OSError,
            EOFError,
            RuntimeError,
            SyntaxError,
            zipfile.BadZipFile,
            zlib.error,
        ) as exc:
            raise BundleError(f'"{name}" is damaged or not a file of arrays; {remedy}') from exc

    def get(self, key: str, kind: type[np.generic], *shape: int) -> npt.NDArray[np.generic]:
        """The array `key`, of finite numbers of this kind; -1 in `shape` is any length of at least 1. Raises BundleError."""
        array = self._arrays.get(f"{key}.npy")
        if array is None:
            raise BundleError(f'"{self.name}" does not hold the array "{key}"; {self.remedy}')
        fits = array.ndim == len(shape) and all(
            n == wanted or (wanted < 0 and n > 0) for n, wanted in zip(array.shape, shape, strict=True)
        )
        if array.dtype != kind or not fits:
            raise BundleError(
                f'"{self.name}": "{key}" is {array.shape} {array.dtype}, which does not fit the rest; {self.remedy}'
            )
        if array.dtype.kind == "f" and not np.isfinite(array).all():
            raise BundleError(f'"{self.name}": "{key}" holds a value that is not a finite number; {self.remedy}')
        return array


def _array(data: bytes) -> npt.NDArray[np.generic]:
    """One .npy file. numpy's own reader allocates what the header claims; this one looks first. Raises ValueError."""
    file = io.BytesIO(data)
    if np.lib.format.read_magic(file) != (1, 0):
        raise ValueError("an .npy file of another version")
    shape, fortran, kind = np.lib.format.read_array_header_1_0(file)
    if kind not in _KINDS or fortran or min(shape, default=1) < 0:
        raise ValueError("an array of another kind")
    if len(data) - file.tell() != math.prod(shape) * kind.itemsize:
        raise ValueError("more or fewer numbers than the header says")
    return np.frombuffer(data, kind, offset=file.tell()).reshape(shape)
