"""Finds the reader of a recording by what its file holds."""

from __future__ import annotations

import stat
from collections.abc import Callable
from pathlib import Path

from edge_app.emg.readers.edf import is_edf, read_edf
from edge_app.emg.readers.page import read_page
from edge_app.emg.readers.read_as import ReadAs
from edge_app.emg.readers.text import is_text, read_text
from edge_app.emg.readers.wav import is_wav, read_wav
from edge_app.emg.trace import Trace
from edge_app.errors import EmgError
from edge_app.records import GreyImage

PageReader = Callable[[Path], GreyImage | None]  # the image that a file holds; None: it is no image. May raise an EdgeError


def read_recording(path: Path, read_as: ReadAs, page_of: PageReader) -> Trace:
    """One channel of a WAV, EDF, BDF, a text export or a page. Raises EmgError, or what `page_of` raises.

    page_of: reads images. It is the readers' of ultrasound, which lie above this room.
    """
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            raise EmgError(f"{path}: is no file; name a recording")
        with path.open("rb") as file:
            head = file.read(512)
        if not head:
            raise EmgError(f"{path}: the file is empty; copy it again")
        if is_wav(head):
            return read_wav(path, read_as)
        if is_edf(head):
            return read_edf(path, read_as)
        if head.startswith(b"%PDF"):
            raise EmgError(f"{path}: a PDF is not read; save the page with the traces as PNG")
        pixels = page_of(path)
        if pixels is not None:
            return read_page(pixels, path, read_as)
        if is_text(head):
            return read_text(path, read_as)
    except OSError as exc:
        raise EmgError(f"{path}: cannot be read ({exc.strerror})") from exc
    raise EmgError(
        f"{path}: is no needle EMG recording that is read; export it as WAV, EDF, BDF or text, or save its page as PNG"
    )
