"""`python -m quantize validate`: a signed bundle, as it is, on another site's images. It needs no torch."""

from __future__ import annotations

from datetime import datetime, timezone
from pathlib import Path

import click

from edge_app.bundle.key_purpose import KeyPurpose
from edge_app.bundle.loader import Precision, load_bundle
from edge_app.bundle.trusted_keys import trusted_keys
from edge_app.cli.group import Command
from edge_app.errors import ConfigError, ExportError
from edge_app.system.atomic_write import make_folder, write_output
from edge_app.validation.signed_record import SUFFIX
from quantize.cli.options import FILE, FOLDER, NEW_FILE, bundle_argument, dataset_argument, out_folder_option
from quantize.cli.passphrase import unlock
from quantize.dataset.manifest import data_hash, read_manifest
from quantize.evaluation.engines import runnable_graphs
from quantize.evaluation.robustness.run import runtimes
from quantize.evaluation.validation.measure import Asked, choose_samples, measure_validation
from quantize.evaluation.validation.records import read_report_json
from quantize.evaluation.validation.run import Task, ask_all
from quantize.evaluation.validation.site_record import make_record, read_statement
from quantize.evaluation.validation.standing import shared_images
from quantize.packaging.site_validation import sign_record
from quantize.reporting.validation.page import JSON, PAGE, write_validation
from quantize.reporting.validation.page import headline as headline_of
from quantize.reporting.validation.page import standing as standing_of

ANSWERS, RECORD, SIGNED = "answers.jsonl", "site-validation.json", f"site{SUFFIX}"


@click.command(
    "validate",
    cls=Command,
    examples=(
        "python -m quantize validate bundle test_set --keys keys --out validation",
        "python -m quantize validate bundle test_set --keys keys --out validation --graph fp32 --one-view --width 0.2",
    ),
)
@bundle_argument
@dataset_argument
@out_folder_option("Folder for page, figures, tables and finished answers; a stopped run goes on in it.")
@click.option(
    "--graph",
    type=click.Choice([precision.value for precision in Precision]),
    default=Precision.INT8.value,
    show_default=True,
    help="Graph of the bundle to ask.",
)
@click.option("--one-view", is_flag=True, help="Ask about one view of each image, as live, not about several: much faster.")
@click.option(
    "--width",
    default=0.1,
    show_default=True,
    type=click.FloatRange(0, 1, min_open=True, max_open=True),
    help="Width of the 95 % intervals that the size needed is given for.",
)
@click.option("--trained-on", type=FOLDER, help="Data set of the training, if at hand: images in both are found.")
@click.option("--site", type=FILE, help="Site's statement (TOML): device, limits, who answers. Writes a site-validation record.")
@click.option("--key", "key_file", type=NEW_FILE, help="Private key that `keygen --validation` wrote, to sign the record with.")
@click.option("--keys", type=FOLDER, help="Folder of public keys whose bundles are accepted too. [default: an appliance's]")
@click.option("--workers", default=2, show_default=True, type=click.IntRange(1), help="Processes.")
def command(
    bundle: Path,
    dataset: Path,
    out: Path,
    graph: str,
    one_view: bool,
    width: float,
    trained_on: Path | None,
    site: Path | None,
    key_file: Path | None,
    keys: Path | None,
    workers: int,
) -> None:
    """Ask the signed BUNDLE about every image of DATASET, another site's, and report what holds there and what does not.

    Nothing is fitted: guard, preprocessing, graph, temperature, threshold and band are the bundle's. Ctrl-C keeps the images that
    are finished; the same command goes on. With --site, a record of the same figures is written that a device accepts, signed
    if --key is given. Where the images cannot serve as a validation (simulated, too few, of the training's site, of another
    device, or the limits are missed), the reason is the error, and the page is written all the same.
    """
    statement = read_statement(site) if site else None
    if key_file is not None and statement is None:
        raise ConfigError("--key signs a site-validation record, which needs --site; name the site's statement too")
    if key_file is not None and (out / SIGNED).exists():
        raise ExportError(f"{out / SIGNED} is there already and is not replaced; give another --out")
    key = unlock(key_file, KeyPurpose.SITE_VALIDATION) if key_file else None

    model = load_bundle(bundle, trusted_keys(keys))
    precision = Precision(graph)
    if precision not in runnable_graphs(model):
        raise ConfigError(f"{bundle} has no graph {graph}, or its runtime is not installed; choose another --graph")
    samples = read_manifest(dataset)
    own, others = choose_samples(model, samples)
    shared = shared_images(dataset, trained_on) if trained_on else None
    make_folder(out)
    answers = ask_all(Task(bundle, precision, dataset, not one_view), model, own, out / ANSWERS, workers)

    now = datetime.now(timezone.utc)
    asked = Asked(model, precision, runtimes((precision,)), not one_view, own, others, data_hash(dataset, samples))
    report = measure_validation(asked, answers, width, now.isoformat(timespec="seconds"), shared)
    write_validation(out, report, own, answers)
    click.echo(f"{headline_of(report)}:")
    for one in report.statements:
        click.echo(f"  {one.subject} ({one.holds}): {one.text}")
    click.echo(standing_of(report))
    click.echo(f"{out / PAGE} is the page to read")
    if statement is None:
        return
    record = make_record(read_report_json(out / JSON), statement, now.date())
    write_output(out / RECORD, record.to_json())
    if key is not None:
        signed = sign_record(out / RECORD, key, out / SIGNED)
        click.echo(f"{out / SIGNED}: {record.bundle.id} on {record.device.device}, signed by the key {signed.signed_by.id}")
