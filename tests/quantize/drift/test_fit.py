"""The numbers of a simulated image are those that the appliance keeps, and enough patients make a reference."""

from __future__ import annotations

import numpy as np
import pytest

from edge_app.bundle.loader import ModelBundle
from edge_app.capture.simulated import MM_PER_PIXEL, SimulatedProbe
from edge_app.device_profiles import SIMULATED_PROBE
from edge_app.drift.quantities import Quantity
from edge_app.drift.reference import MIN_PATIENTS, find_reference
from edge_app.engine.onnx_runtime import OrtEngine
from edge_app.phantom.scanner import DeviceSettings
from edge_app.typed_reader import FormatError
from quantize.drift.fit import proposed_region, simulated_reference, summarise_images, take_numbers
from quantize.drift.simulated_patients import PRESET, ROWS, SimulatedImage, is_diseased, on_screen
from tests.support.drift_patients import patient
from tests.support.speckle import scanned_speckle


def noise(seed: int = 0) -> SimulatedImage:
    grey = scanned_speckle(seed, 2, 1.2)
    return SimulatedImage(grey, np.zeros_like(grey), 0.1)


def test_a_patient_has_every_quantity(bundle: ModelBundle, engine: OrtEngine) -> None:
    summary = summarise_images([noise(seed) for seed in range(3)], bundle, engine)
    assert set(summary.values) == set(Quantity) and summary.images == 3
    assert summary.values[Quantity.ABSTENTION] == 0 and summary.values[Quantity.SCALE] == -1
    numbers = take_numbers(noise(), proposed_region(noise()), bundle, engine)
    assert numbers.probability is not None and numbers.near_field_dropout is not None


def test_the_reference_is_the_simulated_probes_at_its_preset() -> None:
    reference = simulated_reference([patient()] * MIN_PATIENTS)
    assert reference.made_of.startswith(f"{MIN_PATIENTS} simulated patients")
    assert find_reference([reference], SIMULATED_PROBE.device, SIMULATED_PROBE.preset) == reference.reference
    assert find_reference([reference], SIMULATED_PROBE.device, "another") is None
    with pytest.raises(FormatError):
        simulated_reference([patient()] * (MIN_PATIENTS - 1))


def test_the_preset_is_the_probes() -> None:
    assert PRESET.depth_mm / ROWS == MM_PER_PIXEL
    assert SimulatedProbe().identity == SIMULATED_PROBE.device
    shown = on_screen(np.zeros((600, 450), np.uint8), np.zeros((600, 450), np.uint8), DeviceSettings(depth_mm=60.0))
    assert shown.grey.shape == (ROWS, 360) and shown.mm_per_pixel == 0.125


def test_every_part_of_the_patients_has_the_same_share_of_disease() -> None:
    assert [sum(map(is_diseased, range(start, start + 30))) for start in (0, 30, 60)] == [10, 10, 10]
