"""A simulated data set in the paper's proportions.

A plan of subjects -> one worker process a subject (phantom, settings, three or four images) -> images, masks, manifest.
The same seed gives the same files, whatever the number of workers.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass, replace
from multiprocessing import get_context
from pathlib import Path

import cv2
import numpy as np
from tqdm import tqdm

from edge_app.errors import ConfigError, ExportError
from edge_app.phantom.phantom import SLIDE_MM, acquire_still, build_phantom
from edge_app.phantom.realistic import Appearance, draw_appearance, draw_realistic_settings
from edge_app.phantom.scanner import Pose, Scanner
from edge_app.phantom.subject import Subject, draw_subject
from edge_app.records import Muscle
from edge_app.system.atomic_write import make_folder
from quantize.dataset.manifest import Sample, write_manifest
from quantize.dataset.site_scanners import SiteScanner, draw_site_settings


@dataclass(frozen=True)
class Cohort:
    """How many subjects of one muscle, and how many of them are abnormal (Marzola et al. 2021)."""

    muscle: Muscle
    subjects: int
    abnormal: int


PAPER = (
    Cohort(Muscle.BICEPS_BRACHII, 445, 158),
    Cohort(Muscle.GASTROCNEMIUS_MEDIALIS, 376, 110),
    Cohort(Muscle.TIBIALIS_ANTERIOR, 462, 166),
)
PAPER_IMAGES = 3917  # three a subject, and a fourth for 68 of them


@dataclass(frozen=True)
class Task:
    """One subject to be examined."""

    subject: Subject
    images: int
    seed: int
    scanner: SiteScanner = SiteScanner.FIRST
    appearance: Appearance = Appearance.PLAIN


def plan(subjects: int, seed: int, scanner: SiteScanner = SiteScanner.FIRST) -> list[Task]:
    """Draw the subjects in the paper's proportions of muscle and label; fewer subjects shrink every group alike.

    The same seed draws the same subjects for every scanner.
    """
    share = subjects / sum(c.subjects for c in PAPER)
    total_images = round(PAPER_IMAGES * share)
    groups = [(c.muscle, round(c.subjects * share), round(c.abnormal * share)) for c in PAPER]
    count = sum(n for _, n, _ in groups)
    rng = np.random.default_rng(seed)
    fourth = set(rng.choice(count, min(count, max(0, total_images - 3 * count)), replace=False).tolist())
    tasks: list[Task] = []
    for muscle, n, abnormal in groups:
        for i in range(n):
            number = len(tasks)
            subject = draw_subject(rng, f"sim{number:04d}", muscle, abnormal=i < abnormal)
            tasks.append(Task(subject, 3 + (number in fourth), int(rng.integers(2**31)), scanner))
    return tasks


def examine(task: Task, folder: Path) -> list[Sample]:
    """Take one subject's images, write them below `folder`, and return their manifest rows."""
    cv2.setNumThreads(1)
    rng = np.random.default_rng(task.seed)
    subject = task.subject
    if task.appearance is Appearance.REALISTIC:
        phantom = build_phantom(subject, task.seed, draw_appearance(np.random.default_rng([task.seed, 73])))
        settings = draw_realistic_settings(rng, phantom.deepest_mm)
        drawn = json.dumps({"settings": asdict(settings), "tissue": asdict(phantom.pattern.appearance)}, sort_keys=True)
    else:
        phantom = build_phantom(subject, task.seed)
        settings, drawn = draw_site_settings(task.scanner, rng, phantom.deepest_mm), None
    scanner = Scanner(settings, task.seed)
    samples = []
    for i in range(task.images):
        along = float((i - 1.5) * 5 + rng.uniform(-1, 1))  # mm apart, so that their speckle is independent
        pose = Pose(float(np.clip(rng.normal(0, 1.8), -4, 4)), along, float(rng.normal(0, 2.5)), float(rng.uniform(0, 0.5)))
        start = along - (SLIDE_MM if settings.persistence else 0)
        image = acquire_still(phantom, scanner, pose, phantom.slab((start, along), settings.depth_mm, rng))
        name = f"{subject.name}_{i}.png"
        for kind, pixels in (("images", image.grey), ("masks", image.mask)):
            if not cv2.imwrite(str(folder / kind / name), pixels):
                raise ExportError(f"{folder / kind / name} cannot be written; check that the disk has room")
        samples.append(
            Sample(
                image=f"images/{name}",
                mask=f"masks/{name}",
                subject=subject.name,
                muscle=subject.muscle.value,
                side=subject.side.value,
                age=subject.age,
                sex=subject.sex.value,
                height_cm=subject.height_cm,
                weight_kg=subject.weight_kg,
                label="abnormal" if subject.abnormal else "normal",
                z_score=round(subject.z_score, 3),
                grade=subject.grade,
                gain_db=settings.gain_db,
                dynamic_range_db=settings.dynamic_range_db,
                frequency_mhz=settings.frequency_mhz,
                depth_mm=settings.depth_mm,
                grey_map=settings.grey_map.value,
                speckle_reduction=settings.speckle_reduction,
                simulated=True,
                appearance=drawn,
            )
        )
    return samples


def examine_all(tasks: list[Task], folder: Path, workers: int) -> Iterator[list[Sample]]:
    """The rows of every task, in the order of the tasks."""
    # Spawned, not forked: OpenCV's threads, which a forked child lacks, would keep it waiting for ever in setNumThreads.
    with ProcessPoolExecutor(workers, get_context("spawn")) as pool:
        try:
            yield from pool.map(examine, tasks, [folder] * len(tasks), chunksize=4)
        except KeyboardInterrupt:
            pool.shutdown(cancel_futures=True)
            raise


def simulate(
    folder: Path,
    subjects: int,
    seed: int,
    workers: int,
    scanner: SiteScanner = SiteScanner.FIRST,
    appearance: Appearance = Appearance.PLAIN,
) -> list[Sample]:
    """Make a whole data set in `folder`, with `workers` processes; returns its rows.

    Raises ConfigError for a second site's scanner with a realistic appearance, which draws settings of its own; ExportError when
    the disk refuses.
    """
    if scanner is not SiteScanner.FIRST and appearance is Appearance.REALISTIC:
        raise ConfigError("a realistic appearance draws the scanner settings itself; leave out --scanner or --appearance")
    tasks = [replace(task, appearance=appearance) for task in plan(subjects, seed, scanner)]
    for kind in ("images", "masks"):
        make_folder(folder / kind)
    rows = examine_all(tasks, folder, workers)
    samples = [s for group in tqdm(rows, total=len(tasks), desc="subjects", unit="") for s in group]
    write_manifest(folder, samples)
    return samples
