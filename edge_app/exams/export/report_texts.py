"""The words of the report, in the languages there are. The screen's words are Qt's business; a report needs no screen."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.resources import files

from edge_app.errors import ConfigError
from edge_app.typed_reader import build, parse_toml


@dataclass(frozen=True)
class Wording:
    """Every phrase of the report, in one language. The files of `wording/` have these very keys."""

    title: str
    assists: str
    patient: str
    anonymous: str
    age: str
    years: str
    sex: str
    female: str
    male: str
    height: str
    weight: str
    examined: str
    unknown: str
    muscle: str
    images: str
    probability: str
    interval: str
    echo: str
    answer: str
    left: str
    right: str
    biceps_brachii: str
    tibialis_anterior: str
    gastrocnemius_medialis: str
    normal: str
    abnormal: str
    uncertain: str
    nothing_judged: str
    not_judged: str
    uncertain_means: str
    together: str
    verdict: str
    reason: str
    no_verdict: str
    image_caption: str
    what_it_is: str
    what_it_is_not: str
    model: str
    runtime: str
    signature: str
    page: str
    weak: str  # of evidence
    strong: str
    mark_left: str  # where the side of the probe's mark is shown
    mark_right: str
    mark_unknown: str
    decimal: str  # the sign between units and tenths

    def number(self, value: float, digits: int) -> str:
        """As the language writes it."""
        return f"{value:.{digits}f}".replace(".", self.decimal)

    def mark(self, mirrored: bool | None) -> str:
        """Which way round an image is."""
        return {True: self.mark_right, False: self.mark_left, None: self.mark_unknown}[mirrored]

    def of(self, value: str) -> str:
        """The phrase of a record's value, such as "biceps brachii"."""
        phrase = getattr(self, value.replace(" ", "_"))
        assert isinstance(phrase, str)
        return phrase


def languages() -> list[str]:
    """The languages there are, by their two letters."""
    return sorted(one.name.removesuffix(".toml") for one in files("edge_app.exams.export").joinpath("locales").iterdir())


def wording(language: str) -> Wording:
    """The phrases of a language. Raises ConfigError when there are none."""
    if language not in languages():
        raise ConfigError(f"there is no language {language!r}; there are {', '.join(languages())}")
    text = files("edge_app.exams.export").joinpath("locales").joinpath(f"{language}.toml").read_bytes()
    return build(Wording, parse_toml(text))
