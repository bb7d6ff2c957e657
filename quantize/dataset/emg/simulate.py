"""A simulated data set of needle EMG: plans -> one worker process a patient -> recordings (EDF), truths (JSON), manifest.

The same seed gives the same files, whatever the number of workers. What is there already is not made again, so a stopped run
goes on.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from io import BytesIO
from multiprocessing import get_context
from pathlib import Path

import edfio
import msgspec
import numpy as np
from tqdm import tqdm

from edge_app.emg.trace import Trace
from edge_app.errors import ConfigError
from edge_app.phantom.emg.recording import Plan, simulate
from edge_app.system.atomic_write import make_folder, write_output
from quantize.dataset.emg.manifest import (
    ABOUT,
    FORMAT,
    LICENCE,
    About,
    EmgSample,
    Truth,
    read_about,
    read_truth,
    sample_of,
    write_emg_manifest,
    write_truth,
)
from quantize.dataset.emg.plan import plan_subjects

_DAY = datetime.date(2026, 1, 1)  # a file has to have one; the same in all, so that the same seed gives the same bytes


def simulate_emg(folder: Path, subjects: int, seed: int, workers: int) -> list[EmgSample]:
    """Make a whole data set in `folder`, with `workers` processes; returns its rows.

    Raises ConfigError when another data set is there, ExportError when the disk refuses.
    """
    about = About("needle-emg", True, LICENCE, FORMAT, subjects, seed)
    _claim(folder, about)
    for kind in ("recordings", "truth"):
        make_folder(folder / kind)
    plans = plan_subjects(subjects, seed)
    rows = examine_all(plans, folder, workers)
    samples = [s for group in tqdm(rows, total=len(plans), desc="patients", unit="") for s in group]
    write_emg_manifest(folder, samples)
    return samples


def examine_all(plans: list[list[Plan]], folder: Path, workers: int) -> Iterator[list[EmgSample]]:
    """The rows of every patient, in their order."""
    with ProcessPoolExecutor(workers, get_context("spawn")) as pool:
        try:
            yield from pool.map(examine, plans, [folder] * len(plans))
        except KeyboardInterrupt:
            pool.shutdown(cancel_futures=True)
            raise


def examine(plans: list[Plan], folder: Path) -> list[EmgSample]:
    """One patient's recordings, those that are not there yet; returns the rows of all."""
    return [sample_of(_kept(plan, folder) or _made(plan, folder)) for plan in plans]


def write_edf(path: Path, trace: Trace, electrode: str) -> None:
    """Write a calibrated 16-bit trace as EDF: its counts as they are, so nothing is lost. Raises ExportError when the disk
    refuses.
    """
    scale, rails = trace.microvolt_per_count, trace.rails
    assert scale is not None and rails is not None
    signal = edfio.EdfSignal(
        trace.samples.astype(np.float64) * scale,
        trace.rate_hz,
        label="EMG",
        transducer_type=f"{electrode} needle, simulated",
        physical_dimension="uV",
        physical_range=(rails[0] * scale, rails[1] * scale),
        digital_range=(int(rails[0]), int(rails[1])),
        prefiltering=f"HP:{trace.high_pass_hz:g}Hz LP:{trace.low_pass_hz:g}Hz",
    )
    recording = edfio.Recording(startdate=_DAY, equipment_code="simulated", additional=(trace.channel.replace(" ", "_"),))
    edf = edfio.Edf([signal], recording=recording, data_record_duration=1.0)
    data = BytesIO()
    edf.write(data)
    write_output(path, data.getvalue())


def _claim(folder: Path, about: About) -> None:
    path = folder / ABOUT
    if path.exists():
        there = read_about(folder)
        if there != about:
            raise ConfigError(
                f"{folder} holds {there.subjects} subjects of seed {there.seed}; choose another folder, or ask for the same"
            )
        return
    make_folder(folder)
    write_output(path, msgspec.json.format(msgspec.json.encode(about)) + b"\n")


def _kept(plan: Plan, folder: Path) -> Truth | None:
    path = folder / "truth" / f"{plan.name}.json"
    if not path.is_file():
        return None
    truth = read_truth(path)
    return truth if truth.plan == plan else None


def _made(plan: Plan, folder: Path) -> Truth:
    recording = simulate(plan)
    truth = Truth(True, plan, recording.discharges)
    write_edf(folder / "recordings" / f"{plan.name}.edf", recording.trace, plan.electrode.name)
    write_truth(folder / "truth" / f"{plan.name}.json", truth)  # last: where it is, the recording is whole
    return truth
