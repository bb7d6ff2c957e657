"""What is plugged in: every capture device with its identity and what it offers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from edge_app.capture.formats import FormatRequest, Mode, negotiate
from edge_app.capture.picamera import CameraInfo
from edge_app.capture.v4l2.device_id import DeviceId
from edge_app.capture.v4l2.interface import Node, VideoSystem
from edge_app.capture.v4l2.source import sentence
from edge_app.errors import CaptureError


@dataclass(frozen=True)
class DeviceInfo:
    """One device, and what it offers."""

    node: Node
    modes: tuple[Mode, ...]
    chosen: Mode | None  # what would be streamed without a wish
    fault: str  # one sentence, why it cannot be used now; else empty

    @property
    def identity(self) -> DeviceId:
        return self.node.identity


def list_devices(system: VideoSystem) -> list[DeviceInfo]:
    """Every device's first node that sends frames, in the order of their numbers."""
    first: dict[DeviceId, Node] = {}
    for node in system.nodes():
        first.setdefault(node.identity, node)
    return [_offer(system, node) for node in first.values()]


def _offer(system: VideoSystem, node: Node) -> DeviceInfo:
    modes: tuple[Mode, ...] = ()
    try:
        device = system.open(node.path)
        try:
            modes = tuple(device.modes())
        finally:
            device.close()
        return DeviceInfo(node, modes, negotiate(modes, FormatRequest(), node.identity.name), "")
    except OSError as exc:
        return DeviceInfo(node, modes, None, sentence(exc, node))
    except CaptureError as exc:
        return DeviceInfo(node, modes, None, str(exc))


def described(offer: DeviceInfo) -> Iterator[str]:
    """The lines of one device, for people."""
    who = offer.identity
    yield f"v4l2:{who.key}  {who.name}"
    if who.unique_id != who.key:
        yield f"    no serial number: its device profile is that of {who.unique_id} and holds on this port alone"
    yield f"    vendor {who.vendor}, product {who.product}, serial {who.serial}, port {who.port}, now {offer.node.path}"
    yield from _sizes(offer.modes)
    if offer.chosen is not None:
        yield f"    streams {offer.chosen} with:  edge-app run --source v4l2:{who.key}"
    if offer.fault:
        yield f"    {offer.fault}"


def described_camera(camera: CameraInfo) -> Iterator[str]:
    """The lines of one CSI camera, for people."""
    yield f"picamera:{camera.number}  {camera.model}"
    yield f"    on the connector {camera.place}, no serial number: its device profile is that of {camera.key}"
    yield from _sizes(camera.modes)
    if camera.fault:
        yield f"    {camera.fault}"
    else:
        yield f"    streams YUV420 in any size with:  edge-app run --source picamera:{camera.number}/1280x720"


def _sizes(modes: Iterable[Mode]) -> Iterator[str]:
    """A line for each format and size, with its rates."""
    sizes: dict[tuple[str, int, int], list[float]] = {}
    for mode in modes:
        sizes.setdefault((mode.fourcc, mode.width, mode.height), []).append(mode.rate)
    for (format, width, height), rates in sizes.items():
        hertz = ", ".join(f"{rate:g}" for rate in sorted(rates, reverse=True) if rate)
        yield f"    {format:4}  {width:4} x {height:<4}  {hertz + ' Hz' if hertz else 'rate not told'}"


def as_json(offer: DeviceInfo) -> dict[str, object]:
    """The same for programs."""
    who = offer.identity
    return {
        "source": f"v4l2:{who.key}", "key": who.key, "device_profile": who.unique_id,
        "vendor": who.vendor, "product": who.product, "serial": who.serial, "port": who.port, "name": who.name,
        "node": str(offer.node.path),
        "modes": [_mode_as_json(mode) for mode in offer.modes],
        "chosen": str(offer.chosen) if offer.chosen else None,
        "fault": offer.fault,
    }  # fmt: skip


def camera_as_json(camera: CameraInfo) -> dict[str, object]:
    """The same of a CSI camera."""
    return {
        "source": f"picamera:{camera.number}", "device_profile": camera.key, "product": camera.model, "port": camera.place,
        "name": camera.model, "modes": [_mode_as_json(mode) for mode in camera.modes], "fault": camera.fault,
    }  # fmt: skip


def _mode_as_json(mode: Mode) -> dict[str, object]:
    return {"format": mode.fourcc, "width": mode.width, "height": mode.height, "rate": mode.rate}
