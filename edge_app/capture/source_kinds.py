"""The kinds of source there are, for those who name another."""

from __future__ import annotations

import re
from pathlib import Path

from edge_app.capture.v4l2.device_id import is_key
from edge_app.errors import ConfigError
from edge_app.records import SIMULATED_SOURCE
from edge_app.typed_reader import nearest, short

_EXAMPLES = {
    "simulated": "simulated",
    "v4l2": "v4l2:/dev/video0",
    "igtl": "igtl:192.168.1.20:18944/Image",
    "picamera": "picamera:0/1280x720",
}
_ADDRESSES = {"openigtlink": "igtl", "plus": "igtl", "usb": "v4l2", "video": "v4l2", "camera": "v4l2", "csi": "picamera"}
_KIND = re.compile(r"([A-Za-z][\w+.-]+):.*", re.DOTALL)  # of an address; one letter may be a drive


def check_kind(source: str) -> None:
    """Raise ConfigError for a source that is neither a file nor of a known kind, but looks like the name of a device."""
    if _exists(source):
        if Path(source).is_char_device():
            raise ConfigError(f"source {short(source)!r} is a device, not a recording; write v4l2:{short(source)}")
        return
    if is_key(source) and re.match(r"[0-9A-Fa-f]{4}:", source):
        raise ConfigError(f"source {short(source)!r} names a video device; write v4l2:{short(source)}")
    if source in _EXAMPLES:  # without the address that it needs
        raise ConfigError(f"source {source!r} says no address; write {_EXAMPLES[source]}, for example")
    if not (found := _KIND.fullmatch(source)):
        if near := nearest(source, _EXAMPLES):
            raise ConfigError(f"source {short(source)!r} is no file, folder or device{near} {_known()}")
        return
    kind = found.group(1)
    near = f", did you mean {_ADDRESSES[kind.lower()]!r}?" if kind.lower() in _ADDRESSES else nearest(kind.lower(), _EXAMPLES)
    no_kind = f"there is no kind of device {short(kind)!r}{near or ';'}"
    raise ConfigError(f"source {short(source)!r} is no file, and {no_kind} {_known()}")


def check_device_name(name: str) -> None:
    """Raise ConfigError for a name that no frame's `source` will ever be: that is a device's identity, or a recording's path."""
    kind, _, rest = name.partition(":")
    if kind in ("v4l2", "picamera") and rest:
        as_named = f", {rest!r}" if is_key(rest) else ""
        raise ConfigError(f"{short(name)!r} is how a source is opened; name the device as edge-app devices does{as_named}")
    if not rest and name != SIMULATED_SOURCE and not _exists(name):
        advice = "name the device as edge-app devices does, for example 534d:2109:-:1-1.2"
        raise ConfigError(f"{short(name)!r} is no device and no recording; {advice}")


def _known() -> str:
    return f"write one of {', '.join(_EXAMPLES.values())}, or the path of a recording"


def _exists(source: str) -> bool:
    try:
        return Path(source).exists()
    except (OSError, ValueError):  # opening it will report why
        return False
