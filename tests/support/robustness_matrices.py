"""Answers and matrices made by hand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from edge_app.records import Guard, Label
from quantize.evaluation.robustness.answers import CellAnswers, GraphAnswers
from quantize.evaluation.robustness.measures import Truth, measure_cell
from quantize.evaluation.robustness.records import SCHEMA, CellMeasures, RobustnessMatrix
from quantize.perturbations.catalogue import UNTOUCHED, cells
from quantize.statistics.metrics import bootstrap_weights

LETTERS = {"n": (Label.NORMAL, 0.1), "i": (Label.INDETERMINATE, 0.5), "a": (Label.ABNORMAL, 0.9), "-": (Label.NOT_JUDGED, np.nan)}
WINDOW = (10.0, 20.0, 70.0, 70.0)
MAP = np.linspace(0, 1, 49, dtype=np.float32).reshape(7, 7)


def answers(word: str) -> GraphAnswers:
    """A letter an image: normal, indeterminate, abnormal, - for not judged."""
    found = [LETTERS[letter] for letter in word]
    maps = np.stack([MAP if letter == "a" else 0 * MAP for letter in word])
    return GraphAnswers(np.array([label.value for label, _ in found]), np.array([p for _, p in found]), maps)


def cell(fp32: str, int8: str | None = None) -> CellAnswers:
    """What FP32 and INT8 say to the same images; INT8 the same as FP32 where it is left out."""
    guard = [(Guard.NOT_MUSCLE if letter == "-" else Guard.FIT).value for letter in fp32]
    windows = np.tile(WINDOW, (len(fp32), 1))
    graphs = {"fp32": answers(fp32), "int8": answers(int8 or fp32)}
    return CellAnswers(np.array(guard), windows, np.zeros(len(fp32), np.bool_), graphs)


def truth(word: str, labels: Sequence[int] | None = None) -> Truth:
    """Two images a subject."""
    subjects = np.array([f"s{i // 2}" for i in range(len(word))])
    weights = bootstrap_weights(subjects, 200, np.random.default_rng(0))
    return Truth(None if labels is None else np.array(labels, np.int64), weights)


def matrix(untouched: str, different: dict[str, tuple[str, str]] | None = None) -> RobustnessMatrix:
    """A whole matrix in which every cell is as the untouched images are, but for some by name: (FP32, INT8)."""
    known, before, others = truth(untouched), cell(untouched), {name: cell(*words) for name, words in (different or {}).items()}
    found: list[CellMeasures] = []
    for graph in ("fp32", "int8"):
        found.append(measure_cell(graph, (UNTOUCHED, 0, ""), before, before, known, 0.5))
        same = measure_cell(graph, ("the same", 1, ""), before, before, known, 0.5)
        for one in cells():
            place = (one.series.name, one.severity, one.series.setting(one.severity))
            if one.name in others:
                found.append(measure_cell(graph, place, before, others[one.name], known, 0.5))
            else:
                found.append(replace(same, perturbation=place[0], severity=place[1], setting=place[2]))
    return RobustnessMatrix(
        schema=SCHEMA,
        notice="Research use only.",
        bundle="made by hand",
        bundle_sha256="0" * 64,
        created="2026-11-30T12:00:00+00:00",
        data="answers made by hand",
        data_sha256="1" * 64,
        images=len(untouched),
        subjects=len(untouched) // 2,
        trained_on=False,
        views=False,
        graphs=("fp32", "int8"),
        missing=(),
        runtimes={"onnxruntime": "1"},
        cells=tuple(found),
    )


def without_litert(made: RobustnessMatrix) -> RobustnessMatrix:
    """As on a machine without that runtime, of a bundle that has such a graph."""
    return replace(made, missing=("int8_litert",))
