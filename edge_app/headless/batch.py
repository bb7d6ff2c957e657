"""`edge-app analyse`: reads recordings and writes a JSON line and optionally an overlay image for each frame."""

from __future__ import annotations

import json
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass
from itertools import islice
from pathlib import Path

from edge_app.bundle.loader import ModelBundle
from edge_app.capture.calibrated import annotate_from_screen
from edge_app.capture.readers.files import Found, find, open_recording
from edge_app.capture.readers.limits import DEFAULT, Limits
from edge_app.capture.readers.recording import RecordedFrame, Recording, display_path, iter_with_warnings
from edge_app.device_profiles import DeviceProfiles
from edge_app.engine.protocol import Engine
from edge_app.errors import CaptureError
from edge_app.guard.reasons import reason_not_judged
from edge_app.headless.contact_sheet import captioned, save_png
from edge_app.headless.file_boundary import file_boundary
from edge_app.headless.region import SourceRegion
from edge_app.pipeline import analyse
from edge_app.profile_lookup import ProfileLookup
from edge_app.records import PROBABILITY_MEANS, Finding, Frame, ImageFault, Label, Roi
from edge_app.scanner_screen.tracker import FieldTracker
from edge_app.system.atomic_write import make_folder
from edge_app.views import with_views


@dataclass(frozen=True)
class Options:
    """How recordings are analysed."""

    roi: Roi | None = None  # source px; None takes the middle of the image field of a file's first frame
    every: int = 1  # analyse every n-th frame of a file
    out: Path | None = None  # folder of the overlay images; None writes none
    research: bool = False  # the label is named also where the bundle is not validated on the device
    limits: Limits = DEFAULT  # of what is read of a file


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
    emit: Callable[[str], None],
    warn: Callable[[str], None],
    profiles: DeviceProfiles | None = None,
) -> Tally:
    """Analyse each file; `emit` gets a JSON line for each frame, `warn` one sentence for each file that fails or is unusual.

    No file ends the run, whatever is wrong with it; EngineError and ExportError do.
    """
    if options.out is not None:
        make_folder(options.out)
    names, tally, profile_lookup = _Names(), Tally(), ProfileLookup(profiles)
    for file in files:
        tally.files += 1
        try:
            for recorded, finding, recording in _contained(file, bundle, engine, options, profile_lookup, warn):
                several, index = recording.count != 1, recorded.index
                overlay = None
                if options.out is not None:
                    overlay = options.out / names.unique(f"{file.stem[:100]}-{index:05d}" if several else file.stem[:100])
                    title = f"{display_path(file)}, frame {index}" if several else display_path(file)
                    with file_boundary(file):
                        drawn = captioned(finding, title, bundle.manifest.intended_use)
                    save_png(drawn, overlay)
                emit(
                    json_line(
                        finding,
                        bundle,
                        profile_lookup,
                        options.research,
                        file=display_path(file),
                        frame=index,
                        overlay=overlay and display_path(overlay),
                        corrected=[*recording.corrections, *recorded.corrections] or None,
                    )
                )
                tally.frames += 1
        except CaptureError as exc:
            tally.failed += 1
            warn(str(exc))
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


def json_line(
    finding: Finding, bundle: ModelBundle, profile_lookup: ProfileLookup, research: bool = False, **context: object
) -> str:
    """A finding as one line of ASCII JSON; `context` comes first, without its None values.

    Values that need a known device are null without one, and where it is set otherwise, which "changed" tells. Where the bundle
    is not validated on it, there is a score but no probability, and a label only for research. The band, which would make a label
    of a score, is there where a label may be.
    """
    roi, band, measured, profile = finding.roi, finding.band, bundle.manifest.measured, profile_lookup.of(finding.frame)
    score = None if finding.probability is None else round(finding.probability, 4)
    label: Label | None = finding.label
    if label is Label.NOT_VALIDATED:
        label = _research_label(finding, bundle) if research else None
    return json.dumps(
        {
            **{key: value for key, value in context.items() if value is not None},
            "label": label and label.value,
            "reason": finding.reason.value if finding.reason and label is Label.INDETERMINATE else None,
            "validated": finding.validated,
            "probability": score if finding.validated else None,
            "score": score,
            "probability_means": PROBABILITY_MEANS if finding.validated else None,
            "band": [band.low, band.high] if band is not None and (finding.validated or research) else None,
            "views": finding.views,
            "region": [roi.x, roi.y, roi.w, roi.h],
            "echo_intensity": round(finding.echo_intensity, 2),
            "guard": finding.guard.value,
            "not_judged_because": reason_not_judged(finding),
            "mm_per_pixel": finding.frame.mm_per_pixel,
            "mirrored": finding.frame.mirrored,
            "device": {
                "name": finding.frame.source,
                "known": profile is not None,
                "preset": profile and profile.preset,
                "echo_reference": profile_lookup.echo_reference(finding.frame),
                "controls": {control.name: control.value for control in finding.frame.controls},
                "changed": [str(difference) for difference in profile_lookup.changes(finding.frame, bundle)],
                "validated_accuracy": asdict(measured.metrics.accuracy) if finding.validated and measured else None,
            },
            "bundle": finding.bundle_id,
            "timings": {name: round(ms, 3) for name, ms in asdict(finding.timings).items()},
            "notice": bundle.manifest.intended_use,
        }
    )


def _research_label(finding: Finding, bundle: ModelBundle) -> Label | None:
    """What it would be called if the bundle were validated on its device."""
    if finding.probability is None:
        return None
    return Label.INDETERMINATE if finding.reason is not None else bundle.manifest.label_of(finding.probability)


def _contained(
    file: Path,
    bundle: ModelBundle,
    engine: Engine,
    options: Options,
    profile_lookup: ProfileLookup,
    warn: Callable[[str], None],
) -> Iterator[tuple[RecordedFrame, Finding, Recording]]:
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
) -> Iterator[tuple[RecordedFrame, Finding, Recording]]:
    """(the frame, its finding, the recording that it is from)."""
    recording = open_recording(file, options.limits)
    region, tracker, faults = SourceRegion(options.roi, str(file), profile_lookup), FieldTracker(), Counter[ImageFault]()
    for recorded in islice(iter_with_warnings(recording, warn), 0, None, options.every):
        if recorded.image_fault is not None:
            faults[recorded.image_fault] += 1
            continue
        frame = profile_lookup.with_profile_defaults(_frame(recorded, file, tracker))
        permission = profile_lookup.permission(frame, bundle, research=True)
        finding = with_views(analyse(frame, region.of(frame), bundle, engine, permission), bundle, engine)
        yield recorded, finding, recording
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


class _Names:
    """Unique names of overlay images, which also never equal the name of an input file."""

    def __init__(self) -> None:
        self._used: set[str] = set()

    def unique(self, stem: str) -> str:
        name, count = f"{stem}.overlay.png", 1
        while name.casefold() in self._used:  # some file systems ignore case
            count += 1
            name = f"{stem}-{count}.overlay.png"
        self._used.add(name.casefold())
        return name
