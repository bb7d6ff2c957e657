"""The controls of a video device that change its pixels: what they are set to, and setting them.

A driver's names for them differ; these names are this program's own, and are stored in device profiles and site validations.
"""

from __future__ import annotations

import errno

from edge_app.capture.v4l2 import abi
from edge_app.records import Control

_USER, _CAMERA, _DIGITAL_VIDEO = 0x00980900, 0x009A0900, 0x00A00900  # V4L2_CID_BASE, _CAMERA_CLASS_BASE, _DV_CLASS_BASE
IDS = {
    "brightness": _USER + 0,
    "contrast": _USER + 1,
    "saturation": _USER + 2,
    "hue": _USER + 3,
    "automatic white balance": _USER + 12,
    "red balance": _USER + 14,
    "blue balance": _USER + 15,
    "gamma": _USER + 16,
    "automatic gain": _USER + 18,
    "gain": _USER + 19,
    "horizontal flip": _USER + 20,
    "vertical flip": _USER + 21,
    "automatic hue": _USER + 25,
    "white balance temperature": _USER + 26,
    "sharpness": _USER + 27,
    "backlight compensation": _USER + 28,
    "colour effect": _USER + 31,
    "automatic brightness": _USER + 32,
    "rotation": _USER + 34,
    "automatic exposure": _CAMERA + 1,
    "exposure": _CAMERA + 2,
    "RGB range": _DIGITAL_VIDEO + 101,  # V4L2_CID_DV_RX_RGB_RANGE, of an HDMI receiver
}
_KINDS = (1, 2, 3, 9)  # V4L2_CTRL_TYPE_INTEGER, _BOOLEAN, _MENU, _INTEGER_MENU
# Disabled, inactive while an automatic one is on, write-only, or set by the device itself: nothing that somebody has chosen.
_NOT_CHOSEN = 0x0001 | 0x0010 | 0x0040 | 0x0080
_GONE = (errno.ENODEV, errno.ENXIO, errno.EBADF)


def read_controls(descriptor: int) -> tuple[Control, ...]:
    """Every control that the device has, in the order of `IDS`; menus by number. Raises OSError when the device is gone.

    uvcvideo answers from its own memory, which also another program's changes go through: this costs no USB transfer.
    """
    found = ((name, _value(descriptor, id)) for name, id in IDS.items())
    return tuple(Control(name, str(value)) for name, value in found if value is not None)


def write_control(descriptor: int, control: Control) -> None:
    """Set a control. Raises OSError: EINVAL for one that the device lacks, ERANGE for a value that it refuses."""
    if control.name not in IDS:
        raise OSError(errno.EINVAL, "no control of a video device")
    if not control.value.lstrip("-").isdecimal() or abs(int(control.value)) >= 2**31:
        raise OSError(errno.ERANGE, "no value of a control")
    abi.ioctl(descriptor, abi.S_CTRL, abi.ControlValue(IDS[control.name], int(control.value)))


def _value(descriptor: int, id: int) -> int | None:
    """None for a control that the device lacks, that nobody chose, or that it fails to report."""
    question, answer = abi.ControlQuestion(id=id), abi.ControlValue(id)
    try:
        abi.ioctl(descriptor, abi.QUERYCTRL, question)
        if question.type not in _KINDS or question.flags & _NOT_CHOSEN:
            return None
        abi.ioctl(descriptor, abi.G_CTRL, answer)
    except OSError as exc:
        if exc.errno in _GONE:
            raise
        return None  # cheap devices list controls that they do not answer for
    return int(answer.value)
