"""Images of labelled events for a network, drawn by the device's own renderer and kept on disk, a file for each recording.

There is one code path: recording -> events -> `render` is what the device does. What is drawn already is not drawn again, so a
stopped run goes on.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from zipfile import BadZipFile

import msgspec
import numpy as np
import numpy.typing as npt
from tqdm import tqdm

from edge_app.emg.analysis import Analysis, Settings
from edge_app.emg.rendering import render
from edge_app.emg.waveform import WAVEFORMS
from edge_app.errors import ConfigError
from edge_app.system.atomic_write import make_folder, write_output
from quantize.dataset.emg.labelled_events import TOLERANCE_MS, LabelledEvent, analyse_sample, label_events
from quantize.dataset.emg.manifest import About, EmgSample, read_about, read_emg_manifest, read_truth, strata
from quantize.dataset.split import SEED, VALIDATION_SHARE, draw_subjects

DRAWING = "drawing.json"
EACH = 12  # events of a class of a recording, at most: the waves of one train are nearly the same image


@dataclass(frozen=True)
class Drawing:
    """What the images in a folder are of. Images of another drawing are not mixed with them."""

    dataset: About
    settings: Settings
    tolerance_ms: float
    each: int  # events of a class of a recording, at most


@dataclass(frozen=True)
class EventImages:
    """Images and what they show."""

    images: npt.NDArray[np.uint8]  # (N, side, side), as `render` draws them
    labels: npt.NDArray[np.int64]  # (N,) indices of WAVEFORMS
    subtypes: npt.NDArray[np.str_]  # (N,) values of edge_app.phantom.emg.discharges.Subtype
    subjects: npt.NDArray[np.str_]  # (N,) names of the patients


@dataclass(frozen=True)
class Parts:
    """Recordings of two groups of patients, none of whom is in both. What is reported is of a data set of its own."""

    train: tuple[EmgSample, ...]
    validation: tuple[EmgSample, ...]


def split_patients(samples: Sequence[EmgSample], seed: int = SEED) -> Parts:
    """The validation share of the ultrasound's split, by condition and needle. Raises ConfigError where a part would be empty."""
    of = strata(samples)
    validation = draw_subjects(of, VALIDATION_SHARE, np.random.default_rng(seed))
    if not 0 < len(validation) < len(of):
        raise ConfigError(f"{len(of)} patients are too few for training and validation parts; simulate more")
    chosen = [sample.subject in validation for sample in samples]
    return Parts(
        tuple(sample for sample, is_chosen in zip(samples, chosen, strict=True) if not is_chosen),
        tuple(sample for sample, is_chosen in zip(samples, chosen, strict=True) if is_chosen),
    )


def draw_events(dataset: Path, folder: Path, settings: Settings, each: int = EACH) -> list[EmgSample]:
    """Draw the events of every recording of `dataset` into `folder`; returns the recordings.

    Raises ConfigError where images of another data set, version or choice of events are there, EmgError, ExportError.
    """
    _claim(folder, Drawing(read_about(dataset), settings, TOLERANCE_MS, each))
    samples = read_emg_manifest(dataset)
    for sample in tqdm(samples, desc=f"{dataset.name}: images of events", unit="recording", disable=None):
        path = _file(folder, sample)
        if not path.is_file():
            write_output(path, _drawn(dataset, sample, settings, each))
    return samples


def load_events(folder: Path, samples: Sequence[EmgSample]) -> EventImages:
    """The images of these recordings, in their order, in memory. Raises ConfigError where a file is missing or damaged."""
    images, labels, subtypes, subjects = [], [], [], []
    for sample in samples:
        path = _file(folder, sample)
        try:
            with np.load(path) as file:
                images.append(file["images"])
                labels.append(file["labels"])
                subtypes.append(file["subtypes"])
        except (OSError, ValueError, KeyError, BadZipFile) as exc:
            raise ConfigError(f"{path} cannot be read as images of events; remove it and draw them again") from exc
        subjects.append(np.full(len(labels[-1]), sample.subject))
    if not images:
        raise ConfigError("no recording is named whose events are to be loaded; give at least one")
    return EventImages(*(np.concatenate(parts) for parts in (images, labels, subtypes, subjects)))


def chosen(events: Sequence[LabelledEvent], each: int) -> list[LabelledEvent]:
    """Those that are fit to be judged and are a potential, at most `each` of a class, spread over the recording; by time."""
    usable = [event for event in events if event.found.unfit is None and event.potential is not None]
    keep: set[int] = set()
    for waveform in WAVEFORMS:
        of_it = [
            i for i, event in enumerate(usable) if event.potential is not None and event.potential.subtype.waveform is waveform
        ]
        keep.update(of_it[round(at)] for at in np.linspace(0, len(of_it) - 1, min(each, len(of_it))).tolist())
    return [usable[i] for i in sorted(keep)]


def images_of(analysis: Analysis, events: Sequence[LabelledEvent], settings: Settings) -> npt.NDArray[np.uint8]:
    """(N, side, side) uint8, the images of these events of one recording, by the device's renderer."""
    side = settings.rendering.side
    images = np.zeros((len(events), side, side), np.uint8)
    for image, event in zip(images, events, strict=True):
        assert analysis.signal is not None
        image[:] = render(event.found.event, analysis.signal, settings.rendering)
    return images


def _drawn(dataset: Path, sample: EmgSample, settings: Settings, each: int) -> bytes:
    """The file of one recording."""
    analysis = analyse_sample(dataset, sample, settings)
    events = chosen(label_events(sample, analysis, read_truth(dataset / sample.truth).discharges).events, each)
    subtypes = [event.potential.subtype for event in events if event.potential is not None]
    data = BytesIO()
    np.savez_compressed(
        data,
        images=images_of(analysis, events, settings),
        labels=np.array([WAVEFORMS.index(subtype.waveform) for subtype in subtypes], np.int64),
        subtypes=np.array([subtype.value for subtype in subtypes], "U40"),
    )
    return data.getvalue()


def _file(folder: Path, sample: EmgSample) -> Path:
    return folder / f"{Path(sample.recording).stem}.npz"


def _claim(folder: Path, drawing: Drawing) -> None:
    make_folder(folder)
    path, text = folder / DRAWING, msgspec.json.format(msgspec.json.encode(drawing)) + b"\n"
    if not path.exists():
        write_output(path, text)
    elif path.read_bytes() != text:
        raise ConfigError(f"{folder} holds images of another data set, or drawn in another way; choose another folder")
