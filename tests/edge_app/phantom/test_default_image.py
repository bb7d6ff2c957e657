"""Without any of the realistic effects the simulator's images are those that the shipped network, guard and drift reference know.

The references are images, every fourth pixel, that the code made before it had the effects (this file, run as a program, wrote
them, and must not be needed again).
"""

import platform
from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np
import pytest

from edge_app.capture.simulated import SimulatedProbe
from edge_app.phantom.phantom import acquire, build_phantom
from edge_app.phantom.scanner import DeviceSettings, GreyMap, Pose, Scanner
from edge_app.phantom.subject import Pattern, Subject
from edge_app.records import GreyImage, Muscle, Sex, Side

REFERENCES = Path(__file__).parents[2] / "golden" / "phantom"
SUBJECTS = {
    "healthy_biceps": Subject("t", Muscle.BICEPS_BRACHII, Side.RIGHT, 45, Sex.FEMALE, 166, 66, 0.3, 0.3, Pattern.NONE),
    "diffuse_tibialis": Subject("t", Muscle.TIBIALIS_ANTERIOR, Side.LEFT, 61, Sex.MALE, 178, 80, 4.6, 0.1, Pattern.DIFFUSE),
    "patchy_calf": Subject("t", Muscle.GASTROCNEMIUS_MEDIALIS, Side.RIGHT, 33, Sex.MALE, 181, 90, 6.2, 0.0, Pattern.PATCHY),
}
POSE = Pose(1.5, 3.0, 2.0, 0.3, 0.97)
SETTINGS = DeviceSettings(
    frequency_mhz=9.3, depth_mm=55, gain_db=-2, dynamic_range_db=57, grey_map=GreyMap.SOFT, looks=5, speckle_reduction=0.2
)
ROWS, COLUMNS = slice(20, 520, 4), slice(30, 430, 4)  # skin to bone


def images() -> Iterator[tuple[str, GreyImage]]:
    """The probe's image, and one of each subject."""
    with SimulatedProbe(seed=5, muscle=Muscle.TIBIALIS_ANTERIOR, grade=3) as probe:
        probe.image(0.0)
        yield "probe", probe.image(1.0)[20:460:4, 100:540:4]
    for number, (name, subject) in enumerate(SUBJECTS.items()):
        phantom = build_phantom(subject, number)
        settings = DeviceSettings() if number == 0 else SETTINGS
        slab = phantom.slab((3.0, 3.0), settings.depth_mm, np.random.default_rng(number))
        yield name, acquire(phantom, Scanner(settings, number), POSE, slab).grey[ROWS, COLUMNS]


@pytest.mark.slow
def test_the_default_is_what_it_was_bit_for_bit() -> None:
    for name, image in images():
        reference = np.asarray(cv2.imread(str(REFERENCES / f"{name}.png"), cv2.IMREAD_UNCHANGED), np.uint8)
        assert reference.shape == image.shape
        if platform.machine() == "x86_64":
            assert np.array_equal(image, reference), name
        else:  # other processors round otherwise before the levels are cut
            assert int(cv2.absdiff(image, reference).max()) <= 1, name


if __name__ == "__main__":
    for name, image in images():
        cv2.imwrite(str(REFERENCES / f"{name}.png"), image)
