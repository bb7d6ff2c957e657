"""Lists every capture device that is plugged in, with its identity and formats."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from edge_app.capture.formats import FormatRequest, Mode, negotiate
from edge_app.capture.picamera import CameraInfo
from edge_app.capture.v4l2.device_id import DeviceId
from edge_app.capture.v4l2.interface import Node, VideoSystem
from edge_app.capture.v4l2.source import error_message
from edge_app.capture.v4l2.usb_speed import describe_speed, slow_bus
from edge_app.errors import CaptureError
from edge_app.records import Control


@dataclass(frozen=True)
class DeviceInfo:
    """One device and its formats."""

    node: Node
    modes: tuple[Mode, ...]
    chosen: Mode | None  # what is streamed by default
    fault: str  # one sentence on why it cannot be used now; empty if it can
    controls: tuple[Control, ...] = ()  # what it is set to, as far as it says so

    @property
    def identity(self) -> DeviceId:
        return self.node.identity


def list_devices(system: VideoSystem) -> list[DeviceInfo]:
    """Every device, represented by its first node that sends frames, in the order of the node numbers."""
    first: dict[DeviceId, Node] = {}
    for node in system.nodes():
        first.setdefault(node.identity, node)
    return [_device_info(system, node) for node in first.values()]


def _device_info(system: VideoSystem, node: Node) -> DeviceInfo:
    modes: tuple[Mode, ...] = ()
    controls: tuple[Control, ...] = ()
    try:
        device = system.open(node.path)
        try:
            controls = device.controls()
            modes = tuple(device.modes())
        finally:
            device.close()
        return DeviceInfo(node, modes, negotiate(modes, FormatRequest(), node.identity.name), "", controls)
    except OSError as exc:
        return DeviceInfo(node, modes, None, error_message(exc, node), controls)
    except CaptureError as exc:
        return DeviceInfo(node, modes, None, str(exc), controls)


def device_lines(device: DeviceInfo) -> Iterator[str]:
    """Human-readable lines on one device."""
    device_id = device.identity
    yield f"v4l2:{device_id.key}  {device_id.name}"
    if device_id.unique_id != device_id.key:
        yield f"    no serial number: its device profile, {device_id.unique_id}, applies only to this port"
    numbers = f"vendor {device_id.vendor}, product {device_id.product}, serial {device_id.serial}"
    yield f"    {numbers}, port {device_id.port}, now {device.node.path}"
    if device.node.usb_mbits is not None:
        yield f"    runs at {describe_speed(device.node.usb_mbits)}"
    yield from _sizes(device.modes)
    if device.controls:
        yield f"    is set to {describe_controls(device.controls)}"
    if device.chosen is not None and (slow := slow_bus(device.chosen.rate, FormatRequest().rate, device.node.usb_mbits)):
        yield f"    only {slow}"
    if device.chosen is not None:
        yield f"    streams {device.chosen} with:  edge-app run --source v4l2:{device_id.key}"
    if device.fault:
        yield f"    {device.fault}"


def summary_line(device: DeviceInfo) -> str:
    """One line on one device, for those who look at the whole machine."""
    speed = f", {describe_speed(device.node.usb_mbits)}" if device.node.usb_mbits is not None else ""
    controls = describe_controls(device.controls) or device.fault or "reports no control"
    return f"v4l2:{device.identity.unique_id}  {device.identity.name}{speed}: {controls}"


def describe_controls(controls: Iterable[Control]) -> str:
    """ "brightness 128, contrast 32"."""
    return ", ".join(f"{one.name} {one.value}" for one in controls)


def camera_lines(camera: CameraInfo) -> Iterator[str]:
    """Human-readable lines on one CSI camera."""
    yield f"picamera:{camera.number}  {camera.model}"
    yield f"    on the connector {camera.connector}, no serial number: its device profile is {camera.key}"
    yield from _sizes(camera.modes)
    if camera.fault:
        yield f"    {camera.fault}"
    else:
        yield f"    streams YUV420 in any size with:  edge-app run --source picamera:{camera.number}/1280x720"


def _sizes(modes: Iterable[Mode]) -> Iterator[str]:
    """One line per format and size, with its rates."""
    sizes: dict[tuple[str, int, int], list[float]] = {}
    for mode in modes:
        sizes.setdefault((mode.fourcc, mode.width, mode.height), []).append(mode.rate)
    for (format, width, height), rates in sizes.items():
        hertz = ", ".join(f"{rate:g}" for rate in sorted(rates, reverse=True) if rate)
        yield f"    {format:4}  {width:4} x {height:<4}  {hertz + ' Hz' if hertz else 'rate not reported'}"


def device_as_json(device: DeviceInfo) -> dict[str, object]:
    """One device as a JSON object."""
    device_id = device.identity
    return {
        "source": f"v4l2:{device_id.key}", "key": device_id.key, "device_profile": device_id.unique_id,
        "vendor": device_id.vendor, "product": device_id.product, "serial": device_id.serial, "port": device_id.port,
        "name": device_id.name,
        "node": str(device.node.path), "usb_mbits": device.node.usb_mbits,
        "controls": {one.name: one.value for one in device.controls},
        "modes": [_mode_as_json(mode) for mode in device.modes],
        "chosen": str(device.chosen) if device.chosen else None,
        "fault": device.fault,
    }  # fmt: skip


def camera_as_json(camera: CameraInfo) -> dict[str, object]:
    """One CSI camera as a JSON object."""
    return {
        "source": f"picamera:{camera.number}", "device_profile": camera.key, "product": camera.model, "port": camera.connector,
        "name": camera.model, "modes": [_mode_as_json(mode) for mode in camera.modes], "fault": camera.fault,
    }  # fmt: skip


def _mode_as_json(mode: Mode) -> dict[str, object]:
    return {"format": mode.fourcc, "width": mode.width, "height": mode.height, "rate": mode.rate}
