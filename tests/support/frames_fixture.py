"""Images as the network sees them on the appliance: of the simulated probe and of real scanners."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest

from edge_app.capture.readers.files import open_recording
from edge_app.capture.simulated import SimulatedProbe
from edge_app.imaging.preprocess import Preprocessing, preprocess
from edge_app.records import GreyImage, Muscle, Side
from edge_app.scanner_screen import central_region, image_field
from tests.support.made_once import made_once

Images = npt.NDArray[np.uint8]
KINDS = ("images", "phantom_frames", "real_frames")  # fixtures (N, 224, 224): random, simulated and real images
REAL = (
    "gm_longitudinal_philips/GM_P_1.bmp",
    "gm_longitudinal_telemed/GM_T_9.png",
    "nerve_regions_transverse/images/0045.png",
    "vl_longitudinal_ge/S11_R20_step_075.png",
)


def as_the_network_sees(pixels: GreyImage) -> GreyImage:
    """The middle of the image field of a scanner's image, preprocessed: (224, 224)."""
    return preprocess(pixels, central_region(image_field(pixels)), Preprocessing())


@pytest.fixture(scope="session")
def phantom_frames(tmp_path_factory: pytest.TempPathFactory) -> Images:
    """Of each muscle one, healthy and diseased in turn."""
    pixels = made_once(tmp_path_factory, "phantom_frames", lambda: simulated().tobytes())
    side = Preprocessing().size
    frames: Images = np.frombuffer(bytearray(pixels), np.uint8).reshape(-1, side, side)  # torch asks for one it may write to
    return frames


def simulated() -> Images:
    found = []
    for number, muscle in enumerate(Muscle):
        with SimulatedProbe(number, muscle, Side.LEFT, 1 + 3 * (number % 2), 30.0) as probe:
            frame = probe.read()
        assert frame is not None
        found.append(as_the_network_sees(frame.pixels))
    return np.stack(found)


@pytest.fixture(scope="session")
def real_frames(shared_data: Path) -> Images:
    """Of each scanner one."""
    found = [next(iter(open_recording(shared_data / name).frames())) for name in REAL]
    return np.stack([as_the_network_sees(image.pixels) for image in found])
