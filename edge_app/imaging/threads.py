"""How many threads OpenCV uses."""

from __future__ import annotations

import cv2


def use_one_opencv_thread() -> None:
    """For the whole process: our images are small, and waking another thread takes longer than a step of the preprocessing.

    The median filter of a 224 x 224 image takes 0.11 ms with one thread and 0.54 ms with two, the crop 0.025 and 0.17 ms (fastest
    of 200, two-core x86-64 VM; docs/adr/0049). No result depends on it.
    """
    cv2.setNumThreads(1)
