"""A recording of needle EMG as DICOM: read back as it was recorded, valid, and naming nobody."""

from __future__ import annotations

import subprocess
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from pydicom import Dataset, dcmread
from pydicom.uid import GeneralECGWaveformStorage

from edge_app.emg.guard import Unfit
from edge_app.emg.trace import Trace
from edge_app.emg.waveform import Waveform
from edge_app.exams.emg_record import EmgRecord, EmgRecordEvent
from edge_app.exams.export.dicom.electromyogram import emg_waveform
from edge_app.exams.export.dicom.study import Study
from edge_app.exams.export.pseudonyms import Pseudonymiser
from edge_app.exams.records import Exam, Site
from edge_app.records import Muscle, Side
from tests.support.emg_recordings import made_trace
from tests.support.exam_factories import KEY, PATIENT
from tests.support.exported_exams import NOTICE, needs

EXAM = Exam("0" * 32, "2026-11-30T09:00:00+00:00", "nurse", PATIENT, finished="2026-11-30T09:20:00+00:00")
MADE = made_trace(12_000, 2.0)
COUNTS = Trace(
    np.rint(MADE.samples / 0.1).astype(np.float32), 12_000, 0.1, "Smith, Jane", "jane smith.edf", (-32768.0, 32767.0), 10.0,
    5000.0, breaks=(6_000,), simulated=True,
)  # fmt: skip
EVENTS = (
    EmgRecordEvent(0.33, Waveform.PSW, None),
    EmgRecordEvent(0.5, Waveform.FIBRILLATION, None),
    EmgRecordEvent(0.7, Waveform.OTHER, None),
    EmgRecordEvent(1.2, None, Unfit.CLIPPED),
)
RECORD = EmgRecord(
    1, Site(Muscle.BICEPS_BRACHII, Side.LEFT), "2026-11-30T09:05:00.500000+00:00", COUNTS, EVENTS, "a logistic model"
)


def study(pseudonymous: bool = True, exam: Exam = EXAM) -> Study:
    names = Pseudonymiser(KEY, pseudonymous)
    return Study(exam, names.subject(exam), names, NOTICE)


def written(folder: Path, record: EmgRecord = RECORD, pseudonymous: bool = True) -> Path:
    path = folder / f"emg-{record.number}.dcm"
    emg_waveform(study(pseudonymous), record).save_as(path, enforce_file_format=True)
    return path


def channel(dataset: Dataset) -> Dataset:
    found: Dataset = dataset.WaveformSequence[0].ChannelDefinitionSequence[0]
    return found


def test_samples_are_read_back_in_microvolts(tmp_path: Path) -> None:
    dataset = dcmread(written(tmp_path))
    (group,) = dataset.WaveformSequence
    assert (dataset.SOPClassUID, dataset.Modality) == ("1.2.840.10008.5.1.4.1.1.9.7.2", "EMG")
    assert (group.WaveformBitsAllocated, group.WaveformSampleInterpretation, float(group.SamplingFrequency)) == (16, "SS", 12_000)
    microvolts = COUNTS.microvolts()
    assert microvolts is not None
    assert np.allclose(dataset.waveform_array(0)[:, 0], microvolts, atol=1e-4)
    assert channel(dataset).ChannelSensitivityUnitsSequence[0].CodeValue == "uV"
    assert (float(channel(dataset).FilterLowFrequency), float(channel(dataset).FilterHighFrequency)) == (10, 5000)


@pytest.mark.parametrize(
    ("samples", "bits"),
    [
        (np.array([-8_388_608, 0, 8_388_607], np.float32), 32),  # of a BDF
        (np.array([-32_768, 5, 32_767], np.float32), 16),
        (np.array([0.25, -1e-3, 7e5], np.float32), 32),  # of a text export
        (np.zeros(3, np.float32), 16),
        (np.array([1e-3, 2e-3, -1e-3], np.float32), 32),
    ],
)
def test_any_samples_come_back_as_exactly_as_they_were(tmp_path: Path, samples: np.ndarray, bits: int) -> None:
    trace = Trace(samples, 5_000.5, 0.5, "1", "made up")
    dataset = dcmread(written(tmp_path, replace(RECORD, trace=trace, events=())))
    assert dataset.WaveformSequence[0].WaveformBitsAllocated == bits
    assert float(dataset.WaveformSequence[0].SamplingFrequency) == 5_000.5
    assert np.allclose(dataset.waveform_array(0)[:, 0], samples * 0.5, rtol=1e-7, atol=1e-9 * float(np.abs(samples).max()))


def test_an_uncalibrated_recording_has_no_sensitivity_and_says_so(tmp_path: Path) -> None:
    bare = replace(COUNTS, microvolt_per_count=None, simulated=False, high_pass_hz=None, low_pass_hz=None)
    dataset = dcmread(written(tmp_path, replace(RECORD, trace=bare)))
    for name in ("ChannelSensitivity", "ChannelSensitivityUnitsSequence", "ChannelBaseline", "FilterLowFrequency"):
        assert name not in channel(dataset)
    assert channel(dataset).ChannelStatus == "UNCALIBRATED"
    assert "no unit" in dataset.WaveformAnnotationSequence[0].UnformattedTextValue
    assert np.array_equal(dataset.waveform_array(0)[:, 0], COUNTS.samples)  # counts, as recorded
    assert "SyntheticData" not in dataset


def test_events_are_annotations_with_their_class_and_what_was_not_judged_says_why(tmp_path: Path) -> None:
    dataset = dcmread(written(tmp_path))
    notice, *others = dataset.WaveformAnnotationSequence
    assert NOTICE in notice.UnformattedTextValue and "a logistic model" in notice.UnformattedTextValue
    assert "TemporalRangeType" not in notice
    events, breaks = others[: len(EVENTS)], others[len(EVENTS) :]
    coded = [event.ConceptNameCodeSequence[0].CodeMeaning for event in events[:3]]
    assert coded == ["EMG positive sharp wave", "EMG fibrillation potential", "EMG unspecified waveform"]
    assert events[3].UnformattedTextValue == "Not judged: clipped." and "ConceptNameCodeSequence" not in events[3]
    assert [event.ReferencedSamplePositions for event in events] == [round(one.seconds * 12_000) + 1 for one in EVENTS]
    assert [one.ReferencedSamplePositions for one in breaks] == [6_001]
    assert all(list(one.ReferencedWaveformChannels) == [1, 1] for one in (notice, *others))


@pytest.mark.parametrize(
    ("site", "scheme", "value", "meaning"),
    [
        (Site(Muscle.BICEPS_BRACHII, Side.LEFT), "MDC", "7:629", "Musculus biceps brachii, left"),
        (Site(Muscle.GASTROCNEMIUS_MEDIALIS, Side.RIGHT), "MDC", "7:930", "Musculus gastrocnemius Caput mediale, right"),
        (Site("vastus lateralis", Side.RIGHT), "MDC", "7:842", "Musculus vastus lateralis, right"),
        (Site("the clinic's own", Side.RIGHT), "99EDGEAPP", None, "The clinic's own"),
    ],
)
def test_the_channels_source_is_the_muscle_with_its_side(
    tmp_path: Path, site: Site, scheme: str, value: str | None, meaning: str
) -> None:
    found = channel(dcmread(written(tmp_path, replace(RECORD, site=site))))
    source = found.ChannelSourceSequence[0]
    assert (source.CodingSchemeDesignator, source.CodeMeaning) == (scheme, meaning)
    assert value in (None, source.CodeValue)
    assert ("ChannelSourceModifiersSequence" in found) == (scheme != "MDC")


def test_what_is_simulated_says_so_in_three_places(tmp_path: Path) -> None:
    dataset = dcmread(written(tmp_path))
    assert dataset.SyntheticData == "YES" and channel(dataset).ChannelStatus == "TEST DATA"
    assert "SIMULATED RECORDING" in dataset.WaveformAnnotationSequence[0].UnformattedTextValue


@pytest.mark.parametrize("pseudonymous", [True, False])
def test_neither_file_nor_channel_nor_patient_is_named_under_a_pseudonym(tmp_path: Path, pseudonymous: bool) -> None:
    data = written(tmp_path, pseudonymous=pseudonymous).read_bytes()
    assert b"mith" not in data and b".edf" not in data
    assert (b"Clinic 17" in data) == (not pseudonymous)


def test_a_recording_that_is_called_otherwise_is_another_object_and_the_same_one_the_same() -> None:
    again, other = emg_waveform(study(), RECORD), emg_waveform(study(), replace(RECORD, called_by="another model"))
    assert again == emg_waveform(study(), RECORD)
    assert again.SOPInstanceUID != other.SOPInstanceUID and again.SeriesInstanceUID == other.SeriesInstanceUID


def errors(dataset: Dataset, path: Path) -> list[str]:
    """What dciodvfy calls an error."""
    dataset.save_as(path, enforce_file_format=True)
    reported = subprocess.run(["dciodvfy", path], capture_output=True, text=True, check=False)
    return [line for line in reported.stderr.splitlines() if line.startswith("Error")]


def as_general_ecg(dataset: Dataset) -> Dataset:
    """The same modules under a class that dciodvfy has known for longer."""
    dataset.SOPClassUID = dataset.file_meta.MediaStorageSOPClassUID = GeneralECGWaveformStorage
    dataset.Modality = "ECG"
    return dataset


@needs("dciodvfy", "dcmdump")
@pytest.mark.parametrize("calibrated", [True, False])
def test_validators_accept_it(tmp_path: Path, calibrated: bool) -> None:
    """dciodvfy of Debian 12 (2022) knows the UID of the class and no module of it: that is the one error it finds. Modules and
    attributes are those of the other waveforms, so it is asked about them under the name of one. Nor does it know Synthetic Data.
    """
    trace = replace(COUNTS, microvolt_per_count=COUNTS.microvolt_per_count if calibrated else None, simulated=False)
    dataset, path = emg_waveform(study(calibrated), replace(RECORD, trace=trace)), tmp_path / "emg.dcm"
    assert errors(dataset, path) in ([], ["Error - Information Object Not found"])
    subprocess.run(["dcmdump", path], capture_output=True, check=True)
    assert errors(as_general_ecg(dataset), path) == []
    del dataset.WaveformSequence[0].WaveformOriginality
    assert errors(dataset, path) == ["Error - Missing attribute Type 1 Required Element=<WaveformOriginality> Module=<Waveform>"]
