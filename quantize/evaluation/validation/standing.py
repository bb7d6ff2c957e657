"""Whether what was measured can serve as a site's validation, and if not, why."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

from edge_app.bundle.loader import ModelBundle
from quantize.dataset.manifest import read_manifest
from quantize.evaluation.validation.records import DataSet, ValidationReport

MIN_SUBJECTS = 100  # of each class: fewer say little of a model at another place (Vergouwe et al. 2005)


def training_site(bundle: ModelBundle, sha256: str) -> str | None:
    """Why the data set of this hash is the maker's own: it was trained, measured or tuned on; None: nothing shows it."""
    manifest = bundle.manifest
    if sha256 == manifest.training_data.sha256:
        return "the bundle was trained on this data set"
    if manifest.measured is not None and sha256 == manifest.measured.data_sha256:
        return "its maker measured the bundle on this data set"
    if manifest.indeterminate is not None and sha256 == manifest.indeterminate.data_sha256:
        return "the bundle's band was learnt on this data set"
    return None


def shared_images(folder: Path, training: Path) -> str | None:
    """Why a data set that shares an image with the one of the training is of its site; None: they share none.

    Raises ConfigError when `training` is no data set.
    """
    known = {hashlib.sha256((training / sample.image).read_bytes()).digest() for sample in read_manifest(training)}
    names = [sample.image for sample in read_manifest(folder)]
    shared = [name for name in names if hashlib.sha256((folder / name).read_bytes()).digest() in known]
    return f"{len(shared)} of its images, {shared[0]} among them, are in the training's data set too" if shared else None


def obstacles(data: DataSet, report: ValidationReport) -> Iterator[str]:
    """Why no site-validation record can be made, one sentence each; nothing where one can."""
    if data.simulated:
        yield "The images are simulated: they say nothing of patients or of this site's scanner."
    if data.training_site is not None:
        yield f"It is no other site: {data.training_site}."
    few = [f"{one.subjects} {one.label}" for one in report.classes if one.subjects < MIN_SUBJECTS]
    if few:
        yield (
            f"There are too few subjects: {' and '.join(few)}, where at least {MIN_SUBJECTS} of each class are needed "
            "(Vergouwe et al. 2005)."
        )
    if len(data.devices) > 1:
        yield f"The images are of {len(data.devices)} devices, and a record holds for one: {', '.join(data.devices)}."
    if unanswered := [one.label for one in report.classes if one.normal + one.abnormal == 0]:
        yield f"No {unanswered[0]} image got a label, so there is nothing to measure."
