"""Reader of EDF, EDF+ and BDF (European Data Format, Kemp & Olivan, Clin Neurophysiol 2003; 114:1755-1761), with edfio.

The header's patient and dates are not looked at. A signal in volts is calibrated by its header; in any other unit it is not. What
the simulator writes says so in the transducer's field.
"""

from __future__ import annotations

import re
import warnings
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

import numpy as np

from edge_app.emg.readers.read_as import ReadAs, check_length, check_rate, pick_channel
from edge_app.emg.trace import Trace
from edge_app.errors import EmgError

_MAX_BYTES = 512 << 20  # of an EDF, of which only the channel is read into memory
_MAX_BDF_BYTES = 64 << 20  # of a BDF, which edfio reads as a whole, at some ten times its size
_MAX_SIGNALS = 256
_MICROVOLT = {"uv": 1.0, "µv": 1.0, "μv": 1.0, "mv": 1e3, "v": 1e6, "nv": 1e-3}
# What edfio raises on damaged files.
_DAMAGE = (ValueError, LookupError, ArithmeticError, TypeError, UnboundLocalError, AttributeError, OSError, MemoryError)
_SIMULATED = "simulated"  # in the field for the transducer, as `quantize emg-phantoms` writes it
_FILTER = r"\s*:?\s*([0-9]+(?:\.[0-9]+)?)\s*(k?)Hz"
_ONSET = re.compile(rb"([+-]\d+(?:\.\d*)?)\x14")  # of a data record, in its first time-stamped annotation list


def is_edf(head: bytes) -> bool:
    """Whether a file that begins so is an EDF or a BDF."""
    return head[:8] in (b"0       ", b"\xffBIOSEMI")


def read_edf(path: Path, read_as: ReadAs) -> Trace:
    """One channel. Raises EmgError where the file is damaged, cut, or holds no EMG."""
    with path.open("rb") as file:
        head = file.read(256)
    bdf = head[:1] == b"\xff"
    _check_header(head, path.stat().st_size, 3 if bdf else 2, path)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # what edfio warns of is refused above, or is the length of a recording going on
            from edfio import read_bdf, read_edf

            recording: Any = read_bdf(path) if bdf else read_edf(path, lazy_load_data=True)
            return _trace(recording, path, read_as, 3 if bdf else 2)
    except _DAMAGE as exc:
        raise EmgError(f"{path}: the EDF is damaged ({_reason(exc)}); export the recording again") from exc


def _check_header(head: bytes, size: int, sample_bytes: int, path: Path) -> None:
    """Raise EmgError for what the first 256 bytes say that cannot be, before anything is read by them."""
    try:
        header, records, signals = int(head[184:192]), int(head[236:244]), int(head[252:256])
        duration = float(head[244:252])
    except ValueError as exc:
        raise EmgError(f"{path}: the EDF's header is damaged; export the recording again") from exc
    if not 1 <= signals <= _MAX_SIGNALS or header != 256 * (signals + 1) or not 0 < duration < 86_400 or size < header:
        raise EmgError(f"{path}: the EDF's header is damaged or the file is cut; copy it again")
    largest = _MAX_BDF_BYTES if sample_bytes == 3 else _MAX_BYTES
    if size > largest:
        raise EmgError(f"{path}: a file of {size >> 20} MB is too large, at most {largest >> 20} MB are read; cut it into parts")
    with path.open("rb") as file:
        file.seek(256 + signals * 216)
        counts = file.read(8 * signals)
    try:
        record = sum(_whole(counts[at : at + 8]) for at in range(0, 8 * signals, 8)) * sample_bytes
    except ValueError as exc:
        raise EmgError(f"{path}: the EDF's header is damaged; export the recording again") from exc
    # -1: the recording was going on when it was copied
    if record == 0 or (records != -1 and size - header < records * record) or size - header < record:
        raise EmgError(f"{path}: the file is cut, it holds fewer records than its header says; copy it again")


def _whole(field: bytes) -> int:
    number = int(field)
    if number < 0:
        raise ValueError(f"{number} samples")
    return number


def _trace(recording: Any, path: Path, read_as: ReadAs, sample_bytes: int) -> Trace:
    signals = recording.signals
    if not signals:
        raise EmgError(f"{path}: holds annotations but no signal; export the recording with its waveform")
    names = tuple(signal.label or str(number) for number, signal in enumerate(signals, 1))
    signal = signals[pick_channel(names, read_as.channel, path)]
    low, high = signal.digital_range
    check_length(signal.samples_per_data_record * recording.num_data_records, path)
    counts = signal.digital.astype(np.float32)
    stated, rails, offset = None, (float(min(low, high)), float(max(low, high))), 0.0
    unit = _MICROVOLT.get(signal.physical_dimension.strip().casefold())
    span = signal.physical_max - signal.physical_min
    if unit is not None and high != low and np.isfinite(span) and span != 0:
        per_count = span / (high - low)
        # The zero of the voltage, in counts. A range given upside down turns the signal over.
        offset = signal.physical_max / per_count - high
        counts = counts + np.float32(offset)
        rails = (rails[0] + offset, rails[1] + offset)
        if per_count < 0:
            counts, rails = -counts, (-rails[1], -rails[0])
        stated = abs(per_count) * unit
    rate = check_rate(read_as.rate_hz or signal.sampling_frequency, path)
    return Trace(
        counts, rate, read_as.scale(float(1 << (8 * sample_bytes - 1)), stated), signal.label or "1", path.name, rails,
        _filter("HP", signal.prefiltering), _filter("LP", signal.prefiltering),
        _breaks(recording, signal.samples_per_data_record), _SIMULATED in signal.transducer_type.casefold(),
    )  # fmt: skip


def _filter(kind: str, text: str) -> float | None:
    """Hz, as in "HP:20Hz LP:10kHz N:50Hz"."""
    found = re.search(kind + _FILTER, text, re.IGNORECASE)
    value = float(found[1]) * (1000 if found[2] else 1) if found else 0.0
    return value if 0 < value < 1e6 else None


def _breaks(recording: Any, samples_per_record: int) -> tuple[int, ...]:
    """Samples before which the recording was interrupted (EDF+D): its records say when each began."""
    if not recording.reserved.startswith(("EDF+D", "BDF+D")):
        return ()
    keeper = next((signal for signal in recording._signals if signal.label.endswith("Annotations")), None)
    if keeper is None:
        return ()
    step, before, found = Decimal(str(recording.data_record_duration)), None, []
    for number, record in enumerate(keeper.digital.reshape(recording.num_data_records, -1)):
        onset = _ONSET.match(record.tobytes())
        if onset is None:
            raise ValueError(f"record {number + 1} does not say when it began")
        try:
            began = Decimal(onset[1].decode())
        except InvalidOperation as exc:
            raise ValueError(f"record {number + 1} does not say when it began") from exc
        if before is not None and abs(began - before - step) > Decimal("0.0001"):
            found.append(number * samples_per_record)
        before = began
    return tuple(found)


def _reason(exc: BaseException) -> str:
    return " ".join(str(exc).split())[:120] or type(exc).__name__
