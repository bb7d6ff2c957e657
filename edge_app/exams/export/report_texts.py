"""The texts of the report in the available languages. Qt translates the screen; a report does not need a screen."""

from __future__ import annotations

from dataclasses import dataclass, replace
from importlib.resources import files

from edge_app.errors import ConfigError
from edge_app.exams.summary import SummaryReason
from edge_app.records import Guard
from edge_app.typed_reader import build, parse_toml


@dataclass(frozen=True)
class Wording:
    """Every phrase of the report in one language. The files in `locales/` have exactly these keys."""

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
    probability_without_label: str
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
    indeterminate: str
    close_to_the_threshold: str
    views_disagree: str
    images_disagree: str
    too_few_images: str
    indeterminate_sites: str
    nothing_judged: str
    not_judged: str
    not_validated_on_this_device: str
    probability_means: str
    indeterminate_means: str
    close_means: str
    images_disagree_means: str
    too_few_means: str
    not_validated_means: str
    together: str
    verdict: str
    reason: str
    no_verdict: str
    image_caption: str
    image_caption_without_label: str
    text_possible: str  # before the images concerned
    withheld: str
    what_it_is: str
    what_it_is_without_label: str
    what_it_is_not: str
    what_it_is_not_without_label: str
    model: str
    runtime: str
    signature: str
    page: str
    weak: str  # of evidence
    strong: str
    mark_left: str  # the side of the probe marker
    mark_right: str
    mark_unknown: str
    decimal: str  # the decimal separator
    no_probe: dict[str, str]  # by the value of an `Origin`: that the images are none of a probe on the patient
    guard: dict[str, str]  # by the value of a `Guard`: why an image was not judged, and what to do

    def without_label(self) -> Wording:
        """The phrases for an exam of which no site has a label: without the words normal and abnormal as if about the patient."""
        return replace(
            self, probability=self.probability_without_label, image_caption=self.image_caption_without_label,
            what_it_is=self.what_it_is_without_label, what_it_is_not=self.what_it_is_not_without_label,
        )  # fmt: skip

    def number(self, value: float, digits: int) -> str:
        """A number as written in the language."""
        return f"{value:.{digits}f}".replace(".", self.decimal)

    def mark(self, mirrored: bool | None) -> str:
        """The orientation of an image, as text."""
        return {True: self.mark_right, False: self.mark_left, None: self.mark_unknown}[mirrored]

    def why_not_judged(self, guard: Guard) -> str:
        """Why an image was not judged and what to do, as a sentence. `guard` is not FIT."""
        return self.guard[guard.value]

    def why(self, reason: SummaryReason) -> str:
        """What the reason for an indeterminate site means, as a sentence."""
        return {
            SummaryReason.CLOSE_TO_THRESHOLD: self.close_means,
            SummaryReason.IMAGES_DISAGREE: self.images_disagree_means,
            SummaryReason.TOO_FEW_IMAGES: self.too_few_means,
            SummaryReason.SITES: "",  # of the exam, whose sites have their own
        }[reason]

    def of(self, value: str) -> str:
        """The phrase for a value of a record, such as "biceps brachii"."""
        phrase = getattr(self, value.replace(" ", "_"))
        assert isinstance(phrase, str)
        return phrase


def languages() -> list[str]:
    """The two-letter codes of the available languages."""
    return sorted(file.name.removesuffix(".toml") for file in files("edge_app.exams.export").joinpath("locales").iterdir())


def wording(language: str) -> Wording:
    """The phrases of a language. Raises ConfigError if the language is not available."""
    if language not in languages():
        raise ConfigError(f"there is no language {language!r}; available are {', '.join(languages())}")
    text = files("edge_app.exams.export").joinpath("locales").joinpath(f"{language}.toml").read_bytes()
    return build(Wording, parse_toml(text))
