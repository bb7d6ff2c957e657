"""How far the simulator is from real images of muscle, plain and realistic.

    python -m quantize.studies.phantom_realism ../shared/data docs/phantom --kept FOLDER

Images of six real sources and of simulated subjects of all grades, in the region that the kiosk offers: statistics of their
texture, a classifier that tells simulated from real on a source it does not know, the shipped network's and guard's answers by
grade, and simulated arms beside a real sweep. What has been measured lies in the folder KEPT: a run that was stopped goes on
there, and after a change of the simulator a new folder is needed. Two to three seconds of one core for each simulated subject.
"""

from __future__ import annotations

import os
import platform
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from multiprocessing import get_context
from pathlib import Path

import click
import cv2
import numpy as np
from tqdm import tqdm

from edge_app.phantom.realistic import Appearance
from quantize.studies.phantom_realism import limb_sweep
from quantize.studies.phantom_realism.domain_classifier import Features, auc_by_source
from quantize.studies.phantom_realism.examples import draw_crops
from quantize.studies.phantom_realism.measured import Measured, kept
from quantize.studies.phantom_realism.muscle_images import IMAGES_OF_A_SUBJECT, REAL_SOURCES, real_images, simulated_images
from quantize.studies.phantom_realism.tables import answers_table, domain_table, licence_table, statistics_table

SWEEP = "limb_transverse_sweep"


def subject_file(folder: Path, appearance: Appearance, number: int) -> Path:
    """Where the measurements of one simulated subject are kept."""
    return folder / f"{appearance.value}-{number}.npz"


def measured_subject(number: int, appearance: Appearance, folder: Path) -> Measured:
    """One simulated subject, in a process of its own."""
    cv2.setNumThreads(1)
    return kept(subject_file(folder, appearance, number), partial(simulated_images, number, appearance))


def measured_subjects(appearance: Appearance, subjects: int, folder: Path, workers: int) -> Measured:
    """All simulated subjects of one look."""
    measure = partial(measured_subject, appearance=appearance, folder=folder)
    missing = [number for number in range(subjects) if not subject_file(folder, appearance, number).exists()]
    if missing:
        with ProcessPoolExecutor(workers, get_context("spawn")) as pool:
            for _ in tqdm(
                pool.map(measure, missing), total=len(missing), desc=f"{appearance.value} subjects", unit="", disable=None
            ):
                pass
    return Measured.joined(map(measure, range(subjects)))


def measured_source(data: Path, number: int, folder: Path) -> Measured:
    """One real source."""
    source = REAL_SOURCES[number]
    return kept(folder / f"real-{source.folder.replace('/', '-')}.npz", partial(real_images, data, source))


def aucs(real: dict[str, Measured], simulated: dict[Appearance, Measured]) -> dict[str, dict[str, float]]:
    """Of each kind of features and each look, by source."""
    answers = {}
    subject = np.arange(min(len(group.grade) for group in simulated.values())) // IMAGES_OF_A_SUBJECT
    for title, kind in (("network features", "network"), ("texture", "texture")):
        numbers = {name: getattr(group, kind) for name, group in real.items()}
        for look, group in simulated.items():
            answers[f"{title}, {look.value}"] = auc_by_source(numbers, Features(getattr(group, kind), subject))
    return answers


@click.command()
@click.argument("data", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.argument("out", type=click.Path(file_okay=False, path_type=Path))
@click.option("--kept", "folder", required=True, type=click.Path(file_okay=False, path_type=Path), help="Of what was measured.")
@click.option("--subjects", default=32, show_default=True, type=click.IntRange(8), help="Simulated, of each look.")
@click.option("--workers", default=2, show_default=True, type=click.IntRange(1), help="Processes.")
def main(data: Path, out: Path, folder: Path, subjects: int, workers: int) -> None:
    """Hold the simulator beside the real sources in DATA; write tables and pictures to OUT."""
    cv2.setNumThreads(1)
    for made in (out, folder):
        made.mkdir(parents=True, exist_ok=True)
    real = {
        source.name: measured_source(data, number, folder)
        for number, source in enumerate(tqdm(REAL_SOURCES, desc="real sources", unit="", disable=None))
    }
    simulated = {look: measured_subjects(look, subjects, folder, workers) for look in Appearance}
    draw_crops(real, simulated, out / "muscle.png")
    domain = aucs(real, simulated)
    sweep = limb_sweep.real_tissues(data / SWEEP)
    arms = {
        look: limb_sweep.kept_match(folder / f"arms-{look.value}.npz", sweep, look)
        for look in tqdm(Appearance, desc="arms", unit="", disable=None)
    }
    groups = {"real sweep (PlusToolkit/PlusLibData, BSD-3-Clause)": sweep}
    groups |= {f"SIMULATED arm, healthy, {look.value}": tissues for look, (_, tissues) in arms.items()}
    limb_sweep.draw(groups, out / "realism.png")
    text = "\n\n".join(
        [
            f"Written by `python -m quantize.studies.phantom_realism` with {subjects} simulated subjects of each look on "
            f"{platform.machine()} with {os.cpu_count()} cores; simulated subjects are of grades 1 to 4 alike.",
            statistics_table(real, simulated),
            domain_table(domain),
            answers_table(simulated),
            limb_sweep.table(sweep, arms),
            licence_table(),
        ]
    )
    (out / "realism.md").write_text(text + "\n", encoding="utf-8")
    click.echo(text)


if __name__ == "__main__":
    main()
