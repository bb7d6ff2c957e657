"""Cameras on the Raspberry Pi's CSI connectors, among them HDMI-to-CSI bridges, with picamera2.

picamera2 belongs to the operating system: it needs libcamera's own Python bindings, which pip cannot install. It is imported
only when a source is opened.
"""

from __future__ import annotations

import contextlib
import os
import re
import time
from concurrent.futures import TimeoutError as JobTimeoutError  # not the built-in one before Python 3.11
from dataclasses import dataclass, replace
from types import ModuleType, TracebackType
from typing import Any

import numpy as np
import numpy.typing as npt

from edge_app.capture.formats import Mode
from edge_app.capture.image_faults.find import Chroma
from edge_app.capture.image_faults.watch import FaultWatch
from edge_app.capture.readers.limits import check_size
from edge_app.capture.source import StreamCounts
from edge_app.errors import CaptureError, ConfigError
from edge_app.imaging.colour_map import block_count, block_means, from_blocks
from edge_app.records import COLOUR_BLOCK, Control, Frame, GreyImage

FRAME_TIMEOUT_S = 1.5  # s without a frame after which the camera counts as lost
BUFFERS = 4

# libcamera's names of what somebody chose, reported with each frame. Exposure and analogue gain follow the light by themselves.
_CONTROLS = ("Brightness", "Contrast", "Saturation", "Sharpness")

# What picamera2 and libcamera raise; older versions raise IndexError for a camera that does not exist.
_FAULTS = (RuntimeError, OSError, LookupError, ValueError, TypeError, AssertionError)


@dataclass(frozen=True)
class Camera:
    """One camera on a CSI connector, and the requested frame size."""

    number: int = 0  # as counted by `rpicam-hello --list-cameras`
    width: int = 1280  # px
    height: int = 720  # px

    @classmethod
    def parse(cls, text: str) -> Camera:
        """Parse "[NUMBER][/WIDTHxHEIGHT]". Raises ConfigError for any other text."""
        found = re.fullmatch(r"(\d{1,2})?(?:/(\d{2,4})x(\d{2,4}))?", text)
        if not found:
            raise ConfigError(f"source 'picamera:{text}' is not picamera:NUMBER/WIDTHxHEIGHT, for example picamera:0/1280x720")
        number, width, height = found.groups()
        return cls(int(number or 0), int(width or cls.width), int(height or cls.height))


@dataclass(frozen=True)
class CameraInfo:
    """One camera on a CSI connector, as listed by `edge-app devices`. Without a serial number, its connector identifies it."""

    number: int
    model: str  # of the sensor or the bridge: "imx708", "tc358743"
    connector: str  # libcamera's path of the connector
    modes: tuple[Mode, ...]  # of the sensor; frames can be delivered in any size
    fault: str  # one sentence on why it cannot be used now; empty if it can

    @property
    def key(self) -> str:
        """The name used for its frames and its device profile."""
        return f"{self.model}:{self.connector}"


def list_cameras() -> list[CameraInfo]:
    """The cameras on this board's connectors; none if picamera2 is missing or cannot start."""
    try:
        picamera2, _ = _packages()
        cameras = _cameras(picamera2)
    except (CaptureError, *_FAULTS):
        return []
    return [_camera_info(picamera2, number, info) for number, info in enumerate(cameras) if not _on_usb(info)]


def _cameras(picamera2: ModuleType) -> list[dict[str, Any]]:
    """The cameras that libcamera finds, those on USB last. Raises what libcamera raises when it cannot start."""
    cameras: list[dict[str, Any]] = picamera2.Picamera2.global_camera_info()
    return cameras


def _on_usb(info: dict[str, Any]) -> bool:
    """Whether this is a USB device: libcamera also drives webcams and grabbers, which V4l2Source handles better."""
    return "/usb" in str(info["Id"])


def _camera_info(picamera2: ModuleType, number: int, info: dict[str, Any]) -> CameraInfo:
    modes: list[Mode] = []
    fault = ""
    try:
        camera = _open_camera(picamera2, number)
    except _FAULTS as exc:
        fault = _open_error(f"{info['Model']}:{info['Id']}", exc)
    else:
        with contextlib.suppress(*_FAULTS):  # a sensor may not report its modes, and a bridge has only that of its signal
            modes = [_mode(mode) for mode in camera.sensor_modes if "size" in mode]
        with contextlib.suppress(*_FAULTS):  # the camera is gone
            camera.close()
    return CameraInfo(number, str(info["Model"]), str(info["Id"]), tuple(modes), fault)


def _mode(mode: dict[str, Any]) -> Mode:
    return Mode(str(mode["format"]), mode["size"][0], mode["size"][1], round(float(mode["fps"]), 2))


def _open_camera(picamera2: ModuleType, number: int) -> Any:
    """Open the camera. Raises what picamera2 raises, leaving nothing open.

    picamera2 itself leaks a pipe whenever it cannot open a camera: retrying one that is in use would exhaust the process's
    file descriptors within minutes.
    """
    camera = picamera2.Picamera2.__new__(picamera2.Picamera2)
    try:
        camera.__init__(number)
    except BaseException:
        with contextlib.suppress(*_FAULTS, AttributeError):  # it is only partly initialised
            camera.close()
        with contextlib.suppress(AttributeError):
            if not camera.notifymeread.closed:
                camera.notifymeread.close()
                os.close(camera.notifyme_w)
        raise
    return camera


def _open_error(name: str, exc: BaseException) -> str:
    reason = " ".join(str(exc.__cause__ or exc).split()) or type(exc).__name__
    return f"{name}: cannot be opened ({reason}); is another program using it?"


class PicameraSource:
    """A FrameSource over one CSI camera: the unchanged Y plane of its YUV420 frames, with the kernel's time stamps."""

    def __init__(self, camera: Camera, frames_per_second: float) -> None:
        self.identity = f"picamera:{camera.number}"
        self.frames_per_second = self._requested_rate = frames_per_second
        self._requested = camera
        self._camera: Any = None  # Picamera2 is untyped
        self._width = self._height = self._stride = 0
        self._sequence, self._stamp_ns = -1, 0
        self._controls: tuple[Control, ...] = ()
        self._faults = FaultWatch()
        self.mode = ""  # human-readable stream format; empty before the first opening
        self.counts = StreamCounts()  # libcamera drops no frame silently: what a slow reader misses is a gap in the sequence

    def __enter__(self) -> PicameraSource:
        picamera2, libcamera = _packages()
        try:
            cameras = _cameras(picamera2)
            if self._requested.number >= len(cameras):
                present = ", ".join(str(camera["Model"]) for camera in cameras) or "none"
                raise CaptureError(
                    f"{self.identity}: there is no such camera on this board (found: {present}); check the ribbon cable"
                )
            info = cameras[self._requested.number]
            if _on_usb(info):
                raise CaptureError(f"{self.identity}: {info['Model']} is on USB; name it v4l2:..., as edge-app devices does")
            self.identity = f"{info['Model']}:{info['Id']}"
            self._camera = _open_camera(picamera2, self._requested.number)
            self._start(libcamera)
        except _FAULTS as exc:
            self._close()
            raise CaptureError(_open_error(self.identity, exc)) from exc
        except CaptureError:
            self._close()
            raise
        return self

    def _start(self, libcamera: ModuleType) -> None:
        camera = self._camera
        # A bridge has the rate of its signal and cannot be set to another.
        rate = {"FrameRate": self._requested_rate} if "FrameDurationLimits" in camera.camera_controls else {}
        camera.configure(
            camera.create_video_configuration(
                main={"size": (self._requested.width, self._requested.height), "format": "YUV420"},
                raw=None,
                colour_space=libcamera.ColorSpace.Sycc(),  # full range: video's Y has 219 grey levels of 255
                buffer_count=BUFFERS,
                controls=rate,
            )
        )
        main = camera.camera_configuration()["main"]  # what was negotiated
        if main["format"] != "YUV420":
            raise CaptureError(f"{self.identity}: the camera sends {main['format']} instead of YUV420, which is not supported")
        (self._width, self._height), self._stride = main["size"], main["stride"]
        check_size(self._width, self._height, self.identity)
        camera.start()
        self._faults.reset()
        hertz = f" at {self._requested_rate:g} Hz" if rate else ""
        self.mode = f"YUV420 {self._width} x {self._height}{hertz}, luminance copied"

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._close()

    def read(self) -> Frame:
        """The next frame; at most one that was already waiting is returned. Raises CaptureError."""
        try:
            request = self._camera.capture_request(wait=FRAME_TIMEOUT_S)
        except JobTimeoutError as exc:
            raise CaptureError(f"{self.identity}: no frame arrived within {FRAME_TIMEOUT_S:g} s; check the ribbon cable") from exc
        except _FAULTS as exc:
            raise CaptureError(f"{self.identity}: the camera was lost ({' '.join(str(exc).split())})") from exc
        try:
            buffer = request.make_buffer("main")
            plane = buffer[: self._height * self._stride].reshape(self._height, self._stride)
            pixels = np.ascontiguousarray(plane[:, : self._width])
            colour = self._colour(pixels, buffer)
            fault = self._faults.look(pixels, lambda: self._chroma(buffer), time.monotonic_ns())
            metadata = request.get_metadata()
        except _FAULTS as exc:
            self.counts = replace(self.counts, damaged=self.counts.damaged + 1)
            raise CaptureError(f"{self.identity}: a frame cannot be read ({' '.join(str(exc).split())})") from exc
        finally:
            request.release()
        captured_ns = self._capture_time(metadata)
        if (controls := _controls(metadata)) != self._controls:
            self._controls = controls
        return Frame(
            pixels,
            self._sequence,
            captured_ns,
            None,
            self.identity,
            colour=colour,
            controls=self._controls,
            image_fault=fault,
        )

    def _planes(self, buffer: npt.NDArray[np.uint8]) -> tuple[GreyImage, GreyImage] | None:
        """The buffer's two planes of chroma, Cb and Cr, which have half the luminance's rows and stride; None without any."""
        rows, stride, pairs = self._height // 2, self._stride // 2, self._width // 2
        start, size = self._height * self._stride, rows * stride
        if min(rows, pairs) == 0 or len(buffer) < start + 2 * size:
            return None
        cb, cr = (buffer[first : first + size].reshape(rows, stride)[:, :pairs] for first in (start, start + size))
        return cb, cr

    def _chroma(self, buffer: npt.NDArray[np.uint8]) -> Chroma | None:
        planes = self._planes(buffer)
        return None if planes is None else np.stack([plane[::COLOUR_BLOCK, ::COLOUR_BLOCK] for plane in planes], axis=-1)

    def _colour(self, pixels: GreyImage, buffer: npt.NDArray[np.uint8]) -> GreyImage | None:
        """`Frame.colour` from the planes of chroma."""
        planes = self._planes(buffer)
        if planes is None:
            return None
        blocks, half = block_count(self._width, self._height), COLOUR_BLOCK // 2
        cb, cr = planes
        return from_blocks(
            block_means(pixels, blocks, COLOUR_BLOCK, COLOUR_BLOCK),
            block_means(cb, blocks, half, half),
            block_means(cr, blocks, half, half),
        )

    def _capture_time(self, metadata: dict[str, Any]) -> int:
        """The frame's capture time. Advances the sequence, estimating from the elapsed time how many frames were lost."""
        now = time.monotonic_ns()
        stamp = int(metadata.get("SensorTimestamp") or now)
        # Kernel drivers use CLOCK_MONOTONIC; libcamera's documentation says CLOCK_BOOTTIME, which is ahead of it after a sleep.
        if stamp > now:
            stamp = min(stamp - (time.clock_gettime_ns(time.CLOCK_BOOTTIME) - time.monotonic_ns()), now)
        period_ns = 1000 * int(metadata.get("FrameDuration") or 0)  # reported in microseconds
        if period_ns:
            self.frames_per_second = 1e9 / period_ns
        periods = round((stamp - self._stamp_ns) / period_ns) if period_ns and self._sequence >= 0 else 1
        self._sequence += max(periods, 1)
        self._stamp_ns = stamp
        return stamp

    def _close(self) -> None:
        camera, self._camera = self._camera, None
        if camera is None:
            return
        try:
            camera.cancel_all_and_flush()  # otherwise `close` would wait forever for a request that timed out
            camera.close()
        except _FAULTS:
            pass  # the camera is gone


def _controls(metadata: dict[str, Any]) -> tuple[Control, ...]:
    return tuple(Control(name.lower(), f"{float(metadata[name]):.3g}") for name in _CONTROLS if name in metadata)


def _packages() -> tuple[ModuleType, ModuleType]:
    try:
        import libcamera
        import picamera2
    except ImportError as exc:
        raise CaptureError(
            f"CSI cameras need the system's picamera2 ({exc}): sudo apt install python3-picamera2, and create the virtual "
            "environment with --system-site-packages"
        ) from exc
    return picamera2, libcamera
