"""What the exam on the screen is given by whoever starts the kiosk."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from edge_app.diagnostics.versions import Versions
from edge_app.exams.export.dicom.node import DicomNode
from edge_app.exams.export.report_context import NO_SOURCES, ReportSources
from edge_app.exams.export.stop import Stop
from edge_app.exams.protocols.chosen import ChosenProtocol
from edge_app.exams.protocols.library import ProtocolLibrary
from edge_app.exams.records import Site
from edge_app.exams.store.drift_log import ReferenceOf, no_reference
from edge_app.exams.store.key_vault import KeyVault
from edge_app.exams.store.store import ExamStore
from edge_app.exams.worklist.entry import Worklist
from edge_app.purpose import PurposeSetting
from edge_app.system.system_bus import NoSystemBus, SystemBus
from edge_app.ui.removable_media import Stick, sticks

AskWorklist = Callable[[Stop], Worklist]  # raises WorklistError


@dataclass(frozen=True)
class FailedUpdate:
    """A newer release that was taken back."""

    version: str
    reason: str  # for whoever looks after the device


@dataclass(frozen=True)
class ExamServices:
    """What an exam needs besides the probe and the model."""

    vault: KeyVault
    first_user: str  # name of whoever chooses the first PIN
    open_store: Callable[[str, bytearray], ExamStore]  # for a user, with the data key, which is wiped afterwards
    engine: str  # fingerprint of the engine that gives the findings; see edge_app.engine.loading
    notice: str  # intended use of the model
    lock_after_s: float = 120.0
    media: Callable[[], list[Stick]] = sticks
    server: DicomNode | None = None  # destination for finished exams
    report_sources: ReportSources = NO_SOURCES  # of what reports say beside the exam
    worklist: AskWorklist | None = None  # whom patients are picked from; None: none is configured
    purpose: PurposeSetting | None = None  # what the appliance is for; None: clinical use, and nobody is asked
    drift_reference: ReferenceOf = no_reference  # what a device's finished exams are watched against
    failed_update: FailedUpdate | None = None  # shown while the screen is locked
    built: datetime | None = None  # when what runs was made: the clock cannot be before it
    versions: Versions = field(default_factory=Versions)
    bus: SystemBus = field(default_factory=NoSystemBus)
    protocol: ChosenProtocol = field(default_factory=lambda: ChosenProtocol(ProtocolLibrary()))  # what exams begin with
    placed: Callable[[Site], None] = lambda site: None  # called when the probe moves to a site; a simulated probe follows
