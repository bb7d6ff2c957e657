"""Sets an open video device to controls, and reads back what became of them: a device may round."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterable, Iterator

from edge_app.capture.v4l2.interface import VideoDevice
from edge_app.errors import CaptureError
from edge_app.records import Control

_REFUSED = (errno.EINVAL, errno.ERANGE, errno.EACCES, errno.EBUSY, errno.EIO, errno.EPIPE)


def set_controls(video: VideoDevice, controls: Iterable[Control], name: str) -> Iterator[str]:
    """One sentence for each control. name: of the device, for errors. Raises CaptureError for what it refuses, and OSError."""
    before = {one.name: one.value for one in video.controls()}
    # What is automatic first: it may lock the others.
    wanted = sorted(controls, key=lambda control: not control.name.startswith("automatic"))
    for control in wanted:
        if before.get(control.name) != control.value:
            _set(video, control, name)
    after = {one.name: one.value for one in video.controls()}
    for control in wanted:
        was, now = before.get(control.name), after.get(control.name)
        if now != control.value:
            raise CaptureError(f"{name}: the {control.name} stays {now or 'unknown'} instead of {control.value}; set it by hand")
        yield f"{control.name} is {now}" + ("" if was == now else f", was {was or 'unknown'}")


def _set(video: VideoDevice, control: Control, name: str) -> None:
    try:
        video.set_control(control)
    except OSError as exc:
        if exc.errno not in _REFUSED:
            raise
        reason = exc.strerror or os.strerror(exc.errno)
        raise CaptureError(f"{name}: the {control.name} cannot be set to {control.value} ({reason}); set it by hand") from exc
