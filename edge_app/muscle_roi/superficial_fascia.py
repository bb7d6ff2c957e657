"""Finds the superficial fascia: the bright, nearly horizontal line below skin and fat, where the muscle begins. Pure."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from edge_app.muscle_roi.fascia_paths import FORBIDDEN, MAX_SLOPE, FloatMaps, Path, Rows, ridges, surfaces
from edge_app.records import GreyImage, Roi

PROBE_MM = 42.0  # assumed image width of a linear probe if the scale is unknown; they have 38 to 50
COLUMN_MM, ROW_MM = 1.1, 0.5  # cell of the search grid
MIN_WIDTH_MM, MIN_DEPTH_MM = 18.0, 15.0  # of a field in which a muscle can be recognised
MAX_WIDTH_MM, MAX_DEPTH_MM = 100.0, 150.0  # of a linear probe's field; a larger one is from a curved probe, or the scale is wrong
SKIN_MM = 1.5  # the superficial fascia is deeper than this
MAX_FAT_MM = 24.0
MAX_WAVE_MM = 4.0  # deviation of the superficial fascia from a straight line; more means several structures
VISIBLE = 0.3  # reward from which a surface is visible in a column
MIN_VISIBLE = 0.8  # share of the columns
MIN_CONTACT = 0.35  # of the usual echo in the first millimetres; a column with less has no contact
MAX_SURE_MM = 15.0  # deeper, the line that is found was the deep fascia of a thin muscle in two of 61 simulated subjects
RIVAL_MM = 2.0  # between a line and another above it that may be the superficial fascia as well


@dataclass(frozen=True)
class LimbGrid:
    """An image of a limb in cells of ROW_MM x COLUMN_MM, with its superficial fascia."""

    grey: FloatMaps  # (rows, columns) mean grey levels
    contact: Roi  # what the cells show, source px
    fascia: Rows | None  # (columns,) its row in each column; None: not found
    is_sure: bool  # whether there is hardly a doubt that this line is the superficial fascia


def limb_grid(pixels: GreyImage, field: Roi, mm_per_pixel: float | None = None) -> LimbGrid | None:
    """The grid of an (H, W) uint8 image; None where its field is not that of a linear probe on the skin.

    field: the ultrasound field, within the image. mm_per_pixel: None: unknown; the field is then assumed to be PROBE_MM wide.
    The fascia is in doubt where it lies deep, or where a line above it may be the fascia as well.
    """
    mm = mm_per_pixel or PROBE_MM / field.w
    width, depth = field.w * mm, field.h * mm
    if not (MIN_WIDTH_MM <= width <= MAX_WIDTH_MM and MIN_DEPTH_MM <= depth <= MAX_DEPTH_MM):
        return None
    contact = in_contact(field, field.crop(pixels), mm)
    if contact is None or contact.w * mm < MIN_WIDTH_MM:
        return None
    grey = search_grid(pixels, contact, mm)
    rewards = ridges(grey)
    strength = rewards.max(axis=0)
    candidates = _candidates(rewards)
    best = _best(candidates, strength)
    if best is None:
        return LimbGrid(grey, contact, None, is_sure=False)
    above = [path for path in candidates if _depth_mm(path) < _depth_mm(best) - RIVAL_MM]
    is_sure = _depth_mm(best) <= MAX_SURE_MM and not any(_may_be_fascia(path, strength) for path in above)
    return LimbGrid(grey, contact, best.rows, is_sure)


def search_grid(pixels: GreyImage, contact: Roi, mm: float) -> FloatMaps:
    """(rows, columns) mean grey levels of the part in contact, in cells of ROW_MM x COLUMN_MM."""
    size = (round(contact.w * mm / COLUMN_MM), round(contact.h * mm / ROW_MM))
    return np.asarray(cv2.resize(contact.crop(pixels), size, interpolation=cv2.INTER_AREA), np.float32)


def in_contact(field: Roi, grey: GreyImage, mm: float) -> Roi | None:
    """The widest part of the field in which the skin echoes; None if there is none."""
    skin = cv2.blur(grey[: max(1, round(3 / mm))].mean(axis=0, dtype=np.float32)[None], (max(1, round(2 / mm)), 1)).ravel()
    lit = np.concatenate([[0], skin > max(MIN_CONTACT * float(np.percentile(skin, 70)), 4.0), [0]]).astype(np.int8)
    starts, ends = np.flatnonzero(np.diff(lit) > 0), np.flatnonzero(np.diff(lit) < 0)
    if not len(starts):
        return None
    widest = int((ends - starts).argmax())
    return Roi(field.x + int(starts[widest]), field.y, int(ends[widest] - starts[widest]), field.h)


def find_superficial_fascia(rewards: FloatMaps, strength: FloatMaps) -> Path | None:
    """The superficial fascia: the best nearly horizontal line below the skin, the upper one of two equally good ones."""
    return _best(_candidates(rewards), strength)


def is_visible(path: Path, strength: FloatMaps) -> npt.NDArray[np.bool_]:
    """(columns,) where the path is visible."""
    return strength[path.rows, np.arange(len(path.rows))] >= VISIBLE


def _candidates(rewards: FloatMaps) -> list[Path]:
    deepest = min(round(MAX_FAT_MM / ROW_MM), round(0.62 * rewards.shape[1]))
    level = rewards[MAX_SLOPE - 2 : MAX_SLOPE + 3, :deepest].copy()
    level[:, : round(SKIN_MM / ROW_MM)] = FORBIDDEN
    return surfaces(level, (0.2, 0.5, 0.8), 4)


def _best(candidates: list[Path], strength: FloatMaps) -> Path | None:
    best = max(candidates, key=_fascia_score, default=None)
    return best if best is not None and _may_be_fascia(best, strength) else None


def _may_be_fascia(path: Path, strength: FloatMaps) -> bool:
    return _wave_mm(path) <= MAX_WAVE_MM and bool(is_visible(path, strength).mean() >= MIN_VISIBLE)


def _fascia_score(path: Path) -> float:
    depth = _depth_mm(path)
    return 32 * path.score - 3 * max(3 - depth, 0) - 0.55 * depth


def _depth_mm(path: Path) -> float:
    return float(np.median(path.rows)) * ROW_MM


def _wave_mm(path: Path) -> float:
    x = np.arange(len(path.rows))
    return float(np.ptp(path.rows - np.polyval(np.polyfit(x, path.rows, 1), x))) * ROW_MM
