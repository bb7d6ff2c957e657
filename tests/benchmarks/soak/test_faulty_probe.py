"""The stream goes wrong in every way in turn, and goes on."""

from __future__ import annotations

import numpy as np
import pytest

from benchmarks.soak.faulty_probe import BLACK, EVERY, RESIZED, Fault, FaultyProbe, fault_at
from edge_app.errors import CaptureError
from edge_app.records import Frame, ImageFault
from tests.support.fakes import textured

CINE = [np.roll(textured(96, 128), n, axis=1) for n in range(3)]


def probe_at(number: int) -> FaultyProbe:
    return FaultyProbe(CINE, "simulated probe", 0.1, number)


def frames(probe: FaultyProbe, count: int) -> list[Frame]:
    found = []
    for _ in range(count):
        found.append(probe.read())
        probe.go_on(found[-1].sequence)
    return found


def at(fault: Fault) -> int:
    """The first frame with it."""
    return next(number for number in range(10 * EVERY) if fault_at(number) is fault)


def test_every_fault_comes_in_turn_and_none_before_the_first_frames() -> None:
    assert all(fault_at(number) is None for number in range(EVERY))
    assert [fault_at(turn * EVERY) for turn in range(1, len(Fault) + 1)] == list(Fault)
    assert fault_at(at(Fault.BLACK) + BLACK) is None and fault_at(at(Fault.RESIZED) + RESIZED) is None


def test_a_lost_probe_is_there_again_when_it_is_opened_anew() -> None:
    probe = probe_at(at(Fault.LOST))
    with pytest.raises(CaptureError, match="unplugged"):
        probe.read()
    with probe:
        assert frames(probe, 2)[0].sequence == 0
    assert probe.injected == {Fault.LOST: 1}


def test_black_frames_are_found_to_be_no_signal() -> None:
    probe = probe_at(at(Fault.BLACK))
    assert [frame.image_fault for frame in frames(probe, BLACK)] == [ImageFault.NO_SIGNAL] * BLACK
    assert probe.injected == {Fault.BLACK: 1}


def test_resized_frames_show_the_same_tissue_in_a_larger_frame() -> None:
    probe = probe_at(at(Fault.RESIZED) - 1)
    found = frames(probe, RESIZED + 2)
    assert [frame.width > 128 for frame in found] == [False, *[True] * RESIZED, False]
    assert all(frame.mm_per_pixel == 0.1 for frame in found)


def test_a_corrupt_frame_is_left_out() -> None:
    probe = probe_at(at(Fault.CORRUPT))
    (frame,) = frames(probe, 1)
    assert probe.injected == {Fault.CORRUPT: 1} and probe.next_frame == at(Fault.CORRUPT) + 2
    assert frame.pixels.std() > 0 and frame.sequence == 0


def test_a_stalled_frame_is_late() -> None:
    probe = probe_at(at(Fault.STALLED) - 1)
    before, late = frames(probe, 2)
    assert late.captured_ns - before.captured_ns > 0.25e9
