"""The colour of a driver's buffer, block by block, from the chroma samples that are in it anyway."""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt

from edge_app.capture.formats import PixelFormat
from edge_app.capture.jpeg import decoded_small
from edge_app.capture.v4l2.luma import Layout
from edge_app.imaging.colour_map import block_count, block_means, from_blocks, from_small_rgb
from edge_app.records import COLOUR_BLOCK, GreyImage

ROW_STEP = 4  # of a block's eight rows two are looked at, which takes a third of the time and averages eight samples

# Position of luminance, Cb and Cr among the four bytes of two pixels.
_PACKED = {PixelFormat.YUYV: (0, 1, 3), PixelFormat.UYVY: (1, 0, 2)}


def colour(data: memoryview, layout: Layout) -> GreyImage | None:
    """`Frame.colour` of the frame that `luma` reads from the same bytes; None where they hold no chroma.

    data: the bytes in use of one buffer, from which `luma` could read a frame.
    """
    match layout.format:
        case PixelFormat.GREY:
            return None
        case PixelFormat.MJPG:
            return _of_jpeg(data)
        case PixelFormat.YUYV | PixelFormat.UYVY:
            return _of_packed(data, layout)
        case PixelFormat.NV12 | PixelFormat.NV21:
            return _of_planes(data, layout)


def sampled_chroma(data: memoryview, layout: Layout) -> npt.NDArray[np.uint8] | None:
    """(rows, columns, 2): Cb and Cr of every eighth row and every second block or so; None where the bytes hold no chroma.

    data: as for `colour`.
    """
    match layout.format:
        case PixelFormat.GREY:
            return None
        case PixelFormat.MJPG:
            small = decoded_small(bytes(data))
            if small is None:
                return None
            return np.asarray(cv2.cvtColor(small, cv2.COLOR_RGB2YCrCb)[:, :, 2:0:-1], np.uint8)
        case PixelFormat.YUYV | PixelFormat.UYVY:
            columns, rows = layout.width // 2 // COLOUR_BLOCK, -(-layout.height // COLOUR_BLOCK)
            _, cb, cr = _PACKED[layout.format]
            strides = (COLOUR_BLOCK * layout.stride, 4 * COLOUR_BLOCK, 1)
            packed = np.ndarray((rows, columns, 4), np.uint8, data, 0, strides)
            return np.asarray(packed[:, :, (cb, cr)], np.uint8)
        case PixelFormat.NV12 | PixelFormat.NV21:
            columns, rows = layout.width // 2 // COLOUR_BLOCK, layout.height // 2 // COLOUR_BLOCK
            start, strides = layout.height * layout.stride, (COLOUR_BLOCK * layout.stride, 2 * COLOUR_BLOCK, 1)
            if rows == 0 or len(data) < start + rows * COLOUR_BLOCK * layout.stride:
                return None
            plane = np.ndarray((rows, columns, 2), np.uint8, data, start, strides)
            return np.asarray(plane if layout.format is PixelFormat.NV12 else plane[:, :, ::-1], np.uint8)


def _of_jpeg(data: memoryview) -> GreyImage | None:
    # An eighth of the size is the mean of each 8 x 8 block, which is in the file; the entropy coding takes all of the time.
    small = decoded_small(bytes(data))
    return None if small is None else from_small_rgb(small)


def _of_packed(data: memoryview, layout: Layout) -> GreyImage | None:
    pairs, rows = layout.width // 2, -(-layout.height // ROW_STEP)
    if pairs == 0:
        return None
    y, cb, cr = _PACKED[layout.format]
    samples = np.ndarray((rows, pairs, 4), np.uint8, data, 0, (ROW_STEP * layout.stride, 4, 1))
    blocks = block_count(layout.width, layout.height)
    means = block_means(samples, blocks, COLOUR_BLOCK // ROW_STEP, COLOUR_BLOCK // 2)
    return from_blocks(means[:, :, y], means[:, :, cb], means[:, :, cr])


def _of_planes(data: memoryview, layout: Layout) -> GreyImage | None:
    pairs, rows = layout.width // 2, layout.height // 2
    start = layout.height * layout.stride  # the chroma follows the luminance, two rows of it share one
    if pairs == 0 or rows == 0 or len(data) < start + (rows - 1) * layout.stride + 2 * pairs:
        return None
    blocks = block_count(layout.width, layout.height)
    luminance = np.ndarray((-(-layout.height // ROW_STEP), layout.width), np.uint8, data, 0, (ROW_STEP * layout.stride, 1))
    chroma = np.ndarray((-(-rows // 2), pairs, 2), np.uint8, data, start, (2 * layout.stride, 2, 1))
    grey = block_means(luminance, blocks, COLOUR_BLOCK // ROW_STEP, COLOUR_BLOCK)
    first, second = cv2.split(block_means(chroma, blocks, COLOUR_BLOCK // ROW_STEP, COLOUR_BLOCK // 2))
    cb, cr = (first, second) if layout.format is PixelFormat.NV12 else (second, first)
    return from_blocks(grey, np.asarray(cb, np.uint8), np.asarray(cr, np.uint8))
