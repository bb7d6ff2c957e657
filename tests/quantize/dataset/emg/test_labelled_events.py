"""Events and potentials are joined by time, to the largest potential that is near enough."""

from __future__ import annotations

from pathlib import Path

import pytest

from edge_app.emg.analysis import Analysis, Settings, analyse
from edge_app.emg.guard import Unfit
from edge_app.phantom.emg.discharges import Discharge, Subtype
from quantize.dataset.emg.labelled_events import TOLERANCE_MS, analyse_sample, label_events, read_labelled
from quantize.dataset.emg.manifest import EmgSample
from tests.support.emg_recordings import made_trace
from tests.support.small_emg_set import write_small_emg_set


@pytest.fixture(scope="module")
def analysis() -> Analysis:
    return analyse(made_trace(sharp_waves_hz=0), Settings())


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> EmgSample:
    return write_small_emg_set(tmp_path_factory.mktemp("emg") / "set", 1)[0]


def at(seconds: float, size: float = 200.0, subtype: Subtype = Subtype.FIBRILLATION) -> Discharge:
    return Discharge(seconds, subtype, 0, size)


def test_an_event_is_the_largest_potential_within_the_tolerance(analysis: Analysis, sample: EmgSample) -> None:
    peak = analysis.events[3].event.seconds
    near, far = TOLERANCE_MS / 1000 * 0.9, TOLERANCE_MS / 1000 * 1.1
    small, large, beyond = at(peak, 10.0), at(peak + near, 20.0, Subtype.PSW), at(peak + far, 900.0)
    labelled = label_events(sample, analysis, (small, large, beyond))
    assert labelled.events[3].potential is large
    assert labelled.missed == (beyond,) and labelled.potentials == (small, large, beyond)
    assert [event.potential for event in labelled.events if event is not labelled.events[3]] == [None] * (
        len(analysis.events) - 1
    )


def test_without_potentials_or_events_there_is_nothing_to_join(analysis: Analysis, sample: EmgSample) -> None:
    assert all(event.potential is None for event in label_events(sample, analysis, ()).events)
    silent = Analysis(analysis.trace, None, (), Unfit.SILENT)
    lost = (at(0.5), at(0.7))
    assert label_events(sample, silent, lost).missed == lost


def test_a_data_set_is_read_by_the_devices_own_path(tmp_path: Path) -> None:
    rows = write_small_emg_set(tmp_path / "set", 2)
    recordings = list(read_labelled(tmp_path / "set", Settings()))
    assert [one.sample for one in recordings] == rows
    assert recordings[1].unfit is Unfit.SILENT and recordings[1].events == ()
    assert analyse_sample(tmp_path / "set", rows[0], Settings()).trace.simulated  # as its file says
    for one in recordings:
        assert all(event.potential is not None for event in one.events if event.found.unfit is None)
