"""Changes of recordings that mean nothing, and how flips are counted."""

from __future__ import annotations

import numpy as np
import pytest
from click.testing import CliRunner

from edge_app.emg.analysis import Settings
from edge_app.emg.waveform import Waveform
from quantize.studies.emg.label_flips import Outcomes, lines, main, name_events, outcomes, share
from quantize.studies.emg.trace_changes import CHANGES, at_rate, low_pass, uncalibrated
from tests.support.emg_recordings import made_trace
from tests.support.logistic_models import MODEL

TRACE = made_trace(44_100, 2.0)
NAMED = name_events(TRACE, MODEL, Settings())


def test_flips_losses_and_what_is_no_longer_judged_are_counted_apart() -> None:
    before = ((1.0, Waveform.PSW), (2.0, Waveform.PSW), (3.0, Waveform.OTHER), (4.0, Waveform.OTHER), (5.0, None))
    after = ((1.001, Waveform.PSW), (2.0, Waveform.FIBRILLATION), (2.999, None), (5.0, Waveform.PSW))
    assert outcomes(before, after) == Outcomes(judged=4, flipped=1, unjudged=1, lost=1)
    assert outcomes(before, ()) == Outcomes(4, 0, 0, 4)
    assert outcomes((), after) == Outcomes(0, 0, 0, 0)


def test_an_unchanged_recording_flips_nothing() -> None:
    found = outcomes(NAMED, NAMED)
    assert found.judged == len(NAMED) > 10 and (found.flipped, found.unjudged, found.lost) == (0, 0, 0)


@pytest.mark.parametrize("name", CHANGES)
def test_every_change_keeps_the_recordings_length_and_finds_its_large_events(name: str) -> None:
    changed = CHANGES[name](TRACE)
    assert changed.seconds == pytest.approx(TRACE.seconds, abs=1e-3) and np.isfinite(changed.samples).all()
    found = outcomes(NAMED, name_events(changed, MODEL, Settings()))
    assert found.lost <= 0.6 * found.judged  # strong mains drowns the small ones


def test_what_changes_is_what_it_says() -> None:
    assert uncalibrated(TRACE).microvolt_per_count is None
    slow = at_rate(4_800)(TRACE)
    assert (slow.rate_hz, len(slow.samples)) == (4_800, 2 * 4_800)
    spectrum = np.abs(np.fft.rfft(low_pass(2_000)(TRACE).samples)) / np.abs(np.fft.rfft(TRACE.samples))
    assert spectrum[2 * 100] == pytest.approx(1, abs=0.01) and spectrum[2 * 2_000] == pytest.approx(0.707, abs=0.01)


def test_the_table_has_intervals_over_patients() -> None:
    rows = [Outcomes(10, 1, 0, 0), Outcomes(10, 3, 0, 0)]
    (_, _, line) = lines({"a change": rows}, ["p", "q"])
    assert line == "| a change | 20.0 % (10.0-30.0) | 0.0 % (0.0-0.0) | 0.0 % (0.0-0.0) |"
    assert share([0], [0], ["p"]) is None


def test_help_says_what_is_counted() -> None:
    assert "flip" in CliRunner().invoke(main, ["--help"]).output
