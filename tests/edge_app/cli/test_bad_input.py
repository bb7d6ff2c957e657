"""The whole list of what may be wrong with what arrives: each is one clear sentence, and the appliance goes on."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import cv2
import numpy as np
import pytest
from click.testing import CliRunner, Result

from edge_app.__main__ import main
from edge_app.capture.factory import timeouts_for
from edge_app.capture.formats import FormatRequest, Mode
from edge_app.capture.monitor import StreamState, Timeouts
from edge_app.capture.playback import MAX_PAUSE_S, PlaybackSource
from edge_app.capture.reconnect import Backoff
from edge_app.capture.source import FrameSource
from edge_app.capture.v4l2.source import V4l2Source
from edge_app.config import load
from edge_app.records import Finding, Frame, GreyImage, Roi
from edge_app.worker import TimeLimits, Worker
from tests.support.dicom_files import dicom, region
from tests.support.fake_video import GRABBER, Camera, FakeVideo
from tests.support.fakes import finding, textured
from tests.support.wait_until import wait_until

MODE = Mode("YUYV", 80, 60, 30.0)


@dataclass(frozen=True)
class DeviceFault:
    """What is wrong with a device, and what is said of it."""

    name: str
    change: dict[str, Any]  # of the camera
    words: tuple[str, ...]
    listed: bool = True  # whether `edge-app devices` says it too; what shows only while it streams it cannot


HUGE, FOREIGN, CUT = Mode("YUYV", 3840, 2160, 30.0), Mode("H264", 80, 60, 30.0), Mode("MJPG", 80, 60, 100.0)
DEVICE_FAULTS = [
    DeviceFault("in use by another program", {"busy": True}, ("in use by another program", "close that program"), listed=False),
    DeviceFault("no permission", {"denied": True}, ("no permission to use /dev/video0", "group 'video'")),
    DeviceFault("no such device", {"plugged": False}, (GRABBER.key, "is not plugged in", "check the cable"), listed=False),
    DeviceFault("a format none understands", {"modes": [FOREIGN]}, ("only H264", "not supported", "one of GREY")),
    DeviceFault("a 4K stream", {"modes": [HUGE]}, ("3840 x 2160", "set the scanner's video output to a smaller size")),
    DeviceFault(
        "another size than asked for", {"settles": HUGE}, ("3840 x 2160", "set the scanner's video output"), listed=False
    ),
    DeviceFault("no size at all", {"settles": Mode("YUYV", 0, 0, 30.0)}, ("0 x 0", "check the video cable"), listed=False),
    DeviceFault("truncated MJPG", {"modes": [CUT], "cut": 0.5}, ("truncated or damaged", "check the USB cable"), listed=False),
]
EVERY_DEVICE_FAULT = pytest.mark.parametrize("fault", DEVICE_FAULTS, ids=lambda fault: fault.name)


@pytest.fixture
def camera(monkeypatch: pytest.MonkeyPatch) -> Camera:
    """The one device of this machine, whatever there is on it really."""
    camera = Camera([MODE])
    for module in ("source", "kernel"):
        monkeypatch.setattr(f"edge_app.capture.v4l2.{module}.KernelVideo", lambda request=None: FakeVideo(camera))
    return camera


def spoil(camera: Camera, fault: DeviceFault) -> None:
    for name, value in fault.change.items():
        setattr(camera, name, value)


def invoke(*words: object) -> Result:
    return CliRunner().invoke(main, [str(word) for word in words], catch_exceptions=False)


@EVERY_DEVICE_FAULT
def test_watch_says_what_is_wrong_with_a_device(camera: Camera, fault: DeviceFault) -> None:
    spoil(camera, fault)
    result = invoke("watch", "--seconds", 1, "--source", f"v4l2:{GRABBER.key}")
    assert result.exit_code == 1
    assert all(word in result.stderr for word in fault.words) and len(result.stderr.splitlines()) == 1
    assert camera.opened == 0


@EVERY_DEVICE_FAULT
def test_the_exam_without_a_screen_says_it_too(
    camera: Camera, fault: DeviceFault, tmp_path: Path, bundle_folder: Path, keys_folder: Path
) -> None:
    spoil(camera, fault)
    result = invoke(
        "examine", "--source", f"v4l2:{GRABBER.key}", "--out", tmp_path, "--bundle", bundle_folder,
        "--keys", keys_folder, "--threads", 1,
    )  # fmt: skip
    assert result.exit_code == 1
    assert all(word in result.stderr for word in fault.words) and len(result.stderr.splitlines()) == 1
    assert camera.opened == 0


@EVERY_DEVICE_FAULT
def test_the_list_of_devices_goes_on_over_one_that_is_ill(camera: Camera, fault: DeviceFault) -> None:
    spoil(camera, fault)
    result = invoke("devices")
    assert (result.exit_code, result.stderr) == (0, "")
    if fault.listed:
        assert all(word in result.stdout for word in (*fault.words, GRABBER.key))


@EVERY_DEVICE_FAULT
def test_what_runs_behind_the_screen_waits_and_goes_on_once_it_is_put_right(fault: DeviceFault) -> None:
    camera = Camera([MODE])
    spoil(camera, fault)
    source = V4l2Source(GRABBER.key, FormatRequest(80, 60, 100.0), FakeVideo(camera))
    with worker_over(source) as worker:
        wait_until(lambda: worker.status().probe is StreamState.LOST)
        assert all(word in worker.status().probe_fault for word in fault.words)
        spoil(camera, replace(fault, change={**vars(Camera([MODE])), "opened": camera.opened}))
        wait_until(lambda: worker.status().probe.current)
    assert camera.opened == 0


def test_the_pauses_of_a_recording_are_no_loss(tmp_path: Path) -> None:
    still = str(tmp_path / "a.png")
    cv2.imwrite(still, np.zeros((64, 64), np.uint8))
    capture = load("generic", command_line={"capture.source": still}).settings.capture
    patience = timeouts_for(capture)
    assert patience.stale_ms > 1000 * MAX_PAUSE_S and patience.frozen_ms == float("inf")
    assert timeouts_for(replace(capture, source="igtl:10.0.0.7")) == Timeouts()


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("v4l2:1209:5501:AB@CD", "the device 1209:5501:AB@CD is not plugged in"),  # serial numbers hold anything
        ("v4l2:1209:5501:AB@CD@800x600", "the device 1209:5501:AB@CD is not plugged in"),
        ("v4l2:1209:5501:X@0x0", "frame size '0x0' is empty"),
        ("v4l2:", "names no device"),
        ("v4l2:" + "x" * 5000, "there is no video device"),
        ("x" * 5000, "cannot be opened (File name too long)"),
    ],
    ids=lambda text: text[:30],
)
def test_a_name_that_leads_nowhere_is_one_sentence(camera: Camera, source: str, words: str) -> None:
    result = invoke("watch", "--seconds", 0.3, "--source", source)
    assert result.exit_code in (1, 2)
    assert words in result.stderr and len(result.stderr.splitlines()) == 1


def test_an_odd_width_is_taken_as_it_is(camera: Camera) -> None:
    camera.modes = [Mode("YUYV", 81, 61, 100.0)]
    result = invoke("watch", "--seconds", 0.5, "--source", f"v4l2:{GRABBER.key}")
    assert (result.exit_code, result.stderr) == (0, "")
    assert "YUYV 81 x 61" in result.stdout and "damaged 0" in result.stdout


# --- files ------------------------------------------------------------------------------------------------------------


def clip(path: Path, sizes: list[tuple[int, int]], codec: str) -> Path:
    """A bare stream of one image for each of the sizes (width, height); FFmpeg knows it by its content."""
    images = [screen(width, height, seed) for seed, (width, height) in enumerate(sizes)]
    path.write_bytes(b"".join(encoded(image, codec) for image in images))
    return path


def screen(width: int, height: int, seed: int) -> GreyImage:
    """A scanner's screen: the field in the middle of black."""
    image = np.zeros((height, width), np.uint8)
    field = cv2.resize(textured(100, 80, seed), (width // 2, height * 3 // 4), interpolation=cv2.INTER_CUBIC)
    image[height // 8 :, width // 4 :][: field.shape[0], : field.shape[1]] = field
    return image


def encoded(grey: GreyImage, codec: str) -> bytes:
    if codec == "mjpeg":
        return cv2.imencode(".jpg", grey)[1].tobytes()
    encoder = av.CodecContext.create(codec, "w")
    assert isinstance(encoder, av.VideoCodecContext)
    encoder.height, encoder.width = grey.shape
    encoder.pix_fmt, encoder.framerate = "yuv420p", Fraction(25)
    frame = av.VideoFrame.from_ndarray(grey, format="gray").reformat(format="yuv420p")
    return b"".join(bytes(packet) for packet in [*encoder.encode(frame), *encoder.encode(None)])


def changing(codec: str) -> Callable[[Path], Path]:
    return lambda folder: clip(folder / "b.mp4", [(160, 120)] * 3 + [(320, 240)] * 3 + [(160, 120)], codec)


def cut_off(folder: Path) -> Path:
    path = folder / "b.avi"
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*"MJPG"), 25.0, (160, 120))
    for seed in range(20):
        writer.write(cv2.cvtColor(textured(seed=seed), cv2.COLOR_GRAY2BGR))
    writer.release()
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    return path


def outside(folder: Path) -> Path:
    return dicom(folder / "b.dcm", textured(), SequenceOfUltrasoundRegions=[region(0, 0, 200, 100)])


@dataclass(frozen=True)
class FileFault:
    """A file with something odd about it, and what is said of it."""

    name: str
    make: Callable[[Path], Path]
    words: tuple[str, ...]  # none: it is taken as it is, without a word
    exit_code: int
    images: int | None  # that are analysed all the same; None: some


FILE_FAULTS = [
    FileFault("an MJPEG video with changing size", changing("mjpeg"), ("from 160 x 120 to 320 x 240 at frame 4",), 0, 7),
    FileFault("an H.264 video with changing size", changing("libx264"), ("from 160 x 120 to 320 x 240 at frame 4",), 0, 7),
    FileFault("a truncated MJPG video", cut_off, ("truncated",), 1, None),
    FileFault("a 4K video", lambda folder: clip(folder / "b.avi", [(3840, 2160)], "mjpeg"), (), 0, 1),
    FileFault("a video of odd width", lambda folder: clip(folder / "b.avi", [(161, 121)] * 3, "mjpeg"), (), 0, 3),
    FileFault("a DICOM with a region outside its image", outside, ("lies outside its frame", "scale"), 0, 1),
]
EVERY_FILE_FAULT = pytest.mark.parametrize("fault", FILE_FAULTS, ids=lambda fault: fault.name)


@EVERY_FILE_FAULT
def test_analyse_says_what_is_wrong_with_a_file_and_goes_on_to_the_next(
    fault: FileFault, tmp_path: Path, bundle_folder: Path, keys_folder: Path
) -> None:
    bad = fault.make(tmp_path)
    for name in ("a.png", "c.png"):
        cv2.imwrite(str(tmp_path / name), textured())
    result = invoke("analyse", "--bundle", bundle_folder, "--keys", keys_folder, "--threads", 1, tmp_path)
    files = [Path(json.loads(line)["file"]).name for line in result.stdout.splitlines()]
    assert result.exit_code == fault.exit_code
    assert files[0] == "a.png" and files[-1] == "c.png"
    assert files.count(bad.name) == fault.images if fault.images is not None else files.count(bad.name) > 0
    of_the_file = [line for line in result.stderr.splitlines() if str(bad) in line]
    assert len(of_the_file) == bool(fault.words)
    assert all(word in of_the_file[0] for word in fault.words)


@EVERY_FILE_FAULT
def test_the_exam_without_a_screen_goes_on_to_the_next_file(
    fault: FileFault, tmp_path: Path, bundle_folder: Path, keys_folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "in").mkdir()
    fault.make(tmp_path / "in")
    cv2.imwrite(str(tmp_path / "in" / "c.png"), textured())
    result = invoke(
        "examine", "--source", tmp_path / "in", "--out", tmp_path / "out", "--bundle", bundle_folder,
        "--keys", keys_folder, "--threads", 1,
    )  # fmt: skip
    assert result.exit_code == 0, result.stderr
    said = [record.getMessage() for record in caplog.records]
    assert len(said) == bool(fault.words) and all(word in said[0] for word in fault.words)
    frames = [json.loads(line)["frame"] for line in (tmp_path / "out" / "findings.jsonl").read_text().splitlines()]
    assert len(frames) == 4 or fault.images == 1


@EVERY_FILE_FAULT
def test_what_runs_behind_the_screen_stays_live_over_such_a_file(fault: FileFault, tmp_path: Path) -> None:
    fault.make(tmp_path)
    cv2.imwrite(str(tmp_path / "c.png"), textured())
    seen: list[int] = []

    def counted(frame: Frame, roi: Roi) -> Finding:
        seen.append(frame.sequence)
        return finding(frame, roi)

    with Worker(PlaybackSource(tmp_path, "loop", 50.0), counted, whole_frame, TimeLimits(PATIENT, Backoff(0.02, 0.1))) as worker:
        wait_until(lambda: len(seen) >= 20)  # the recording has been through all its files
        assert worker.status().probe.current
        assert StreamState.LOST not in [change.state for change in worker.transitions]


# --- the threads behind the screen ------------------------------------------------------------------------------------


# A machine that halts for a moment makes nothing stale.
PATIENT = Timeouts(stale_ms=30_000, lost_ms=60_000, frozen_ms=60_000)


def whole_frame(frame: Frame) -> Roi:
    return Roi(0, 0, frame.width, frame.height)


def worker_over(source: FrameSource) -> Worker:
    return Worker(source, finding, whole_frame, TimeLimits(backoff=Backoff(0.02, 0.1)))
