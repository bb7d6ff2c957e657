"""Images of the steps of an exam, at every size and in every language, for the documentation.

`python -m tests.kiosk_driver.exam_screens FOLDER` drives the real screen by touch (`film`), and takes what it shows.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import click
import numpy as np
from PIL import Image
from PySide6.QtGui import QGuiApplication

from edge_app.bundle.loader import DEFAULT_BUNDLE, Precision, load_bundle
from edge_app.capture.simulated import SimulatedProbe
from edge_app.capture.source import FrameSource
from edge_app.engine.onnx_runtime import OrtEngine
from edge_app.errors import EdgeError
from edge_app.exams.export.dicom.node import DicomNode
from edge_app.exams.records import Site
from edge_app.exams.store.key_vault import KeyVault
from edge_app.exams.store.store import ExamStore
from edge_app.ui.exam_services import ExamServices
from edge_app.ui.kiosk import Kiosk, application
from edge_app.ui.removable_media import Stick
from tests.kiosk_driver.film import look_back, screen_patient
from tests.kiosk_driver.screens import SIZES

KEPT = (
    "pin-new", "pin-differs", "keyboard", "figures", "patient", "correction", "protocol-0", "protocol-3", "live-0", "review",
    "scrolled", "saved", "summary", "verdict", "done", "stored-list", "stored-exam", "stored-image",
)  # fmt: skip
TRANSLATED = (  # kept in each language
    "pin-differs", "patient", "correction", "protocol-3", "review", "saved", "summary", "verdict", "done", "stored-list",
    "stored-exam", "stored-image",
)  # fmt: skip
SERVER = DicomNode("ARCHIVE", "192.0.2.10", 104)  # nobody's (RFC 5737); nothing is sent to it
SEED = 11  # a person with disease in the left biceps and tibialis


class Photographer:
    """Takes each step at every size, and in the languages asked for."""

    def __init__(self, kiosk: Kiosk, folder: Path, kept: Sequence[str] = KEPT, translated: Sequence[str] = TRANSLATED) -> None:
        """kept: which steps; translated: which of them in each language."""
        self._kiosk, self._folder, self._kept, self._translated = kiosk, folder, kept, translated

    def __call__(self, step: str) -> None:
        if step not in self._kept:
            return
        for width, height in SIZES:
            self._kiosk.view.resize(width, height)
            self._image().save(self._folder / f"exam-{step}-{width}x{height}.png", optimize=True)
        self._kiosk.view.resize(*SIZES[0])
        for language in ("de", "es") if step in self._translated else ():
            self._kiosk.translator.switch_to(language)
            self._image().save(self._folder / f"exam-{step}-{language}.png", optimize=True)
        self._kiosk.translator.switch_to("en")
        QGuiApplication.processEvents()

    def _image(self) -> Image.Image:
        exam, turns = self._kiosk.exam, 3  # a new size or language takes a turn or two to settle
        while turns > 0 or (exam is not None and exam.stored.reader.busy):
            QGuiApplication.processEvents()
            turns -= 1
        grab = self._kiosk.view.grabWindow()
        pixels = np.asarray(grab.constBits()).reshape(grab.height(), grab.bytesPerLine() // 4, 4)
        image = Image.fromarray(np.ascontiguousarray(pixels[:, : grab.width(), 2::-1]))
        return image.quantize(256, dither=Image.Dither.NONE)  # a third of the bytes; ultrasound is grey


@contextmanager
def made_up_clinic(probe: FrameSource, engine: str, notice: str) -> Iterator[ExamServices]:
    """A clinic with a stick, gone afterwards. A simulated probe goes where it is held."""

    def hold(site: Site) -> None:
        if isinstance(probe, SimulatedProbe):
            probe.move_to(site.muscle, site.side)

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (stick := folder / "STICK").mkdir()
        yield ExamServices(
            KeyVault(folder), "operator", lambda user, key: ExamStore(folder, key, user), engine, notice,
            media=lambda: [Stick(stick)], server=SERVER, placed=hold,
        )  # fmt: skip


@contextmanager
def shown_kiosk() -> Iterator[Kiosk]:
    """A kiosk of the made-up clinic, with the simulated probe and the shipped model. Raises EdgeError."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    os.environ.setdefault("QT_QUICK_BACKEND", "software")
    application()
    bundle = load_bundle(DEFAULT_BUNDLE)
    engine, probe = OrtEngine(bundle.graphs[Precision.INT8], Precision.INT8.value, threads=1), SimulatedProbe(SEED)
    with (
        made_up_clinic(probe, engine.name, bundle.manifest.intended_use) as clinic,
        Kiosk(probe, bundle, engine, size=SIZES[0], services=clinic) as kiosk,
    ):
        kiosk.view.show()
        yield kiosk


@click.command()
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
def main(folder: Path) -> None:
    """Write a PNG of each step of an exam at each size into FOLDER."""
    folder.mkdir(parents=True, exist_ok=True)
    try:
        with shown_kiosk() as kiosk:
            photographer = Photographer(kiosk, folder)
            screen_patient(kiosk, photographer)
            look_back(kiosk, photographer)
    except (EdgeError, TimeoutError) as exc:
        raise click.ClickException(str(exc)) from exc


if __name__ == "__main__":
    main()
