"""The field, the ruler and the text of the real images against what was marked by hand; speed; a sheet to look at.

    python -m quantize.studies.frames.field_finding [--data ../shared/data] [--sheet FOLDER] [--speed]

Figures of the held-out images, on which no limit was chosen until their first figures were out (docs/adr/0013), stand in
rows of their own. The annotations, and how each was made, are in tests/support/annotated_screens.json. The sheet holds
the real images: keep it out of the repository.
"""

from __future__ import annotations

import time
from pathlib import Path

import click
import cv2
import numpy as np
from tqdm import tqdm

from edge_app.capture.readers.files import open_recording
from edge_app.errors import EdgeError
from edge_app.scanner_screen.layout import find_layout
from edge_app.scanner_screen.tracker import FieldTracker
from quantize.studies import SHARED_DATA
from tests.support.annotated_screens import Measured, all_annotations, measured

TILE = (640, 480)  # px of the sheet


@click.command()
@click.option("--data", type=click.Path(path_type=Path), default=SHARED_DATA)
@click.option("--sheet", type=click.Path(path_type=Path), help="Folder for images with what was found drawn on them.")
@click.option("--speed/--no-speed", default=False, help="Time the tracker and the whole search as well.")
def main(data: Path, sheet: Path | None, speed: bool) -> None:
    """Print the figures."""
    if not data.is_dir():
        raise click.ClickException(f"there is no folder {data} of real images; give one with --data")
    try:
        if speed:
            report_speed(data)
            return
        found = [m for a in tqdm(all_annotations(), unit="scanner", disable=None, leave=False) for m in measured(a, data)]
    except EdgeError as exc:
        raise click.ClickException(str(exc)) from exc
    report(found)
    if sheet is not None:
        save_sheet(found, sheet)


def report(found: list[Measured]) -> None:
    """A row a source, then the sums; what the columns are is said first."""
    click.echo("least, median: intersection over union; scale: given/readable, largest error; mark: right/given;")
    click.echo("words: marked inside the field, of which not reported; images: reported, of which none shows a word inside")
    click.echo(
        f"{'source':46} {'n':>3} {'least':>7} {'median':>7} {'scale':>6} {'error':>7} {'mark':>5} {'words':>9} {'images':>8}"
    )
    for name in dict.fromkeys(m.annotation.source for m in found):
        row("".join(name), [m for m in found if m.annotation.source == name])
    for title, held in (("all but the held out", False), ("held out", True)):
        row(title, [m for m in found if m.annotation.held_out is held])
    row("all", found)


def row(title: str, found: list[Measured]) -> None:
    """IoU; scales given of those readable; largest error; marks given right/wrong; words inside the field; images reported."""
    overlaps = [m.overlap for m in found]
    readable = sum(m.annotation.mm_per_pixel is not None for m in found)
    errors = [abs(m.scale_error) for m in found if m.scale_error is not None]
    marks = [m.layout.mark.value == m.annotation.mark for m in found if m.layout.mark is not None]
    words = f"{sum(m.inside for m in found)} ({sum(m.unnoticed for m in found)})"
    reported = [m for m in found if m.reported]
    images = f"{len(reported)} ({sum(m.inside == 0 for m in reported)})"
    click.echo(
        f"{title:46.46} {len(found):3} {min(overlaps):7.3f} {np.median(overlaps):7.3f} {len(errors):2}/{readable:<3} "
        f"{max(errors) if errors else 0:7.2%} {sum(marks)}/{len(marks):<3} {words:>9} {images:>8}"
    )


def report_speed(data: Path) -> None:
    """Time of the tracker in steady state and of the whole search, one thread, over a cine of each size."""
    cv2.setNumThreads(1)
    for name in ("gl_longitudinal_ge_screen/jumping", "limb_transverse_sweep", "gm_longitudinal_telemed"):
        files = sorted((data / name).glob("*.png"))
        frames = [next(open_recording(file).frames()).pixels for file in files]
        tracker = FieldTracker()
        for frame in frames:
            tracker.update(frame)
        steady, whole = [], []
        for turn in range(20):
            for frame in frames:
                start = time.perf_counter()
                tracker.update(frame)
                steady.append(time.perf_counter() - start)
            if turn < 3:
                start = time.perf_counter()
                find_layout(frames[turn])
                whole.append(time.perf_counter() - start)
        ms = np.array(steady) * 1e3
        size = f"{frames[0].shape[1]} x {frames[0].shape[0]}"
        click.echo(
            f"{name:36} {size:>11}, 1 thread: a frame p50 {np.median(ms):.2f} ms, p99 {np.percentile(ms, 99):.2f} ms, "
            f"most {ms.max():.1f} ms; whole search {np.median(whole) * 1e3:.0f} ms"
        )


def save_sheet(found: list[Measured], folder: Path) -> None:
    """One tile a file: field green, ruler's scale in the caption, boxes of text orange, the hand's marks dotted white."""
    folder.mkdir(parents=True, exist_ok=True)
    first = list({m.name.split(" frame ")[0]: m for m in reversed(found)}.values())[::-1]
    for number in range(0, len(first), 12):
        tiles = [tile(m) for m in first[number : number + 12]]
        tiles += [np.zeros_like(tiles[0])] * (-len(tiles) % 4)
        rows = [np.hstack(tiles[i : i + 4]) for i in range(0, len(tiles), 4)]
        cv2.imwrite(str(folder / f"field-{number // 12 + 1:02}.png"), np.vstack(rows))
    click.echo(f"sheets are in {folder}; they hold real images")


def tile(m: Measured) -> np.ndarray:
    """One image with everything drawn on it."""
    image = cv2.cvtColor(m.pixels, cv2.COLOR_GRAY2BGR)
    for polygon in m.annotation.field:
        for x, y in np.round(polygon).astype(int).tolist():
            cv2.drawMarker(image, (x, y), (255, 255, 255), cv2.MARKER_CROSS, 12, 2)
    for field in m.layout.fields:
        cv2.polylines(image, [np.round(field.outline).astype(np.int32)], True, (0, 220, 0), 2)
    for box in m.lines:
        cv2.rectangle(image, (box.x, box.y), (box.x + box.w - 1, box.y + box.h - 1), (0, 140, 255), 1)
    scale = min(TILE[0] / image.shape[1], (TILE[1] - 24) / image.shape[0])
    small = cv2.resize(image, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    canvas = np.zeros((TILE[1], TILE[0], 3), np.uint8)
    canvas[24 : 24 + small.shape[0], : small.shape[1]] = small
    scale_text = f"{m.layout.mm_per_pixel:.4f} mm" if m.layout.mm_per_pixel else "no scale"
    mark = f", mark {m.layout.mark.value}" if m.layout.mark else ""
    caption = f"{m.name[-34:]}: {m.layout.fields[0].shape.value}, {scale_text}{mark}, IoU {m.overlap:.3f}"
    cv2.putText(canvas, caption, (4, 17), cv2.FONT_HERSHEY_SIMPLEX, 0.42, (255, 255, 255), 1, cv2.LINE_AA)
    return canvas


if __name__ == "__main__":
    main()
