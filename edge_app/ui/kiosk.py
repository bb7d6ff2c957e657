"""The kiosk: one window, its worker, and the loop that runs them."""

from __future__ import annotations

import gc
import os
import signal
import time
from collections.abc import Callable
from functools import cache
from pathlib import Path
from types import FrameType, TracebackType

from PySide6.QtCore import QCoreApplication, QEvent, QSize, QTimer, QUrl, qInstallMessageHandler
from PySide6.QtGui import QColor, QGuiApplication, QKeySequence
from PySide6.QtQml import qmlRegisterType
from PySide6.QtQuick import QQuickView
from PySide6.QtQuickControls2 import QQuickStyle

from edge_app.bundle.loader import ModelBundle
from edge_app.capture.source import FrameSource
from edge_app.device_profiles import DeviceProfiles
from edge_app.engine.protocol import Engine
from edge_app.errors import ConfigError
from edge_app.guard.live_guard import LiveGuard
from edge_app.pipeline import analyse, by_itself
from edge_app.profile_lookup import ProfileLookup
from edge_app.records import Finding, Frame, Permission, Roi
from edge_app.scanner_screen import central_region
from edge_app.system.board_health import BoardHealth
from edge_app.system.malloc import keep_arrays, limit_arenas
from edge_app.system.service_notify import NoService, Service
from edge_app.tracing.tracer import NO_TRACER, Stage, Tracer
from edge_app.ui.clip_buffer import ClipBuffer
from edge_app.ui.exam_controller import ExamController
from edge_app.ui.exam_services import ExamServices
from edge_app.ui.garbage_collection import GarbageCollection
from edge_app.ui.image_items import HeatBar, LiveImage, StillImage
from edge_app.ui.live_model import LiveModel
from edge_app.ui.loupe import Loupe
from edge_app.ui.qt_log_redaction import log_place
from edge_app.ui.roi_controller import RoiController
from edge_app.ui.roi_geometry import field_seen
from edge_app.ui.scale_calibration import ScaleCalibration
from edge_app.ui.service_watchdog import ServiceWatchdog
from edge_app.ui.setting_marking import SettingMarking
from edge_app.ui.settings_controller import SettingsController
from edge_app.ui.stored_frames import StoredPixels
from edge_app.ui.translator import Translator
from edge_app.ui.validation_model import ValidationModel
from edge_app.views import with_views
from edge_app.worker import TimeLimits, Worker

QML = Path(__file__).parent / "qml" / "Kiosk.qml"
MIN_SIZE = QSize(480, 400)  # px; on a smaller window the panel and the image do not fit beside or above each other
OVER_POLL_MS = 200  # ms between calls of `over`


class Kiosk:
    """The window over a running worker: `with Kiosk(...) as kiosk`. Needs a QGuiApplication; closing stops all threads."""

    def __init__(
        self,
        source: FrameSource,
        bundle: ModelBundle,
        engine: Engine,
        roi: Roi | None = None,
        size: tuple[int, int] = (1280, 800),
        limits: TimeLimits | None = None,
        profiles: DeviceProfiles | None = None,
        services: ExamServices | None = None,
        language: str = "en",
        pedal: str = "",
        recorded: bool = False,
        research: Callable[[], bool] = lambda: False,
        service: Service | None = None,
        health: Callable[[], BoardHealth] = BoardHealth,
        gpu_failed: bool = False,
        tracer: Tracer = NO_TRACER,
        keep_language: Callable[[str], None] = lambda language: None,
    ) -> None:
        """services None: only the live view, no exams. pedal: an additional key that freezes, by its Qt name.

        recorded: the source is a recording, whose scale is not saved. profiles None: the scale cannot be set. research:
        whether score and heatmap are shown where the bundle is not validated; asked for each frame. service: who is told that
        the kiosk is alive. health: how the board is now. gpu_failed: the engine runs on the CPU in place of the GPU that was
        configured, which the screen says. keep_language: called with each language that is chosen on the screen. Raises
        ConfigError if the pedal's key does not exist.
        """
        keys = freeze_keys(pedal)
        self._garbage_collection = GarbageCollection()
        profile_lookup = ProfileLookup(profiles)
        live_guard = LiveGuard(bundle.manifest.guard, bundle.texture)

        def region(frame: Frame) -> Roi:
            field = profile_lookup.field(frame) or field_seen(frame.pixels)
            return (roi or central_region(field)).clipped(frame.width, frame.height)

        def analyse_live(frame: Frame, roi: Roi) -> Finding:
            known = profile_lookup.with_profile_defaults(frame)
            began_ns = time.monotonic_ns()
            guard = live_guard.assess(known, roi)
            tracer.span(Stage.GUARD, known, began_ns)
            finding = analyse(known, roi, bundle, engine, permission(known), guard)
            tracer.analysed(finding)
            return finding

        def judge_by_itself(live: Finding, roi: Roi) -> Finding:
            return by_itself(live, roi, bundle, engine, permission(live.frame))

        def look_several_times(finding: Finding, _: Roi) -> Finding:
            return with_views(finding, bundle, engine)

        def permission(known: Frame) -> Permission:
            if self.live.is_other_muscle:
                return Permission.NOTHING
            return profile_lookup.permission(known, bundle, research())

        clip_buffer = ClipBuffer()
        self.worker = Worker(
            source, analyse_live, region, limits, (judge_by_itself, look_several_times), health, tracer, clip_buffer.add
        )
        self.live = LiveModel(self.worker, source.identity, bundle, ProfileLookup(profiles), gpu_failed, tracer)
        self.validation = ValidationModel(self.live, ProfileLookup(profiles), bundle)
        self.region = RoiController(self.live)
        self.exam = ExamController(self.live, services, profiles, clip_buffer) if services else None
        self.settings = SettingsController(self.exam, services, health) if self.exam and services else None
        self.calibration = ScaleCalibration(self.live, profiles, recorded) if profiles else None
        self.marking = SettingMarking(self.live, profiles, recorded) if profiles else None
        _register_image_items()
        self.view = QQuickView()
        self.view.setTitle("NMD-AssistNet")
        self.view.setColor(QColor("black"))
        self.view.setResizeMode(QQuickView.ResizeMode.SizeRootObjectToView)
        self.view.setMinimumSize(MIN_SIZE)
        self.view.frameSwapped.connect(self.live.trace.swapped)
        self.view.resize(*size)
        # Asked for each time: a screen with an image item that QML unloads invalidates Python's wrapper of the engine.
        self.translator = Translator(lambda: self.view.engine().retranslate(), language, keep_language)
        # They end with the view, on Qt's thread: Python's collector runs on any, and would take them from under an event.
        models = (self.live, self.validation, self.region, self.exam, self.settings, self.calibration, self.marking)
        for part in (*models, self.translator):
            if part:
                part.setParent(self.view)
        lock = self.exam.lock if self.exam else None
        self.view.setInitialProperties(
            {
                "live": self.live,
                "region": self.region,
                "exam": self.exam,
                "lock": lock,
                "purpose": self.exam.purpose if self.exam else None,
                "drift": self.exam.drift if self.exam else None,
                "people": self.exam.people if self.exam else None,
                "settings": self.settings,
                "calibration": self.calibration,
                "marking": self.marking,
                "validation": self.validation,
                "translator": self.translator,
                "freezeKeys": keys,
            }
        )
        if lock:
            self.view.installEventFilter(lock)
        self.view.setSource(QUrl.fromLocalFile(str(QML)))
        if self.view.status() is not QQuickView.Status.Ready:
            self._garbage_collection.close()
            faults = "; ".join(error.toString() for error in self.view.errors())
            raise ConfigError(f"the screen cannot be built ({faults}); install the application again")
        self.watchdog = ServiceWatchdog(service or NoService(), self.view, self.worker, self.live)

    def __enter__(self) -> Kiosk:
        self.worker.__enter__()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.watchdog.stop()
        self.live.stop()
        # The QML goes before the objects it looks at: what they tell while they close would be read by half a screen.
        self.view.rootObject().setProperty("closed", True)
        self.view.close()
        self.view.setSource(QUrl())
        self.region.close()
        self.worker.stop()
        if self.settings:
            self.settings.close()
        if self.exam:
            self.exam.close()
        self.translator.close()
        self.view.deleteLater()
        # Everything that the view's end has left to be deleted: no event loop of this level comes any more, and where another
        # kiosk follows in this process, each turn of its loop would look at all of it again.
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
        self._garbage_collection.close()


@cache
def _register_image_items() -> None:
    """Once a process: Qt shares compiled QML among engines, and what it compiled refers to the types as they were registered."""
    for item in (StillImage, LiveImage, HeatBar, StoredPixels, Loupe):
        qmlRegisterType(item, "EdgeApp", 1, 0, item.__name__)  # type: ignore[call-overload]


def application() -> QGuiApplication:
    """The process's Qt application, set up for the kiosk."""
    os.environ.setdefault("QSG_RENDER_LOOP", "basic")  # Python paints: a render thread would only wait for Python's lock
    limit_arenas()
    keep_arrays()
    QQuickStyle.setStyle("Basic")
    existing = QGuiApplication.instance()
    return existing if isinstance(existing, QGuiApplication) else QGuiApplication(["edge-app"])


def freeze_keys(pedal: str) -> list[str]:
    """The keys that freeze, by their Qt names, each once: Qt ignores a shortcut that lists a key twice. Raises ConfigError."""
    keys = QKeySequence(pedal, QKeySequence.SequenceFormat.PortableText)
    if keys.count() and not keys.toString():
        raise ConfigError(f"there is no key {pedal!r}; set screen.pedal to a Qt key name, such as PgDown, F13 or B")
    return list(dict.fromkeys(["Space", "F", *([keys.toString()] if keys.count() else [])]))


def show(view: QQuickView, fullscreen: bool) -> None:
    """Show the window; fullscreen: over its whole screen, also where there is no window manager to make it so."""
    if fullscreen:
        view.setGeometry(view.screen().geometry())
        view.showFullScreen()
    else:
        view.show()


def run(
    source: FrameSource,
    bundle: ModelBundle,
    engine: Engine,
    roi: Roi | None = None,
    size: tuple[int, int] = (1280, 800),
    fullscreen: bool = False,
    limits: TimeLimits | None = None,
    over: Callable[[], bool] | None = None,
    profiles: DeviceProfiles | None = None,
    services: ExamServices | None = None,
    language: str = "en",
    pedal: str = "",
    recorded: bool = False,
    research: Callable[[], bool] = lambda: False,
    service: Service | None = None,
    health: Callable[[], BoardHealth] = BoardHealth,
    gpu_failed: bool = False,
    tracer: Tracer = NO_TRACER,
    keep_language: Callable[[str], None] = lambda language: None,
) -> int:
    """Show the kiosk until its window is closed or `over` returns True; returns the exit code: 0, or 130 after Ctrl-C.

    `engine` runs one of the bundle's graphs. `roi` None: the middle of the image. `size` in px, ignored when
    fullscreen. Raises ConfigError if the screen cannot be built.
    """
    app = application()
    previous_message_handler = qInstallMessageHandler(log_place)
    code = 0

    def quit_on_signal(number: int, _: FrameType | None) -> None:
        nonlocal code
        code = 130 if number == signal.SIGINT else 0
        # Not immediately: Python may run this handler in the middle of a paint, and quitting closes the window being painted.
        QTimer.singleShot(0, app.quit)

    previous_handlers = {number: signal.signal(number, quit_on_signal) for number in (signal.SIGINT, signal.SIGTERM)}
    over_timer = QTimer()
    over_timer.timeout.connect(lambda: app.quit() if over and over() else None)
    try:
        with Kiosk(
            source,
            bundle,
            engine,
            roi,
            size,
            limits,
            profiles,
            services,
            language,
            pedal,
            recorded,
            research,
            service,
            health,
            gpu_failed,
            tracer,
            keep_language,
        ) as kiosk:
            kiosk.view.engine().quit.connect(app.quit)  # only a QQmlApplicationEngine does so by itself
            if over:
                over_timer.start(OVER_POLL_MS)
            gc.freeze()  # libraries and screen stay: without them in it, a whole collection takes a fraction of its 30 ms
            show(kiosk.view, fullscreen)
            app.exec()
    finally:
        # Quitting closed the window, and closing the last window asks to quit again; another event loop would find that and end.
        QCoreApplication.removePostedEvents(app, QEvent.Type.Quit.value)
        for number, handler in previous_handlers.items():
            signal.signal(number, handler)
        qInstallMessageHandler(previous_message_handler)
    return code
