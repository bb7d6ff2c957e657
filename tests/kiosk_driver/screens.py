"""Images of every state of the kiosk, for the documentation: `python -m tests.kiosk_driver.screens FOLDER`."""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import TracebackType

import click
import numpy as np

from edge_app.bundle.loader import DEFAULT_BUNDLE, ModelBundle, Precision, load_bundle
from edge_app.capture.monitor import StreamState
from edge_app.capture.playback import PlaybackSource
from edge_app.capture.simulated import SimulatedProbe
from edge_app.capture.source import FrameSource
from edge_app.device_profiles import DeviceProfiles
from edge_app.engine.onnx_runtime import OrtEngine
from edge_app.engine.protocol import Engine, Inference
from edge_app.errors import CaptureError, EdgeError, EngineError
from edge_app.records import Control, Frame, GreyImage
from edge_app.ui.kiosk import Kiosk, application
from edge_app.validation.record import ValidatedSetting
from tests.kiosk_driver.hand import Hand
from tests.support.site_validations import PROFILE, record_for

SIZES = ((800, 480), (1280, 800), (1920, 1080), (480, 800))  # px
PATIENCE_S = 30.0


class Unplugged:
    """A source whose cable is pulled after some frames, and stays out."""

    def __init__(self, source: FrameSource, frames: int) -> None:
        self.identity, self.frames_per_second = source.identity, source.frames_per_second
        self._source, self._left = source, frames

    def __enter__(self) -> Unplugged:
        if self._left == 0:
            raise CaptureError(f"{self.identity} is not there; check the cable at both ends")
        self._source.__enter__()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._source.__exit__(kind, error, trace)

    def read(self) -> Frame | None:
        if self._left == 0:
            raise CaptureError(f"{self.identity} was lost; check the cable at both ends")
        self._left -= 1
        return self._source.read()


class Stuck:
    """A source that after some frames gives no more until it is opened again, or (`still`) the last one again and again."""

    def __init__(self, source: FrameSource, frames: int, still: bool) -> None:
        self.identity, self.frames_per_second = source.identity, source.frames_per_second
        self._source, self._frames, self._left, self._still = source, frames, frames, still
        self._last: Frame | None = None

    def __enter__(self) -> Stuck:
        self._left = self._frames
        self._source.__enter__()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._source.__exit__(kind, error, trace)

    def read(self) -> Frame | None:
        self._left -= 1
        if self._left >= 0 or self._last is None:
            self._last = self._source.read()
        elif self._still:
            time.sleep(1 / self.frames_per_second)
            self._last = replace(self._last, sequence=self._last.sequence + 1, captured_ns=time.monotonic_ns())
        else:
            time.sleep(1.5)
            raise CaptureError(f"{self.identity} is plugged in but sends no image; check that the scanner is on")
        return self._last


class OffSkin:
    """A source whose probe is held in the air."""

    def __init__(self, source: FrameSource) -> None:
        self.identity, self.frames_per_second = source.identity, source.frames_per_second
        self._source = source

    def __enter__(self) -> OffSkin:
        self._source.__enter__()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._source.__exit__(kind, error, trace)

    def read(self) -> Frame | None:
        frame = self._source.read()
        return replace(frame, pixels=np.where(np.arange(frame.height)[:, None] < 24, frame.pixels, 0)) if frame else None


class Unscaled:
    """A source whose images do not say how large they are."""

    def __init__(self, source: FrameSource) -> None:
        self.identity, self.frames_per_second = "1b71:3106:7", source.frames_per_second
        self._source = source

    def __enter__(self) -> Unscaled:
        self._source.__enter__()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._source.__exit__(kind, error, trace)

    def read(self) -> Frame | None:
        frame = self._source.read()
        return replace(frame, mm_per_pixel=None, source=self.identity) if frame else None


class Grabber:
    """A source that is a grabber with these controls, whose images show a scanner's screen without an orientation mark."""

    def __init__(self, source: FrameSource, controls: tuple[Control, ...]) -> None:
        self.identity, self.frames_per_second = PROFILE.device, source.frames_per_second
        self._source, self._controls = source, controls

    def __enter__(self) -> Grabber:
        self._source.__enter__()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._source.__exit__(kind, error, trace)

    def read(self) -> Frame | None:
        frame = self._source.read()
        return replace(frame, source=self.identity, mirrored=False, controls=self._controls) if frame else None


class Failing:
    """An engine whose runtime refuses."""

    name = "failing"

    def run(self, image: GreyImage) -> Inference:
        raise EngineError("the inference runtime ran out of memory; restart the appliance")


def shoot(
    source: FrameSource, bundle: ModelBundle, engine: Engine, ready: Callable[[Kiosk], bool], file: Path,
    profiles: DeviceProfiles | None = None,
) -> None:  # fmt: skip
    """Photograph the kiosk at every size as soon as `ready`. Raises CaptureError when that does not come about."""
    app = application()
    with Kiosk(source, bundle, engine, size=SIZES[0], profiles=profiles) as kiosk:
        kiosk.view.show()
        for width, height in SIZES:
            kiosk.view.resize(width, height)
            app.processEvents()
            deadline = time.monotonic() + PATIENCE_S
            while not ready(kiosk):  # at each size: a busy machine falls behind, and a live image is then a stale one
                if time.monotonic() > deadline:
                    raise CaptureError(f"the kiosk did not come to the state of {file.name} in {PATIENCE_S:g} s")
                app.processEvents()
                time.sleep(0.005)
            kiosk.view.grabWindow().save(str(file.with_name(f"{file.stem}-{width}x{height}.png")))


def after(images: int) -> Callable[[Kiosk], bool]:
    """Ready when so many images were shown, and the last of them is live."""
    return lambda kiosk: kiosk.live.shown >= images and kiosk.live.state.current


def frozen(kiosk: Kiosk) -> bool:
    if kiosk.live.shown >= 45 and not kiosk.live.frozen:
        kiosk.live.toggleFreeze()
    return bool(kiosk.live.frozen)


def heat_off(kiosk: Kiosk) -> bool:
    if kiosk.live.shown >= 45 and kiosk.live.heat_on:
        kiosk.live.toggleHeat()
    return not kiosk.live.heat_on and kiosk.live.state.current


def tapped(kiosk: Kiosk) -> bool:
    taps, frame = kiosk.calibration, kiosk.live.frame
    if kiosk.live.shown >= 45 and taps and frame and not taps.frame:
        taps.open()
        for share in (0.2, 0.7):
            taps.tap(0.6 * frame.width, share * frame.height)
        taps.step(20)
    return taps is not None and taps.frame is not None


def setting_boxed(kiosk: Kiosk) -> bool:
    taps, frame = kiosk.marking, kiosk.live.frame
    if kiosk.live.shown >= 45 and taps and frame and not taps.frame:
        taps.open()
        for x, y in ((0.05, 0.05), (0.2, 0.1)):
            taps.tap(x * frame.width, y * frame.height)
    return taps is not None and taps.frame is not None


def muscle_offered(kiosk: Kiosk) -> bool:
    return kiosk.live.shown >= 45 and kiosk.live.state.current and Hand(kiosk).can("toMuscle")


def muscle_held(kiosk: Kiosk) -> bool:
    """A finger has let the region snap to the muscle, and is still down."""
    hand = Hand(kiosk)
    if kiosk.live.shown >= 45 and kiosk.region.proposal is not None and hand.can("region"):
        kiosk.region.toMuscle()
        hand.hold("region")
        return True
    return False


def validation_open(kiosk: Kiosk) -> bool:
    if kiosk.live.shown >= 45 and kiosk.validation.property("kind"):
        kiosk.validation.open()
    return bool(kiosk.validation.property("isOpen"))


def setting_changed(kiosk: Kiosk) -> bool:
    return kiosk.live.shown >= 45 and kiosk.live.state.current and bool(kiosk.validation.property("differences"))


def lost(kiosk: Kiosk) -> bool:
    return kiosk.live.status.probe is StreamState.LOST and (kiosk.live.status.age_ms or 0) > 3000


def stale(kiosk: Kiosk) -> bool:
    return kiosk.live.state is StreamState.STALE and kiosk.live.age_ms > 400


def scanner_frozen(kiosk: Kiosk) -> bool:
    return kiosk.live.state is StreamState.SCANNER_FROZEN and kiosk.live.age_ms > 4200


@click.command()
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@click.option("--bundle", "bundle_folder", type=click.Path(path_type=Path), default=DEFAULT_BUNDLE, help="Model bundle.")
@click.option("--source", "path", type=click.Path(path_type=Path), help="A recording in place of the simulated probe.")
def main(folder: Path, bundle_folder: Path, path: Path | None) -> None:
    """Write a PNG of each state of the live screen at each size into FOLDER."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    os.environ.setdefault("QT_QUICK_BACKEND", "software")
    folder.mkdir(parents=True, exist_ok=True)
    try:
        shoot_all(folder, bundle_folder, path)
    except EdgeError as exc:
        raise click.ClickException(str(exc)) from exc


def shoot_all(folder: Path, bundle_folder: Path, path: Path | None) -> None:
    """Every state. Raises EdgeError when the bundle or the source will not do."""
    bundle = load_bundle(bundle_folder)
    engine = OrtEngine(bundle.graphs[Precision.INT8], Precision.INT8.value, threads=1)

    def source(grade: int = 1) -> FrameSource:
        return PlaybackSource(path, "ping-pong", 30.0) if path else SimulatedProbe(grade=grade)

    shoot(source(), bundle, engine, after(45), folder / "live")
    shoot(source(grade=3), bundle, engine, after(45), folder / "live-disease")
    shoot(source(grade=3), bundle, engine, heat_off, folder / "heat-off")
    shoot(source(grade=3), bundle, engine, frozen, folder / "frozen")
    shoot(source(), bundle, engine, muscle_offered, folder / "muscle-offered")
    shoot(source(), bundle, engine, muscle_held, folder / "muscle-held")
    with tempfile.TemporaryDirectory() as profiles:
        shoot(Unscaled(source()), bundle, engine, after(45), folder / "scale-unknown", DeviceProfiles(Path(profiles)))
        shoot(Unscaled(source()), bundle, engine, tapped, folder / "scale-taps", DeviceProfiles(Path(profiles)))
        shoot(Unscaled(source()), bundle, engine, setting_boxed, folder / "setting-box", DeviceProfiles(Path(profiles)))
    with tempfile.TemporaryDirectory() as folder_of_profiles, source() as measured:
        first, usual = measured.read(), (Control("brightness", "128"),)
        if first is not None and first.mm_per_pixel is not None:
            profiles_of_site = DeviceProfiles(Path(folder_of_profiles))
            profiles_of_site.keep(PROFILE)
            setting = ValidatedSetting(
                PROFILE.device, str(PROFILE.preset), first.width, first.height, first.mm_per_pixel, False, usual
            )
            profiles_of_site.validations = [record_for(bundle, device=setting)]
            shoot(Grabber(source(), usual), bundle, engine, validation_open, folder / "validation", profiles_of_site)
            brighter = Grabber(source(), (Control("brightness", "140"),))
            shoot(brighter, bundle, engine, setting_changed, folder / "setting-changed", profiles_of_site)
    shoot(OffSkin(source()), bundle, engine, after(45), folder / "not-judged")
    shoot(Stuck(source(), 45, still=False), bundle, engine, stale, folder / "stale")
    shoot(Stuck(source(), 45, still=True), bundle, engine, scanner_frozen, folder / "scanner-frozen")
    shoot(Unplugged(source(), 45), bundle, engine, lost, folder / "probe-lost")
    shoot(Unplugged(source(), 0), bundle, engine, lambda k: k.live.status.probe is StreamState.LOST, folder / "no-probe")
    shoot(source(), bundle, Failing(), after(45), folder / "ai-unavailable")


if __name__ == "__main__":
    main()
