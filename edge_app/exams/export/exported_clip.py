"""An exam's clip as it leaves the device: each of its frames as an image would (`exported_image`), decoded one at a time.

Under a pseudonym a frame in which no field is found is black: the probe was lifted for a moment. A clip without any field is
withheld as an image is.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from edge_app.exams.export.exported_image import WITHHELD, blanked_outside
from edge_app.exams.export.origin_mark import above_a_line, marked
from edge_app.exams.export.text_review import BurnedInText
from edge_app.exams.records import Clip
from edge_app.exams.store.rows import decode_png
from edge_app.records import GreyImage


@dataclass(frozen=True)
class ExportedClip:
    """The frames of a `Clip` as they leave the device."""

    frames: tuple[bytes, ...]  # each JPEG-LS without loss (ISO/IEC 14495-1)
    text: BurnedInText
    black: int  # how many frames are black because no field was found in them
    still: GreyImage  # (h, w): one of the frames, to be looked at without a player

    @property
    def may_show_text(self) -> bool:
        """Whether nobody can say that no text is burned in."""
        return self.text in (BurnedInText.POSSIBLE, BurnedInText.KEPT)


def exported_clip(clip: Clip, pseudonymous: bool) -> ExportedClip:
    """A clip that was read whole. pseudonymous: black outside the field of each frame, unchanged within; else as it was taken."""
    encoded: list[bytes] = []
    texts: list[BurnedInText] = []
    still, distance = None, len(clip.frames)
    for number, png in enumerate(clip.frames):
        pixels, text = decode_png(png), BurnedInText.KEPT
        if pseudonymous:
            pixels, text = blanked_outside(pixels)
        pixels = marked(pixels, clip.origin)
        encoded.append(_jpeg_ls(pixels))
        texts.append(text)
        from_middle = abs(number - len(clip.frames) // 2)
        if still is None or (text is not BurnedInText.WITHHELD and from_middle < distance):
            still, distance = pixels, from_middle
    assert still is not None, "a clip that was not read whole"
    black = texts.count(BurnedInText.WITHHELD)
    if black == len(texts):
        still = marked(above_a_line(np.zeros((clip.height, clip.width), np.uint8), WITHHELD), clip.origin)
        return ExportedClip((_jpeg_ls(still),) * black, BurnedInText.WITHHELD, black, still)
    # A black frame is no image withheld: it is one of many, and the others show what was examined.
    text = next(text for text in (BurnedInText.KEPT, BurnedInText.POSSIBLE, BurnedInText.NONE_FOUND) if text in texts)
    return ExportedClip(tuple(encoded), text, black, still)


def _jpeg_ls(pixels: GreyImage) -> bytes:
    # Here and not in the store, as it holds Python's lock: an export has a process of its own.
    import jpeg_ls

    return bytes(jpeg_ls.encode_array(np.ascontiguousarray(pixels)))
