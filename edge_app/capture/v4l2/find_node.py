"""Finds the node of a video device by its identity, and not by the number it happens to have."""

from __future__ import annotations

from pathlib import Path

from edge_app.capture.v4l2.device_id import is_key
from edge_app.capture.v4l2.interface import Node, VideoSystem
from edge_app.errors import CaptureError


def find_node(device: str, system: VideoSystem) -> Node:
    """The node of a device, named as `V4l2Source` has it. Raises CaptureError when there is none, or several."""
    if is_key(device):
        return _find_key(device, system)
    path = Path(device)
    try:
        return system.node(path)
    except OSError as exc:
        form = "" if "/" in device else "write v4l2:VENDOR:PRODUCT:SERIAL or v4l2:/dev/video0; "
        raise CaptureError(f"there is no video device {path}; {form}{_present(system)}") from exc


def _find_key(device: str, system: VideoSystem) -> Node:
    same = [node for node in system.nodes() if device in (node.identity.key, node.identity.unique_id)]
    if not same:
        raise CaptureError(f"the device {device} is not plugged in; {_present(system)}")
    if len({node.identity.port for node in same}) > 1:
        names = {node.identity.unique_id for node in same}
        places = " or ".join(sorted(names) if len(names) > 1 else [str(node.path) for node in same])
        raise CaptureError(f"several devices are called {device}; unplug all but one, or name {places}")
    return same[0]


def _present(system: VideoSystem) -> str:
    """The devices that could be used instead of a missing one, for an error message."""
    names = sorted({f"{node.identity.unique_id} ({node.identity.name})" for node in system.nodes()})
    return f"found: {', '.join(names)}" if names else "no other is plugged in; check the cable at both ends"
