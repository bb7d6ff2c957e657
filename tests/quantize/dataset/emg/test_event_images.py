"""Images of labelled events: the device's own, by patients, and a stopped run goes on."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from edge_app.emg.analysis import Settings
from edge_app.emg.events import Detector
from edge_app.emg.rendering import render
from edge_app.errors import ConfigError
from quantize.dataset.emg.event_images import chosen, draw_events, load_events, split_patients
from quantize.dataset.emg.labelled_events import analyse_sample, label_events
from quantize.dataset.emg.manifest import EmgSample, read_emg_manifest, read_truth
from tests.support.small_emg_set import write_small_emg_set


@pytest.fixture(scope="module")
def dataset(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("emg") / "set"
    write_small_emg_set(folder, 6)
    return folder


@pytest.fixture(scope="module")
def drawn(dataset: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("drawn")
    draw_events(dataset, folder, Settings(), each=3)
    return folder


def test_they_are_the_images_that_the_device_draws(dataset: Path, drawn: Path) -> None:
    sample, settings = read_emg_manifest(dataset)[0], Settings()
    analysis = analyse_sample(dataset, sample, settings)
    events = chosen(label_events(sample, analysis, read_truth(dataset / sample.truth).discharges).events, 3)
    loaded = load_events(drawn, [sample])
    assert analysis.signal is not None and loaded.images.shape == (len(events), 224, 224) and loaded.images.dtype == np.uint8
    for image, event in zip(loaded.images, events, strict=True):
        assert np.array_equal(image, render(event.found.event, analysis.signal, settings.rendering))
    assert set(loaded.subjects) == {sample.subject}


def test_no_train_of_a_recording_outweighs_the_rest(dataset: Path, drawn: Path) -> None:
    samples = read_emg_manifest(dataset)
    for sample in samples:
        assert max(np.bincount(load_events(drawn, [sample]).labels, minlength=3)) <= 3
    every = load_events(drawn, samples)
    assert set(every.labels) == {0, 1, 2} and len(every.images) == len(every.labels) == len(every.subtypes)


def test_where_no_event_is_left_out_there_are_all_of_them(dataset: Path) -> None:
    for sample in read_emg_manifest(dataset):
        events = label_events(
            sample, analyse_sample(dataset, sample, Settings()), read_truth(dataset / sample.truth).discharges
        ).events
        usable = [event for event in events if event.found.unfit is None and event.potential is not None]
        assert chosen(events, len(events)) == usable


def test_a_stopped_run_goes_on_and_draws_only_what_is_missing(dataset: Path, drawn: Path) -> None:
    lost, kept = sorted(drawn.glob("*.npz"))[:2]
    content, before = lost.read_bytes(), kept.stat().st_mtime_ns
    lost.unlink()
    draw_events(dataset, drawn, Settings(), each=3)
    assert lost.read_bytes() == content and kept.stat().st_mtime_ns == before


def test_images_that_are_drawn_otherwise_are_not_mixed(dataset: Path, drawn: Path) -> None:
    for settings, each in ((Settings(), 4), (Settings(detector=Detector(threshold=5.0)), 3)):
        with pytest.raises(ConfigError, match="drawn in another way"):
            draw_events(dataset, drawn, settings, each)


def test_a_damaged_file_is_one_sentence(dataset: Path, drawn: Path, tmp_path: Path) -> None:
    sample = read_emg_manifest(dataset)[0]
    with pytest.raises(ConfigError, match="cannot be read"):
        load_events(tmp_path, [sample])
    (tmp_path / f"{Path(sample.recording).stem}.npz").write_bytes(b"PK\x03\x04 cut")
    with pytest.raises(ConfigError, match="remove it and draw them again"):
        load_events(tmp_path, [sample])


def test_nobody_is_in_both_parts(dataset: Path) -> None:
    samples = read_emg_manifest(dataset)
    parts = split_patients(samples)
    names = [{sample.subject for sample in part} for part in (parts.train, parts.validation)]
    assert all(names) and sum(map(len, names)) == len(set().union(*names)) == 6
    assert split_patients(samples) == parts
    few: list[EmgSample] = [sample for sample in samples if sample.subject == samples[0].subject]
    with pytest.raises(ConfigError, match="too few"):
        split_patients(few)
