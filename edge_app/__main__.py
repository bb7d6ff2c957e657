"""The command `edge-app`. The only place that builds objects: settings, bundle, engine, source, screen."""

from __future__ import annotations

import json
import math
import sys
from contextlib import nullcontext
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

import click
from tqdm import tqdm

from edge_app import config
from edge_app.capture.factory import SOURCE_HELP, is_recording, named_source, timeouts_with
from edge_app.cli.exams import FIRST_USER, exams
from edge_app.cli.options import EdgeCommands, bundle_options, configuration_options, model_options, one_line, parse_size
from edge_app.cli.profiles import profiles_group
from edge_app.engine.loading import engine_fingerprint, load_model
from edge_app.errors import BundleError, CaptureError, ConfigError, EngineError
from edge_app.records import Muscle, Roi, Side
from edge_app.system.display import display_fault, use_offscreen

if TYPE_CHECKING:
    from collections.abc import Callable

    from edge_app.bundle.loader import ModelBundle
    from edge_app.capture.playback import Loop
    from edge_app.capture.source import FrameSource
    from edge_app.device_profiles import DeviceProfiles
    from edge_app.diagnostics.autotune import RoundRobinEngine
    from edge_app.engine.protocol import Engine
    from edge_app.exams.records import Site
    from edge_app.headless.exam import View
    from edge_app.ui.exam_controller import ExamServices

# Each command imports what it needs: `edge-app --help` and `config` need neither OpenCV nor ONNX Runtime nor Qt.

SIMULATED = "simulated"
LIVE_FRAMES = 24  # of each view of a headless exam with a probe, simulated or not: just under a second


@click.group(cls=EdgeCommands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="edge-app", prog_name="edge-app")
def main() -> None:
    """Muscle ultrasound at the bedside: normal or abnormal, and where on the image the evidence lies.

    Research use only. The shipped weights are trained on simulated images. It assists, it never diagnoses.
    """


main.add_command(exams)
main.add_command(profiles_group)


@main.command()
@click.option("--source", help=SOURCE_HELP)
@click.option(
    "--loop",
    type=click.Choice(["once", "loop", "swing"]),
    help="How a recording goes on: ends, begins again, goes back and forth.  [default: loop; without a screen once]",
)
@click.option(
    "--muscle",
    type=click.Choice([muscle.value for muscle in Muscle]),
    help="Muscle under the simulated probe.  [default: biceps; without a screen all three, left and right]",
)
@click.option(
    "--grade",
    type=click.IntRange(1, 4),
    help="Disease under the simulated probe, as Heckmatt grades it; 1 is healthy.  [default: as it comes with the seed]",
)
@click.option("--seed", type=click.IntRange(min=0), default=0, show_default=True, help="Subject under the simulated probe.")
@click.option("--size", type=parse_size, metavar="WxH", help="Size of the window in pixels, for example 800x480.")
@click.option("--fullscreen/--window", default=None, help="Fill the screen, or show a window.")
@click.option("--live", "live_alone", is_flag=True, help="The live view alone: no PIN, no exam, nothing is kept.")
@click.option("--headless", is_flag=True, help="Exam without a screen, written into a folder.")
@click.option("--out", type=click.Path(path_type=Path), help="Folder of the headless exam.  [default: ./exam-DATE-TIME]")
@click.option(
    "--frames",
    type=click.IntRange(min=1),
    help="Frames to analyse of each view of a headless exam.  [default: the whole recording; of a probe 24]",
)
@model_options
def run(
    source: str | None, loop: Loop | None, muscle: str | None, grade: int | None, seed: int,
    size: tuple[int, int] | None, fullscreen: bool | None, live_alone: bool, headless: bool, out: Path | None, frames: int | None,
    bundle: Path | None, keys: Path | None, roi: Roi | None,
    board: str, override: Path | None, runtime: str | None, precision: str | None, threads: int | None,
    heatmap: str | None,
) -> None:  # fmt: skip
    """Examine on the screen, from the patient to the verdict; without a screen the images go into a folder."""
    width, height = size or (None, None)
    settings = config.load(board, override, {
        "engine.runtime": runtime, "engine.precision": precision, "engine.threads": threads, "engine.heatmap": heatmap,
        "capture.source": source,
        "screen.width": width, "screen.height": height, "screen.fullscreen": fullscreen,
    }).settings  # fmt: skip
    model, engine = load_model(bundle, keys, settings.engine)
    fault = None if headless else display_fault()
    if not headless and not fault:
        from edge_app.exams.single_instance import single_instance_lock
        from edge_app.system.redaction import install_redaction
        from edge_app.ui import kiosk
        from edge_app.worker import Limits

        install_redaction()
        live = live_source(settings.capture, loop or "loop", Muscle(muscle or Muscle.BICEPS_BRACHII), grade, seed)
        clinic = None if live_alone else clinic_of(settings, model, engine, live)
        display, known = settings.screen, profiles(settings.capture)
        with nullcontext() if live_alone else single_instance_lock(settings.exams.path):
            code = kiosk.run(
                live, model, engine, roi, (display.width, display.height), display.fullscreen,
                Limits(timeouts_with(settings.capture)), profiles=known, services=clinic,
                language=display.language, pedal=display.pedal, recorded=is_recording(settings.capture),
            )  # fmt: skip
        sys.exit(code)

    from edge_app.headless.exam import run_headless_exam

    if fault:
        click.echo(f"No screen here ({fault}): the same exam runs without one.")
    if loop in ("loop", "swing") and frames is None:
        raise ConfigError("without a screen --loop would go on for ever; say with --frames how many images to analyse")
    muscles = [Muscle(muscle)] if muscle else list(Muscle)
    views, frames_of_each = exam_views(settings.capture, loop or "once", muscles, grade, seed)
    folder = out or Path(f"exam-{datetime.now():%Y%m%d-%H%M%S}")
    known = profiles(settings.capture)
    results = run_headless_exam(views, model, engine, folder, frames or frames_of_each, roi, click.echo, known)
    abnormal, kept = sum(r.abnormal for r in results), sum(len(r.selected) for r in results)
    click.echo(f"\n{abnormal} of {kept} images abnormal. Images, findings and exam.png are in {folder}")
    click.echo(model.manifest.intended_use)


@main.command()
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--out", type=click.Path(path_type=Path), help="Folder for an overlay image of each frame.")
@click.option("--every", type=click.IntRange(min=1), default=1, show_default=True, help="Analyse every N-th image of a file.")
@click.option("--progress/--no-progress", default=None, help="Progress bar.  [default: where standard error is a terminal]")
@model_options
def analyse(
    paths: tuple[Path, ...], out: Path | None, every: int, progress: bool | None,
    bundle: Path | None, keys: Path | None, roi: Roi | None,
    board: str, override: Path | None, runtime: str | None, precision: str | None, threads: int | None,
    heatmap: str | None,
) -> None:  # fmt: skip
    """Analyse images, videos, DICOM files and folders of them: a line of JSON for each frame on standard output."""
    from edge_app.headless.batch import Options, analyse_recordings, files_of

    settings = config.load(board, override, {
        "engine.runtime": runtime, "engine.precision": precision, "engine.threads": threads, "engine.heatmap": heatmap,
    }).settings  # fmt: skip
    model, engine = load_model(bundle, keys, settings.engine)
    bad_paths = 0

    def complain(sentence: str) -> None:
        tqdm.write(one_line(sentence), file=sys.stderr)

    def complain_of_path(sentence: str) -> None:
        nonlocal bad_paths
        bad_paths += 1
        complain(sentence)

    files = files_of(paths, complain_of_path)
    hidden = not (sys.stderr.isatty() if progress is None else progress)
    with tqdm(files, unit="file", disable=hidden, file=sys.stderr, leave=False) as bar:
        options = Options(roi, every, out)
        tally = analyse_recordings(bar, model, engine, options, click.echo, complain, profiles(settings.capture))
    failed = bad_paths + tally.failed
    if tally.frames == 0:
        raise CaptureError("nothing could be analysed: give images, videos, DICOM files or folders that hold some")
    if failed:
        raise CaptureError(f"{failed} of {bad_paths + tally.files} files could not be analysed; {tally.frames} frames were")


@main.command()
@click.option("--json", "as_lines", is_flag=True, help="A line of JSON for each device.")
def devices(as_lines: bool) -> None:
    """List the capture devices that are plugged in: who they are, and which formats, sizes and rates they offer."""
    from edge_app.capture.device_listing import as_json, camera_as_json, described, described_camera, list_devices
    from edge_app.capture.picamera import list_cameras
    from edge_app.capture.v4l2.kernel import KernelVideo

    found, cameras = list_devices(KernelVideo()), list_cameras()
    if as_lines:
        for listed in [*map(as_json, found), *map(camera_as_json, cameras)]:
            click.echo(json.dumps(listed))
        return
    for lines in [*map(described, found), *map(described_camera, cameras)]:
        click.echo("\n".join(map(one_line, lines)))
    if not found and not cameras:
        click.echo("There is no capture device; plug one in.")
    click.echo("Not listed, but as good a --source: simulated; a recording's path; igtl:HOST:PORT/DEVICE (OpenIGTLink)")


@main.command()
@click.option("--live", is_flag=True, help="Watch the source instead: gaps, duplicates, damaged frames, their age, every loss.")
@click.option("--source", help=f"Source to watch with --live: {SOURCE_HELP}")
@click.option("--seconds", type=click.FloatRange(min=0.1), default=10.0, show_default=True, help="How long --live watches.")
@bundle_options
def doctor(
    live: bool, source: str | None, seconds: float,
    bundle: Path | None, keys: Path | None, board: str, override: Path | None,
    runtime: str | None, precision: str | None, threads: int | None,
) -> None:  # fmt: skip
    """Check the model bundle: who signed it, every file's hash, and the golden vectors on this machine's runtime."""
    if live:
        from edge_app.diagnostics.stream_check import watch_live

        capture = config.load(board, override, {"capture.source": source}).settings.capture
        probe = live_source(capture, "loop", Muscle.BICEPS_BRACHII, None, 0)
        for line in watch_live(probe, seconds, lambda change: click.echo(one_line(change)), timeouts_with(capture)).lines():
            click.echo(one_line(line))
        return
    from edge_app.bundle.loader import DEFAULT_BUNDLE
    from edge_app.bundle.trusted_keys import trusted_keys
    from edge_app.diagnostics.autotune_config import read_table
    from edge_app.diagnostics.self_test import run_self_test
    from edge_app.system.host import capped, machine

    merged = config.load(board, override, {"engine.runtime": runtime, "engine.precision": precision, "engine.threads": threads})
    report = run_self_test(bundle or DEFAULT_BUNDLE, capped(merged.settings.engine.threads), trusted_keys(keys))
    click.echo(report.bundle_id)
    for check in report.checks:
        click.echo(f"{'ok  ' if check.passed else 'FAIL'}  {check.name:22}  {check.figures}")
    click.echo("what runs, and why:")
    for origin in merged.origins:
        if origin.key.startswith("engine."):
            click.echo(f"      {origin.key:22}  {origin.value}, from {origin.source}")
    click.echo(f"      {'this machine':22}  {machine()}; no more threads than cores run")
    tuned = read_table(override or config.OVERRIDE) or "never tuned: edge-app tune measures what is the fastest here\n"
    click.echo("".join(f"      {line}" for line in tuned.splitlines(keepends=True)), nl=False)
    click.echo(report.intended_use)
    if not report.passed:
        failed = ", ".join(check.name for check in report.checks if not check.passed)
        raise BundleError(f"the bundle {report.bundle_id} does not pass on this machine: {failed}")


@main.command()
@click.option("--bundle", type=click.Path(path_type=Path), help="Folder of the model bundle.  [default: the one shipped]")
@click.option("--keys", type=click.Path(path_type=Path), help="Folder of public keys (*.pub) to trust beside those shipped.")
@click.option("--board", default="generic", show_default=True, envvar="EDGE_APP_BOARD", help="Board whose factory settings hold.")
@click.option(
    "--override",
    type=click.Path(path_type=Path),
    envvar="EDGE_APP_OVERRIDE",
    default=config.OVERRIDE,
    show_default=True,
    help="Settings file to write the choice into.",
)
@click.option("--most-threads", type=click.IntRange(min=1), help="Most threads to try.  [default: the processor's cores]")
@click.option("--rounds", type=click.IntRange(min=1), default=20, show_default=True, help="Turns of each engine, of six runs.")
@click.option("--screen/--no-screen", default=True, help="Measure in the running kiosk, or the engines alone.  [default: screen]")
@click.option("--dry-run", is_flag=True, help="Measure and print, but write nothing.")
def tune(
    bundle: Path | None, keys: Path | None, board: str, override: Path, most_threads: int | None, rounds: int,
    screen: bool, dry_run: bool,
) -> None:  # fmt: skip
    """Find the fastest engine of this machine, and have it used.

    The kiosk runs on the simulated probe, and every runtime, precision and number of threads takes turns as its engine. One
    whose answers to the bundle's golden images are not what they should be is out. Close a kiosk that is running first.
    """
    from edge_app.bundle.loader import DEFAULT_BUNDLE, load_bundle
    from edge_app.bundle.trusted_keys import trusted_keys
    from edge_app.diagnostics.autotune import RoundRobinEngine, best, load_candidate, measure, speeds, table
    from edge_app.diagnostics.autotune_config import table_file, write_choice
    from edge_app.engine.factory import choices
    from edge_app.system.host import cores, machine

    # A wrong override is found before, not after the minutes.
    settings = config.load(board, override if override.exists() else None).settings
    model = load_bundle(bundle or DEFAULT_BUNDLE, trusted_keys(keys))
    counts = range(1, min(most_threads or cores(), cores()) + 1)
    trials = [load_candidate(model, choice) for choice in choices(model, counts)]
    turns = RoundRobinEngine([trial for trial in trials if trial.engine is not None], rounds)
    beside = "none, the engines alone"
    with tqdm(total=turns.runs, desc="measuring", unit="run", disable=None, file=sys.stderr, leave=False) as bar:

        def over() -> bool:
            bar.update(turns.done - bar.n)
            return turns.over

        if screen and not turns.over:
            beside = show_turns(turns, model, settings, over)
        else:
            measure(turns, model.golden.images)
    measured = table(model, trials, machine(), beside)
    click.echo(measured, nl=False)
    chosen = best(speeds(trials))
    if dry_run:
        click.echo("nothing written")
        return
    write_choice(override, chosen, measured)
    config.load(board, override)
    click.echo(f"written to {override}, the table to {table_file(override)}")


@main.command(name="config")
@configuration_options
def show_config(board: str, override: Path | None, runtime: str | None, precision: str | None, threads: int | None) -> None:
    """Print the merged configuration, and where each value came from."""
    merged = config.load(board, override, {"engine.runtime": runtime, "engine.precision": precision, "engine.threads": threads})
    for origin in merged.origins:
        click.echo(f"{f'{origin.key} = {json.dumps(origin.value)}':40}  # {origin.source}")


def show_turns(turns: RoundRobinEngine, model: ModelBundle, settings: config.Settings, over: Callable[[], bool]) -> str:
    """The kiosk on the simulated probe until the turns are over; returns what ran, in words. Raises EngineError when it was
    closed before.
    """
    fault = display_fault()
    if fault:
        use_offscreen()
    from edge_app.capture.simulated import SimulatedProbe
    from edge_app.ui import kiosk

    window, rate = (settings.screen.width, settings.screen.height), settings.capture.frames_per_second
    probe = SimulatedProbe(frames_per_second=rate)
    code = kiosk.run(probe, model, turns, size=window, fullscreen=settings.screen.fullscreen and not fault, over=over)
    if code:
        sys.exit(code)
    if not turns.over:
        raise EngineError("the screen was closed before every engine had its turns; nothing was written")
    where = f"drawn into memory ({fault})" if fault else "on the display"
    return f"the kiosk, {window[0]} x {window[1]}, simulated probe at {rate:g} frames/s, {where}"


def profiles(capture: config.Capture) -> DeviceProfiles:
    """What is known of the devices that frames may come from."""
    from edge_app.device_profiles import DeviceProfiles

    return DeviceProfiles(capture.device_profiles_path)


def clinic_of(settings: config.Settings, model: ModelBundle, engine: Engine, source: FrameSource) -> ExamServices:
    """What the exams on the screen need."""
    from edge_app.capture.simulated import SimulatedProbe
    from edge_app.exams.export.dicom.node import configured
    from edge_app.exams.store.key_vault import KeyVault
    from edge_app.exams.store.store import ExamStore
    from edge_app.ui.exam_controller import ExamServices

    place, exams_of = settings.exams.path, settings.exams

    def follow(site: Site) -> None:
        if isinstance(source, SimulatedProbe):
            source.move_to(site.muscle, site.side)

    runtime = engine_fingerprint(engine, settings.engine)

    def open_store(key: bytearray) -> ExamStore:
        store = ExamStore(place, key, FIRST_USER, exams_of.quota)
        store.log_versions(f"edge-app {version('edge-app')}, model {model.id}, {runtime}")
        return store

    return ExamServices(
        vault=KeyVault(place, exams_of.device_key_path),
        user=FIRST_USER,
        open_store=open_store,
        engine=runtime,
        notice=model.manifest.intended_use,
        lock_after_s=exams_of.lock_after_s,
        server=configured(exams_of.server),
        placed=follow,
    )


def live_source(capture: config.Capture, loop: Loop, muscle: Muscle, grade: int | None, seed: int) -> FrameSource:
    """What the kiosk watches."""
    if capture.source == SIMULATED:
        from edge_app.capture.simulated import SimulatedProbe

        return SimulatedProbe(seed, muscle, Side.RIGHT, grade, capture.frames_per_second)
    return named_source(capture, loop, None)


def exam_views(
    capture: config.Capture, loop: Loop, muscles: list[Muscle], grade: int | None, seed: int
) -> tuple[list[View], int | None]:
    """What the exam without a screen goes through, and how many frames of each; None: all there are."""
    from edge_app.headless.exam import View

    if capture.source == SIMULATED:
        from edge_app.capture.simulated import SimulatedProbe

        rate = capture.frames_per_second
        sides = [(muscle, side) for muscle in muscles for side in Side]
        views = [View(f"{m.value}, {side.value}", SimulatedProbe(seed, m, side, grade, rate)) for m, side in sides]
        return views, LIVE_FRAMES
    source = named_source(capture, loop, math.inf)
    return [View(source.identity, source)], None if is_recording(capture) else LIVE_FRAMES


if __name__ == "__main__":
    main()
