"""What real scanners and tissues show as well: each effect does what it is named after."""

from dataclasses import asdict, replace

import numpy as np
import pytest

from edge_app.phantom.anatomy import build_anatomy
from edge_app.phantom.appearance import PLAIN, DiseaseTexture, TissueAppearance
from edge_app.phantom.random_fields import FloatArray
from edge_app.phantom.realistic import TYPICAL_TISSUE, draw_appearance, draw_realistic_settings, typical_settings
from edge_app.phantom.scanner import DeviceSettings, Pose, Scanner
from edge_app.phantom.scatterers import Echo, Scatterers, draw_pattern, scatter
from edge_app.phantom.subject import Pattern, Subject
from edge_app.records import Muscle, Sex, Side

HEALTHY = Subject("t", Muscle.BICEPS_BRACHII, Side.RIGHT, 45, Sex.FEMALE, 166, 66, 0.3, 0.3, Pattern.NONE)
DIFFUSE = replace(HEALTHY, z_score=6.5, pattern=Pattern.DIFFUSE)
PATCHY = replace(HEALTHY, z_score=6.5, pattern=Pattern.PATCHY)


def point(depth: float) -> Scatterers:
    one = np.ones(1, np.float32)
    return Scatterers(0 * one, 0 * one, depth * one, one, np.zeros(1, np.uint8))


def even(scanner: Scanner) -> FloatArray:
    """The loss at the tissue that the time gain takes for granted."""
    depth_cm = (np.arange(scanner.rows) + 0.5) * scanner.mm_per_row / 10
    return np.broadcast_to((-2 * 0.65 * 8 * depth_cm)[:, None], (scanner.rows, 320)).astype(np.float32)


def width(settings: DeviceSettings) -> float:
    scanner = Scanner(replace(settings, looks=1, noise_db=-200))
    row = scanner.envelope(point(20), Pose(), even(scanner)).max(axis=0)
    return float(np.count_nonzero(row > row.max() / 2) * 0.15)


def test_lateral_smoothing_widens_a_point() -> None:
    assert width(DeviceSettings(lateral_smoothing_mm=0.6)) > width(DeviceSettings()) + 0.5


def test_a_tilted_time_gain_brightens_the_depth_by_as_much_as_it_says() -> None:
    straight, tilted = (Scanner(DeviceSettings(tgc_tilt_db=tilt)) for tilt in (0.0, 2.0))
    rise = tilted.tgc_db - straight.tgc_db
    assert rise[-1] - rise[0] == pytest.approx(2.0 * 5, abs=0.05)  # 50 mm
    assert rise.mean() == pytest.approx(0, abs=1e-3)


def test_persistence_keeps_its_share_of_the_frame_before() -> None:
    scanner = Scanner(DeviceSettings(persistence=0.4, looks=1, noise_db=-200))
    loss = even(scanner)
    first = scanner.envelope(point(20), Pose(), loss).copy()
    second = scanner.envelope(point(30), Pose(), loss)
    assert second[200, 150] == pytest.approx(0.4 * first[200, 150], rel=1e-3)
    assert Scanner(DeviceSettings(looks=1, noise_db=-200)).envelope(point(30), Pose(), loss)[200].max() < 1e-3


def levels(subject: Subject, appearance: TissueAppearance) -> FloatArray:
    """Backscatter (dB) of a small box of muscle, as means of cells of 0.5 x 0.4 mm."""
    anatomy = build_anatomy(subject, np.random.default_rng(1), appearance)
    pattern = draw_pattern(subject, np.random.default_rng(2), appearance)
    made = scatter(subject, anatomy, pattern, -18.0, 10.0, ((-24, 24), (0, 1.2), (0, 40)), np.random.default_rng(3))
    depth = float(anatomy.top[144]) + 3  # below the probe's middle
    edges = [np.arange(-5, 5.1, 0.5), np.arange(depth, depth + 8.1, 0.4)]
    fibre = made.echo == Echo.FIBRE
    x, z, amplitude = made.x[fibre], made.z[fibre], made.amplitude[fibre]
    power = np.histogram2d(x, z, edges, weights=amplitude**2)[0] / np.histogram2d(x, z, edges)[0]
    return np.asarray(10 * np.log10(power), np.float32)


def test_perimysium_and_fascicles_stand_out_more() -> None:
    look = replace(PLAIN, perimysium_db=26, fascicles_db=5, septa_db=18, endomysium_db=14)
    assert levels(HEALTHY, look).std() > levels(HEALTHY, PLAIN).std() + 0.5


def test_disease_takes_the_contrast_of_the_perimysium_at_the_same_brightness() -> None:
    kept = replace(TYPICAL_TISSUE, disease=DiseaseTexture())
    lost = replace(TYPICAL_TISSUE, disease=DiseaseTexture(perimysium_lost=0.9))
    assert levels(PATCHY, lost).std() < levels(PATCHY, kept).std() - 0.3
    assert np.array_equal(levels(HEALTHY, lost), levels(HEALTHY, kept))


def test_grain_roughens_diffuse_disease_and_no_healthy_muscle() -> None:
    rough = replace(PLAIN, disease=DiseaseTexture(grain_db=6))
    assert levels(DIFFUSE, rough).std() > levels(DIFFUSE, PLAIN).std() + 0.5
    assert np.array_equal(levels(HEALTHY, rough), levels(HEALTHY, PLAIN))


def test_the_bones_echo_is_softer_and_blurred_by_disease() -> None:
    look = replace(PLAIN, cortex_db=-9, cortex_mm=1.0, disease=DiseaseTexture(bone_blur_mm=1.5))
    plain, healthy, ill = (
        build_anatomy(subject, np.random.default_rng(1), appearance).sheets[-1]
        for subject, appearance in ((HEALTHY, PLAIN), (HEALTHY, look), (DIFFUSE, look))
    )
    assert plain.echo_db == 38 and healthy.echo_db == 29
    assert ill.thickness > healthy.thickness > plain.thickness


def test_a_fascia_gets_a_second_layer_that_is_never_above_it() -> None:
    one = build_anatomy(HEALTHY, np.random.default_rng(1), PLAIN).sheets
    two = build_anatomy(HEALTHY, np.random.default_rng(1), replace(PLAIN, strands_db=-6)).sheets
    assert len(two) == 2 * len(one) - 3  # skin's two lines and the bone have none
    for fascia, strand in zip(two[2 : len(one) - 1], two[len(one) :], strict=True):
        assert np.nanmin(strand.depth - fascia.depth) >= 0.09
        assert strand.echo_db == fascia.echo_db - 6


def test_what_is_drawn_is_finite_and_differs_from_person_to_person() -> None:
    rng = np.random.default_rng(4)
    people, scanners = [draw_appearance(rng) for _ in range(50)], [draw_realistic_settings(rng, 30) for _ in range(50)]
    assert len(set(people)) == len(set(scanners)) == 50
    for settings in scanners:
        assert 0 <= settings.persistence < 1 and settings.lateral_smoothing_mm >= 0
        assert all(np.isfinite(value) for value in asdict(settings.clutter).values())
    for name in ("fat_level_db", "perimysium_db", "cortex_mm", "fascicles_db", "shadow_db"):
        drawn = [getattr(person, name) for person in people]
        assert min(drawn) <= getattr(TYPICAL_TISSUE, name) <= max(drawn)
    assert typical_settings(48).depth_mm == 48
