"""What reports are given of the settings and of the device profiles."""

from __future__ import annotations

from pathlib import Path

import pytest

from edge_app.cli.exam_wiring import report_sources
from edge_app.config import Clinic
from edge_app.device_profiles import DeviceProfile, DeviceProfiles
from edge_app.exams.z_score import ExamDevice
from edge_app.imaging.echo_references import PHANTOM_REFERENCE
from edge_app.records import SIMULATED_SOURCE, Control

CLINIC = Clinic("Neurology", (), "")


def test_a_report_knows_the_devices_that_have_a_profile(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    profiles = DeviceProfiles(tmp_path)
    profiles.keep(DeviceProfile("534d:2109:7", preset="MSK", echo_reference="phantom", controls=(Control("gain", "3"),)))
    profiles.keep(DeviceProfile("534d:2109:8"))
    profiles.keep(DeviceProfile("534d:2109:9", echo_reference="lost"))
    sources = report_sources(CLINIC, profiles)
    assert sources.clinic == CLINIC
    assert sources.device_of("534d:2109:7") == ExamDevice("MSK", PHANTOM_REFERENCE, remembers_controls=True)
    assert sources.device_of("534d:2109:8") == ExamDevice(None, None, remembers_controls=False)
    simulated = sources.device_of(SIMULATED_SOURCE)
    assert simulated is not None and simulated.reference is PHANTOM_REFERENCE
    assert sources.device_of("unknown") is None and caplog.text == ""
    assert sources.device_of("534d:2109:9") is None and "no echo reference 'lost'" in caplog.text
