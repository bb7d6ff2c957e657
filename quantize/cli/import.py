"""`python -m quantize import`: other people's pictures, masks and tables made into a data set."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import click
from tqdm import tqdm

from edge_app.cli.group import Command
from edge_app.errors import ConfigError
from quantize.cli.options import FILE, NEW_FILE, NEW_FOLDER
from quantize.dataset.importers.layouts import guess_layout
from quantize.dataset.importers.mapping import Mapping, read_mapping, write_mapping
from quantize.dataset.importers.plan import Plan, fault_lines, make_plan, plan_lines
from quantize.dataset.importers.writing import LOG, Imported, write_data_set
from quantize.dataset.missing import missing_sentences


@click.command(
    "import",
    cls=Command,
    examples=(
        "python -m quantize import archive imported --plan plan.toml  # look at the plan, and correct it",
        "python -m quantize import archive imported --mapping plan.toml --yes",
    ),
)
@click.argument("source", type=click.Path(exists=True, path_type=Path))
@click.argument("out", type=NEW_FOLDER)
@click.option("--mapping", "mapping_file", type=FILE, help="What is what, as --plan writes it; without one it is guessed.")
@click.option("--plan", "plan_file", type=NEW_FILE, help="Write what was understood as a mapping, and import nothing.")
@click.option("--simulated", is_flag=True, help="Declare that the images are simulated. Nothing else makes the program say so.")
@click.option("--yes", is_flag=True, help="Do not ask whether the plan is right.")
@click.option("--strict", is_flag=True, help="Write nothing where an image or a row would be left out.")
def command(
    source: Path, out: Path, mapping_file: Path | None, plan_file: Path | None, simulated: bool, yes: bool, strict: bool
) -> None:
    """Make a data set in the new folder OUT of the pictures in the folder SOURCE.

    SOURCE may be the Mendeley set of the paper, folders named by what they show, a CSV or Excel table beside pictures, COCO or
    LabelMe polygons, or DICOM with SEG. An image, whose it is and its label are needed; all else may be missing.
    """
    mapping = read_mapping(mapping_file) if mapping_file else Mapping(guess_layout(source), simulated=simulated)
    if not source.is_dir():
        raise ConfigError(f"{source} is not a folder; give the folder that holds the pictures")
    plan = make_plan(source, replace(mapping, simulated=mapping.simulated or simulated))
    for line in plan_lines(plan):
        click.echo(line)
    if plan_file is not None:
        write_mapping(plan_file, plan.mapping)
        click.echo(f"{plan_file}: correct it, then import with --mapping {plan_file}")
        return
    if not plan.images:
        raise ConfigError(
            f"no image of {source} has both a subject and a label; write a mapping with --plan FILE, and say there what is what"
        )
    if not yes:
        click.confirm("Is that right?", abort=True)
    with tqdm(total=len(plan.images), desc="importing", unit="image", disable=None) as bar:
        imported = write_data_set(plan, out, strict, bar.update)
    _summarise(plan, imported, out)


def _summarise(plan: Plan, imported: Imported, out: Path) -> None:
    samples = imported.samples
    labels = ", ".join(f"{sum(s.label == label for s in samples)} {label}" for label in sorted({s.label for s in samples}))
    click.echo(f"{out}: {len(samples)} images of {len({s.subject for s in samples})} subjects, {labels}")
    for correction, count in sorted(imported.corrections.items()):
        click.echo(f"  corrected: {count} images: {correction}")
    for line in fault_lines(imported.faults):
        click.echo(line)
    if left_out := len(plan.faults) + len(imported.faults):
        click.echo(f"  {left_out} images or rows were left out, each with its reason above")
    for sentence in missing_sentences(samples):
        click.echo(f"  {sentence}")
    click.echo(f"  {LOG} says which file became which image; keep it to yourself where those names are of patients")
