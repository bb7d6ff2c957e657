"""An exam's image as it leaves the device, and what is known of text burned into it.

Under a pseudonym it is black outside the ultrasound field and unchanged within: what looks like text there may be tissue, and a
person decides. Where no field is found, text cannot be told from tissue: then the image does not leave, and black stands for it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from edge_app.exams.export.origin_mark import above_a_line, marked
from edge_app.exams.export.text_review import BurnedInText
from edge_app.exams.records import ExamImage
from edge_app.records import GreyImage
from edge_app.scanner_screen import fields_if_found
from edge_app.scanner_screen.geometry import Field
from edge_app.scanner_screen.text import blank_outside, text_lines, words_inside

WITHHELD = "WITHHELD: no ultrasound field was found"


@dataclass(frozen=True)
class ExportedImage:
    """The pixels of an `ExamImage` as they leave the device."""

    pixels: GreyImage  # (h, w); the image's own places, and below it lines that say what it is
    text: BurnedInText
    unmarked: GreyImage  # the same without the line that says where it is from, for whoever says that in other words

    @property
    def may_show_text(self) -> bool:
        """Whether nobody can say that no text is burned in."""
        return self.text in (BurnedInText.POSSIBLE, BurnedInText.KEPT)


def redacted(image: ExamImage) -> ExportedImage:
    """The image under a pseudonym."""
    blanked, text = blanked_outside(image.finding.frame.pixels)
    return _exported(image, above_a_line(blanked, WITHHELD) if text is BurnedInText.WITHHELD else blanked, text)


def blanked_outside(pixels: GreyImage) -> tuple[GreyImage, BurnedInText]:
    """What of an image (h, w) may leave under a pseudonym, and what is known of text in it: all black where no field is found."""
    fields, text = fields_and_text(pixels)
    blanked = blank_outside(pixels, fields)
    blanked.setflags(write=False)
    return blanked, text


def fields_and_text(pixels: GreyImage) -> tuple[Sequence[Field], BurnedInText]:
    """The fields of an image (h, w), outside which nothing may leave under a pseudonym, and what is known of text in them."""
    lines = text_lines(pixels)
    fields = fields_if_found(pixels, lines)
    if not fields:
        return fields, BurnedInText.WITHHELD
    suspected = words_inside(lines, fields, pixels.shape)
    return fields, BurnedInText.POSSIBLE if suspected else BurnedInText.NONE_FOUND


def original(image: ExamImage) -> ExportedImage:
    """The image with identity: as it was taken."""
    return _exported(image, image.finding.frame.pixels, BurnedInText.KEPT)


def _exported(image: ExamImage, pixels: GreyImage, text: BurnedInText) -> ExportedImage:
    return ExportedImage(marked(pixels, image.finding.frame.origin), text, pixels)
