"""What drift of the simulated probe is measured against, put into a bundle."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path

import cv2
from tqdm import tqdm

from edge_app.bundle.loader import ModelBundle, Precision
from edge_app.drift.reference import DeviceReference
from edge_app.engine.onnx_runtime import OrtEngine
from edge_app.errors import ConfigError
from edge_app.system.atomic_write import write_output
from edge_app.typed_reader import FormatError, build, parse_json
from quantize.drift.fit import simulated_reference, summarise_images
from quantize.drift.simulated_patients import patient_images
from quantize.packaging.keys import SigningKey
from quantize.packaging.writer import read_bundle, write_bundle
from quantize.steps.inputs import Say, unsigned_notice


def fit_drift(bundle: Path, patients: int, known: Path | None, out: Path | None, key: SigningKey | None, say: Say) -> None:
    """Measure what the simulated probe and the bundle's INT8 graph give of simulated patients, and put that into the bundle.

    known: a file with a reference that was measured before, instead; out: a file to write it to. Raises ConfigError, ExportError.
    """
    cv2.setNumThreads(1)
    model = read_bundle(bundle)
    found = read_reference(known) if known else measure(model, patients)
    if out is not None:
        write_output(out, (json.dumps(dataclasses.asdict(found), indent=2) + "\n").encode())
    others = tuple(one for one in model.manifest.drift or () if (one.device, one.preset) != (found.device, found.preset))
    manifest = dataclasses.replace(model.manifest, drift=(*others, found))
    write_bundle(bundle, dataclasses.replace(model, manifest=manifest), key)
    say(f"{bundle}: drift of {found.device} is watched against {found.made_of}")
    for field in dataclasses.fields(found.reference):
        if (spread := getattr(found.reference, field.name)) is not None:
            say(f"  {field.name.replace('_', ' '):22}{spread.mean:9.3f} +- {spread.sd:.3f}")
    unsigned_notice(bundle, key, say)


def measure(bundle: ModelBundle, patients: int) -> DeviceReference:
    """Simulate the patients one after the other. Raises ConfigError where the guard lets too few of their images pass."""
    engine = OrtEngine(bundle.graphs[Precision.INT8], Precision.INT8.value, 1)
    with tqdm(range(patients), desc="patients", unit="", disable=None, leave=False) as bar:
        found = [summarise_images(patient_images(patient), bundle, engine) for patient in bar]
    try:
        return simulated_reference(found)
    except FormatError as exc:
        raise ConfigError(
            f"the drift reference of {patients} simulated patients {exc}; simulate more of them, or fit a guard that takes "
            "simulated muscle for muscle"
        ) from exc


def read_reference(file: Path) -> DeviceReference:
    """Raises ConfigError."""
    try:
        return build(DeviceReference, parse_json(file.read_bytes()))
    except OSError as exc:
        raise ConfigError(f"{file} cannot be read ({exc.strerror}); check the permissions") from exc
    except FormatError as exc:
        raise ConfigError(f"{file} {exc}; make it anew with --out") from exc
