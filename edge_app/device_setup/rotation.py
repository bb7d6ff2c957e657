"""One rotation, from which image and touch both follow.

A panel that is mounted turned clockwise by `rotation` degrees shows an upright image when that is turned the other way: the
`transform` of Wayland's `wl_output`, which is also what `cage -r` and `wlr-randr --transform` do. A touch is reported in the
panel's own coordinates and has to be turned back: libinput's calibration matrix.
"""

from __future__ import annotations

Matrix = tuple[int, int, int, int, int, int]  # two rows of a 3 x 3 matrix, of coordinates from 0 to 1 of width and height

# https://wayland.freedesktop.org/libinput/doc/latest/device-configuration-via-udev.html calls them 0, 90, 180 and 270 clockwise
_TOUCH: dict[int, Matrix] = {0: (1, 0, 0, 0, 1, 0), 90: (0, -1, 1, 1, 0, 0), 180: (-1, 0, 1, 0, -1, 1), 270: (0, 1, 0, -1, 0, 1)}


def touch_matrix(rotation: int) -> Matrix:
    """What turns a point of the panel into the point of the upright image that is shown there."""
    return _TOUCH[rotation]


def shown_at(rotation: int, x: float, y: float) -> tuple[float, float]:
    """Where the panel shows the point (x, y) of the upright image; all from 0 to 1, to the right and down."""
    for _ in range(rotation // 90):
        x, y = y, 1 - x  # a quarter counter-clockwise
    return x, y


def console_rotation(rotation: int) -> int:
    """The kernel's fbcon=rotate: quarters clockwise by which the text console is turned."""
    return (4 - rotation // 90) % 4
