"""Image formation of a linear-array scanner: scatterers under the beam -> grey image.

Baseband model (after Bamber & Dickinson 1980 and the COLE simulators): every scatterer is one complex sample with the
round-trip phase exp(-j 4 pi f z / c) of its exact depth; the image is their sum through a separable point spread
function, an axial Gaussian pulse and a lateral Gaussian beam whose width depends on depth. Then attenuation and
time-gain compensation, envelope, compounding, log compression, the scanner's grey map and speckle reduction.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

import cv2
import numpy as np
import numpy.typing as npt

from edge_app.phantom.clutter import NO_CLUTTER, Clutter, diffuse, repeated
from edge_app.phantom.random_fields import FloatArray
from edge_app.phantom.scatterers import DENSITY, Scatterers
from edge_app.records import GreyImage

SPEED_OF_SOUND = 1.54  # mm / us
APERTURE = 45.0  # mm, width of the image
_DX = 0.15  # mm between scan lines
_DZ = 0.1  # mm between samples
_LINES = 320  # 300 in the image; the rest keeps the lateral transform from wrapping around
ELEVATION = 0.9  # mm, standard deviation of the slice thickness

TGC_SLOPE = 0.65  # dB / (cm MHz), what the time-gain compensation assumes


class GreyMap(str, Enum):
    """How the compressed echo is mapped to grey levels."""

    LINEAR = "linear"
    SOFT = "soft"  # brightens dark levels
    STRONG = "strong"  # S-curve


@dataclass(frozen=True)
class DeviceSettings:
    """The scanner's settings. The defaults are the reference preset of the simulated scanner."""

    frequency_mhz: float = 8.0  # centre frequency of the pulse, 5-12
    depth_mm: float = 50.0
    focus_mm: float = 20.0
    gain_db: float = 0.0  # relative to the reference
    dynamic_range_db: float = 60.0
    grey_map: GreyMap = GreyMap.LINEAR
    looks: int = 3  # number of compounded angles; 1: no compounding
    speckle_reduction: float = 0.4  # 0: none, 1: strong
    bandwidth_mhz: float = 3.0  # -6 dB, of the two-way pulse
    f_number: float = 2.2
    noise_db: float = -86.0  # electronic noise before gain, relative to the reference level
    # What real scanners show as well (docs/adr/0073); none of it by default.
    tgc_tilt_db: float = 0.0  # dB a cm that the time gain rises too fast, about the middle of the depth
    lateral_smoothing_mm: float = 0.0  # standard deviation of the averaging of detected lines across
    persistence: float = 0.0  # 0-1, share of the frames before in the one shown
    clutter: Clutter = NO_CLUTTER


def draw_settings(rng: np.random.Generator, deepest_mm: float) -> DeviceSettings:
    """A random preset within the range that operators use; the image reaches below deepest_mm."""
    depth = float(next((d for d in (40, 45, 50, 55) if d >= deepest_mm + 4), 60))
    return DeviceSettings(
        frequency_mhz=float(np.round(rng.uniform(6.0, 11.0 if depth <= 50 else 8.5), 1)),
        depth_mm=depth,
        focus_mm=float(np.round(rng.uniform(12, 30))),
        gain_db=float(np.round(rng.normal(0, 2.5), 1)),
        dynamic_range_db=float(np.round(rng.uniform(52, 70))),
        grey_map=[GreyMap.LINEAR, GreyMap.SOFT, GreyMap.STRONG][rng.choice(3, p=[0.5, 0.25, 0.25])],
        looks=int(rng.choice([1, 3, 5], p=[0.25, 0.5, 0.25])),
        speckle_reduction=float(np.round(rng.uniform(0, 0.8), 2)),
        bandwidth_mhz=float(np.round(rng.uniform(2.5, 3.6), 1)),
        f_number=float(np.round(rng.uniform(1.8, 2.8), 1)),
    )


@dataclass(frozen=True)
class Pose:
    """How the hand holds the probe."""

    across_mm: float = 0.0  # over the limb
    along_mm: float = 0.0  # along the limb
    tilt_deg: float = 0.0  # of the beam off the normal, out of the image's plane
    pressure: float = 0.0  # 0: resting, 1: firm; fat is compressed more than muscle
    contact: float = 1.0  # 1: coupled, 0: lifted off


class Scanner:
    """A scanner at fixed settings; everything that does not depend on the tissue is computed once."""

    def __init__(self, settings: DeviceSettings, seed: int = 0) -> None:
        self.settings = settings
        s = settings
        self.rows = round(s.depth_mm / _DZ)
        depth = (np.arange(self.rows) + 0.5) * _DZ  # mm
        wavelength = SPEED_OF_SOUND / s.frequency_mhz  # mm
        self.wavelength = wavelength
        # The two-way pulse's -6 dB bandwidth gives an envelope of this standard deviation in depth.
        sigma_z = np.sqrt(2 * np.log(2)) / (np.pi * s.bandwidth_mhz) * SPEED_OF_SOUND / 2
        self._pulse = cv2.getGaussianKernel(2 * int(np.ceil(3 * sigma_z / _DZ)) + 1, sigma_z / _DZ, cv2.CV_32F)
        # Lateral two-way width: lambda F / 2.355 at the focus, spreading away from it (receive focus follows in part).
        sigma_x = 0.75 * wavelength * s.f_number / 2.355 * np.sqrt(1 + ((depth - s.focus_mm) / 18) ** 2) + 0.06
        f = np.fft.fftfreq(_LINES, _DX)  # cycles / mm
        angles = np.radians(np.linspace(-7, 7, s.looks) if s.looks > 1 else np.zeros(1))
        beams = [np.exp(-2 * (np.pi * sigma_x[:, None] * (f[None, :] - 2 * np.sin(a) / wavelength)) ** 2) for a in angles]
        # Equal energy at every depth: the scanner's compensation evens out focusing gain.
        self._beams = [(b / np.sqrt((b**2).sum(1, keepdims=True) / _LINES)).astype(np.float32) for b in beams]
        # Root-mean-square echo of unit scatterers, so that 0 dB is the level of the densest reference tissue.
        per_sample = DENSITY * _DX * _DZ * ELEVATION * np.sqrt(np.pi)
        self._norm = np.float32(1 / np.sqrt(per_sample * float((self._pulse**2).sum())))
        self._tgc = (2 * TGC_SLOPE * s.frequency_mhz * depth / 10).astype(np.float32)  # dB, round trip, depth in cm
        if s.tgc_tilt_db:
            self._tgc += (s.tgc_tilt_db * (depth - s.depth_mm / 2) / 10).astype(np.float32)
        rng = np.random.default_rng(seed)
        self._noise = rng.standard_normal((self.rows + 64, _LINES, 2), dtype=np.float32)
        self._frames = 0
        self._before: FloatArray | None = None  # the last envelope shown, for persistence

    @property
    def tgc_db(self) -> FloatArray:
        """Time-gain compensation (rows,), dB: the round-trip loss that the scanner assumes."""
        return self._tgc

    @property
    def mm_per_row(self) -> float:
        """Depth of one sample, mm."""
        return _DZ

    def grid(self) -> tuple[FloatArray, FloatArray]:
        """x and z (mm) of the image's samples, each (rows, 300)."""
        x = ((np.arange(_LINES) - _LINES / 2 + 0.5) * _DX)[10:-10].astype(np.float32)
        z = ((np.arange(self.rows) + 0.5) * _DZ).astype(np.float32)
        gx, gz = np.meshgrid(x, z)
        return gx, gz

    def envelope(self, scatterers: Scatterers, pose: Pose, loss: FloatArray, layers: FloatArray | None = None) -> FloatArray:
        """Echo amplitude (rows, 300) before compression; loss (rows, 320) is the round-trip loss, negative dB.

        layers: (L, 320) mm, what reflects to and fro where the settings have clutter of layers; NaN where it is absent.

        1.0 is the root-mean-square echo of tissue at 0 dB whose loss is exactly compensated by the time gain.
        """
        s = self.settings
        near = scatterers.between(pose.along_mm - 2 * ELEVATION, pose.along_mm + 2 * ELEVATION)
        line = ((near.x - np.float32(pose.across_mm)) / np.float32(_DX) + np.float32(_LINES / 2)).astype(np.int32)
        row = (near.z / np.float32(_DZ)).astype(np.int32)
        inside = (line >= 0) & (line < _LINES) & (row < self.rows) & (row >= 0)
        cell = row[inside] * _LINES + line[inside]
        away = (near.y[inside] - np.float32(pose.along_mm)) / np.float32(ELEVATION)
        tilt = pose.tilt_deg
        by_kind = np.array([1.0, 10 ** (-4 * (tilt / 10) ** 2 / 20), 0.05 + 0.95 * np.exp(-((tilt / 7) ** 2))], np.float32)
        weight = near.amplitude[inside] * by_kind[near.echo[inside]] * np.exp(np.float32(-0.5) * away * away)
        # A tilted slice reaches deeper-lying fibres shifted along y: the phase follows the tilted path.
        phase = near.z[inside] * np.float32(4 * np.pi / self.wavelength)
        phase = phase + away * np.float32(4 * np.pi / self.wavelength * np.sin(np.radians(tilt)) * ELEVATION)
        field = np.empty((self.rows, _LINES, 2), np.float32)
        size = self.rows * _LINES
        field[..., 0] = np.bincount(cell, weight * np.cos(phase), size).reshape(self.rows, _LINES)
        field[..., 1] = np.bincount(cell, weight * np.sin(phase), size).reshape(self.rows, _LINES)
        field *= self._norm
        # Loss, then noise, then time gain: noise grows with depth as on a real scanner.
        field *= _linear(loss)[..., None]
        self._frames += 1
        start = (self._frames * 37) % 64
        field += self._noise[start : start + self.rows] * np.float32(10 ** (s.noise_db / 20) * 0.7)
        field *= _linear(self._tgc)[:, None, None]
        field = self._with_clutter(field, layers)
        echo = cv2.sepFilter2D(field, -1, np.ones((1, 1), np.float32), self._pulse, borderType=cv2.BORDER_CONSTANT)
        spectrum = np.fft.fft(np.asarray(echo, np.float32).view(np.complex64)[..., 0], axis=1)
        total: FloatArray = np.zeros((self.rows, _LINES), np.float32)
        for beam in self._beams:
            look = np.fft.ifft(spectrum * beam, axis=1).view(np.float32)
            # Compounding averages amplitudes: speckle differs between the looks, structure does not.
            total += cv2.magnitude(look[:, 0::2], look[:, 1::2])
        total /= np.float32(len(self._beams))
        return self._smoothed(total)[:, 10:-10]

    def start_anew(self) -> None:
        """Forget the frames before: the probe was placed elsewhere."""
        self._before = None

    def _with_clutter(self, field: FloatArray, layers: FloatArray | None) -> FloatArray:
        clutter = self.settings.clutter
        if clutter.layers_db is not None and layers is not None:
            field = repeated(field, layers, clutter.layers_db, _DZ, self.wavelength)
        if clutter.has_speckle:
            field = field + diffuse(field, clutter, self._noise[: self.rows, ::-1], (_DZ, _DX))
        return field

    def _smoothed(self, envelope: FloatArray) -> FloatArray:
        """Across by lateral averaging, over time by persistence; both after detection, so that structure stays."""
        s = self.settings
        if s.lateral_smoothing_mm > 0:
            sigma = s.lateral_smoothing_mm / _DX
            envelope = np.asarray(cv2.GaussianBlur(envelope, (2 * int(np.ceil(3 * sigma)) + 1, 1), sigma), np.float32)
        if s.persistence > 0:
            if self._before is not None:
                mixed = cv2.addWeighted(envelope, 1 - s.persistence, self._before, s.persistence, 0)
                envelope = np.asarray(mixed, np.float32)
            self._before = envelope
        return envelope

    def compress(self, envelope: FloatArray) -> GreyImage:
        """Gain, log compression to the dynamic range, speckle reduction, grey map: amplitude -> uint8, same shape."""
        s = self.settings
        level = np.float32(20 / np.log(10)) * cv2.log(np.maximum(envelope, np.float32(1e-6)))
        # A wider dynamic range extends both up and down: 0.4 of it lies above the tissue at 0 dB.
        grey = (level + np.float32(s.gain_db + 0.6 * s.dynamic_range_db)) * np.float32(255 / s.dynamic_range_db)
        grey = np.clip(grey, 0, 255)
        if s.speckle_reduction > 0:
            smooth = cv2.bilateralFilter(grey, 5, 60 * s.speckle_reduction, 1.2)
            grey = cv2.addWeighted(grey, 1 - s.speckle_reduction, smooth, s.speckle_reduction, 0)
        return cv2.LUT(grey.astype(np.uint8), np.rint(grey_curve(s.grey_map)).astype(np.uint8))  # type: ignore[return-value]


def grey_curve(kind: GreyMap) -> npt.NDArray[np.float64]:
    """(256,) 0-255, not rounded: what a grey map shows in place of each level."""
    u = np.arange(256) / 255
    match kind:
        case GreyMap.LINEAR:
            v = u
        case GreyMap.SOFT:
            v = u**0.85
        case GreyMap.STRONG:
            v = 0.55 * u + 0.45 * u * u * (3 - 2 * u)
    return np.asarray(v * 255, np.float64)


def _linear(db: FloatArray) -> FloatArray:
    result: FloatArray = np.exp(db * np.float32(np.log(10) / 20))
    return result
