"""How often a bundle gives no label, and why, on whole sets of images."""

from __future__ import annotations

import platform
from collections.abc import Sequence
from datetime import datetime, timezone
from pathlib import Path

import cv2
from tqdm import tqdm

from edge_app.bundle.loader import Precision
from edge_app.system.host import cores
from quantize.dataset.manifest import MANIFEST, is_simulated, read_manifest
from quantize.evaluation.abstention import SCHEMA, Abstentions, AnsweredSet, count_answers, write_abstentions
from quantize.evaluation.engines import bundle_engine
from quantize.evaluation.robustness.answers import answer, joined
from quantize.evaluation.robustness.cases import choose_cases
from quantize.evaluation.robustness.run import bundle_digest
from quantize.packaging.writer import read_bundle
from quantize.steps.inputs import Say

GRAPH = Precision.INT8  # what a device runs


def measure_abstention(
    bundle: Path, folders: Sequence[Path], out: Path, images: int, views: bool, command: str, say: Say
) -> None:
    """Judge at most `images` images of each data set or folder of recordings, and write what became of them to a JSON file.

    Raises ConfigError, CaptureError, EngineError, ExportError.
    """
    cv2.setNumThreads(1)
    model = read_bundle(bundle)
    engines = {GRAPH.value: bundle_engine(model, GRAPH, 1)}
    sets: list[AnsweredSet] = []
    for folder in folders:
        cases = choose_cases(folder, images)
        bar = tqdm(cases.cases, folder.name, unit="image", disable=None)
        parts = [answer([cases.load(case)], model, engines, views) for case in bar]
        simulated = (folder / MANIFEST).exists() and is_simulated(read_manifest(folder))
        found = count_answers(cases, simulated, joined(parts), GRAPH.value)
        sets.append(found)
        say(
            f"{found.name}: {found.images} images, {found.refused} rejected, {found.indeterminate} indeterminate, "
            f"{found.normal} normal, {found.abnormal} abnormal"
        )
    write_abstentions(
        out,
        Abstentions(
            schema=SCHEMA,
            command=command,
            machine=f"{platform.machine()}, {cores()} cores",
            created=datetime.now(timezone.utc).isoformat(timespec="seconds"),
            bundle=model.id,
            bundle_sha256=bundle_digest(model, (GRAPH,)),
            graph=GRAPH.value,
            views=views,
            sets=tuple(sets),
        ),
    )
