"""Side lobes, haze and reverberation: as strong as asked for, and where physics puts them."""

import numpy as np
import pytest

from edge_app.phantom.attenuation import clear_share
from edge_app.phantom.clutter import Clutter, diffuse, repeated
from edge_app.phantom.random_fields import FloatArray

ROWS, LINES = 480, 320
STEP = (0.1, 0.15)  # mm between rows, between lines


def point(row: int, line: int) -> FloatArray:
    """A field with a single echo of amplitude 1."""
    field = np.zeros((ROWS, LINES, 2), np.float32)
    field[row, line, 0] = 1
    return field


def noise() -> FloatArray:
    return np.random.default_rng(0).standard_normal((ROWS, LINES, 2), dtype=np.float32)


def amplitude(field: FloatArray) -> FloatArray:
    return np.asarray(np.hypot(field[..., 0], field[..., 1]), np.float32)


def test_a_layer_shows_every_echo_once_more_by_its_own_depth() -> None:
    layers = np.full((1, LINES), 5.0, np.float32)  # mm
    seen = amplitude(repeated(point(100, 160), layers, -20.0, STEP[0], 0.19))
    assert seen[100, 160] == pytest.approx(1)
    assert seen[150, 160] == pytest.approx(0.1, rel=1e-3)
    assert np.count_nonzero(seen > 1e-3) == 2


def test_mixed_ways_between_two_layers_are_weaker_still() -> None:
    layers = np.stack([np.full(LINES, 3.0), np.full(LINES, 8.0)]).astype(np.float32)
    seen = amplitude(repeated(point(100, 160), layers, -20.0, STEP[0], 0.19))
    assert [round(20 * np.log10(seen[row, 160])) for row in (130, 180, 210)] == [-20, -20, -40]


def test_where_there_is_no_layer_nothing_is_repeated() -> None:
    layers = np.full((1, LINES), 5.0, np.float32)
    layers[:, 150:170] = np.nan
    field = point(100, 160)
    assert np.array_equal(repeated(field, layers, -20.0, STEP[0], 0.19), field)


@pytest.mark.parametrize("level", [-30.0, -20.0])
def test_haze_follows_an_echo_with_the_power_and_the_length_asked_for(level: float) -> None:
    field = np.zeros((ROWS, LINES, 2), np.float32)
    field[100:124, :, 0] = 1  # a layer: power 24 a line
    haze = diffuse(field, Clutter(haze_db=level, haze_mm=5.0), noise(), STEP)
    power = (haze**2).sum(axis=2)[:, 20:-20].mean(axis=1)
    assert 10 * np.log10(power.sum() / 24) == pytest.approx(level, abs=0.7)
    assert power[:92].sum() < 0.01 * power.sum()  # nothing above it
    depth = np.arange(ROWS) * STEP[0]
    assert (power * depth).sum() / power.sum() - 11.2 == pytest.approx(5.0, abs=0.7)


def test_side_lobes_lie_beside_an_echo_and_not_below_it() -> None:
    field = np.zeros((ROWS, LINES, 2), np.float32)
    field[200:224, 158:162, 0] = 10
    lobes = (diffuse(field, Clutter(side_lobes_db=-20.0, side_lobe_mm=5.0), noise(), STEP) ** 2).sum(axis=2)
    assert 10 * np.log10(lobes.sum() / 9600) == pytest.approx(-20, abs=0.7)
    assert lobes[232:].sum() == 0
    across = (np.arange(LINES) - 159.5) * STEP[1]
    assert np.sqrt((lobes.sum(axis=0) * across**2).sum() / lobes.sum()) == pytest.approx(5.0, abs=0.8)


def test_a_shadow_has_a_penumbra_that_widens_with_depth() -> None:
    rows, columns, step = 80, 100, (0.6, 0.48)
    bone = np.zeros((rows, columns), np.float32)
    bone[30:, 40:60] = 1  # 9.6 mm wide
    clear = clear_share(bone, step, 12.0)
    assert clear[:29].min() == 1
    assert clear[35, 50] == 0 and clear[70, 50] == 0

    def partly(row: int) -> int:
        return int(np.count_nonzero((clear[row] > 0.05) & (clear[row] < 0.95)))

    assert partly(70) > partly(40) > 0
    assert clear[70, :20].min() == 1  # far aside


def test_without_bone_everything_is_clear() -> None:
    assert clear_share(np.zeros((80, 100), np.float32), (0.6, 0.48), 12.0).min() == 1
