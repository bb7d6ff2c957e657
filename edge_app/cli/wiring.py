"""The only place, with `exam_wiring.py`, that builds objects: settings, bundle, engine, source.

Each function imports what it builds from.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from edge_app import config
from edge_app.errors import ConfigError
from edge_app.tracing.tracer import NO_TRACER
from edge_app.typed_reader import short

if TYPE_CHECKING:
    from edge_app.bundle.loader import ModelBundle
    from edge_app.capture.devices.listing import DeviceInfo
    from edge_app.capture.picamera import CameraInfo
    from edge_app.capture.simulated import SimulatedProbe
    from edge_app.capture.source import FrameSource
    from edge_app.capture.v4l2.interface import VideoSystem
    from edge_app.cli.exam_options import SourceOptions
    from edge_app.cli.options import ConfigOptions, EngineOptions, ModelOptions
    from edge_app.device_profiles import DeviceProfiles
    from edge_app.device_setup.detection import DetectedBoard
    from edge_app.device_setup.settings import SystemConfiguration
    from edge_app.diagnostics.autotune import RoundRobinEngine, Trial
    from edge_app.diagnostics.self_test import Check, Report
    from edge_app.engine.protocol import Engine
    from edge_app.exams.protocols.protocol import Protocol
    from edge_app.headless.exam import ProbePosition
    from edge_app.records import Control, Muscle, Roi, ScreenSetting, Side
    from edge_app.scanner_screen.setting_text import SettingText
    from edge_app.tracing.tracer import Tracer
    from edge_app.validation.installed import InstalledRecords
    from edge_app.worker import TimeLimits

SIMULATED = "simulated"
PROBE_FRAMES = 24  # of each position in an exam without a screen, by a probe, simulated or not: just under a second


def board(options: ConfigOptions) -> DetectedBoard:
    """The board whose factory settings apply, and why. Raises ConfigError where this machine is none that is known."""
    from edge_app.device_setup.detection import DetectedBoard, detect_board

    return detect_board() if options.board == config.DETECT else DetectedBoard(options.board, "by --board or EDGE_APP_BOARD")


def system_configuration(options: ConfigOptions) -> SystemConfiguration:
    """The merged settings of the system. Raises ConfigError."""
    from edge_app.device_setup.settings import load_system

    return load_system(board(options).name, options.override)


def configuration(
    options: ConfigOptions, engine: EngineOptions | None = None, command_line: Mapping[str, object] | None = None
) -> config.Configuration:
    """The merged settings. command_line: "section.name" -> value of the command's other options. Raises ConfigError."""
    return config.load(board(options).name, options.override, {**(engine.settings() if engine else {}), **(command_line or {})})


# --- the model --------------------------------------------------------------------------------------------------------


def model_bundle(options: ModelOptions) -> ModelBundle:
    """The bundle with all its graphs. Raises BundleError, and ConfigError for the keys."""
    from edge_app.bundle.loader import DEFAULT_BUNDLE, load_bundle
    from edge_app.bundle.trusted_keys import trusted_keys

    return load_bundle(options.bundle or DEFAULT_BUNDLE, trusted_keys(options.keys))


def model_and_engine(options: ModelOptions, settings: config.Engine) -> tuple[ModelBundle, Engine]:
    """The bundle without its graphs, and an engine with the one that the settings ask for; the process is to analyse images."""
    from edge_app.engine.loading import load_model
    from edge_app.imaging.threads import use_one_opencv_thread

    use_one_opencv_thread()
    return load_model(options.bundle, options.keys, settings)


def heat_class(bundle: ModelBundle, name: str | None) -> str | None:
    """The label of the bundle with this name, in whatever case. Raises ConfigError where it has none."""
    labels = bundle.manifest.labels
    found = next((label for label in labels if name is not None and label.casefold() == name.strip().casefold()), None)
    if name is not None and found is None:
        raise ConfigError(f"{bundle.id} has no class {short(name)!r}; name one of {', '.join(labels)} with --class")
    return found


def self_test(options: ModelOptions, engine: config.Engine) -> Report:
    """The check of the bundle on this machine, and of the engine that the settings come to.

    Raises BundleError when the bundle cannot be accepted at all.
    """
    from edge_app.bundle.loader import DEFAULT_BUNDLE
    from edge_app.bundle.trusted_keys import trusted_keys
    from edge_app.diagnostics.self_test import run_self_test
    from edge_app.system.host import capped

    return run_self_test(options.bundle or DEFAULT_BUNDLE, capped(engine.threads), trusted_keys(options.keys), engine)


def release_checks(options: ModelOptions, settings: config.Settings) -> Iterator[Check]:
    """What a new release tests beside its bundle before it is confirmed. Raises BundleError, EngineError."""
    from edge_app.cli.exam_options import SourceOptions
    from edge_app.diagnostics.release_checks import frame_check, probe_check, server_check, store_check
    from edge_app.exams.export.dicom.node import configured

    bundle, engine = model_and_engine(options, settings.engine)
    yield frame_check(simulated_probe(settings.capture, SourceOptions()), bundle, engine)
    yield store_check(settings.exams.path, settings.exams.device_key_path)
    devices, cameras = capture_devices()
    yield probe_check(settings.capture.source, [device.identity.name for device in devices] + [one.model for one in cameras])
    server = configured(settings.exams)
    yield server_check((server.host, server.port) if server else None)


def candidates(bundle: ModelBundle, max_threads: int | None, rounds: int) -> tuple[list[Trial], RoundRobinEngine]:
    """Every engine this machine could run, and those that answer as they should, in turns.

    max_threads: None for as many as the processor has cores.
    """
    from edge_app.diagnostics.autotune import RoundRobinEngine, load_candidate
    from edge_app.engine.factory import choices
    from edge_app.system.host import cores

    counts = range(1, min(max_threads or cores(), cores()) + 1)
    trials = [load_candidate(bundle, choice) for choice in choices(bundle, counts)]
    return trials, RoundRobinEngine([trial for trial in trials if trial.engine is not None], rounds)


# --- frames -----------------------------------------------------------------------------------------------------------


def live_source(capture: config.Capture, options: SourceOptions, tracer: Tracer = NO_TRACER) -> FrameSource:
    """What the kiosk and `watch` look at."""
    from edge_app.capture.factory import make_source

    if capture.source == SIMULATED:
        return simulated_probe(capture, options)
    return make_source(capture, options.loop or "loop", None, remembered_controls(capture), tracer)


def remembered_controls(capture: config.Capture) -> Callable[[str], tuple[Control, ...]] | None:
    """Of a device, what its profile remembers, where the settings say that devices are set to it; otherwise None."""
    if not capture.apply_controls:
        return None
    profiles = device_profiles(capture)

    def remembered(device: str) -> tuple[Control, ...]:
        known = profiles.find(device)
        return known.controls or () if known else ()

    return remembered


def simulated_probe(
    capture: config.Capture, options: SourceOptions, muscle: Muscle | None = None, side: Side | None = None
) -> SimulatedProbe:
    """The probe, on the right biceps brachii unless the options or the arguments say otherwise."""
    from edge_app.capture.simulated import SimulatedProbe
    from edge_app.records import Muscle, Side

    muscle = muscle or options.muscle or Muscle.BICEPS_BRACHII
    return SimulatedProbe(options.seed, muscle, side or Side.RIGHT, options.grade, capture.frames_per_second)


def traced_source(source: FrameSource, tracer: Tracer) -> FrameSource:
    """The source, reporting to the tracer if there is one."""
    if tracer is NO_TRACER:
        return source
    from edge_app.capture.traced import traced

    return traced(source, tracer)


@contextmanager
def tracing_to(path: Path | None) -> Iterator[Tracer]:
    """The tracer of everything in the block, and after it the file; None: nobody listens. Raises ExportError, before the block
    where the file cannot be written.
    """
    if path is None:
        yield NO_TRACER
        return
    from edge_app.system.atomic_write import write_output
    from edge_app.tracing.recorder import TraceRecorder
    from edge_app.tracing.trace_event import trace_event_json

    recorder = TraceRecorder()

    def write() -> None:
        write_output(path, lambda file: file.writelines(trace_event_json(recorder.recording())))

    write()
    try:
        yield recorder
    finally:
        write()


def exam_positions(
    capture: config.Capture, options: SourceOptions, tracer: Tracer = NO_TRACER, protocol: Protocol | None = None
) -> tuple[list[ProbePosition], int | None]:
    """What the exam without a screen goes through, and how many frames of each; None: all there are.

    protocol: whose sites, of one muscle or of all, the simulated probe goes through. Raises ConfigError for a source that cannot.
    """
    from edge_app.capture.factory import is_recording, make_source
    from edge_app.capture.simulated import simulated_muscle
    from edge_app.headless.exam import ProbePosition
    from edge_app.records import Muscle, Side

    if protocol is not None and capture.source != SIMULATED:
        raise ConfigError("--protocol moves the simulated probe from site to site, and no other source; leave it out")
    if protocol is not None:
        planned = [site for site in protocol.planned if options.muscle in (None, site.muscle)]
        if options.muscle is not None and not planned:
            raise ConfigError(f"the protocol {protocol.name} has no {options.muscle.value}; leave out --muscle")
        found = []
        for site in planned:
            probe = simulated_probe(capture, options, simulated_muscle(site.muscle), site.side)
            title = f"{site.muscle}, {site.side.value}"
            found.append(ProbePosition(title, traced_source(probe, tracer), site.muscle, site.images))
        return found, PROBE_FRAMES
    if capture.source == SIMULATED:
        muscles = [options.muscle] if options.muscle else list(Muscle)
        sites = [(muscle, side) for muscle in muscles for side in Side]
        return [
            ProbePosition(f"{m.value}, {side.value}", traced_source(simulated_probe(capture, options, m, side), tracer))
            for m, side in sites
        ], PROBE_FRAMES
    source = make_source(capture, options.loop or "once", math.inf, remembered_controls(capture), tracer)
    return [ProbePosition(source.identity, traced_source(source, tracer))], None if is_recording(capture) else PROBE_FRAMES


def time_limits(capture: config.Capture) -> TimeLimits:
    """How long the kiosk waits for a frame of this source."""
    from edge_app.capture.factory import timeouts_for
    from edge_app.worker import TimeLimits

    return TimeLimits(timeouts_for(capture))


def device_profiles(capture: config.Capture) -> DeviceProfiles:
    """What is known of the devices that frames may come from."""
    from edge_app.device_profiles import DeviceProfiles

    return DeviceProfiles(capture.device_profiles_path)


def validation_folder(profiles: DeviceProfiles) -> Path:
    """Where the site validations of the devices are installed."""
    from edge_app.validation.installed import FOLDER

    return profiles.folder / FOLDER


def site_validations(profiles: DeviceProfiles, keys: Path | None) -> InstalledRecords:
    """What is installed, verified. keys: None for the folder of the device. Raises ConfigError for a key, StoreError."""
    from edge_app.bundle.trusted_keys import validation_keys
    from edge_app.validation.installed import installed_records

    return installed_records(validation_folder(profiles), validation_keys(keys))


def devices_with_validations(capture: config.Capture) -> DeviceProfiles:
    """What is known of the devices, and what sites have validated there. A record that is refused is logged in one sentence."""
    from edge_app.bundle.trusted_keys import validation_keys
    from edge_app.validation.installed import InstalledValidations

    profiles = device_profiles(capture)
    profiles.validations = InstalledValidations(validation_folder(profiles), validation_keys(None))
    return profiles


def capture_devices() -> tuple[list[DeviceInfo], list[CameraInfo]]:
    """Video devices and CSI cameras that are plugged in."""
    from edge_app.capture.devices.listing import list_devices
    from edge_app.capture.picamera import list_cameras

    return list_devices(video_system()), list_cameras()


def device_summary(capture: config.Capture) -> Iterator[str]:
    """A line on each video device: its speed, what it is set to, and where that is not what its profile remembers."""
    from edge_app.capture.devices.listing import summary_line
    from edge_app.validation.matching import changed_controls

    profiles = device_profiles(capture)
    yield "video devices, and what they are set to:"
    devices, _ = capture_devices()
    for device in devices:
        known = profiles.find(device.identity.unique_id)
        remembered = known.controls if known else None
        changed = () if remembered is None else changed_controls(remembered, device.controls)
        yield f"      {summary_line(device)}" + "".join(f"; its profile says otherwise: {one}" for one in changed)
    if not devices:
        yield "      none is plugged in"


def video_system() -> VideoSystem:
    """The video devices of this machine."""
    from edge_app.capture.v4l2.kernel import KernelVideo

    return KernelVideo()


def controls_of(device: str) -> tuple[Control, ...]:
    """What a device is set to now: a video device, or an OpenIGTLink server. Raises CaptureError, ConfigError."""
    from edge_app.capture.devices.controls import current_controls

    return current_controls(device, video_system())


def marked_texts(
    device: str, boxes: Iterable[tuple[ScreenSetting, Roi]], size: tuple[int, int] | None, capture: config.Capture
) -> list[SettingText]:
    """What a device's screen shows in each box now. Raises CaptureError, ConfigError.

    size: of its images, px; None: as configured.
    """
    from edge_app.capture.devices.images import images_of
    from edge_app.scanner_screen import find_fields
    from edge_app.scanner_screen.setting_text import remember

    images = [frame.pixels for frame in images_of(device, size, capture)]
    fields = find_fields(images[-1])
    return [remember(images, name, box, fields) for name, box in boxes]


def field_size_of(device: str, size: tuple[int, int] | None, capture: config.Capture) -> tuple[int, int]:
    """How large the image field on a device's screen is now, px: width and height. Raises CaptureError, ConfigError.

    size: of its images, px; None: as configured.
    """
    from edge_app.capture.devices.images import images_of
    from edge_app.scanner_screen.field_size import find_field_size

    return find_field_size(images_of(device, size, capture)[-1].pixels, device)


def apply_controls(device: str, controls: Iterable[Control]) -> Iterator[str]:
    """Set a video device to the controls; one sentence for each. Raises CaptureError."""
    from edge_app.capture.devices.controls import apply_controls

    return apply_controls(device, controls, video_system())


def tuned_table(override: Path | None) -> str:
    """What `tune` measured last on this machine; empty when it never did."""
    from edge_app.diagnostics.autotune_config import read_table

    return read_table(override or config.OVERRIDE)
