"""Bright lines across an image as smooth surfaces: ridges along every slope, and the paths that collect the most of them. Pure.

A fascia is a bright line a few pixels thick that runs from side to side, bends gently and has gaps. Each pixel is rewarded for
lying on a ridge along a given slope, and dynamic programming finds the paths with the largest sum. Its state is row and slope,
so that a path cannot jump between lines (as for the layers of the retina in Chiu et al. 2010, doi 10.1364/OE.18.019413, there
without the slope).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

FloatMaps = npt.NDArray[np.float32]
Rows = npt.NDArray[np.intp]

MAX_SLOPE = 4  # rows per column
REACH = 3  # columns to either side over which a ridge is averaged along its slope
SCALES = (1.0, 2.0, 4.0)  # rows, standard deviations; a line is brighter than its surroundings at the next scale
FULL_REWARD_PERCENTILE = 92  # percentile of the image's ridges that earns the full reward: line contrast differs between images
MIN_RIDGE = 2.0  # grey levels; an image with only weaker ridges has none
TURN_COST = 0.08  # reward lost for a change of slope by one row per column
TILT_COST = 0.01  # reward lost per column for each row per column of slope
FORBIDDEN = -1e4
MIN_SEPARATION = 3  # rows between two paths through a column


@dataclass(frozen=True)
class Path:
    """A surface: one row in each column, and how well it is visible."""

    rows: Rows  # (columns,)
    score: float  # mean reward per column, 0-1, minus the cost of bending; below 0 nothing is visible


def ridges(grey: FloatMaps) -> FloatMaps:
    """(rows, columns) grey levels -> (2 MAX_SLOPE + 1, rows, columns) rewards 0-1 for a bright line along each slope.

    Slopes ascend; a line of the last one descends by MAX_SLOPE rows per column.
    """
    fine, middle, coarse = (_blur_down(grey, scale) for scale in SCALES)
    line = np.maximum(fine - middle, middle - coarse)
    along = np.stack([cv2.filter2D(line, -1, kernel, borderType=cv2.BORDER_REPLICATE) for kernel in _ALONG])
    full = max(float(np.percentile(along.max(axis=0), FULL_REWARD_PERCENTILE)), MIN_RIDGE)
    return np.asarray(
        np.tanh(np.maximum(along, 0) / np.float32(full)), np.float32
    )  # never saturates: the middle of a line earns most


def _blur_down(grey: FloatMaps, scale: float) -> FloatMaps:
    size = (1, 2 * round(3 * scale) + 1)
    blurred = cv2.GaussianBlur(grey, size, sigmaX=0.01, sigmaY=scale, borderType=cv2.BORDER_REPLICATE)
    return np.asarray(blurred, np.float32)


def _kernel(slope: int) -> FloatMaps:
    """A line of 2 REACH + 1 columns along a slope, with sum 1."""
    kernel = np.zeros((2 * abs(slope) * REACH + 1, 2 * REACH + 1), np.float32)
    for column in range(-REACH, REACH + 1):
        kernel[abs(slope) * REACH + slope * column, column + REACH] = 1
    return np.asarray(kernel / kernel.sum(), np.float32)


_ALONG = [_kernel(slope) for slope in range(-MAX_SLOPE, MAX_SLOPE + 1)]


def surfaces(rewards: FloatMaps, through: tuple[float, ...], max_paths: int) -> list[Path]:
    """The best paths from side to side, best first, each of them the best through some pixel of one of the given columns.

    rewards: (slopes, rows, columns), an odd number of slopes. through: the columns, 0-1 of the width. max_paths: per column.
    A path that nearly equals a better one is left out, as is one through a FORBIDDEN pixel.
    """
    slopes, _, columns = rewards.shape
    half = slopes // 2
    tilt = np.float32(TILT_COST) * np.abs(np.arange(slopes, dtype=np.float32) - half)
    # To the right, and mirrored to the left, where every slope has the opposite sign: (columns, slopes, 2, rows).
    both = np.stack([rewards, rewards[::-1, :, ::-1]], axis=1).transpose(3, 0, 1, 2) - tilt[:, None, None]
    sums, turns = _sums(both)
    whole = sums[:, :, 0] + sums[::-1, ::-1, 1] - both[:, :, 0]  # of the best path through each pixel at each slope
    starts: list[tuple[float, int, int, int]] = []
    for share in through:
        column = round(share * (columns - 1))
        best = whole[column].max(axis=0)
        around = np.lib.stride_tricks.sliding_window_view(
            np.pad(best, MIN_SEPARATION, constant_values=-np.inf), 2 * MIN_SEPARATION + 1
        )
        peaks = np.flatnonzero((best >= around.max(axis=1)) & (best > FORBIDDEN / 2))
        for row in peaks[np.argsort(-best[peaks])][:max_paths].tolist():
            starts.append((float(best[row]) / columns, column, int(whole[column, :, row].argmax()), row))
    paths: list[Path] = []
    for score, column, slope, row in sorted(starts, reverse=True):
        line = _trace(turns, column, slope, row)
        away = [np.abs(line - other.rows).sum() for other in paths]
        if min(away, default=math.inf) > MIN_SEPARATION / 2 * columns:
            paths.append(Path(line, score))
    return paths


def _sums(both: FloatMaps) -> tuple[FloatMaps, npt.NDArray[np.int8]]:
    """Largest sum of rewards from the first column to each pixel, arriving with each slope; and the turn taken there."""
    columns, slopes, sides, rows = both.shape
    half = slopes // 2
    sums = np.empty_like(both)
    turns = np.zeros(both.shape, np.int8)
    sums[0] = both[0]
    before = np.full((slopes + 2, sides, rows + 2 * half), np.float32(FORBIDDEN * columns), np.float32)
    for column in range(1, columns):
        before[1:-1, :, half : half + rows] = sums[column - 1]
        straight, flatter, steeper = before[1:-1], before[:-2] - np.float32(TURN_COST), before[2:] - np.float32(TURN_COST)
        turned = np.maximum(flatter, steeper)
        best = np.maximum(straight, turned)
        turn = np.where(turned > straight, np.where(steeper > flatter, np.int8(1), np.int8(-1)), np.int8(0))
        for slope in range(slopes):
            first = 2 * half - slope  # arriving with this slope, the path was `slope - half` rows higher
            sums[column, slope] = best[slope, :, first : first + rows]
            turns[column, slope] = turn[slope, :, first : first + rows]
        sums[column] += both[column]
    return sums, turns


def _trace(turns: npt.NDArray[np.int8], column: int, slope: int, row: int) -> Rows:
    """The complete path through a pixel with a slope."""
    columns, slopes = turns.shape[:2]
    half = slopes // 2
    line = np.empty(columns, np.intp)
    line[column] = row
    at, heading = row, slope
    for left in range(column, 0, -1):
        turn = int(turns[left, heading, 0, at])
        at -= heading - half
        heading += turn
        line[left - 1] = at
    at, heading = row, slopes - 1 - slope
    for mirrored in range(columns - 1 - column, 0, -1):
        turn = int(turns[mirrored, heading, 1, at])
        at -= heading - half
        heading += turn
        line[columns - mirrored] = at
    return line
