"""What a bundle's graphs answer to images that were changed in a way that means nothing."""

from __future__ import annotations

from datetime import datetime, timezone
from pathlib import Path

from quantize.evaluation.engines import runnable_graphs
from quantize.evaluation.gate import raise_if_failed
from quantize.evaluation.robustness.cases import choose_cases
from quantize.evaluation.robustness.gate import MIN_IMAGES, REMEDY, assess_robustness
from quantize.evaluation.robustness.measures import Truth, measure_cells
from quantize.evaluation.robustness.records import SCHEMA, RobustnessMatrix
from quantize.evaluation.robustness.run import Task, bundle_digest, run_cells, runtimes
from quantize.packaging.writer import read_bundle
from quantize.reporting.robustness import summary_lines, write_report
from quantize.reporting.text import gate_lines
from quantize.steps.inputs import Say

CELLS = "cells"


def measure_robustness(bundle: Path, dataset: Path, out: Path, images: int, views: bool, workers: int, say: Say) -> None:
    """Perturb at most `images` images, write the matrix and its page into `out`, and hold it to the gate where they are enough.

    Finished cells are kept there, and a stopped run goes on. Raises GateError, ConfigError, CaptureError, EngineError.
    """
    model = read_bundle(bundle)
    graphs = runnable_graphs(model)
    cases = choose_cases(dataset, images)
    answers = run_cells(Task(bundle, graphs, cases, views), model, out / CELLS, workers)
    matrix = RobustnessMatrix(
        schema=SCHEMA,
        notice=model.manifest.intended_use,
        bundle=model.id,
        bundle_sha256=bundle_digest(model, graphs),
        created=datetime.now(timezone.utc).isoformat(timespec="seconds"),
        data=cases.description,
        data_sha256=cases.sha256,
        images=len(cases.cases),
        subjects=cases.subjects,
        trained_on=cases.sha256 == model.manifest.training_data.sha256,
        views=views,
        graphs=tuple(precision.value for precision in graphs),
        missing=tuple(precision.value for precision in model.graphs if precision not in graphs),
        runtimes=runtimes(graphs),
        cells=tuple(measure_cells(answers, Truth.of(cases), model.manifest.decision_threshold)),
    )
    write_report(out, matrix)
    for line in summary_lines(matrix):
        say(line)
    results = assess_robustness(matrix)
    for name, criteria in results.items():
        for line in gate_lines(name, criteria):
            say(line)
    if matrix.images < MIN_IMAGES:
        say(f"{matrix.images} images are too few for the gate, which needs {MIN_IMAGES}")
    else:
        raise_if_failed(results, REMEDY)
