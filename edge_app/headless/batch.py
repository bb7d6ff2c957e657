"""`edge-app analyse`: reads recordings, and reports each frame and each file; an overlay image of each frame if wanted."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

from edge_app.bundle.loader import ModelBundle
from edge_app.capture.calibrated import annotate_from_screen
from edge_app.capture.readers.files import Found, find, open_recording
from edge_app.capture.readers.limits import DEFAULT, Limits
from edge_app.capture.readers.recording import RecordedFrame, display_path, iter_with_warnings
from edge_app.engine.protocol import Engine
from edge_app.errors import CaptureError
from edge_app.headless.analysed_frame import AnalysedFrame, FileTally, Report
from edge_app.headless.contact_sheet import captioned, save_png
from edge_app.headless.file_boundary import file_boundary
from edge_app.headless.region import region_of
from edge_app.pipeline import analyse
from edge_app.profile_lookup import ProfileLookup
from edge_app.records import AutomaticRoi, Frame, ImageFault, Roi
from edge_app.scanner_screen.tracker import FieldTracker
from edge_app.system.atomic_write import make_folder
from edge_app.views import with_views


@dataclass(frozen=True)
class Options:
    """How recordings are analysed."""

    roi: Roi | AutomaticRoi | None = None  # source px; None takes the middle of the image field of a file's first frame
    every: int = 1  # analyse every n-th frame of a file
    out: Path | None = None  # folder of the overlay images; None writes none
    research: bool = False  # the label is named also where the bundle is not validated on the device
    limits: Limits = DEFAULT  # of what is read of a file
    heat_of: str | None = None  # the bundle's label that heatmaps are evidence for; None: "abnormal"


@dataclass
class Tally:
    """The progress so far."""

    files: int = 0
    failed: int = 0  # files that could not be analysed completely
    frames: int = 0


def analyse_recordings(
    files: Iterable[Path],
    bundle: ModelBundle,
    engine: Engine,
    options: Options,
    reports: Sequence[Report],
    warn: Callable[[str], None],
    profile_lookup: ProfileLookup | None = None,
) -> Tally:
    """Analyse each file; `reports` get each frame and each file's summary, `warn` one sentence for each that fails or is unusual.

    No file ends the run, whatever is wrong with it; EngineError and ExportError do.
    """
    if options.out is not None:
        make_folder(options.out)
    overlays, tally, profile_lookup = _Overlays(options.out, bundle), Tally(), profile_lookup or ProfileLookup(None)
    for file in files:
        tally.files += 1
        of_file = FileTally(file)
        try:
            for found in _contained(file, bundle, engine, options, profile_lookup, warn):
                kept = overlays.keep(found)
                for report in reports:
                    report.frame(kept)
                of_file.add(kept.finding)
                tally.frames += 1
        except CaptureError as exc:
            tally.failed += 1
            warn(str(exc))
        summary = of_file.summary(bundle.manifest, options.research)
        for report in reports if summary.frames else ():
            report.file_ended(summary)
    for report in reports:
        report.ended()
    return tally


def files_of(paths: Iterable[Path], warn: Callable[[str], None]) -> Found:
    """The recordings in all paths, each once, and what is left out; `warn` gets one sentence for each path without any."""
    recordings: dict[Path, None] = {}
    left_out: dict[Path, None] = {}
    for path in paths:
        try:
            with file_boundary(path):
                found = find(path)
        except CaptureError as exc:
            warn(str(exc))
            continue
        recordings.update(dict.fromkeys(found.recordings))
        left_out.update(dict.fromkeys(found.left_out))
    return Found(list(recordings), list(left_out))


def _contained(
    file: Path,
    bundle: ModelBundle,
    engine: Engine,
    options: Options,
    profile_lookup: ProfileLookup,
    warn: Callable[[str], None],
) -> Iterator[AnalysedFrame]:
    """`_findings`, whose every fault is the file's: what the caller does with a finding is outside the boundary."""
    findings = _findings(file, bundle, engine, options, profile_lookup, warn)
    while True:
        with file_boundary(file):
            found = next(findings, None)
        if found is None:
            return
        yield found


def _findings(
    file: Path,
    bundle: ModelBundle,
    engine: Engine,
    options: Options,
    profile_lookup: ProfileLookup,
    warn: Callable[[str], None],
) -> Iterator[AnalysedFrame]:
    """The frames of one file, without an overlay."""
    recording = open_recording(file, options.limits)
    region, tracker, faults = region_of(options.roi, str(file), profile_lookup), FieldTracker(), Counter[ImageFault]()
    for recorded in islice(iter_with_warnings(recording, warn), 0, None, options.every):
        if recorded.image_fault is not None:
            faults[recorded.image_fault] += 1
            continue
        frame = profile_lookup.with_profile_defaults(_frame(recorded, file, tracker))
        permission = profile_lookup.permission(frame, bundle, research=True)
        placed = region.placed(frame)
        finding = with_views(analyse(frame, placed.roi, bundle, engine, permission, None, options.heat_of), bundle, engine)
        corrections = (*recording.corrections, *recorded.corrections)
        yield AnalysedFrame(file, recording.count != 1, recorded.index, recorded.seconds, finding, placed, corrections)
    if faults:
        found = ", ".join(f"{fault.value} {count}" for fault, count in sorted(faults.items()))
        warn(f"{display_path(file)}: frames without a whole image of the scanner are not analysed: {found}; record it again")


def _frame(recorded: RecordedFrame, file: Path, tracker: FieldTracker) -> Frame:
    """A frame of a file; its scale is that of the file, or else read from the scanner's screen."""
    frame = Frame(
        recorded.pixels,
        recorded.index,
        time.monotonic_ns(),
        recorded.mm_per_pixel,
        file.name,
        recorded=True,
        colour=recorded.colour,
        controls=recorded.controls,
    )
    return annotate_from_screen(frame, tracker)


class _Overlays:
    """Writes the overlay images, under names that are unique and never equal the name of an input file."""

    def __init__(self, folder: Path | None, bundle: ModelBundle) -> None:
        self._folder, self._bundle = folder, bundle
        self._used: set[str] = set()

    def keep(self, found: AnalysedFrame) -> AnalysedFrame:
        """The frame, with its overlay written if one is wanted. Raises CaptureError if it cannot be drawn, and ExportError."""
        if self._folder is None:
            return found
        stem = found.file.stem[:100]
        path = self._folder / self._unique(f"{stem}-{found.index:05d}" if found.several else stem)
        with file_boundary(found.file):
            drawn = captioned(found.finding, found.title, self._bundle.manifest.intended_use)
        save_png(drawn, path)
        return replace(found, overlay=path)

    def _unique(self, stem: str) -> str:
        name, count = f"{stem}.overlay.png", 1
        while name.casefold() in self._used:  # some file systems ignore case
            count += 1
            name = f"{stem}-{count}.overlay.png"
        self._used.add(name.casefold())
        return name
