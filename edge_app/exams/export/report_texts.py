"""The texts of the report in the available languages. Qt translates the screen; a report does not need a screen."""

from __future__ import annotations

from dataclasses import dataclass, replace
from importlib.resources import files

from edge_app.errors import ConfigError
from edge_app.exams.protocols.protocol import Protocol, in_language
from edge_app.exams.records import Site
from edge_app.exams.summary import SummaryReason
from edge_app.records import Guard, Muscle
from edge_app.typed_reader import build, parse_toml


@dataclass(frozen=True)
class Wording:
    """Every phrase of the report in one language. The files in `locales/` have exactly these keys, but for the last."""

    language: str  # its two-letter code
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
    examined: str  # when
    examined_by: str
    unknown: str
    left_out: str  # in a pseudonymous report
    muscle: str
    images_judged: str  # with {judged} and {images}
    probability: str
    probability_without_label: str
    echo_value: str  # with {value}
    left: str
    right: str
    left_short: str  # one letter, on the body map
    right_short: str
    front: str
    back: str
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
    not_examined: str
    not_examined_means: str
    not_validated_on_this_device: str
    not_made_for_this_muscle: str
    without_finding: str  # with {count}
    probability_means: str
    indeterminate_means: str
    close_means: str
    images_disagree_means: str
    too_few_means: str
    not_validated_means: str
    other_muscle_means: str
    z_score: str  # a heading
    z_score_means: str
    z_reference: str  # with {name}
    no_z_score: str
    thickness: str  # a heading
    thickness_means: str
    proposed: str  # of a thickness: by the program
    by_hand: str
    trend: str
    trend_means: str  # with {date}
    trend_left_out: str  # with {count}
    together: str
    verdict: str
    reason: str
    no_verdict: str
    note: str  # free text
    note_on_image: str  # with {number}
    notes_left_out: str
    site_images: str
    image_shown: str  # with {number}
    closest_to_median: str
    image_caption: str
    image_caption_without_label: str
    text_possible: str  # before the images concerned
    withheld: str
    text_possible_clips: str
    withheld_clips: str
    clips: str
    clip_named: str  # with {number}, {site} and {seconds}
    clips_mean: str
    what_it_is: str
    what_it_is_without_label: str
    what_it_is_without_finding: str
    what_it_is_not: str
    what_it_is_not_without_label: str
    device: str
    preset: str
    scale: str
    scale_unknown: str
    mm_per_pixel: str
    validation: str
    validated: str
    not_validated: str
    partly_validated: str
    validation_unknown: str  # of an older exam
    simulated_probe: str
    recording: str
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
    foreign_intended_use: str  # with {text}: a model's intended use in a language that is not this one
    intended_use: dict[str, str]  # of the shipped models, by the English of their manifest
    built_in: dict[str, str]  # names that the program itself gives to a preset and a reference
    image_mark: dict[str, str]  # by the value of an `Origin`: below an image that is none of a probe; ASCII, as its letters are
    why_no_z_score: dict[str, str]  # by the value of a `NoZScore`
    no_probe: dict[str, str]  # by the value of an `Origin`: that the images are none of a probe on the patient
    guard: dict[str, str]  # by the value of a `Guard`: why an image was not judged, and what to do
    muscle_names: dict[str, str] | None = None  # of a protocol, by the name that its sites have

    def without_label(self) -> Wording:
        """The phrases for an exam of which no site has a label: without the words normal and abnormal as if about the patient."""
        return replace(
            self, probability=self.probability_without_label, image_caption=self.image_caption_without_label,
            what_it_is=self.what_it_is_without_label, what_it_is_not=self.what_it_is_not_without_label,
        )  # fmt: skip

    def without_findings(self) -> Wording:
        """Those for an exam of which no image has a finding, because the model was not made for its muscles."""
        return replace(self.without_label(), what_it_is=self.what_it_is_without_finding)

    def naming(self, protocol: Protocol) -> Wording:
        """Those that name the muscles as an exam's protocol does."""
        texts = (protocol.muscles or {}).items()
        return replace(self, muscle_names={name: in_language(said.name, self.language) for name, said in texts if said.name})

    def use(self, intended_use: str) -> str:
        """What a model may be used for. One whose words nobody has translated is quoted."""
        return self.intended_use.get(intended_use) or self.foreign_intended_use.format(text=intended_use)

    def named(self, name: str) -> str:
        """A preset's or reference's name: somebody's own, or one of the program."""
        return self.built_in.get(name, name)

    def where(self, site: Site) -> str:
        """A site, such as "biceps brachii, left"."""
        return f"{self.muscle_name(site.muscle)}, {self.of(site.side.value)}"

    def muscle_name(self, muscle: str) -> str:
        """As the protocol names it, or the program; of a muscle that neither knows, the name of its sites."""
        if named := (self.muscle_names or {}).get(muscle):
            return named
        return self.of(muscle) if muscle in tuple(Muscle) else muscle.capitalize()

    def signed(self, value: float, digits: int) -> str:
        """A number with its sign, as written in the language; the minus is a long one."""
        return f"{value:+.{digits}f}".replace(".", self.decimal).replace("-", "−")

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
