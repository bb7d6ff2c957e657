"""V4L2 devices as a frame source: what is read, what is passed over, and what is said when something is wrong."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from edge_app.capture.formats import FormatRequest, Mode, PixelFormat
from edge_app.capture.source import StreamCounts
from edge_app.capture.v4l2.source import V4l2Source
from edge_app.errors import CaptureError
from tests.support.fake_video import GRABBER, Camera, Clock, FakeVideo
from tests.support.video_sources import KEY, fault_of, source_of

OTHER = replace(GRABBER, serial="SIM0002", port="1-2", name="Another probe")


def descriptors() -> int:
    """How many this process has open."""
    return len(list(Path("/proc/self/fd").iterdir()))


@pytest.mark.parametrize("format", list(PixelFormat))
@pytest.mark.parametrize("size", [(80, 60), (81, 59), (1, 1)])
def test_frames_come_out_as_they_were_sent(format: PixelFormat, size: tuple[int, int]) -> None:
    camera = Camera([Mode(format.value, *size, 30.0)], padding=0 if format is PixelFormat.MJPG else 6)
    source, _ = source_of(camera)
    with source:
        frame = source.read()
    sent = camera.frame(frame.sequence, *size)
    assert frame.pixels.shape == (size[1], size[0])
    assert np.abs(frame.pixels.astype(int) - sent).mean() <= (3 if format is PixelFormat.MJPG else 0)
    assert frame.source == KEY and frame.mm_per_pixel is None
    assert source.mode.startswith(f"{format.value} {size[0]} x {size[1]} at 30 Hz")


def test_stamps_are_the_kernels_and_numbers_too() -> None:
    camera = Camera(misses={3, 4})
    source, clock = source_of(camera)
    with source:
        frames = [source.read() for _ in range(4)]
    assert [frame.sequence for frame in frames] == [0, 1, 2, 5]
    periods = np.diff([frame.captured_ns for frame in frames]) * 30 / 1e9
    assert np.allclose(periods, [1, 1, 3], atol=1e-3)
    assert clock() - frames[-1].captured_ns < 10_000_000


@pytest.mark.parametrize(
    ("camera", "numbers"),
    [
        (Camera(first_number=2**32 - 2, misses={3}), [0, 1, 2, 4, 5]),  # in the fifth year of streaming, or set so by a driver
        (Camera(counts=False, misses={3}), [0, 1, 2, 3, 4]),
    ],
    ids=["over 32 bits", "none"],
)
def test_numbers_rise_whatever_the_driver_counts(camera: Camera, numbers: list[int]) -> None:
    source, _ = source_of(camera)
    with source:
        assert [source.read().sequence for _ in range(5)] == numbers
    with source:
        assert source.read().sequence == numbers[-1] + 1


def test_the_newest_of_the_waiting_frames_wins() -> None:
    source, clock = source_of(Camera())
    with source:
        source.read()
        clock.sleep(2.5 / 30)
        frame = source.read()
        assert clock() - frame.captured_ns < 1e9 / 30
        assert source.counts.dropped == 1
        assert frame.sequence == 2


@pytest.mark.parametrize("pause", [0.2, 1.0, 30.0])
def test_a_reader_that_slept_gets_no_old_frame(pause: float) -> None:
    """With every buffer full the driver has dropped what came later: the newest of them is the oldest news."""
    source, clock = source_of(Camera())
    with source:
        source.read()
        clock.sleep(pause)
        frame = source.read()
    assert clock() - frame.captured_ns < 1.01e9 / 30


def test_a_slow_reader_is_never_more_than_a_frame_behind_the_driver() -> None:
    source, clock = source_of(Camera())
    with source:
        for _ in range(50):
            frame = source.read()
            assert clock() - frame.captured_ns < 1.01e9 / 30
            clock.sleep(0.171)


def test_stamps_of_another_clock_are_replaced_by_the_arrival() -> None:
    source, clock = source_of(Camera(unstamped=True))
    with source:
        assert source.read().captured_ns == clock()


def test_a_stamp_from_the_future_does_not_make_an_age_negative() -> None:
    source, clock = source_of(Camera(stamps_late_ns=10**9))
    with source:
        assert source.read().captured_ns == clock()


def test_the_device_is_found_on_another_port_under_another_number() -> None:
    camera = Camera()
    source, _ = source_of(Camera(identity=OTHER, node=7), camera)
    for port, node in (("1-1", 0), ("2-4", 9), ("1-1", 3)):
        camera.identity, camera.node = replace(GRABBER, port=port), node
        with source:
            assert source.read().source == KEY


def test_numbers_go_on_over_a_replug_and_no_number_comes_twice() -> None:
    source, _ = source_of(Camera())
    numbers = []
    for _ in range(3):
        with source:
            numbers += [source.read().sequence for _ in range(4)]
    assert numbers == sorted(set(numbers))


def test_a_link_to_a_node_is_followed(tmp_path: Path) -> None:
    link = tmp_path / "us-probe"
    link.symlink_to("/dev/video5")
    source, _ = source_of(Camera(node=5), device=str(link))
    with source:
        assert source.read().source == KEY
    assert source.identity == KEY


@pytest.mark.parametrize("announces", [True, False])
@pytest.mark.parametrize("format", ["YUYV", "GREY", "NV12"])
def test_a_change_of_the_video_mode_is_survived(format: str, announces: bool) -> None:
    camera = Camera([Mode(format, 80, 60, 30.0)], announces=announces)
    source, _ = source_of(camera)
    with source:
        source.read()
        camera.signal = Mode(format, 64, 48, 30.0)
        frame = source.read()
        assert np.array_equal(frame.pixels, camera.frame(0, 64, 48))
        assert source.counts.restarts == 1
        assert camera.opened == 1


def test_jpegs_that_change_their_size_need_no_new_beginning() -> None:
    camera = Camera([Mode("MJPG", 80, 60, 30.0)], announces=False)
    source, _ = source_of(camera)
    with source:
        source.read()
        camera.signal = Mode("MJPG", 64, 48, 30.0)
        assert source.read().pixels.shape == (48, 64)
    assert source.counts == StreamCounts()


@pytest.mark.parametrize("fault", ["cut", "damaged"])
@pytest.mark.parametrize("format", ["MJPG", "YUYV"])
def test_a_damaged_frame_costs_itself_and_is_counted(format: str, fault: str) -> None:
    camera = Camera([Mode(format, 80, 60, 30.0)])
    clock = Clock()
    system = FakeVideo(camera, clock=clock, sleep=clock.sleep)
    source = V4l2Source(KEY, FormatRequest(80, 60), system, clock)
    with source:
        assert source.read().sequence == 0
        camera.cut, camera.damaged = (0.7, False) if fault == "cut" else (1.0, True)
        system.opened[-1].wait(1.1 / 30)  # the driver fills a buffer while the fault lasts
        camera.cut, camera.damaged = 1.0, False
        assert source.read().sequence == 2
    assert source.counts == StreamCounts(damaged=1)


def test_nothing_but_damaged_frames_ends_in_one_sentence() -> None:
    camera = Camera(damaged=True)
    assert "sends frames that are truncated or damaged" in fault_of(camera)


def test_a_signal_that_never_settles_ends_in_one_sentence() -> None:
    assert "keeps changing its format; check the video cable" in fault_of(Camera(restless=True))


def test_a_silent_device_is_reported_after_a_second_and_a_new_one_gets_three() -> None:
    camera = Camera()
    source, clock = source_of(camera)
    with source:
        source.read()
        camera.silent = True
        before = clock()
        with pytest.raises(CaptureError, match="sends no frame"):
            source.read()
        assert 0.9e9 < clock() - before < 1.2e9
    with source:
        before = clock()
        with pytest.raises(CaptureError, match="sends no frame"):
            source.read()
        assert 2.9e9 < clock() - before < 3.2e9


def test_pulled_in_the_middle_is_reported_at_once() -> None:
    camera = Camera()
    source, clock = source_of(camera)
    with source:
        source.read()
        camera.plugged = False
        before = clock()
        with pytest.raises(CaptureError, match="was unplugged; check the cable"):
            source.read()
        assert clock() - before < 10_000_000
    assert camera.opened == 0


@pytest.mark.parametrize("taken", [1, 2, 3])
def test_pulled_while_the_queue_is_drained_leaves_nothing_open(taken: int) -> None:
    camera, before = Camera(), descriptors()
    source, clock = source_of(camera)
    for _ in range(3):
        with pytest.raises(CaptureError, match="was unplugged"), source:
            source.read()
            clock.sleep(3.2 / 30)  # three frames wait
            camera.pulled_after = taken
            source.read()
        assert camera.opened == 0 and descriptors() == before
        camera.plugged, camera.pulled_after = True, None
    with source:
        assert source.read().pixels.shape == (60, 80)


def test_every_fault_of_opening_is_one_sentence_that_says_what_to_do() -> None:
    assert "in use by another program" in fault_of(Camera(busy=True))
    assert "group 'video'" in fault_of(Camera(denied=True))
    absent = fault_of(Camera(identity=OTHER))
    assert KEY in absent and OTHER.key in absent and "Another probe" in absent
    assert "check the cable" in fault_of()
    assert "/dev/video3" in fault_of(device="/dev/video3")
    assert "RGB3" in fault_of(Camera([Mode("RGB3", 80, 60, 30.0)]))
    assert "3840 x 2160" in fault_of(Camera([Mode("YUYV", 3840, 2160, 30.0)]))


def test_two_devices_with_one_name_are_not_guessed_between() -> None:
    twin = Camera(identity=replace(GRABBER, port="1-2"), node=1)
    fault = fault_of(Camera(), twin)
    assert "/dev/video0 or /dev/video1" in fault


NAMELESS = replace(GRABBER, serial="-")


def test_a_device_without_a_serial_number_is_found_on_any_port_and_its_frames_name_the_port() -> None:
    camera = Camera(identity=NAMELESS)
    source, _ = source_of(camera, device="1209:5501:-")
    with source:
        assert source.read().source == source.identity == "1209:5501:-:1-1"
    camera.identity = replace(NAMELESS, port="2-1")
    with source:
        assert source.read().source == source.identity == "1209:5501:-:2-1"


def test_of_two_without_a_serial_number_the_port_chooses() -> None:
    cameras = Camera(identity=NAMELESS), Camera(identity=replace(NAMELESS, port="1-2"), node=1)
    assert "name 1209:5501:-:1-1 or 1209:5501:-:1-2" in fault_of(*cameras, device="1209:5501:-")
    source, _ = source_of(*cameras, device="1209:5501:-:1-2")
    with source:
        assert source.path == Path("/dev/video1")


def test_the_first_of_a_devices_own_nodes_is_taken() -> None:
    source, _ = source_of(Camera(node=1), Camera(node=2, modes=[Mode("GREY", 80, 60, 30.0)]))
    with source:
        assert source.mode.startswith("YUYV")


def test_a_hundred_replugs_leak_no_descriptor() -> None:
    camera = Camera()
    source, clock = source_of(camera)
    before = descriptors()
    for cycle in range(100):
        camera.plugged, camera.node = True, cycle % 3
        with source:
            source.read()
            camera.plugged = cycle % 2 == 0
            if not camera.plugged:
                with pytest.raises(CaptureError):
                    source.read()
        clock.sleep(0.1)
    assert camera.opened == 0 and camera.starts == 100
    assert descriptors() <= before  # fewer, where something of another test has ended meanwhile
