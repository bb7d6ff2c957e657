"""What the grad-cam package does to a map before it gives it out."""

from __future__ import annotations

import cv2

from edge_app.records import FloatMap


def resize(cam: FloatMap) -> FloatMap:
    return cv2.resize(cam, (224, 224))  # type: ignore[return-value]


def unit(cam: FloatMap) -> FloatMap:
    low = cam - cam.min()
    result: FloatMap = low / (low.max() + 1e-7)
    return result
