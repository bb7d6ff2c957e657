"""The simulator's physics: speckle statistics, attenuation, beam width, noise of the right size in the right place."""

import numpy as np
import pytest

from edge_app.phantom.random_fields import FloatArray, random_field
from edge_app.phantom.scanner import DeviceSettings, GreyMap, Pose, Scanner
from edge_app.phantom.scatterers import Scatterers, jittered, rayleigh


def block(seed: int, depth: float = 55.0) -> Scatterers:
    """A homogeneous block at 0 dB."""
    rng = np.random.default_rng(seed)
    x, y, z = jittered(((-24.0, 24.0), (-1.8, 1.8), (0.0, depth)), rng)
    order = np.argsort(y)
    return Scatterers(x[order], y[order], z[order], rayleigh(x.size, rng), np.zeros(x.size, np.uint8))


def compensated(scanner: Scanner) -> FloatArray:
    """The loss that the time gain takes for granted."""
    return np.broadcast_to(-scanner.tgc_db[:, None], (scanner.rows, 320)).astype(np.float32)


@pytest.mark.parametrize("frequency", [5.0, 8.0, 12.0])
def test_fully_developed_speckle_has_the_rayleigh_signal_to_noise_ratio(frequency: float) -> None:
    """Mean over standard deviation of a Rayleigh envelope is sqrt(pi / (4 - pi)) = 1.91 (Burckhardt 1978)."""
    scanner = Scanner(DeviceSettings(frequency_mhz=frequency, looks=1, noise_db=-200))
    envelopes = np.stack([scanner.envelope(block(seed), Pose(), compensated(scanner)) for seed in range(4)])
    deep = envelopes[:, 60:460]
    assert float(deep.mean() / deep.std()) == pytest.approx(1.91, abs=0.05)


def test_compounding_smooths_speckle_and_keeps_its_mean() -> None:
    one = Scanner(DeviceSettings(looks=1, noise_db=-200))
    five = Scanner(DeviceSettings(looks=5, noise_db=-200))
    a = one.envelope(block(0), Pose(), compensated(one))[60:460]
    b = five.envelope(block(0), Pose(), compensated(five))[60:460]
    assert b.mean() == pytest.approx(a.mean(), rel=0.05)
    assert b.std() < 0.85 * a.std()


@pytest.mark.parametrize(("coefficient", "frequency"), [(0.5, 6.0), (0.8, 9.0)])
def test_echo_falls_by_the_set_attenuation(coefficient: float, frequency: float) -> None:
    """Round trip: 2 a f dB per cm. The time gain is taken off again to see the bare fall."""
    scanner = Scanner(DeviceSettings(frequency_mhz=frequency, looks=1, noise_db=-200))
    depth_cm = (np.arange(scanner.rows) + 0.5) * scanner.mm_per_row / 10
    loss = np.broadcast_to((-2 * coefficient * frequency * depth_cm)[:, None], (scanner.rows, 320)).astype(np.float32)
    power = np.mean([scanner.envelope(block(seed), Pose(), loss) ** 2 for seed in range(3)], axis=(0, 2))
    level = 10 * np.log10(power) - scanner.tgc_db
    slope = np.polyfit(depth_cm[30:-30], level[30:-30], 1)[0]
    assert slope == pytest.approx(-2 * coefficient * frequency, rel=0.03)


def width_of_a_point(scanner: Scanner, depth: float) -> float:
    """Full width at half maximum across, mm."""
    one = np.ones(1, np.float32)
    point = Scatterers(0 * one, 0 * one, depth * one, one, np.zeros(1, np.uint8))
    row = scanner.envelope(point, Pose(), compensated(scanner)).max(axis=0)
    fine = np.interp(np.arange(0, len(row) - 1, 0.02), np.arange(len(row)), row)
    return float(np.sum(fine > fine.max() / 2) * 0.02 * 0.15)


def test_the_beam_is_narrowest_at_its_focus_and_narrower_at_higher_frequency() -> None:
    low = Scanner(DeviceSettings(frequency_mhz=6, looks=1, focus_mm=20, noise_db=-200))
    high = Scanner(DeviceSettings(frequency_mhz=12, looks=1, focus_mm=20, noise_db=-200))
    assert width_of_a_point(low, 20) < width_of_a_point(low, 45)
    assert width_of_a_point(high, 20) < width_of_a_point(low, 20)


def test_a_point_lies_where_it_is() -> None:
    one = np.ones(1, np.float32)
    scanner = Scanner(DeviceSettings(looks=1, noise_db=-200))
    point = Scatterers(6 * one, 0 * one, 25 * one, one, np.zeros(1, np.uint8))
    envelope = scanner.envelope(point, Pose(across_mm=2), compensated(scanner))
    row, line = np.unravel_index(int(np.argmax(envelope)), envelope.shape)
    x, z = scanner.grid()
    assert float(z[row, line]) == pytest.approx(25, abs=0.1)
    assert float(x[row, line]) == pytest.approx(4, abs=0.15)


def test_electronic_noise_is_lifted_by_the_time_gain() -> None:
    nothing = np.zeros(0, np.float32)
    empty = Scatterers(nothing, nothing, nothing, nothing, nothing.astype(np.uint8))
    scanner = Scanner(DeviceSettings(looks=1, noise_db=-60))
    dark = scanner.envelope(empty, Pose(), compensated(scanner))
    assert dark[-50:].mean() > 20 * dark[:50].mean()


@pytest.mark.parametrize("kind", list(GreyMap))
def test_more_gain_is_never_darker_and_the_scale_is_kept(kind: GreyMap) -> None:
    envelope = np.geomspace(1e-6, 1e4, 256, dtype=np.float32)[None, :].repeat(16, axis=0)
    low = Scanner(DeviceSettings(gain_db=0, grey_map=kind, speckle_reduction=0)).compress(envelope)
    high = Scanner(DeviceSettings(gain_db=6, grey_map=kind, speckle_reduction=0)).compress(envelope)
    assert (high.astype(int) >= low).all()
    assert low[0, 0] == 0
    assert low[0, -1] == 255
    assert (np.diff(low[0].astype(int)) >= 0).all()


def test_a_random_field_has_the_correlation_length_asked_for() -> None:
    field = random_field(np.random.default_rng(0), 3.0, 1.5)
    x, z = np.meshgrid(np.arange(0, 150, 0.25, dtype=np.float32), np.arange(0, 90, 0.5, dtype=np.float32))
    values = field.at(x, z)
    assert float(values.std()) == pytest.approx(1, abs=0.1)
    one_length_on = field.at(x + np.float32(3.0), z)
    assert float(np.corrcoef(values.ravel(), one_length_on.ravel())[0, 1]) == pytest.approx(np.exp(-0.5), abs=0.08)
