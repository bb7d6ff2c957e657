"""How a command gets at the exams that are kept: the PIN, asked for or of the environment, opens the store."""

from __future__ import annotations

import os
import re
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from getpass import GetPassWarning
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from edge_app import config as configuration
from edge_app.cli import exam_wiring, wiring
from edge_app.cli.options import ConfigOptions
from edge_app.cli.output import one_line
from edge_app.errors import ConfigError, ErrorCode, StoreError

if TYPE_CHECKING:
    from edge_app.exams.export.report_context import ReportSources
    from edge_app.exams.store.key_vault import KeyVault
    from edge_app.exams.store.store import ExamStore
    from edge_app.exams.store.vault_document import Role

PIN = "EDGE_APP_PIN"  # environment variable; without it the PIN is asked for
NEW_PIN = "EDGE_APP_NEW_PIN"
PASSPHRASE = "EDGE_APP_PASSPHRASE"
RECOVERY_KEY = "EDGE_APP_RECOVERY_KEY"
F = TypeVar("F", bound=Callable[..., Any])


@dataclass(frozen=True)
class Access:
    """How a command gets at the store."""

    config: ConfigOptions
    all_settings: configuration.Settings
    named: str | None  # the user, of the command line

    @property
    def user(self) -> str:
        """Who unlocks the exams: whoever was named, or the only user there is. Raises StoreError."""
        if self.named is not None:
            return self.named
        users = self.vault.users if self.vault.is_set_up else []
        return users[0] if len(users) == 1 else exam_wiring.FIRST_USER

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

    @property
    def existing_vault(self) -> KeyVault:
        """The vault of exams that are kept. Raises StoreError where none are."""
        if not (vault := self.vault).is_set_up:
            raise StoreError(f"no exams are kept in {self.folder} yet; the kiosk makes the store when its first PIN is set")
        return vault

    def unlock(self) -> ExamStore:
        """Ask for the PIN and open the store. Raises StoreError."""
        return self.sign_in()[0]

    def unlock_as_supervisor(self) -> ExamStore:
        """The same, for what only a supervisor may do. Raises StoreError."""
        from edge_app.exams.store.vault_document import Role

        store, role = self.sign_in()
        if role is not Role.SUPERVISOR:
            store.close()
            raise supervisor_only(self.user)
        return store

    def sign_in(self) -> tuple[ExamStore, Role]:
        """Ask for the PIN and open the store, for a user of that role. Raises StoreError."""
        vault, user = self.existing_vault, self.user
        pin, refused = secret(PIN, "PIN"), vault.refused
        found = vault.sign_in(user, pin)
        return self.open(found.key, user, refused), found.role

    def authorise(self, by_recovery_key: bool) -> None:
        """Ask for a supervisor's PIN, or for the recovery key, for what needs no open store. Raises StoreError."""
        from edge_app.exams.store.vault_document import Role
        from edge_app.exams.store.wrapped_key import wipe

        if by_recovery_key:
            wipe(self.existing_vault.recover(secret(RECOVERY_KEY, "Recovery key")))
            return
        found = self.existing_vault.sign_in(self.user, secret(PIN, f"PIN of {self.user}"))
        wipe(found.key)
        if found.role is not Role.SUPERVISOR:
            raise supervisor_only(self.user)

    def open(self, key: bytearray, user: str, refused: int) -> ExamStore:
        """The store, with its notices on standard error. refused: wrong PINs before. Raises StoreError."""
        store = exam_wiring.exam_store(self.settings, key, user)
        store.log_failed_pins(refused)
        for notice in store.notices:
            click.echo(f"Note: {one_line(str(notice))}", err=True)
        return store


def supervisor_only(user: str) -> StoreError:
    """An operator may not do that."""
    message = f"{user!r} is an operator, and only a supervisor may do this; name one with --user"
    return StoreError(message, ErrorCode.SUPERVISOR_ONLY)


def access_to(config: ConfigOptions, folder: Path | None, user: str | None) -> Access:
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
        "--user", help=f"Name of the user who unlocks the exams.  [default: the only one there is, or {exam_wiring.FIRST_USER}]"
    )
    folder = click.option("--folder", type=click.Path(path_type=Path), help="Folder of the exams.  [default: as configured]")
    return folder(user(function))


def secret(variable: str, prompt: str, twice: bool = False) -> str:
    """A secret of the environment, or asked for without showing it. Raises ConfigError where there is nobody to ask."""
    given = os.environ.get(variable)
    if given is None:
        given = _asked(variable, prompt, twice)
    if re.search(r"[\ud800-\udfff]", given):  # how Python holds bytes that are no text
        raise ConfigError(f"the {prompt} is not UTF-8 text; set the terminal, or {variable}, to UTF-8")
    return given


def _asked(variable: str, prompt: str, twice: bool) -> str:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", GetPassWarning)  # without a terminal nothing is shown either way
            return str(click.prompt(prompt, hide_input=True, confirmation_prompt=twice, err=True))
    except click.Abort as exc:
        if isinstance(exc.__context__, EOFError):
            message = f"the {prompt} is asked for at a terminal, and there is none; set it as the environment variable {variable}"
            raise ConfigError(message) from None
        raise
