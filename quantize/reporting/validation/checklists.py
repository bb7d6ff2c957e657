"""The headings that a report of a diagnostic study and its appraisal ask for, answered from the run or left to the investigator.

STARD 2015 (Bossuyt et al., BMJ 2015;351:h5527) by its numbers; STARD-AI (Sounderajah et al., Nature Medicine 2025) adds what
concerns data sets, the AI index test and its evaluation, bias and fairness: those are numbered "AI". PROBAST+AI (Moons et al.,
BMJ 2025;388:e082505) appraises the evaluation of a model in four domains. The headings are in our words; whoever reports fills
in the originals. Nothing here is invented: what the program cannot know is INVESTIGATOR's.
"""

from __future__ import annotations

from dataclasses import dataclass

from quantize.evaluation.validation.records import ValidationReport
from quantize.evaluation.validation.standing import MIN_SUBJECTS

INVESTIGATOR = "for the investigator to fill in"


@dataclass(frozen=True)
class Item:
    """One heading."""

    number: str
    heading: str
    answer: str = INVESTIGATOR

    @property
    def is_open(self) -> bool:
        """Whether the investigator has to say something, if only in part."""
        return INVESTIGATOR in self.answer


def stard_items(r: ValidationReport) -> list[Item]:
    """STARD 2015 with what STARD-AI adds."""
    t, d = r.tested, r.data
    kind = "Simulated images" if d.simulated else "Images"
    counts = "; ".join(
        f"{one.label}: {one.images} images of {one.subjects} subjects, {one.normal} called normal, {one.abnormal} abnormal, "
        f"{one.indeterminate} indeterminate, {one.refused} refused by the guard"
        for one in r.classes
    )
    band = f"; between {t.band.low:.3f} and {t.band.high:.3f} indeterminate" if t.band else "; no indeterminate band"
    asked = "the mean of several views of each image, as of a frozen one" if t.views else "one view of each image, as live"
    runtimes = ", ".join(f"{name} {version}" for name, version in t.runtimes.items())
    left_out = sum(d.other_muscles.values())
    return [
        Item("1", "Title: a study of diagnostic accuracy, of an AI index test"),
        Item("2", "Structured abstract"),
        Item(
            "3",
            "Background; intended use and role of the index test",
            f"The bundle states: {t.intended_use} The rest is {INVESTIGATOR}",
        ),
        Item("4", "Objectives and hypotheses"),
        Item("5", "Prospective or retrospective"),
        Item("6", "Eligibility of participants"),
        Item("7", "How eligible participants were identified"),
        Item("8", "Where and when"),
        Item("9", "Consecutive, random or convenience series"),
        Item(
            "10a",
            "Index test, in detail that allows replication",
            f"Bundle {t.bundle} (manifest SHA-256 {t.manifest_sha256}, signed by the key {t.signed_by}), graph {t.graph}, "
            f"{runtimes}; {asked}; nothing was refitted",
        ),
        Item("10b", "Reference standard, in detail that allows replication"),
        Item("11", "Why this reference standard"),
        Item(
            "12a",
            "Cut-offs of the index test, prespecified or explored",
            f"Prespecified in the bundle: abnormal from a calibrated probability of {t.threshold:g} on{band}; temperature "
            f"{t.temperature:.3f}",
        ),
        Item("12b", "Cut-offs of the reference standard"),
        Item(
            "13a",
            "What those who did the index test knew",
            "The program reads image and mask only; the reference was compared afterwards. Who drew the masks, and what they "
            f"knew, is {INVESTIGATOR}",
        ),
        Item("13b", "What those who gave the reference knew of the index test"),
        Item(
            "14",
            "How accuracy was estimated and compared",
            "Per image, and per subject by the summary of an exam; 95 % intervals by 2,000 bootstrap resamples of whole "
            "subjects; plain echo intensity on the same images, paired",
        ),
        Item(
            "15",
            "Indeterminate results",
            "Three ways are reported side by side: without them, read at the threshold, and counted as wrong (Schuetz et al., "
            "BMJ 2012;345:e6717)",
        ),
        Item("16", "Missing data", " ".join(r.missing) or "Muscle, sex, age, BMI and device are noted for every image."),
        Item(
            "17",
            "Variability",
            "By muscle, sex, age, BMI and device, see the groups; which were planned beforehand is " + INVESTIGATOR,
        ),
        Item(
            "18",
            "Intended sample size, and how it was determined",
            f"What the run says of the size needed is below; what was intended is {INVESTIGATOR}",
        ),
        Item(
            "19",
            "Flow of participants",
            f"{kind} in the data set: {d.images + left_out}, of them {left_out} of muscles that the bundle was not made for. "
            f"{counts}. Who was eligible and not included is {INVESTIGATOR}",
        ),
        Item(
            "20",
            "Demographic and clinical characteristics",
            f"As far as noted, see the groups; the clinical ones are {INVESTIGATOR}",
        ),
        Item("21a", "Severity of disease in those with the condition"),
        Item("21b", "Alternative diagnoses in those without it"),
        Item("22", "Time and interventions between index test and reference"),
        Item("23", "Cross tabulation", counts),
        Item("24", "Accuracy with its precision", "See the tables below"),
        Item("25", "Adverse events"),
        Item("26", "Limitations", f"What does not hold here stands in the summary; the rest is {INVESTIGATOR}"),
        Item("27", "Implications for practice"),
        Item("28", "Registration"),
        Item("29", "Protocol"),
        Item("30", "Funding and its role"),
        Item(
            "AI",
            "Data: source, collection, annotation, preparation",
            f"SHA-256 {d.sha256}; declared as {kind.lower()}; the rest is {INVESTIGATOR}",
        ),
        Item(
            "AI",
            "Devices and acquisition",
            f"{', '.join(d.devices)}" if d.devices else f"The data set names none: {INVESTIGATOR}",
        ),
        Item("AI", "Partitions: training, validation and test", _partition(r)),
        Item("AI", "Version of the model, software and hardware", f"{t.bundle}, {runtimes}"),
        Item("AI", "What happens to poor input", "The guard refuses it; its reasons, and whether they were right, stand below"),
        Item("AI", "Human use of the output"),
        Item("AI", "Bias and fairness", f"See the groups; what follows from them is {INVESTIGATOR}"),
        Item("AI", "Generalisability", "The figures of the maker and those here stand side by side below"),
        Item(
            "AI",
            "Availability of code, model and data",
            f"The program and the shipped bundle are public; the data are {INVESTIGATOR}",
        ),
    ]


def probast_items(r: ValidationReport) -> list[Item]:
    """PROBAST+AI for the evaluation of a model: what the run shows of each domain. The judgement is the appraiser's."""
    few = [f"{one.subjects} {one.label}" for one in r.classes if one.subjects < MIN_SUBJECTS]
    enough = f"few ({' and '.join(few)})" if few else f"at least {MIN_SUBJECTS} of each class"
    refused = sum(one.refused for one in r.classes)
    own = r.data.training_site or "nothing shows that its images were used to make the bundle"
    return [
        Item(
            "1",
            "Participants and data sources: risk of bias",
            f"Training and test: {own}. How participants were chosen is {INVESTIGATOR}",
        ),
        Item("1", "Participants and data sources: applicability", _simulated(r) + INVESTIGATOR),
        Item(
            "2",
            "Predictors: risk of bias",
            f"The same preprocessing, guard and graph for every image; how regions were drawn is {INVESTIGATOR}",
        ),
        Item("2", "Predictors: applicability", f"The appliance's own path was run; the scanner's settings are {INVESTIGATOR}"),
        Item(
            "3",
            "Outcome: risk of bias",
            f"The reference is the data set's; how it was made, and whether blind, is {INVESTIGATOR}",
        ),
        Item("3", "Outcome: applicability"),
        Item(
            "4",
            "Analysis: risk of bias",
            f"Number of subjects: {enough}. All images are accounted for; {refused} were refused. Images of a subject were "
            "resampled together. Discrimination and calibration are both reported. Nothing was fitted on these images",
        ),
        Item("", "Overall risk of bias, and applicability"),
    ]


def _partition(r: ValidationReport) -> str:
    if r.data.training_site:
        return f"Not separate: {r.data.training_site}"
    return (
        "All of this data set is test; the bundle knows its training data by their hash only, and it is another. That no subject "
        f"is in both is {INVESTIGATOR}"
    )


def _simulated(r: ValidationReport) -> str:
    return "The images are simulated: they apply to no patients. The rest is " if r.data.simulated else ""
