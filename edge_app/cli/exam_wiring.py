"""Builds what kept exams need, as `wiring.py` builds the rest: store and key, export, drift, what the screen has of them."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable
from datetime import datetime, timezone
from importlib.metadata import version
from typing import TYPE_CHECKING

from edge_app import config
from edge_app.cli.wiring import model_and_engine, model_bundle
from edge_app.errors import ConfigError, StoreError

if TYPE_CHECKING:
    from edge_app.bundle.loader import ModelBundle
    from edge_app.capture.source import FrameSource
    from edge_app.cli.options import EngineOptions, ModelOptions
    from edge_app.device_profiles import DeviceProfiles
    from edge_app.engine.protocol import Engine
    from edge_app.exams.export.dicom.node import DicomNode
    from edge_app.exams.export.export import ExportOptions
    from edge_app.exams.export.report_context import ReportSources
    from edge_app.exams.protocols.chosen import ChosenProtocol
    from edge_app.exams.protocols.library import ProtocolLibrary
    from edge_app.exams.reanalysis import Analyse
    from edge_app.exams.records import Site
    from edge_app.exams.store.key_vault import KeyVault
    from edge_app.exams.store.store import ExamStore
    from edge_app.purpose import PurposeSetting
    from edge_app.records import Finding, Guard
    from edge_app.ui.exam_services import AskWorklist, ExamServices, FailedUpdate
    from edge_app.validation.drift_references import DriftReferences

FIRST_USER = "operator"


def key_vault(exams: config.Exams) -> KeyVault:
    """What gives the key of the exams for a PIN."""
    from edge_app.exams.store.key_vault import KeyVault

    return KeyVault(exams.path, exams.device_key_path)


def exam_store(exams: config.Exams, key: bytes | bytearray, user: str) -> ExamStore:
    """The exams, opened with their key of 32 bytes, which is copied. Raises StoreError."""
    from edge_app.exams.store.store import ExamStore

    return ExamStore(exams.path, key, user, exams.quota, exams.device_key_path)


def dicom_node(text: str, exams: config.Exams) -> DicomNode:
    """The DICOM server TITLE@HOST:PORT, or "configured": that of the settings; encrypted as these say. Raises ConfigError."""
    from edge_app.exams.export.dicom.node import DicomNode, configured, secured

    if text != "configured":
        return secured(DicomNode.parse(text), exams)
    if (found := configured(exams)) is None:
        raise ConfigError(f'no DICOM server is configured; write server = "TITLE@HOST:PORT" under [exams] in {config.OVERRIDE}')
    return found


def worklist_node(exams: config.Exams) -> DicomNode:
    """The server whose worklist is asked for. Raises ConfigError."""
    from edge_app.exams.export.dicom.node import configured_worklist

    if (found := configured_worklist(exams)) is None:
        raise ConfigError(f'no worklist is configured; write worklist = "TITLE@HOST:PORT" under [exams] in {config.OVERRIDE}')
    return found


def ask_worklist(exams: config.Exams) -> AskWorklist | None:
    """What the screen asks the worklist with; None where none is configured. Raises ConfigError."""
    from functools import partial

    from edge_app.exams.export.dicom.node import configured_worklist
    from edge_app.exams.worklist.subprocess import find_in_subprocess

    node = configured_worklist(exams)
    return None if node is None else partial(find_in_subprocess, node, exams.station)


def export_options(model: ModelOptions, pseudonymous: bool, language: str, text_checked: bool) -> ExportOptions:
    """How exams are exported; the bundle says what its findings may be used for."""
    from edge_app.exams.export.export import ExportOptions

    return ExportOptions(model_bundle(model).manifest.intended_use, pseudonymous, language, text_checked)


def report_sources(clinic: config.Clinic, profiles: DeviceProfiles) -> ReportSources:
    """Where reports have the clinic's head from, and what they say of devices: a profile that cannot be read is unknown."""
    from edge_app.exams.export.report_context import ReportSources
    from edge_app.exams.z_score import ExamDevice

    def device_of(source: str) -> ExamDevice | None:
        try:
            if (profile := profiles.find(source)) is None:
                return None
            reference = profiles.reference(profile.echo_reference) if profile.echo_reference else None
        except StoreError as exc:  # an exam is exported all the same
            logging.getLogger(__name__).warning("%s: the report does not know this device", exc)
            return None
        return ExamDevice(profile.preset, reference, bool(profile.remembered_controls))

    return ReportSources(device_of, clinic)


def analysers(model: ModelOptions, engine: EngineOptions, settings: config.Engine) -> tuple[str, Callable[[str], Analyse | None]]:
    """Id of the bundle, and what analyses an image again, for the fingerprint of the engine that analysed it first.

    With an option of `engine` that engine only, otherwise the one that an image names; None where it cannot run here.
    """
    from functools import cache, partial

    from edge_app.engine.loading import engine_fingerprint, engine_from_fingerprint
    from edge_app.exams.reanalysis import permission_of
    from edge_app.other_muscle import without_answer
    from edge_app.pipeline import analyse
    from edge_app.records import Label
    from edge_app.views import with_views

    bundle = model_bundle(model)
    engine_of: Callable[[str], Engine | None] = cache(partial(engine_from_fingerprint, bundle))
    if any(value is not None for value in engine.settings().values()):
        _, only = model_and_engine(model, settings)
        engine_of = {engine_fingerprint(only): only}.get

    def analyse_with(fingerprint: str) -> Analyse | None:
        found = engine_of(fingerprint)
        if found is None:
            return None

        def again(stored: Finding, guard: Guard | None) -> Finding:
            fresh = analyse(stored.frame, stored.roi, bundle, found, permission_of(stored), guard)
            if stored.label is Label.OTHER_MUSCLE:
                return without_answer(fresh)
            return with_views(fresh, bundle, found) if (stored.views or 1) > 1 else fresh

        return again

    return bundle.id, analyse_with


def purpose_setting(exams: config.Exams) -> PurposeSetting:
    """What the appliance is for."""
    from edge_app.purpose import PurposeSetting

    return PurposeSetting(exams.path)


def protocol_library(exams: config.Exams) -> ProtocolLibrary:
    """The protocols of the program and of the clinic."""
    from edge_app.exams.protocols.library import read_library

    return read_library(exams.protocols_path)


def chosen_protocol(exams: config.Exams, first: str | None) -> ChosenProtocol:
    """What exams begin with: `first`, or what was chosen last. Raises ConfigError where there is no such protocol."""
    from edge_app.exams.protocols.chosen import ChosenProtocol

    library = protocol_library(exams)
    for one in library.faulty:
        logging.getLogger(__name__).warning("a protocol is left out: %s", one.fault)
    return ChosenProtocol(library, exams.path, first)


def exam_services(
    settings: config.Settings,
    model: ModelBundle,
    engine: Engine,
    source: FrameSource,
    purpose: PurposeSetting,
    profiles: DeviceProfiles,
    protocol: ChosenProtocol,
) -> ExamServices:
    """What the exams on the screen need. Of a recording no drift is watched: its name may be that of a device."""
    from edge_app.capture.factory import is_recording
    from edge_app.capture.simulated import SimulatedProbe
    from edge_app.diagnostics.versions import versions
    from edge_app.engine.loading import engine_fingerprint
    from edge_app.exams.export.dicom.node import configured
    from edge_app.exams.store.drift_log import no_reference
    from edge_app.system.release_trial import RELEASE
    from edge_app.system.system_bus import Busctl, NoSystemBus
    from edge_app.ui.exam_services import ExamServices

    def follow(site: Site) -> None:
        if isinstance(source, SimulatedProbe):
            source.move_to(site.muscle, site.side)

    runtime = engine_fingerprint(engine)

    def open_store(user: str, key: bytearray) -> ExamStore:
        store = exam_store(settings.exams, key, user)
        store.log_versions(f"edge-app {version('edge-app')}, model {model.id}, {runtime}")
        return store

    return ExamServices(
        vault=key_vault(settings.exams),
        first_user=FIRST_USER,
        open_store=open_store,
        engine=runtime,
        notice=model.manifest.intended_use,
        lock_after_s=settings.exams.lock_after_s,
        server=configured(settings.exams),
        report_sources=report_sources(settings.clinic, profiles),
        worklist=ask_worklist(settings.exams),
        built=made_at(model),
        versions=versions(model.id, runtime),
        bus=Busctl() if RELEASE in os.environ else NoSystemBus(),  # nobody's workstation is switched off from here
        placed=follow,
        protocol=protocol,
        purpose=purpose,
        failed_update=failed_update(),
        drift_reference=no_reference if is_recording(settings.capture) else drift_references(model, profiles),
    )


def made_at(model: ModelBundle) -> datetime | None:
    """When the bundle was made, which no clock may be before; None where it says so in another form."""
    try:
        made = datetime.fromisoformat(model.manifest.created)
    except ValueError:
        return None
    return made if made.tzinfo else made.replace(tzinfo=timezone.utc)


def failed_update() -> FailedUpdate | None:
    """The release that was taken back, if this program is of the one that came back."""
    from edge_app.release.status import newer_release_left
    from edge_app.ui.exam_services import FailedUpdate

    left = newer_release_left(os.environ)
    return FailedUpdate(left.version, left.reason) if left else None


def drift_references(bundle: ModelBundle, profiles: DeviceProfiles) -> DriftReferences:
    """What the drift of each device is measured against, with this bundle. Profiles are read anew for each exam."""
    from edge_app.validation.drift_references import DriftReferences

    def preset_of(device: str) -> str | None:
        try:
            profile = profiles.find(device)
        except StoreError as exc:  # an exam is finished all the same
            logging.getLogger(__name__).warning("%s: the drift of this device is not watched", exc)
            return None
        return profile.preset if profile else None

    return DriftReferences(bundle.id, bundle.manifest_sha256, bundle.manifest, profiles.validations, preset_of)
