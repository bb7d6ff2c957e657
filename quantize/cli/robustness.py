"""`python -m quantize robustness`: what a bundle's graphs answer to images that were changed in a way that means nothing."""

from __future__ import annotations

from datetime import datetime, timezone
from pathlib import Path

import click

from edge_app.cli.group import Command
from quantize.cli.options import bundle_argument, dataset_argument, out_folder_option
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

CELLS = "cells"


@click.command(
    "robustness",
    cls=Command,
    examples=(
        "python -m quantize robustness bundle test_set --out robustness",
        "python -m quantize robustness bundle recordings --out robustness --views  # images without a label, as frozen",
    ),
)
@bundle_argument
@dataset_argument
@out_folder_option("Folder for tables, figure and finished cells; a stopped run goes on in it.")
@click.option(
    "--images",
    default=MIN_IMAGES,
    show_default=True,
    type=click.IntRange(1),
    help="Images to perturb, at most; the gate needs the default.",
)
@click.option("--views", is_flag=True, help="Ask about several views of each image, as of a frozen one: takes six times as long.")
@click.option("--workers", default=2, show_default=True, type=click.IntRange(1), help="Processes.")
def command(bundle: Path, dataset: Path, out: Path, images: int, views: bool, workers: int) -> None:
    """Perturb images in 22 ways at five severities, and compare what FP32 and every INT8 graph of BUNDLE answer.

    The answers are the appliance's: guard, preprocessing, probability and indeterminate band are its own. DATASET is a data
    set, or a folder of images and recordings without labels, which are judged in the regions that the kiosk offers. Ctrl-C
    keeps the cells that are finished; the same command goes on. With 600 images or more the exit code is 1 when an INT8 graph
    does not pass the gate; `check --robustness` looks at the same file.
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
        click.echo(line)
    results = assess_robustness(matrix)
    for name, criteria in results.items():
        for line in gate_lines(name, criteria):
            click.echo(line)
    if matrix.images < MIN_IMAGES:
        click.echo(f"{matrix.images} images are too few for the gate, which needs {MIN_IMAGES}")
    else:
        raise_if_failed(results, REMEDY)
