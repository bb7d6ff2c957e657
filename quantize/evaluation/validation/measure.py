"""Everything that is measured of the answers to a data set, put together. No file is read here."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from edge_app.bundle.loader import ModelBundle, Precision
from edge_app.errors import ConfigError
from quantize.dataset.manifest import Sample, is_simulated
from quantize.evaluation.validation.answers import ImageAnswer
from quantize.evaluation.validation.discrimination import calibrate, decide, discriminate, echo_baselines
from quantize.evaluation.validation.groups import group_outcomes, missing_groups
from quantize.evaluation.validation.guard_findings import examine_guard
from quantize.evaluation.validation.maker import compare_with_maker, measured_by_maker
from quantize.evaluation.validation.outcomes import Outcomes
from quantize.evaluation.validation.rates import answered_classes, image_rates, refusals, share_of, subject_rates
from quantize.evaluation.validation.records import SCHEMA, DataSet, Discrimination, Tested, ValidationReport
from quantize.evaluation.validation.sizes import planned_sizes
from quantize.evaluation.validation.standing import obstacles, training_site
from quantize.evaluation.validation.statements import statements
from quantize.evaluation.validation.subjects import summarise_subjects


@dataclass(frozen=True)
class Asked:
    """What a bundle was asked about, and how."""

    bundle: ModelBundle
    graph: Precision
    runtimes: dict[str, str]
    views: bool
    samples: tuple[Sample, ...]  # whose muscle the bundle was made for
    left_out: tuple[Sample, ...]  # of other muscles
    data_sha256: str


def choose_samples(bundle: ModelBundle, samples: Sequence[Sample]) -> tuple[tuple[Sample, ...], tuple[Sample, ...]]:
    """Those whose muscle the bundle was made for, or whose muscle is not noted, and the others.

    Raises ConfigError when there is nothing to ask, or the bundle has no labels that count as abnormal.
    """
    manifest = bundle.manifest
    if manifest.scheme is not None and not any(manifest.scheme.abnormal):
        raise ConfigError(
            f"{bundle.id} tells {', '.join(manifest.labels)} apart; `validate` measures normal against abnormal only"
        )

    def is_own(sample: Sample) -> bool:
        return sample.muscle is None or manifest.is_made_for(sample.muscle)

    own = tuple(filter(is_own, samples))
    if not own:
        raise ConfigError(
            f"{bundle.id} was made for none of the muscles of this data set; validate it on images of its own muscles"
        )
    return own, tuple(sample for sample in samples if not is_own(sample))


def measure_validation(
    asked: Asked, answers: Sequence[ImageAnswer], width: float, created: str, shared_with_training: str | None = None
) -> ValidationReport:
    """Everything about the answers, one for each of `asked.samples`.

    width: wanted of an interval, 0-1. shared_with_training: what shows that images are of the training, in words.
    """
    manifest, threshold = asked.bundle.manifest, asked.bundle.manifest.decision_threshold
    o = Outcomes.of(asked.samples, answers)
    s = summarise_subjects(o, manifest)
    whole, judged = np.ones(len(o.labels), np.bool_), bool(o.judged.any())
    by_image = image_rates(o, threshold)
    maker = measured_by_maker(manifest, asked.graph)
    report = ValidationReport(
        schema=SCHEMA,
        created=created,
        tested=_tested(asked),
        data=_data(asked, o, shared_with_training),
        classes=answered_classes(o, s),
        refusals=refusals(o, threshold),
        image_rates=by_image,
        subject_rates=subject_rates(s),
        abstention=share_of(~o.answered, whole, o.subjects),
        answered_of_judged=share_of(o.answered, o.judged, o.subjects),
        discrimination=discriminate(o, s) if judged else _nothing_judged(o),
        calibration=calibrate(o) if judged else None,
        decision=decide(o) if judged else None,
        baselines=tuple(echo_baselines(o, threshold)),
        guard=examine_guard(o, threshold),
        compared=tuple(compare_with_maker(o, maker, threshold)) if maker else (),
        groups=tuple(group_outcomes(o)),
        missing=tuple(missing_groups(o.samples)),
        sizes=tuple(planned_sizes(o, by_image[0], width)),
        statements=(),
        no_validation=(),
    )
    return replace(report, statements=tuple(statements(report)), no_validation=tuple(obstacles(report.data, report)))


def _nothing_judged(o: Outcomes) -> Discrimination:
    return Discrimination(None, None, None, float(o.labels.mean()), None, None, None)


def _tested(asked: Asked) -> Tested:
    bundle, manifest = asked.bundle, asked.bundle.manifest
    return Tested(
        bundle=bundle.id,
        manifest_sha256=bundle.manifest_sha256,
        signed_by=bundle.signed_by.id,
        intended_use=manifest.intended_use,
        graph=asked.graph.value,
        runtimes=asked.runtimes,
        views=asked.views,
        threshold=manifest.decision_threshold,
        band=manifest.band,
        temperature=manifest.temperature,
    )


def _data(asked: Asked, o: Outcomes, shared_with_training: str | None) -> DataSet:
    subjects = len(np.unique(o.subjects))
    scales = [answer.mm_per_pixel for answer in o.answers if answer.mm_per_pixel is not None]
    return DataSet(
        sha256=asked.data_sha256,
        simulated=is_simulated(asked.samples),
        images=len(o.labels),
        subjects=subjects,
        images_per_subject=len(o.labels) / subjects,
        image_sizes=tuple(sorted({(answer.width, answer.height) for answer in o.answers})),
        mm_per_pixel=(min(scales), max(scales)) if scales else None,
        devices=tuple(sorted({sample.device for sample in o.samples if sample.device is not None})),
        other_muscles=dict(Counter(str(sample.muscle) for sample in asked.left_out)),
        training_site=training_site(asked.bundle, asked.data_sha256) or shared_with_training,
    )
