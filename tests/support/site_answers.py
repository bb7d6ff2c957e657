"""Made-up answers of a bundle to the images of a site, of which a reference is known."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from edge_app.bundle.loader import ModelBundle, Precision
from edge_app.records import Guard, Interval, Label, Muscle
from quantize.dataset.manifest import Sample
from quantize.evaluation.validation.answers import ImageAnswer
from quantize.evaluation.validation.measure import Asked, measure_validation
from quantize.evaluation.validation.records import ValidationReport

CREATED = "2026-11-30T12:00:00+00:00"
ELSEWHERE = "0123456789abcdef" * 4  # SHA-256 of a data set that the bundle knows nothing of


def well_measured(bundle: ModelBundle) -> ModelBundle:
    """The bundle, whose maker found about what the shipped one's did."""
    measured = bundle.manifest.measured
    assert measured is not None
    high, area = Interval(0.9, 0.88, 0.92), Interval(0.96, 0.95, 0.97)
    metrics = replace(measured.metrics, accuracy=high, sensitivity=high, specificity=high, auc=area)
    return replace(bundle, manifest=replace(bundle.manifest, measured=replace(measured, metrics=metrics, data_sha256="1" * 64)))


def site_samples(subjects: int, images_each: int = 3, real: bool = True) -> tuple[Sample, ...]:
    """Every other subject is abnormal."""
    muscles = list(Muscle)
    return tuple(
        Sample(
            image=f"images/s{number:03d}_{i}.png",
            mask=f"masks/s{number:03d}_{i}.png",
            subject=f"s{number:03d}",
            muscle=muscles[number // 2 % 3].value,
            side="left",
            age=20 + number % 60,
            sex="male" if number // 2 % 2 else "female",
            height_cm=170.0,
            weight_kg=55.0 + number % 50,
            label="abnormal" if number % 2 else "normal",
            z_score=0.0,
            simulated=not real,
        )
        for number in range(subjects)
        for i in range(images_each)
    )


def site_answers(
    samples: tuple[Sample, ...], bundle: ModelBundle, shift: float = 0.0, skill: float = 2.0, refused: float = 0.1
) -> tuple[ImageAnswer, ...]:
    """Calibrated on average where `shift`, of all logits, is 0 and `skill`, of a class, is 2; images of a subject are alike.

    refused: share that the guard refuses; of those the network knows nothing.
    """
    rng = np.random.default_rng(5)
    own = {name: rng.normal() for name in dict.fromkeys(sample.subject for sample in samples)}
    answers = []
    for sample in samples:
        sign = 1 if sample.label == Label.ABNORMAL.value else -1
        is_refused = rng.random() < refused
        logit = (0.0 if is_refused else skill * sign) + 1.4 * own[sample.subject] + 1.4 * rng.normal() + shift
        probability = float(1 / (1 + np.exp(-logit)))
        label = Label.NOT_JUDGED if is_refused else bundle.manifest.label_of(probability)
        answers.append(
            ImageAnswer(
                guard=Guard.NOT_MUSCLE if is_refused else Guard.FIT,
                label=label,
                probability=None if is_refused else probability,
                reason="close to the threshold" if label is Label.INDETERMINATE else None,
                first_view=probability,
                echo=float(np.clip(90 + 12 * sign + 20 * rng.normal(), 0, 255)),
                muscle_echo=None,
                width=800,
                height=600,
                mm_per_pixel=None,
            )
        )
    return tuple(answers)


def site_report(
    bundle: ModelBundle, subjects: int = 240, real: bool = True, width: float = 0.1, **how: float
) -> ValidationReport:
    """Of a made-up site."""
    samples = site_samples(subjects, real=real)
    asked = Asked(bundle, Precision.INT8, {"onnxruntime": "1"}, True, samples, (), ELSEWHERE)
    return measure_validation(asked, site_answers(samples, bundle, **how), width, CREATED)
