"""The image of an event that the network sees. One code path for training and device.

Above, the event at a fast sweep: its shape. Below, a second or two around it: its rhythm, which a single waveform cannot tell.
White on black; negative is up, as in every EMG laboratory. The paper gives no preprocessing (Nam et al., Healthc Inform Res 2019;
25(2)); this one is ours.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from edge_app.emg.events import Event
from edge_app.emg.signal import Band, Signal
from edge_app.emg.trace import Samples
from edge_app.records import GreyImage


@dataclass(frozen=True)
class Rendering:
    """How an image is drawn. It belongs into the bundle: a network has learnt one of these."""

    side: int = 224  # px, of the square image; each strip has half its height
    fast_ms: float = 40.0  # ms across the upper strip
    fast_before_ms: float = 12.0  # ms of them before the event's peak
    slow_ms: float = 1800.0  # ms across the lower strip, with the peak in the middle
    fast_microvolt: float = 400.0  # µV from the middle of the upper strip to its edge; what is larger is cut there
    slow_microvolt: float = 500.0  # µV, the same of the lower strip
    uncalibrated_height: float = 0.7  # without a calibration the event's peak is drawn at this share of either half strip
    line_px: float = 1.5  # px, the least thickness of the line
    band: Band = field(default_factory=Band)  # of the signal that is drawn


@dataclass(frozen=True)
class Gain:
    """How large a strip draws, as it is recorded with every image."""

    fixed: bool  # in µV; otherwise the event's own peak sets it, and the image says nothing of amplitude
    fast: float  # signal units (µV where fixed, otherwise counts) from the middle to the edge of the upper strip
    slow: float  # the same of the lower strip


def gain_of(event: Event, signal: Signal, rendering: Rendering) -> Gain:
    """Fixed where the signal is in µV; otherwise such that the event's peak has the stated height in both strips."""
    if signal.calibrated:
        return Gain(True, rendering.fast_microvolt, rendering.slow_microvolt)
    reach = abs(event.height) / rendering.uncalibrated_height
    return Gain(False, reach, reach)


def render(event: Event, signal: Signal, rendering: Rendering) -> GreyImage:
    """(side, side) uint8, the image of an event. Pure. What lies beyond the recording's ends is left black."""
    if signal.rate_hz != rendering.band.rate_hz:
        raise ValueError(f"the image is drawn of a signal at {rendering.band.rate_hz} Hz, not at {signal.rate_hz} Hz")
    gain = gain_of(event, signal, rendering)
    upper = rendering.side // 2
    per_ms = signal.rate_hz / 1000
    fast_from = event.index - round(rendering.fast_before_ms * per_ms)
    slow_from = event.index - round(rendering.slow_ms / 2 * per_ms)
    image = np.empty((rendering.side, rendering.side), np.uint8)
    image[:upper] = _strip(signal.values, fast_from, rendering.fast_ms * per_ms, gain.fast, upper, rendering)
    image[upper:] = _strip(signal.values, slow_from, rendering.slow_ms * per_ms, gain.slow, rendering.side - upper, rendering)
    return image


def _strip(values: Samples, start: int, length: float, reach: float, height: int, rendering: Rendering) -> GreyImage:
    """(height, side) uint8 of values[start : start + length]: each column from its least to its greatest value.

    A column reaches to the first sample of the next, so the line is whole. The middle is the median of the columns' middles. A
    pixel's grey is the share of it that the line covers, so a tenth of a pixel is visible and rounding is not.
    """
    width = rendering.side
    edges = start + np.round(np.arange(width + 1) * (length / width)).astype(np.intp)
    inside = (edges[:-1] >= 0) & (edges[1:] < len(values))
    strip = np.zeros((height, width), np.uint8)
    if not inside.any():
        return strip
    columns = np.flatnonzero(inside)
    bounds = edges[columns[0] : columns[-1] + 2]
    drawn = values[bounds[0] : bounds[-1] + 1]
    starts = bounds[:-1] - bounds[0]
    least, most = np.minimum.reduceat(drawn[:-1], starts), np.maximum.reduceat(drawn[:-1], starts)
    nexts = drawn[bounds[1:] - bounds[0]]
    least, most = np.minimum(least, nexts), np.maximum(most, nexts)
    middle, half = np.median(least + most) / 2, height / 2
    top = _row(least, middle, reach, half)  # negative is up
    bottom = _row(most, middle, reach, half)
    thin = np.maximum(rendering.line_px - (bottom - top), 0) / 2
    _draw(strip, columns, top - thin, bottom + thin)
    return strip


def _row(value: Samples, middle: np.floating, reach: float, half: float) -> npt.NDArray[np.float32]:
    """px from the strip's upper edge, where a value is drawn; at the edge if it is larger."""
    row: npt.NDArray[np.float32] = half + np.clip((value - middle) * (half / reach), -half, half)
    return row


def _draw(strip: GreyImage, columns: npt.NDArray[np.intp], top: npt.NDArray[np.float32], bottom: npt.NDArray[np.float32]) -> None:
    """Give the columns' pixels the share that lies between top and bottom, 0-255; only rows that the line reaches are touched."""
    first, last = max(int(top.min()), 0), min(int(bottom.max()) + 1, len(strip))
    rows = np.arange(first, last, dtype=np.float32)[:, None]
    share = np.minimum(bottom, rows + 1)
    share -= np.maximum(top, rows)
    np.clip(share, 0, 1, out=share)
    share *= 255
    share += 0.5
    strip[first:last, columns[0] : columns[-1] + 1] = share
