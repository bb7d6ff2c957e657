"""How a command gets at the exams that are kept: the PIN, asked for or of the environment, opens the store."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from edge_app import config as configuration
from edge_app.cli import exam_wiring, wiring
from edge_app.cli.options import ConfigOptions
from edge_app.cli.output import one_line
from edge_app.errors import ConfigError, StoreError

if TYPE_CHECKING:
    from edge_app.exams.export.report_context import ReportSources
    from edge_app.exams.store.key_vault import KeyVault
    from edge_app.exams.store.store import ExamStore

PIN = "EDGE_APP_PIN"  # environment variable; without it the PIN is asked for
NEW_PIN = "EDGE_APP_NEW_PIN"
PASSPHRASE = "EDGE_APP_PASSPHRASE"
F = TypeVar("F", bound=Callable[..., Any])


@dataclass(frozen=True)
class Access:
    """How a command gets at the store."""

    config: ConfigOptions
    all_settings: configuration.Settings
    user: str

    @property
    def settings(self) -> configuration.Exams:
        return self.all_settings.exams

    @property
    def report_sources(self) -> ReportSources:
        return exam_wiring.report_sources(self.all_settings.clinic, wiring.device_profiles(self.all_settings.capture))

    @property
    def folder(self) -> Path:
        return self.settings.path

    @property
    def vault(self) -> KeyVault:
        return exam_wiring.key_vault(self.settings)

    def unlock(self) -> ExamStore:
        """Ask for the PIN and open the store. Raises StoreError."""
        vault = self.vault
        if not vault.is_set_up:
            raise StoreError(f"no exams are kept in {self.folder} yet; the kiosk makes the store when its first PIN is set")
        pin, refused = secret(PIN, "PIN"), vault.refused
        store = exam_wiring.exam_store(self.settings, vault.unlock(self.user, pin), self.user)
        store.log_failed_pins(refused)
        for notice in store.notices:
            click.echo(f"Note: {one_line(str(notice))}", err=True)
        return store


def access_to(config: ConfigOptions, folder: Path | None, user: str) -> Access:
    """To the exams in `folder`, or in the configured one. Raises ConfigError."""
    merged = wiring.configuration(config, command_line={"exams.folder": None if folder is None else str(folder)})
    return Access(config, merged.settings, user)


def exam_id(store: ExamStore, given: str) -> str:
    """The exam whose id begins so; what is no exam's is returned as it is. Raises StoreError where several ids do."""
    found = [one.id for one in store.exams() if one.id.startswith(given.lower())] if given else []
    if len(found) > 1:
        raise StoreError(f"{len(found)} exams have ids that begin with {one_line(given)!r}; give more of it")
    return found[0] if found else given


def store_options(function: F) -> F:
    """Which exams, and who opens them."""
    user = click.option(
        "--user", default=exam_wiring.FIRST_USER, show_default=True, help="Name of the user who unlocks the exams."
    )
    folder = click.option("--folder", type=click.Path(path_type=Path), help="Folder of the exams.  [default: as configured]")
    return folder(user(function))


def secret(variable: str, prompt: str, twice: bool = False) -> str:
    """A secret of the environment, or asked for without showing it."""
    given = os.environ.get(variable)
    if given is None:
        given = click.prompt(prompt, hide_input=True, confirmation_prompt=twice, err=True)
    if re.search(r"[\ud800-\udfff]", given):  # how Python holds bytes that are no text
        raise ConfigError(f"the {prompt} is not UTF-8 text; set the terminal, or {variable}, to UTF-8")
    return given
