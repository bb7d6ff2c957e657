"""An exam's clip as it leaves the device: each of its frames as an image would (`exported_image`).

Under a pseudonym a frame in which no field is found is black: the probe was lifted for a moment. A clip without any field is
withheld as an image is. What text it may show is known before anything of it is encoded; the frames follow one at a time.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from edge_app.exams.export.exported_image import WITHHELD, fields_and_text
from edge_app.exams.export.origin_mark import above_a_line, marked
from edge_app.exams.export.text_review import BurnedInText
from edge_app.exams.records import Clip
from edge_app.exams.store.rows import decode_png
from edge_app.records import GreyImage
from edge_app.scanner_screen.geometry import Field
from edge_app.scanner_screen.text import blank_outside


@dataclass(frozen=True)
class ExportedClip:
    """How the frames of a `Clip` leave the device."""

    clip: Clip  # read whole
    fields: tuple[tuple[Field, ...], ...] | None  # of each frame, outside which it is black; None: nothing is blanked
    text: BurnedInText
    still: GreyImage  # (h, w): one of the frames, to be looked at without a player

    @property
    def may_show_text(self) -> bool:
        """Whether nobody can say that no text is burned in."""
        return self.text in (BurnedInText.POSSIBLE, BurnedInText.KEPT)

    @property
    def black(self) -> int:
        """How many frames are black because no field was found in them."""
        return 0 if self.fields is None else self.fields.count(())

    def frames(self) -> Iterator[bytes]:
        """Each JPEG-LS without loss (ISO/IEC 14495-1), made when it is asked for."""
        if self.text is BurnedInText.WITHHELD:
            yield from (_jpeg_ls(self.still),) * len(self.clip.frames)
            return
        for number in range(len(self.clip.frames)):
            yield _jpeg_ls(_pixels(self.clip, self.fields, number))


def exported_clip(clip: Clip, pseudonymous: bool) -> ExportedClip:
    """A clip that was read whole. pseudonymous: black outside the field of each frame, unchanged within; else as it was taken."""
    assert clip.frames, "a clip that was not read whole"
    middle = len(clip.frames) // 2
    if not pseudonymous:
        return ExportedClip(clip, None, BurnedInText.KEPT, _pixels(clip, None, middle))
    found = [fields_and_text(decode_png(png)) for png in clip.frames]
    fields, texts = tuple(tuple(fields) for fields, _ in found), [text for _, text in found]
    shown = [number for number, of_frame in enumerate(fields) if of_frame]
    if not shown:
        still = marked(above_a_line(np.zeros((clip.height, clip.width), np.uint8), WITHHELD), clip.origin)
        return ExportedClip(clip, fields, BurnedInText.WITHHELD, still)
    # A black frame is no image withheld: it is one of many, and the others show what was examined.
    text = next(text for text in (BurnedInText.POSSIBLE, BurnedInText.NONE_FOUND) if text in texts)
    return ExportedClip(clip, fields, text, _pixels(clip, fields, min(shown, key=lambda number: abs(number - middle))))


def _pixels(clip: Clip, fields: tuple[tuple[Field, ...], ...] | None, number: int) -> GreyImage:
    """A frame as it leaves the device."""
    pixels = decode_png(clip.frames[number])
    return marked(pixels if fields is None else blank_outside(pixels, fields[number]), clip.origin)


def _jpeg_ls(pixels: GreyImage) -> bytes:
    # Here and not in the store, as it holds Python's lock: an export has a process of its own.
    import jpeg_ls

    return bytes(jpeg_ls.encode_array(np.ascontiguousarray(pixels)))
