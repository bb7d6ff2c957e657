"""A protocol as its file has it, checked. docs/PROTOCOLS.md says how to write one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Annotated, Literal

from msgspec import Meta

from edge_app.records import Side
from edge_app.typed_reader import FormatError, nearest, short

MAX_SITES = 40  # of a protocol
MUSCLE = re.compile(r"[a-z][a-z0-9 -]{1,38}[a-z0-9]")  # a name that means the same on every device and in every language

Line = Annotated[str, Meta(min_length=1, max_length=40)]
Sentence = Annotated[str, Meta(min_length=1, max_length=160)]


@dataclass(frozen=True)
class Name:
    """A name in the languages of the screen."""

    en: Line
    de: Line | None = None  # None: as in English
    es: Line | None = None


@dataclass(frozen=True)
class Advice:
    """A sentence in the languages of the screen."""

    en: Sentence
    de: Sentence | None = None  # None: as in English
    es: Sentence | None = None


@dataclass(frozen=True)
class MuscleCode:
    """A muscle's code for DICOM, of a published scheme."""

    scheme: Annotated[str, Meta(min_length=1, max_length=16)]  # its designator, such as "SCT" or "MDC"
    value: Annotated[str, Meta(min_length=1, max_length=16)]
    meaning: Annotated[str, Meta(min_length=1, max_length=64)]


@dataclass(frozen=True)
class BodyPlace:
    """Where a muscle is marked on the body map, on the side that is on the left of the drawing."""

    view: Literal["front", "back"]
    x: Annotated[int, Meta(ge=0, le=120)]  # of 120 from the left edge of the drawing
    y: Annotated[int, Meta(ge=0, le=260)]  # of 260 from its top


@dataclass(frozen=True)
class MuscleTexts:
    """What is said of one muscle; all of it may be left out."""

    name: Name | None = None  # None: the name that its sites have
    placement: Advice | None = None  # how to hold the probe
    code: MuscleCode | None = None  # None: one of our own scheme, with the name as its meaning
    place: BodyPlace | None = None  # None: no mark on the body map


@dataclass(frozen=True)
class SiteGroup:
    """One muscle on one side or on both, in the order in which they are examined."""

    muscle: str
    sides: tuple[Side, ...]
    images: Annotated[int, Meta(ge=1, le=20)]  # wanted of each side


@dataclass(frozen=True)
class PlannedSite:
    """One site of a protocol."""

    muscle: str
    side: Side
    images: int  # wanted


@dataclass(frozen=True)
class Protocol:
    """What an exam examines. It is kept with the exam: a file may change, or go."""

    name: str  # of its file, without the ending
    title: Name
    sites: tuple[SiteGroup, ...]
    muscles: dict[str, MuscleTexts] | None = None

    def __post_init__(self) -> None:
        """Raises FormatError for what parses and cannot be meant."""
        planned = self.planned
        if not self.sites:
            raise FormatError('has no site in "sites"; write at least one [[sites]] with "muscle", "sides" and "images"', "sites")
        if len(planned) > MAX_SITES:
            raise FormatError(f"has {len(planned)} sites, a side of a muscle being one; at most {MAX_SITES} can be", "sites")
        seen: set[tuple[str, Side]] = set()
        for number, group in enumerate(self.sites):
            place = f"sites[{number}]"
            if not MUSCLE.fullmatch(group.muscle):
                how = 'lower-case letters a to z, digits, spaces and hyphens, 3 to 40 of them, such as "rectus femoris"'
                raise FormatError(f'has {short(group.muscle)!r} as "{place}.muscle", which must be {how}', f"{place}.muscle")
            if not group.sides:
                raise FormatError(f'has no side in "{place}.sides"; write "left", "right" or both', f"{place}.sides")
            for side in group.sides:
                if (group.muscle, side) in seen:
                    raise FormatError(f'has the site {group.muscle}, {side.value} a second time in "{place}"', place)
                seen.add((group.muscle, side))
        for muscle in self.muscles or {}:
            known = {group.muscle for group in self.sites}
            if muscle not in known:
                where = f"muscles.{short(muscle)}"
                raise FormatError(f'has "{where}", which is the muscle of no site{nearest(muscle, known)}', where)
        for place, text in self._written():
            if not text.isprintable() or text != text.strip():
                raise FormatError(f'has {short(text)!r} as "{place}", which must be one line without spaces at its ends', place)
            if ".code." in place and (not text.isascii() or "\\" in text):
                raise FormatError(f'has {short(text)!r} as "{place}", which must be ASCII without a backslash, for DICOM', place)

    def _written(self) -> Iterator[tuple[str, str]]:
        """Each text, and where it stands."""
        parts: dict[str, Name | Advice | MuscleCode | None] = {"title": self.title}
        for muscle, texts in (self.muscles or {}).items():
            parts |= {f"muscles.{muscle}.{key}": getattr(texts, key) for key in ("name", "placement", "code")}
        for place, part in parts.items():
            if part is not None:
                yield from ((f"{place}.{key}", text) for key, text in asdict(part).items() if text is not None)

    @property
    def planned(self) -> tuple[PlannedSite, ...]:
        """Its sites, in their order."""
        return tuple(PlannedSite(group.muscle, side, group.images) for group in self.sites for side in group.sides)

    @property
    def images(self) -> int:
        """How many are wanted of all sites."""
        return sum(one.images for one in self.planned)

    def texts(self, muscle: str) -> MuscleTexts:
        """What it says of a muscle, which need not be one of its own."""
        return (self.muscles or {}).get(muscle, NO_TEXTS)


NO_TEXTS = MuscleTexts()


def in_language(text: Name | Advice, language: str) -> str:
    """The text in a language of the screen, "en", "de" or "es"; in English where it is not translated."""
    translated = {"de": text.de, "es": text.es}.get(language)
    return translated or text.en


def languages_of(text: Name | Advice) -> Iterator[tuple[str, str]]:
    """Each language of the screen with the text in it."""
    return ((language, in_language(text, language)) for language in ("en", "de", "es"))
