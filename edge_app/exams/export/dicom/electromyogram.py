"""A recording of needle EMG as Electromyogram Waveform Storage (PS3.3 A.34.13; waveform module C.10.9, annotations C.10.10).

Samples are the recorder's own numbers wherever these are whole. An uncalibrated recording has no Channel Sensitivity: it is
required where samples have defined units and not otherwise, and a number that nobody knows is no sensitivity. The names of file
and channel stay on the device, as they may be a patient's.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

import numpy as np
import numpy.typing as npt
from pydicom.dataset import Dataset
from pydicom.sr.codedict import codes
from pydicom.sr.coding import Code
from pydicom.uid import ElectromyogramWaveformStorage
from pydicom.valuerep import format_number_as_ds

from edge_app.emg.trace import Trace
from edge_app.emg.waveform import Waveform
from edge_app.exams.emg_record import EmgRecord, EmgRecordEvent
from edge_app.exams.export.dicom.codes import LATERALITY, item, muscle_code
from edge_app.exams.export.dicom.study import EMG, Study, new_object
from edge_app.exams.protocols.protocol import Protocol
from edge_app.exams.records import Site
from edge_app.records import Muscle

# CID 3036, EMG Annotation - Neurophysiological Enumeration. It has no code for "none of the other two".
ANNOTATION: dict[Waveform, Code] = {
    Waveform.PSW: codes.MDC.EMGPositiveSharpWave,
    Waveform.FIBRILLATION: codes.MDC.EMGFibrillationPotential,
    Waveform.OTHER: codes.MDC.EMGUnspecifiedWaveform,
}
MICROVOLT = Code("uV", "UCUM", "microvolt")
SIMULATED = "SIMULATED RECORDING, not of a patient."
UNCALIBRATED = "Not calibrated: the samples have no unit."
NOT_NAMED = "Nothing has named the events."
INTERRUPTED = "The recording was interrupted before this sample."
NOTICE, EVENTS, BREAKS = range(3)  # numbers of groups of annotations
CHANNEL = [1, 1]  # the first channel of the first multiplex group
_SHORT_TEXT = 1024  # characters (ST)
_LARGEST = float(1 << 30)  # what the largest sample becomes where samples are not whole: finer than float32 is
_LATIN = {Muscle.GASTROCNEMIUS_MEDIALIS.value: "gastrocnemius caput mediale"}  # muscles that CID 3031 calls otherwise


@dataclass(frozen=True)
class _Encoded:
    """Samples as they are stored."""

    samples: npt.NDArray[np.int16] | npt.NDArray[np.int32]
    count: float  # of the trace's counts, what one step is

    @property
    def bits(self) -> int:
        return self.samples.dtype.itemsize * 8


def emg_waveform(study: Study, record: EmgRecord) -> Dataset:
    """The recording as one object of one multiplex group with one channel, its events as annotations."""
    dataset = new_object(study, ElectromyogramWaveformStorage, EMG, record.number, _content(record))
    began = datetime.fromisoformat(record.taken)
    dataset.ContentDate = dataset.SeriesDate = began.strftime("%Y%m%d")
    dataset.ContentTime = dataset.SeriesTime = began.strftime("%H%M%S.%f")
    dataset.AcquisitionDateTime = began.strftime("%Y%m%d%H%M%S.%f")
    # The recorder's clock is not known to be ours.
    dataset.SynchronizationFrameOfReferenceUID = study.pseudonymiser.uid("clock", study.exam.revision_id, record.number)
    dataset.SynchronizationTrigger, dataset.AcquisitionTimeSynchronized = "NO TRIGGER", "N"
    dataset.AcquisitionContextSequence = []
    dataset.WaveformSequence = [_multiplex_group(study, record)]
    dataset.WaveformAnnotationSequence = list(_annotations(study, record))
    if record.trace.simulated:
        dataset.SyntheticData = "YES"  # PS3.3 C.12.1.1
    return dataset


def _content(record: EmgRecord) -> str:
    """What tells this object from one of the same recording that was read again."""
    said = [
        (event.seconds, event.waveform and event.waveform.value, event.unfit and event.unfit.value) for event in record.events
    ]
    return hashlib.sha256(repr((record.taken, record.called_by, said)).encode()).hexdigest()


def _multiplex_group(study: Study, record: EmgRecord) -> Dataset:
    trace, encoded = record.trace, _encoded(record.trace)
    group = Dataset()
    group.WaveformOriginality = "ORIGINAL"
    group.NumberOfWaveformChannels, group.NumberOfWaveformSamples = 1, len(encoded.samples)
    group.SamplingFrequency = format_number_as_ds(float(trace.rate_hz))
    group.MultiplexGroupLabel = "NEEDLE EMG"
    group.ChannelDefinitionSequence = [_channel(study, record, encoded)]
    group.WaveformBitsAllocated = encoded.bits
    group.WaveformSampleInterpretation = "SS" if encoded.bits == 16 else "SL"
    group.add_new("WaveformData", "OW", encoded.samples.tobytes())
    return group


def _channel(study: Study, record: EmgRecord, encoded: _Encoded) -> Dataset:
    trace, channel = record.trace, Dataset()
    channel.WaveformChannelNumber = 1
    status = ["TEST DATA"] if trace.simulated else []
    status += [] if trace.calibrated else ["UNCALIBRATED"]
    channel.ChannelStatus = status or "OK"
    source = channel_source(record.site, study.exam.protocol)
    channel.ChannelSourceSequence = [item(source)]
    if source not in _muscles_of_cid_3031().values():  # those say the side themselves
        channel.ChannelSourceModifiersSequence = [item(LATERALITY[record.site.side][1])]
    if trace.microvolt_per_count is not None:
        channel.ChannelSensitivity = format_number_as_ds(trace.microvolt_per_count * encoded.count)
        channel.ChannelSensitivityUnitsSequence = [item(MICROVOLT)]
        channel.ChannelSensitivityCorrectionFactor, channel.ChannelBaseline = "1", "0"
    channel.ChannelSampleSkew = "0"
    channel.WaveformBitsStored = encoded.bits
    if trace.high_pass_hz is not None:
        channel.FilterLowFrequency = format_number_as_ds(float(trace.high_pass_hz))
    if trace.low_pass_hz is not None:
        channel.FilterHighFrequency = format_number_as_ds(float(trace.low_pass_hz))
    return channel


def channel_source(site: Site, protocol: Protocol) -> Code:
    """Where the needle was: of CID 3031, lead location near or in muscle, which names the side, or the muscle's other code."""
    latin = f"musculus {_LATIN.get(site.muscle, site.muscle)}, {site.side.value}".casefold()
    return _muscles_of_cid_3031().get(latin) or muscle_code(site, protocol)


@lru_cache(maxsize=1)
def _muscles_of_cid_3031() -> dict[str, Code]:
    """By their meaning in small letters."""
    found = (getattr(codes.cid3031, name) for name in codes.cid3031.dir())
    return {code.meaning.casefold(): code for code in found}


def _encoded(trace: Trace) -> _Encoded:
    """Whole numbers as they are, in 16 bits or 32; others in 32 bits, in steps that are finer than the samples' own precision."""
    samples = trace.samples
    largest = float(np.abs(samples).max()) if len(samples) else 0.0
    if np.array_equal(samples, np.rint(samples)) and largest < _LARGEST:
        narrow = samples.min(initial=0) >= -(1 << 15) and samples.max(initial=0) < 1 << 15
        return _Encoded(samples.astype("<i2" if narrow else "<i4"), 1.0)
    step = largest / _LARGEST
    return _Encoded(np.rint(samples.astype(np.float64) / step).astype("<i4"), step)


def _annotations(study: Study, record: EmgRecord) -> Iterator[Dataset]:
    """What holds of the whole, then the events, then the interruptions."""
    trace = record.trace
    said = [f"{record.site.title}.", *([SIMULATED] if trace.simulated else []), *([] if trace.calibrated else [UNCALIBRATED])]
    said.append(NOT_NAMED if record.called_by is None else f"Events named by {record.called_by}.")
    yield _text(" ".join((*said, study.notice)), NOTICE)
    for event in record.events:
        yield _at(_event(event), round(event.seconds * trace.rate_hz), len(trace.samples))
    for sample in trace.breaks:
        yield _at(_text(INTERRUPTED, BREAKS), sample, len(trace.samples))


def _event(event: EmgRecordEvent) -> Dataset:
    if event.waveform is None:
        return _text("Event, not named." if event.unfit is None else f"Not judged: {event.unfit.value}.", EVENTS)
    annotation = _annotation(EVENTS)
    annotation.ConceptNameCodeSequence = [item(ANNOTATION[event.waveform])]
    return annotation


def _text(text: str, group: int) -> Dataset:
    annotation = _annotation(group)
    annotation.UnformattedTextValue = text[:_SHORT_TEXT]
    return annotation


def _annotation(group: int) -> Dataset:
    annotation = Dataset()
    annotation.ReferencedWaveformChannels = CHANNEL
    annotation.AnnotationGroupNumber = group
    return annotation


def _at(annotation: Dataset, sample: int, samples: int) -> Dataset:
    """The annotation of one sample, counted from 0; the standard counts from 1."""
    annotation.TemporalRangeType = "POINT"
    annotation.ReferencedSamplePositions = min(max(sample, 0), samples - 1) + 1
    return annotation
