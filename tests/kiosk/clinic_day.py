"""A clinic's kiosk with the simulated probe, the shipped model and two sticks; everything on it is real but the patients."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from edge_app.bundle.loader import DEFAULT_BUNDLE, Precision, load_bundle
from edge_app.capture.simulated import SimulatedProbe
from edge_app.engine.onnx_runtime import OrtEngine
from edge_app.exams.store.key_vault import KeyVault
from edge_app.exams.store.store import ExamStore
from edge_app.ui.exam_controller import ExamController
from edge_app.ui.exam_services import ExamServices
from edge_app.ui.kiosk import Kiosk, application
from edge_app.ui.removable_media import MediaFault, Stick
from tests.kiosk_driver.hand import Hand

SEED = 11  # a person with disease in the left biceps and tibialis
OPERATOR = "operator"


@dataclass
class ClinicDay:
    """What a test needs of it."""

    kiosk: Kiosk
    hand: Hand
    exam: ExamController
    sticks: list[Stick]  # that are plugged in; may be changed
    folder: Path  # of the exams
    stick: Path

    def open_store(self, pin: str) -> ExamStore:
        """A second look at what is on the disk."""
        return ExamStore(self.folder, KeyVault(self.folder).unlock(OPERATOR, pin), OPERATOR)


@contextmanager
def clinic_day(root: Path, size: tuple[int, int], language: str) -> Iterator[ClinicDay]:
    application()
    (folder := root / "exams").mkdir()
    (stick := root / "STICK").mkdir()
    sticks = [Stick(stick, MediaFault.READ_ONLY)]
    bundle, probe = load_bundle(DEFAULT_BUNDLE), SimulatedProbe(SEED)
    engine = OrtEngine(bundle.graphs[Precision.INT8], Precision.INT8.value, threads=1)
    services = ExamServices(
        KeyVault(folder), OPERATOR, lambda user, key: ExamStore(folder, key, user), engine.name, bundle.manifest.intended_use,
        media=lambda: list(sticks), placed=lambda site: probe.move_to(site.muscle, site.side),
    )  # fmt: skip
    with Kiosk(probe, bundle, engine, size=size, services=services, language=language) as kiosk:
        assert kiosk.exam is not None
        complaints: list[str] = []
        kiosk.view.engine().warnings.connect(lambda found: complaints.extend(one.toString() for one in found))
        kiosk.view.show()
        yield ClinicDay(kiosk, Hand(kiosk), kiosk.exam, sticks, folder, stick)
        assert complaints == [], "QML complained"
