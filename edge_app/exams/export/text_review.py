"""What a person has to decide about an export under a pseudonym: which images may show text, and which were withheld."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import Enum

from edge_app.exams.records import Clip, Exam, ExamImage, Site


class BurnedInText(str, Enum):
    """What is known of burned-in text in an image that leaves the device."""

    NONE_FOUND = "none found"  # outside the field all is black, and within nothing looks like words
    POSSIBLE = "possible"  # something within the field looks like words: a person has to look
    WITHHELD = "image withheld"  # no field was found, and black stands for the image
    KEPT = "kept"  # exported with identity: nothing was blanked or looked for


@dataclass(frozen=True)
class SiteImages:
    """Images, or clips, of one site, by their numbers in the exam."""

    site: Site
    numbers: tuple[int, ...]

    def __str__(self) -> str:
        return f"{', '.join(map(str, self.numbers))} ({self.site.title})"


@dataclass(frozen=True)
class TextReview:
    """The result of an export: what of it a person has to look at."""

    possible: tuple[SiteImages, ...] = ()  # may show text inside the ultrasound
    withheld: tuple[SiteImages, ...] = ()  # no field was found; black stands for them
    possible_clips: tuple[SiteImages, ...] = ()
    withheld_clips: tuple[SiteImages, ...] = ()
    sent: bool = True  # False: held back until somebody has looked at what may show text

    @property
    def may_show_text(self) -> bool:
        return bool(self.possible or self.possible_clips)

    @property
    def says_nothing(self) -> bool:
        """Whether nobody has to look at anything, and all has left."""
        return not (self.possible or self.withheld or self.possible_clips or self.withheld_clips)

    def sentences(self, name: str) -> Iterator[str]:
        """For a terminal; name: of the exam."""
        for what, possible, withheld in (
            ("images", self.possible, self.withheld),
            ("clips", self.possible_clips, self.withheld_clips),
        ):
            if possible:
                where = _listed(possible)
                yield f"exam {name}: {what} that may show text inside the ultrasound, look at them before they leave: {where}"
            if withheld:
                where = _listed(withheld)
                yield f"exam {name}: {what} withheld (black), because no ultrasound field was found in them: {where}"


def review(exam: Exam, texts: Mapping[int, BurnedInText], clip_texts: Mapping[int, BurnedInText]) -> TextReview:
    """What to look at of an exam; texts: what is known of its images, by number; clip_texts: of its clips."""
    return TextReview(
        _having(exam.images, texts, BurnedInText.POSSIBLE),
        _having(exam.images, texts, BurnedInText.WITHHELD),
        _having(exam.clips, clip_texts, BurnedInText.POSSIBLE),
        _having(exam.clips, clip_texts, BurnedInText.WITHHELD),
    )


def _having(kept: Iterable[ExamImage | Clip], texts: Mapping[int, BurnedInText], text: BurnedInText) -> tuple[SiteImages, ...]:
    found: dict[Site, list[int]] = {}
    for one in kept:
        if texts[one.number] is text:
            found.setdefault(one.site, []).append(one.number)
    return tuple(SiteImages(site, tuple(numbers)) for site, numbers in found.items())


def _listed(sites: tuple[SiteImages, ...]) -> str:
    return "; ".join(map(str, sites))
