"""What a person has to decide about an export under a pseudonym: which images may show text, and which were withheld."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum

from edge_app.exams.records import Exam, Site


class BurnedInText(str, Enum):
    """What is known of burned-in text in an image that leaves the device."""

    NONE_FOUND = "none found"  # outside the field all is black, and within nothing looks like words
    POSSIBLE = "possible"  # something within the field looks like words: a person has to look
    WITHHELD = "image withheld"  # no field was found, and black stands for the image
    KEPT = "kept"  # exported with identity: nothing was blanked or looked for


@dataclass(frozen=True)
class SiteImages:
    """Images of one site, by their numbers in the exam."""

    site: Site
    numbers: tuple[int, ...]

    def __str__(self) -> str:
        return f"{', '.join(map(str, self.numbers))} ({self.site.title})"


@dataclass(frozen=True)
class TextReview:
    """The result of an export: what of it a person has to look at."""

    possible: tuple[SiteImages, ...] = ()  # may show text inside the ultrasound
    withheld: tuple[SiteImages, ...] = ()  # no field was found; black stands for them
    sent: bool = True  # False: held back until somebody has looked at the images in `possible`

    def sentences(self, name: str) -> Iterator[str]:
        """For a terminal; name: of the exam."""
        if self.possible:
            where = _listed(self.possible)
            yield f"exam {name}: images that may show text inside the ultrasound, look at them before they leave: {where}"
        if self.withheld:
            where = _listed(self.withheld)
            yield f"exam {name}: images withheld (black), because no ultrasound field was found in them: {where}"


def review(exam: Exam, texts: Mapping[int, BurnedInText]) -> TextReview:
    """What to look at of an exam; texts: what is known of its images, by number."""
    return TextReview(_having(exam, texts, BurnedInText.POSSIBLE), _having(exam, texts, BurnedInText.WITHHELD))


def _having(exam: Exam, texts: Mapping[int, BurnedInText], text: BurnedInText) -> tuple[SiteImages, ...]:
    found: dict[Site, list[int]] = {}
    for image in exam.images:
        if texts[image.number] is text:
            found.setdefault(image.site, []).append(image.number)
    return tuple(SiteImages(site, tuple(numbers)) for site, numbers in found.items())


def _listed(sites: tuple[SiteImages, ...]) -> str:
    return "; ".join(map(str, sites))
