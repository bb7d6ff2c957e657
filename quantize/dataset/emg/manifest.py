"""The manifest of a data set of needle EMG, and the truth beside each recording."""

from __future__ import annotations

import csv
import dataclasses
import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec

from edge_app.emg.waveform import Waveform
from edge_app.errors import ConfigError
from edge_app.phantom.emg.discharges import Discharge
from edge_app.phantom.emg.recording import Plan
from edge_app.system.atomic_write import write_output
from edge_app.system.csv_cells import plain_row

MANIFEST = "manifest.csv"
ABOUT = "dataset.json"
FORMAT = 1
LICENCE = "Apache-2.0"  # as the program that makes it


@dataclass(frozen=True)
class About:
    """What a data set is, in its `dataset.json`."""

    kind: str  # "needle-emg"
    simulated: bool
    licence: str
    format: int
    subjects: int
    seed: int


@dataclass(frozen=True)
class EmgSample:
    """One recording and what is known of it."""

    recording: str  # path below the folder, EDF
    truth: str  # path below the folder, JSON
    subject: str  # recordings of one subject stay in one part
    age: int  # years
    sex: str  # "female" or "male"
    condition: str  # a value of edge_app.phantom.emg.subject.Condition
    severity: float  # 0-1
    months: float
    muscle: str
    activity: str  # a value of edge_app.phantom.emg.recording.Activity
    electrode: str  # "concentric" or "monopolar"
    rate_hz: float
    seconds: float
    psw: int  # potentials of each class, at any size
    fibrillation: int
    other: int


@dataclass(frozen=True)
class Truth:
    """Every potential of a recording, by time, and the plan that it was simulated from."""

    simulated: bool
    plan: Plan
    discharges: tuple[Discharge, ...]


def sample_of(truth: Truth) -> EmgSample:
    """The row of a recording in the manifest."""
    plan, subject = truth.plan, truth.plan.subject
    classes = [discharge.subtype.waveform for discharge in truth.discharges]
    return EmgSample(
        recording=f"recordings/{plan.name}.edf",
        truth=f"truth/{plan.name}.json",
        subject=subject.name,
        age=subject.age,
        sex=subject.sex.value,
        condition=subject.condition.value,
        severity=subject.severity,
        months=subject.months,
        muscle=plan.muscle.name,
        activity=plan.activity.value,
        electrode=plan.electrode.name,
        rate_hz=plan.amplifier.rate_hz,
        seconds=plan.seconds,
        psw=classes.count(Waveform.PSW),
        fibrillation=classes.count(Waveform.FIBRILLATION),
        other=classes.count(Waveform.OTHER),
    )


def write_emg_manifest(folder: Path, samples: Sequence[EmgSample]) -> None:
    """Write `folder`/manifest.csv. Raises ExportError when the disk refuses."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow([f.name for f in dataclasses.fields(EmgSample)])
    writer.writerows(plain_row(dataclasses.astuple(sample)) for sample in samples)
    write_output(folder / MANIFEST, text.getvalue().encode())


def read_emg_manifest(folder: Path) -> list[EmgSample]:
    """The rows of `folder`/manifest.csv in their order. Raises ConfigError, one sentence, for what is missing or wrong."""
    path = folder / MANIFEST
    samples = []
    try:
        with path.open(newline="", encoding="utf-8") as file:
            for number, row in enumerate(csv.DictReader(file, strict=True), start=2):
                sample = msgspec.convert(row, EmgSample, strict=False)
                for name in (sample.recording, sample.truth):
                    if not (folder / name).is_file():
                        raise ConfigError(f"{path}, line {number}: {name!r} is not a file below {folder}")
                samples.append(sample)
    except OSError as exc:
        raise ConfigError(f"{path} cannot be read ({exc.strerror}); make one with `python -m quantize emg-phantoms`") from exc
    except (csv.Error, UnicodeDecodeError, msgspec.ValidationError) as exc:
        raise ConfigError(f"{path} is not a manifest of needle EMG ({exc}); make the data set again") from exc
    if not samples:
        raise ConfigError(f"{path} has no rows; a data set needs at least one recording")
    return samples


def read_about(folder: Path) -> About:
    """What the data set in `folder` says it is. Raises ConfigError where it is no data set of needle EMG."""
    path = folder / ABOUT
    try:
        return msgspec.json.decode(path.read_bytes(), type=About)
    except OSError as exc:
        raise ConfigError(
            f"{path} cannot be read ({exc.strerror}); make a data set with `python -m quantize emg-phantoms`"
        ) from exc
    except msgspec.DecodeError as exc:
        raise ConfigError(f"{path} is not that of a data set of needle EMG ({exc}); choose another folder") from exc


def write_truth(path: Path, truth: Truth) -> None:
    """Write one recording's truth. Raises ExportError when the disk refuses."""
    write_output(path, msgspec.json.encode(truth) + b"\n")


def read_truth(path: Path) -> Truth:
    """Read one recording's truth. Raises ConfigError where it is missing or not one."""
    try:
        return msgspec.json.decode(path.read_bytes(), type=Truth)
    except OSError as exc:
        raise ConfigError(f"{path} cannot be read ({exc.strerror}); make the data set again") from exc
    except msgspec.DecodeError as exc:
        raise ConfigError(f"{path} is not the truth of a recording ({exc}); make the data set again") from exc


def strata(samples: Sequence[EmgSample]) -> dict[str, frozenset[tuple[str, str]]]:
    """What `quantize.dataset.split.draw_subjects` draws patients by, so that each part has its share of every condition."""
    return {sample.subject: frozenset({(sample.condition, sample.electrode)}) for sample in samples}
