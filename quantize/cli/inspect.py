"""`python -m quantize inspect`: a data set looked through before anybody trusts it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import click
import cv2
from tqdm import tqdm

from edge_app.cli.group import Command
from quantize.cli.options import FOLDER, NEW_FOLDER, dataset_argument
from quantize.dataset.inspection.inspection import Inspection, inspect
from quantize.reporting.data_sheet import PAGE, write_data_sheet

LEAKING = 1  # exit code


@click.command(
    "inspect",
    cls=Command,
    examples=(
        "python -m quantize inspect dataset",
        "python -m quantize inspect dataset --test-set test_set --out sheet",
    ),
)
@dataset_argument
@click.option("--test-set", type=FOLDER, help="Another data set, which must share neither subjects nor images with it.")
@click.option("--out", type=NEW_FOLDER, help="Folder for data_sheet.html and data_sheet.json. [default: DATASET]")
@click.option("--strict", is_flag=True, help="End with exit code 1 where what is tested on may have been trained on.")
def command(dataset: Path, test_set: Path | None, out: Path | None, strict: bool) -> int:
    """Look through DATASET, and write the data sheet that reviewers ask for.

    It finds images that two subjects have, subjects in several parts, burned-in text, borders, differing scales, outliers, what
    goes along with the label, and who is missing.
    """
    cv2.setNumThreads(1)  # the images are looked at side by side

    def progress(total: int) -> Callable[[], object]:
        bar = tqdm(total=total, desc="looking", unit="image", disable=None)
        return lambda: bar.update()

    inspection = inspect(dataset, test_set, progress)
    folder = out or dataset
    write_data_sheet(folder, inspection)
    for line in _lines(inspection):
        click.echo(line)
    click.echo(f"{folder / PAGE}")
    return LEAKING if strict and inspection.leaks else 0


def _lines(i: Inspection) -> list[str]:
    own = i.pictures[: len(i.samples)]
    kind = "simulated images" if i.declaration.simulated else "images"
    lines = [f"{len(i.samples)} {kind} of {len({sample.subject for sample in i.samples})} subjects"]
    lines += [f"  LEAK: subject {subject} is in {' and '.join(parts)}" for subject, parts in list(i.several_parts.items())[:10]]
    lines += [f"  LEAK: subject {subject} is in the test set, too" for subject in i.shared_subjects[:10]]
    lines += [
        f"  LEAK: {one.first.image} of {one.first.subject} and {one.second.image} of {one.second.subject} are one image"
        for one in i.twins[:10]
    ]
    lines += [f"  may be one subject: {' = '.join(names)}" for names in i.names_of_one[:5]]
    lines += [
        f"  {one.what}: {one.of_label[0]} of {one.of_label[1]} {one.label}, {one.of_others[0]} of {one.of_others[1]} others"
        for one in i.shortcuts[:10]
    ]
    lines.append(
        f"  text within the ultrasound {sum(one.words_inside > 0 for one in own)}, beside it "
        f"{sum(one.words_beside > 0 for one in own)}; bordered {sum(one.is_letterboxed for one in own)}; sizes "
        f"{len(i.sizes.sizes)}; scales {len(i.sizes.scales)}; outliers {len({one.number for one in i.outliers})}"
    )
    lines += [f"  {gap}" for one in i.coverage for gap in one.gaps]
    return [*lines, *(f"  {sentence}" for sentence in i.missing)]
