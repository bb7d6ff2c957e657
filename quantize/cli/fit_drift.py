"""`python -m quantize fit-drift`: what drift of the simulated probe is measured against, put into a bundle."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path

import click
import cv2
from tqdm import tqdm

from edge_app.bundle.loader import ModelBundle, Precision
from edge_app.cli.group import Command
from edge_app.drift.reference import MIN_PATIENTS, DeviceReference
from edge_app.engine.onnx_runtime import OrtEngine
from edge_app.errors import ConfigError
from edge_app.system.atomic_write import write_output
from edge_app.typed_reader import FormatError, build, parse_json
from quantize.cli.options import FILE, bundle_argument, key_option, out_file_option
from quantize.cli.passphrase import unlock, unsigned_notice
from quantize.drift.fit import simulated_reference, summarise_images
from quantize.drift.simulated_patients import patient_images
from quantize.packaging.writer import read_bundle, write_bundle


@click.command(
    "fit-drift",
    cls=Command,
    examples=(
        "python -m quantize fit-drift bundle --patients 120 --out reference.json",
        "python -m quantize fit-drift bundle --reference reference.json --key keys/maker.key    # measured before",
    ),
)
@bundle_argument
@click.option(
    "--patients", default=120, show_default=True, type=click.IntRange(MIN_PATIENTS), help="Simulated patients, one in three ill."
)
@out_file_option("Write the reference into this file too, as JSON.", required=False)
@click.option("--reference", "known", type=FILE, help="A file that --out wrote, instead of simulating.")
@key_option
def command(bundle: Path, patients: int, out: Path | None, known: Path | None, key_file: Path | None) -> None:
    """Measure what the simulated probe and BUNDLE's INT8 graph give of simulated patients, and put that into BUNDLE.

    An appliance with this bundle watches the drift of the simulated probe against it. BUNDLE changes, so it has to be signed
    again. Simulating takes some seconds a patient. A reference of the same device and preset is replaced.
    """
    cv2.setNumThreads(1)
    key = unlock(key_file) if key_file else None
    model = read_bundle(bundle)
    found = read_reference(known) if known else measure(model, patients)
    if out is not None:
        write_output(out, (json.dumps(dataclasses.asdict(found), indent=2) + "\n").encode())
    others = tuple(one for one in model.manifest.drift or () if (one.device, one.preset) != (found.device, found.preset))
    manifest = dataclasses.replace(model.manifest, drift=(*others, found))
    write_bundle(bundle, dataclasses.replace(model, manifest=manifest), key)
    click.echo(f"{bundle}: drift of {found.device} is watched against {found.made_of}")
    for field in dataclasses.fields(found.reference):
        if (spread := getattr(found.reference, field.name)) is not None:
            click.echo(f"  {field.name.replace('_', ' '):22}{spread.mean:9.3f} +- {spread.sd:.3f}")
    if key is None:
        click.echo(unsigned_notice(bundle))


def measure(bundle: ModelBundle, patients: int) -> DeviceReference:
    """Simulate the patients one after the other."""
    engine = OrtEngine(bundle.graphs[Precision.INT8], Precision.INT8.value, 1)
    with tqdm(range(patients), desc="patients", unit="", disable=None, leave=False) as bar:
        return simulated_reference([summarise_images(patient_images(patient), bundle, engine) for patient in bar])


def read_reference(file: Path) -> DeviceReference:
    """Raises ConfigError."""
    try:
        return build(DeviceReference, parse_json(file.read_bytes()))
    except OSError as exc:
        raise ConfigError(f"{file} cannot be read ({exc.strerror}); check the permissions") from exc
    except FormatError as exc:
        raise ConfigError(f"{file} {exc}; make it anew with --out") from exc
