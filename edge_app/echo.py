"""Echo intensity: the transparent reading beside the network's answer."""

from __future__ import annotations

import cv2

from edge_app.records import GreyImage


def echo_intensity(region: GreyImage) -> float:
    """Mean grey level, 0-255, of the raw region (h, w) uint8: no resizing, no filter, no equalisation.

    It depends on the scanner and its settings as much as on the muscle (Pillen & van Alfen 2011): compare only pictures
    taken on one scanner at one preset.
    """
    return float(cv2.mean(region)[0])
