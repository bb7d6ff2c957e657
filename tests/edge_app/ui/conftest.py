"""The kiosk on a screen that is not there, drawn in software."""

from __future__ import annotations

import gc
import threading
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QObject
from PySide6.QtGui import QGuiApplication

from edge_app.bundle.loader import ModelBundle
from edge_app.engine.protocol import Engine
from edge_app.exams.export import delivery, subprocess
from edge_app.exams.export.dicom.node import DicomNode
from edge_app.exams.export.export import ExportOptions, send_exam, write_exam
from edge_app.exams.export.report_context import ReportContext
from edge_app.exams.export.stop import Stop
from edge_app.exams.export.text_review import TextReview
from edge_app.exams.records import Exam
from edge_app.language_setting import LanguageSetting
from edge_app.system.board_health import BoardHealth
from edge_app.ui.exam_controller import ExamController
from edge_app.ui.kiosk import Kiosk, application
from tests.kiosk_driver.hand import Hand
from tests.support.clinic import clinic, exam_of, unlock
from tests.support.fakes import Probe, textured
from tests.support.kiosk import CALM, SHORT_HOLD_MS, SHORT_PAUSE_MS, Brightness, StartKiosk, set_hold, set_pause
from tests.support.kiosk_settings import OpenKiosk


@pytest.fixture(scope="session")
def qapp() -> QGuiApplication:
    """pytest-qt's application: the kiosk's own."""
    return application()


@pytest.fixture
def brightness(bundle: ModelBundle) -> Brightness:
    return Brightness(bundle)


@pytest.fixture
def start(qapp: QGuiApplication, qtbot: Any, bundle: ModelBundle, brightness: Brightness) -> Iterator[StartKiosk]:
    """Start a kiosk that the end of the test closes: start(probe, engine=..., roi=..., size=...). QML may not complain."""
    complaints: list[str] = []
    with ExitStack() as stack:

        def open_kiosk(probe: Probe, engine: Engine | None = None, **options: Any) -> Kiosk:
            options = {"size": (800, 480), "limits": CALM, **options}
            kiosk = stack.enter_context(Kiosk(probe, bundle, engine or brightness, **options))
            kiosk.view.engine().warnings.connect(lambda found: complaints.extend(warning.toString() for warning in found))
            kiosk.view.show()
            set_pause(kiosk, SHORT_PAUSE_MS)
            set_hold(kiosk, SHORT_HOLD_MS)
            return kiosk

        yield open_kiosk
        assert objects_with_a_meta_object_of_their_own() == []
    # On Qt's thread. A program has one kiosk; here the next one's threads would take the last one's remains from under Qt.
    gc.collect()
    # What is left was there before or stays: libraries, what pytest keeps. The next collections need not look at it again; where
    # a test has had torch export a network that would take half a second each.
    gc.freeze()
    assert complaints == []


def objects_with_a_meta_object_of_their_own() -> list[QObject]:
    """PySide gives one to an object whose method is connected to a signal without being a `Slot`, and frees it with the object.
    QML goes on knowing the properties of what was at that address: of the next one there it reads a string as if it were a bool.
    """
    return [
        thing for thing in gc.get_objects() if isinstance(thing, QObject) and "__METAOBJECT__" in getattr(thing, "__dict__", {})
    ]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An empty folder for an exam store."""
    (tmp_path / "exams").mkdir()
    return tmp_path / "exams"


@pytest.fixture
def open_kiosk(start: StartKiosk, folder: Path) -> OpenKiosk:
    """Start an unlocked kiosk that is before a patient; options: of `clinic`."""

    setting = LanguageSetting(folder, "en")

    def begin(health: BoardHealth | None = None, **options: Any) -> tuple[Kiosk, Hand, ExamController]:
        probe = Probe(pixels=textured(240, 320, mean=60))
        services = clinic(folder, **options)
        kiosk = start(probe, services=services, health=lambda: health or BoardHealth(), keep_language=setting.keep)
        hand, exam = Hand(kiosk), exam_of(kiosk)
        unlock(hand, exam)
        return kiosk, hand, exam

    return begin


@pytest.fixture(autouse=True)
def exports_get_their_share(monkeypatch: pytest.MonkeyPatch) -> None:
    """An export gives way to everything else, for as long as that lasts; a busy machine would keep a test waiting."""
    monkeypatch.setattr(subprocess, "NICENESS", 0)


@pytest.fixture
def exports_here(monkeypatch: pytest.MonkeyPatch) -> threading.Event:
    """Exports run in this process, where the process of their own, seconds of imports, is beside the point.

    While the returned event is cleared they wait for it.
    """
    may_go_on = threading.Event()
    may_go_on.set()

    def export(
        exam: Exam, key: bytearray, target: Path | DicomNode, notice: str, language: str, context: ReportContext, stop: Stop,
        identified: bool, text_checked: bool,
    ) -> TextReview:  # fmt: skip
        assert may_go_on.wait(120)
        options = ExportOptions(notice, not identified, language, text_checked)
        if isinstance(target, DicomNode):
            return send_exam(exam, key, target, options, context)
        return write_exam(exam, key, target, options, context)

    monkeypatch.setattr(delivery, "export_in_subprocess", export)
    return may_go_on
