"""A picamera2 in memory with the names and manners of the real one (0.3.38)."""

from __future__ import annotations

import os
import threading
import time
from concurrent.futures import TimeoutError as JobTimeoutError
from typing import Any, ClassVar

import numpy as np
import numpy.typing as npt

INFO = [
    {"Model": "tc358743", "Location": 2, "Rotation": 0, "Id": "/base/soc/i2c0mux/i2c@1/tc358743@f", "Num": 0},
    {"Model": "imx708", "Location": 2, "Rotation": 180, "Id": "/base/axi/pcie@120000/rp1/i2c@88000/imx708@1a", "Num": 1},
]
# Such are sorted behind the others.
GRABBER = {"Model": "USB Video", "Id": "/base/axi/pcie@120000/rp1/usb@200000-1:1.0-534d:2109", "Num": 2}
PERIOD_NS = 33_333_000


class ColorSpace:
    """libcamera.ColorSpace, of which the full-range one is asked for."""

    def __init__(self, name: str) -> None:
        self.name = name

    @classmethod
    def Sycc(cls) -> ColorSpace:
        return cls("sYCC")


class CompletedRequest:
    """picamera2.request.CompletedRequest: must be released before the camera may fill its buffer again."""

    def __init__(self, camera: Picamera2, buffer: npt.NDArray[np.uint8], metadata: dict[str, Any]) -> None:
        self._camera, self._buffer, self._metadata = camera, buffer, metadata

    def make_buffer(self, name: str) -> npt.NDArray[np.uint8]:
        if name != "main":
            raise RuntimeError(f"Stream {name!r} is not defined")
        return np.array(self._buffer)

    def get_metadata(self) -> dict[str, Any]:
        return dict(self._metadata)

    def release(self) -> None:
        self._camera.held -= 1


class Picamera2:
    """picamera2.Picamera2 as far as a source goes. What a test changes stands on the class."""

    info = INFO
    modes_of_model: ClassVar[dict[str, list[dict[str, Any]]]] = {
        "imx708": [
            {"format": "SRGGB10_CSI2P", "size": (1536, 864), "fps": 120.13, "bit_depth": 10},
            {"format": "SRGGB10_CSI2P", "size": (2304, 1296), "fps": 56.03, "bit_depth": 10},
        ],
        "tc358743": [{"format": "RGB888"}, {"format": "UYVY"}],  # of what is no raw sensor the name alone is reported
    }
    open_cameras: ClassVar[set[int]] = set()
    controls_of_model: ClassVar[dict[str, dict[str, Any]]] = {"imx708": {"FrameDurationLimits": (1, 2, 3)}, "tc358743": {}}
    silent = gone = no_memory = mute = False
    settled_format = "YUV420"
    flow = (slice(0, 0), slice(0, 0))  # rows and columns of the chroma where there is red
    filled: int | None = None  # all of the buffer, as where nothing has arrived
    skip = 0  # frames lost before each one
    reported: ClassVar[dict[str, Any]] = {}  # with each frame, besides its times
    started_ns = 0

    @staticmethod
    def global_camera_info() -> list[dict[str, Any]]:
        return [dict(camera) for camera in Picamera2.info]

    def __init__(self, camera_num: int = 0) -> None:
        self._number = camera_num
        self.is_open = False
        self.notifyme_r, self.notifyme_w = os.pipe2(os.O_NONBLOCK)
        self.notifymeread = os.fdopen(self.notifyme_r, "rb")
        if camera_num in self.open_cameras:
            try:
                raise RuntimeError("Failed to acquire camera: Device or resource busy")
            except RuntimeError as cause:
                raise RuntimeError("Camera __init__ sequence did not complete.") from cause
        self.open_cameras.add(camera_num)
        self.is_open = True
        self.camera_controls = self.controls_of_model[str(self.info[camera_num]["Model"])]
        self.camera_config: dict[str, Any] = {}
        self.started = self.stuck = False
        self.held = self.frames = 0
        if self.no_memory:
            raise RuntimeError("Could not open any dmaHeap device")

    def create_video_configuration(
        self, main: dict[str, Any], raw: None, colour_space: ColorSpace, buffer_count: int, controls: dict[str, Any]
    ) -> dict[str, Any]:
        assert main["format"] == "YUV420"
        assert colour_space.name == "sYCC"
        for name in controls:  # FrameRate is picamera2's own word for FrameDurationLimits
            if name == "FrameRate" and "FrameDurationLimits" not in self.camera_controls:
                raise RuntimeError("Control FrameDurationLimits is not advertised by libcamera")
        width, height = main["size"]
        return {"main": {**main, "size": (width - width % 2, height - height % 2)}, "buffer_count": buffer_count}

    def configure(self, camera_config: dict[str, Any]) -> None:
        main = camera_config["main"]
        main["stride"], main["format"] = -(-main["size"][0] // 64) * 64, self.settled_format
        self.camera_config = camera_config

    def camera_configuration(self) -> dict[str, Any]:
        return self.camera_config

    def start(self) -> None:
        self.started = True
        Picamera2.started_ns = time.monotonic_ns() - 10**9

    def capture_request(self, wait: float) -> CompletedRequest:
        assert self.started
        if self.gone:
            raise RuntimeError("Camera frontend has timed out")
        if self.silent:
            self.stuck = True
            raise JobTimeoutError
        if self.held >= self.camera_config["buffer_count"]:
            raise JobTimeoutError  # every buffer is held by the reader: none can be filled
        self.held += 1
        self.frames += 1 + self.skip
        (width, height), stride = self.camera_config["main"]["size"], self.camera_config["main"]["stride"]
        planes = np.full(height * stride * 3 // 2, 128, np.uint8)  # U and V of grey
        red = planes[-(height // 2 * stride // 2) :].reshape(height // 2, stride // 2)
        red[self.flow] = 220  # V
        luminance = planes[: height * stride].reshape(height, stride)
        luminance[:] = 255  # what lies in the padding is nobody's business
        luminance[:, :width] = np.arange(height, dtype=np.uint32).astype(np.uint8)[:, None]
        if self.filled is not None:
            planes[:] = self.filled
        stamp = self.started_ns + self.frames * PERIOD_NS
        return CompletedRequest(self, planes, {"SensorTimestamp": stamp, "FrameDuration": PERIOD_NS // 1000, **self.reported})

    def cancel_all_and_flush(self) -> None:
        self.stuck = False

    @property
    def sensor_modes(self) -> list[dict[str, Any]]:
        if self.mute:
            raise KeyError("FrameDurationLimits")  # of a raw sensor that does not tell its rates
        return self.modes_of_model[str(self.info[self._number]["Model"])]

    def close(self) -> None:
        if not self.is_open:
            return
        if self.stuck:
            threading.Event().wait()  # as the real one does
        self.is_open = False
        self.open_cameras.discard(self._number)
        self.notifymeread.close()
        os.close(self.notifyme_w)
