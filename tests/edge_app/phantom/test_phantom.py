"""Subjects on the couch: echo intensity as regressed, disease seen as disease, the same seed the same image."""

from collections.abc import Callable
from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from edge_app.phantom.phantom import Phantom, acquire, build_phantom
from edge_app.phantom.scanner import DeviceSettings, Pose, Scanner
from edge_app.phantom.subject import Pattern, Subject, target_echo_intensity
from edge_app.records import GreyImage, Muscle, Sex, Side

Build = Callable[[Subject, int], Phantom]
HEALTHY = Subject("t", Muscle.BICEPS_BRACHII, Side.RIGHT, 45, Sex.FEMALE, 166, 66, 0.3, 0.3, Pattern.NONE)


built = cache(build_phantom)  # a phantom is never changed


def image(subject: Subject, pose: Pose | None = None, seed: int = 11, build: Build = built) -> tuple[GreyImage, GreyImage]:
    """At the reference preset, from a slab other than the one the phantom was set up with."""
    phantom = build(subject, seed)
    pose = pose or Pose(along_mm=6.0)
    taken = acquire(phantom, Scanner(DeviceSettings()), pose, phantom.slab((pose.along_mm,) * 2, 50, np.random.default_rng(99)))
    return taken.grey, taken.mask


@pytest.mark.parametrize("muscle", list(Muscle))
@pytest.mark.parametrize(
    ("z", "baseline", "pattern"), [(-1.0, -1.0, Pattern.NONE), (1.2, 0.0, Pattern.PATCHY), (4.0, 0.0, Pattern.DIFFUSE)]
)
def test_the_muscles_echo_intensity_is_the_subjects(muscle: Muscle, z: float, baseline: float, pattern: Pattern) -> None:
    subject = replace(HEALTHY, muscle=muscle, z_score=z, baseline_z=baseline, pattern=pattern)
    grey, mask = image(subject)
    # Half a residual SD: another stretch of the limb has other fascicles and patches.
    assert grey[mask > 0].mean() == pytest.approx(target_echo_intensity(subject), abs=4)


def test_the_same_seed_gives_the_same_image_and_another_seed_another() -> None:
    first, again, other = (image(HEALTHY, seed=seed, build=build_phantom)[0] for seed in (3, 3, 4))
    assert np.array_equal(first, again)
    assert not np.array_equal(first, other)


def bone_echo(subject: Subject) -> float:
    """The 99.5th percentile below the muscle: the humerus' cortex."""
    grey, mask = image(subject)
    below = int(np.nonzero(mask.any(axis=1))[0].max())
    return float(np.percentile(grey[below + 10 :], 99.5))


def test_severe_disease_takes_the_bone_echo_away() -> None:
    ill = replace(HEALTHY, z_score=7.5, baseline_z=0.3, pattern=Pattern.DIFFUSE)
    assert ill.grade == 4
    assert bone_echo(ill) < bone_echo(HEALTHY) - 60


def test_patchy_disease_is_less_even_than_diffuse() -> None:
    patchy, mask = image(replace(HEALTHY, z_score=4.0, baseline_z=0.0, pattern=Pattern.PATCHY))
    diffuse, mask2 = image(replace(HEALTHY, z_score=4.0, baseline_z=0.0, pattern=Pattern.DIFFUSE))

    def unevenness(grey: GreyImage, inside: GreyImage) -> float:
        tiles = [
            grey[r : r + 25, c : c + 25].mean()
            for r in range(0, grey.shape[0] - 25, 25)
            for c in range(0, grey.shape[1] - 25, 25)
            if inside[r : r + 25, c : c + 25].all()
        ]
        return float(np.std(tiles))

    assert unevenness(patchy, mask) > 1.3 * unevenness(diffuse, mask2)


def test_the_label_is_the_sign_of_the_z_score_over_two() -> None:
    assert not replace(HEALTHY, z_score=2.0).abnormal
    assert replace(HEALTHY, z_score=2.01).abnormal


def test_pressure_thins_the_fat_and_lift_off_takes_the_image_away() -> None:
    heavy = replace(HEALTHY, weight_kg=95)
    _, resting = image(heavy, Pose())
    _, pressed = image(heavy, Pose(pressure=1.0))
    assert int(np.argmax(pressed[:, 225] > 0)) < int(np.argmax(resting[:, 225] > 0)) - 8  # 0.8 mm
    lifted, _ = image(HEALTHY, Pose(contact=0.0))
    assert lifted[100:].mean() < 3
    assert lifted[:10].mean() > 40  # the probe's own ring-down stays


def test_tilt_darkens_the_fascia() -> None:
    level, mask = image(HEALTHY, Pose())
    tilted, _ = image(HEALTHY, Pose(tilt_deg=9.0))
    assert np.percentile(tilted, 99.5) < np.percentile(level, 99.5) - 15
    assert tilted[mask > 0].mean() < level[mask > 0].mean()
