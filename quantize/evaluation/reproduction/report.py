"""The report of a reproduction, from what is finished of it. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from quantize.dataset.manifest import Sample, is_simulated
from quantize.evaluation.reproduction.answers import ECHO, RunAnswers
from quantize.evaluation.reproduction.contradictions import checks
from quantize.evaluation.reproduction.measure import Runs, measure_arm, measure_curves, measure_difference, measure_folds
from quantize.evaluation.reproduction.paper import Paper
from quantize.evaluation.reproduction.parts import DataSet
from quantize.evaluation.reproduction.records import ArmResult, DataFacts, Difference, ReproductionReport
from quantize.evaluation.reproduction.runs import FULL, ablation, departures
from quantize.evaluation.reproduction.sizes import Sizes
from quantize.training.recipe import Recipe


@dataclass(frozen=True)
class Finished:
    """What there is so far, and what there is not."""

    answers: tuple[RunAnswers, ...]
    sizes: Sizes | None
    unfinished: tuple[str, ...]  # names of runs
    notes: tuple[str, ...]


def make_report(
    paper: Paper, recipe: Recipe, seeds: int, fold_count: int, data: DataSet, finished: Finished, created: str, machine: str
) -> ReproductionReport:
    """recipe: of the full pipeline."""
    split_runs = [one for one in finished.answers if one.fold is None]
    folds = sorted((one for one in finished.answers if one.fold is not None), key=lambda one: one.fold or 0)

    def of(arm: str) -> Runs:
        return sorted((one for one in split_runs if one.arm == arm), key=lambda one: one.seed)

    arms = [arm for arm in ablation(recipe) if of(arm)]
    networks = [one.name for one in paper.networks if of(one.name)]
    measured = {arm: measure_arm(of(arm)) for arm in (*arms, *networks, ECHO) if of(arm)}
    return ReproductionReport(
        created=created,
        citation=paper.citation,
        machine=machine,
        data=_facts(data),
        epochs=recipe.epochs,
        seeds_planned=seeds,
        departures=tuple(departures(recipe, paper.protocol)),
        checks=tuple(checks(paper)),
        full=measured.get(FULL),
        curves=measure_curves(of(FULL)) if of(FULL) else None,
        echo=measured.get(ECHO),
        ablation=_results(measured, arms),
        ablation_differences=_differences([(of(later), of(earlier)) for earlier, later in pairwise(arms)]),
        networks=_results(measured, networks),
        network_differences=_differences([(of(FULL), of(name)) for name in networks if of(FULL)]),
        folds=measure_folds(folds, fold_count) if folds else None,
        sizes=finished.sizes,
        unfinished=finished.unfinished,
        notes=finished.notes,
    )


def _results(measured: dict[str, ArmResult], arms: Sequence[str]) -> tuple[ArmResult, ...]:
    return tuple(measured[arm] for arm in arms)


def _differences(pairs: Sequence[tuple[Runs, Runs]]) -> tuple[Difference, ...]:
    found = (measure_difference(later, earlier) for later, earlier in pairs)
    return tuple(one for one in found if one is not None)


def _facts(data: DataSet) -> DataFacts:
    cut = data.split
    return DataFacts(
        folder=data.folder.resolve().name,
        sha256=data.sha256,
        simulated=is_simulated(data.samples),
        images=len(data.samples),
        subjects=_subjects(data.samples),
        train=(_subjects(cut.train), len(cut.train)),
        validation=(_subjects(cut.validation), len(cut.validation)),
        test=(_subjects(cut.test), len(cut.test)),
        test_abnormal=sum(sample.label == "abnormal" for sample in cut.test),
    )


def _subjects(samples: Sequence[Sample]) -> int:
    return len({sample.subject for sample in samples})
