"""Small recordings of needle EMG, made of two waveforms and noise, and their files, written by the libraries of each form.

They are for tests of readers, detector and images. What they look like is drawn by hand; the simulator's are made of fibres.
"""

from __future__ import annotations

import wave
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt
from edfio import Bdf, BdfSignal, Edf, EdfSignal

from edge_app.emg.trace import Samples, Trace
from edge_app.records import GreyImage

Wave = npt.NDArray[np.float64]
NOISE_RATE_HZ = 4800  # at which the noise is drawn, so that it is the same signal at any higher rate


def fibrillation(t: Wave, peak: float = 150.0) -> Wave:
    """µV at times around its negative peak, s: positive, negative, positive, in some 3 ms."""
    spike = -np.exp(-((t / 0.0004) ** 2))
    return peak * (0.35 * np.exp(-(((t + 0.0009) / 0.0004) ** 2)) + spike + 0.3 * np.exp(-(((t - 0.001) / 0.0005) ** 2)))


def positive_sharp_wave(t: Wave, peak: float = 300.0) -> Wave:
    """µV at times around its positive peak, s: positive, then a third as much negative over some 20 ms."""
    after = np.clip(t, 0, 0.2) / 0.004
    return peak * (np.exp(-((t / 0.0007) ** 2)) - 0.35 * after * np.exp(1 - after))


def made_trace(
    rate_hz: int = 12_000, seconds: float = 4.0, noise: float = 4.0, fibrillations_hz: float = 7.3, sharp_waves_hz: float = 2.9,
    seed: int = 1,
) -> Trace:  # fmt: skip
    """In µV: fibrillation potentials from 0.5 s, positive sharp waves from 0.33 s, each as a clock; 0: none."""
    t = np.arange(int(seconds * rate_hz)) / rate_hz
    samples = band_noise(rate_hz, seconds, noise, seed)
    for shape, first, rate in ((fibrillation, 0.5, fibrillations_hz), (positive_sharp_wave, 0.33, sharp_waves_hz)):
        for at in np.arange(first, seconds - 0.2, 1 / rate) if rate else ():
            near = np.s_[int((at - 0.01) * rate_hz) : int((at + 0.15) * rate_hz)]
            samples[near] += shape(t[near] - at)
    return trace_of(samples, rate_hz)


def band_noise(rate_hz: int, seconds: float, deviation: float, seed: int = 1) -> Wave:
    """µV of white noise up to 2.4 kHz, the same at any rate from 4.8 kHz on."""
    count = int(seconds * rate_hz)
    drawn = np.fft.rfft(np.random.default_rng(seed).normal(0, deviation, int(NOISE_RATE_HZ * seconds)))
    spectrum = np.zeros(count // 2 + 1, np.complex128)
    spectrum[: len(drawn)] = drawn
    return np.fft.irfft(spectrum, count) * (rate_hz / NOISE_RATE_HZ)


def with_hiss(trace: Trace, deviation: float = 4.0) -> Trace:
    """The trace with noise of the whole band on it, as every amplifier has it; µV up to 2.4 kHz."""
    hiss = np.random.default_rng(7).normal(0, deviation * np.sqrt(trace.rate_hz / NOISE_RATE_HZ), len(trace.samples))
    return trace_of(trace.samples + hiss, trace.rate_hz)


def trace_of(samples: Wave | Samples, rate_hz: float, microvolt: float | None = 1.0) -> Trace:
    return Trace(np.asarray(samples, np.float32), rate_hz, microvolt, "1", "made up")


def write_wav(path: Path, samples: npt.NDArray[np.integer], rate_hz: int, bits: int = 16) -> Path:
    """(N,) or (N, channels) whole numbers that fit the bits."""
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1 if samples.ndim == 1 else samples.shape[1])
        file.setsampwidth(bits // 8)
        file.setframerate(rate_hz)
        wide = np.ascontiguousarray(samples.astype("<i4")).view(np.uint8).reshape(*samples.shape, 4)
        file.writeframes((samples + 128).astype(np.uint8).tobytes() if bits == 8 else wide[..., : bits // 8].tobytes())
    return path


def write_edf(path: Path, trace: Trace, label: str = "EMG APB", unit: str = "uV", prefiltering: str = "") -> Path:
    """EDF, or BDF by its name, of whole seconds; two channels, of which the second is the first upside down."""
    count = int(trace.seconds) * int(trace.rate_hz)
    data = trace.samples[:count].astype(np.float64)
    of = BdfSignal if path.suffix == ".bdf" else EdfSignal
    signals = [
        of(values, trace.rate_hz, label=name, physical_dimension=unit, physical_range=(-3000, 3000), prefiltering=prefiltering)
        for values, name in ((data, label), (-data, "second"))
    ]
    (Bdf if path.suffix == ".bdf" else Edf)(signals).write(path)  # type: ignore[arg-type]
    return path


def write_text(path: Path, trace: Trace) -> Path:
    """Seconds and microvolts, separated by commas."""
    rows = [f"{number / trace.rate_hz:.6f},{value:.2f}" for number, value in enumerate(trace.samples)]
    path.write_text("\n".join(["Time (s),EMG (uV)", *rows]) + "\n", encoding="utf-8")
    return path


def drawn_page(strips: list[Samples], px_per_microvolt: float = 0.3) -> GreyImage:
    """A report's page: framed strips on a grid, with writing, negative up. A sample is a pixel wide."""
    width, each = max(map(len, strips)), 200
    page = np.full((each * len(strips) + 100, width + 100), 245, np.uint8)
    for x in range(50, width + 51, 100):
        cv2.line(page, (x, 50), (x, page.shape[0] - 50), 200, 1)
    for y in range(50, page.shape[0] - 49, 50):
        cv2.line(page, (50, y), (width + 50, y), 200, 1)
    cv2.rectangle(page, (44, 44), (width + 56, page.shape[0] - 44), 30, 2)
    cv2.putText(page, "100 uV/div 10 ms/div", (60, 35), cv2.FONT_HERSHEY_SIMPLEX, 0.7, 20, 1)
    for number, samples in enumerate(strips):
        heights = 50 + each * (number + 0.5) + samples * px_per_microvolt
        points = np.stack([np.arange(len(samples)) + 50, heights], axis=1)
        cv2.polylines(page, [np.rint(points).astype(np.int32)], False, 20, 1, cv2.LINE_AA)
    return page
