"""`edge-app exams`: what is kept, seen from a terminal."""

from __future__ import annotations

import json
import os
import re
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING

import click
from tqdm import tqdm

from edge_app import config
from edge_app.cli.options import bundle_options, one_line, which_bundle
from edge_app.errors import ConfigError, StoreError
from edge_app.system.redaction import forbid_dumps

if TYPE_CHECKING:
    from collections.abc import Callable

    from edge_app.engine.protocol import Engine
    from edge_app.exams.export.dicom.node import DicomNode
    from edge_app.exams.store.key_vault import KeyVault
    from edge_app.exams.store.store import ExamStore

PIN = "EDGE_APP_PIN"  # environment variable; without it the PIN is asked for
PASSPHRASE = "EDGE_APP_PASSPHRASE"
FIRST_USER = "operator"


@click.group()
@click.option("--board", default="generic", show_default=True, envvar="EDGE_APP_BOARD", help="Board whose factory settings hold.")
@click.option(
    "--override",
    type=click.Path(path_type=Path),
    envvar="EDGE_APP_OVERRIDE",
    help=f"Settings file over the factory's.  [default: {config.OVERRIDE}, where there is one]",
)
@click.option("--folder", type=click.Path(path_type=Path), help="Folder of the exams.  [default: as configured]")
@click.option("--user", default=FIRST_USER, show_default=True, help="Who unlocks.")
@click.pass_context
def exams(ctx: click.Context, board: str, override: Path | None, folder: Path | None, user: str) -> None:
    """Exams that are kept: list, show, verify, back up, restore. The PIN is asked for, or read from EDGE_APP_PIN."""
    forbid_dumps()
    settings = config.load(board, override, {"exams.folder": None if folder is None else str(folder)}).settings.exams
    ctx.obj = Access(settings, user)


class Access:
    """How a command gets at the store."""

    def __init__(self, settings: config.Exams, user: str) -> None:
        self.folder = settings.path
        self.user = user
        self._settings = settings

    @property
    def vault(self) -> KeyVault:
        from edge_app.exams.store.key_vault import KeyVault

        return KeyVault(self.folder, self._settings.device_key_path)

    @property
    def server(self) -> DicomNode:
        """The DICOM server of the settings. Raises ConfigError."""
        from edge_app.exams.export.dicom.node import configured

        found = configured(self._settings.server)
        if found is None:
            raise ConfigError(f'none is configured; write server = "TITLE@HOST:PORT" under [exams] in {config.OVERRIDE}')
        return found

    def unlock(self) -> ExamStore:
        """Ask for the PIN and open the store. Raises StoreError."""
        from edge_app.exams.store.store import ExamStore

        vault = self.vault
        if not vault.exists:
            raise StoreError(f"no exams are kept in {self.folder} yet; the kiosk makes the store when its first PIN is set")
        pin, refused = secret(PIN, "PIN"), vault.refused
        store = ExamStore(self.folder, vault.unlock(self.user, pin), self.user, self._settings.quota)
        store.log_failed_pins(refused)
        return store


def secret(variable: str, prompt: str, twice: bool = False) -> str:
    """A secret of the environment, or asked for without showing it."""
    given = os.environ.get(variable)
    if given is None:
        given = click.prompt(prompt, hide_input=True, confirmation_prompt=twice, err=True)
    if re.search(r"[\ud800-\udfff]", given):  # how Python holds bytes that are no text
        raise ConfigError(f"the {prompt} is not UTF-8 text; set the terminal, or {variable}, to UTF-8")
    return given


@exams.command(name="list")
@click.pass_obj
def list_exams(access: Access) -> None:
    """List the exams, the newest first."""
    with access.unlock() as store:
        lines = store.exams()
        click.echo(f"{'exam':32}  {'started':24}  {'state':10}  {'images':>8}  {'abnormal':>8}  {'verdict':12}  patient")
        for one in lines:
            state, verdict = "finished" if one.finished else "unfinished", one.verdict.value if one.verdict else "-"
            row = f"{one.id:32}  {one.started[:23]:24}  {state:10}  {one.images:8}  {one.abnormal:8}  {verdict:12}"
            click.echo(f"{row}  {one_line(one.identifier or 'anonymous')}")
        room = store.space()
    click.echo(f"{len(lines)} exams, {room.used / 1e6:.1f} MB; room for about {room.images_left} more images")
    if room.warning:
        click.echo(room.warning, err=True)


@exams.command()
@click.argument("exam")
@click.option("--images", type=click.Path(path_type=Path), help="Folder to write the stored images into, unaltered, as PNG.")
@click.pass_obj
def show(access: Access, exam: str, images: Path | None) -> None:
    """Show an exam as JSON. That it was looked at is kept in the audit trail."""
    from PIL import Image

    from edge_app.exams.store.audit_chain import Action
    from edge_app.exams.summary import as_document
    from edge_app.headless.batch import make_folder
    from edge_app.headless.contact_sheet import save_png

    with access.unlock() as store:
        found = store.view(exam)
        click.echo(json.dumps(as_document(found), indent=1, ensure_ascii=False))
        if images is not None:
            make_folder(images)
            store.log(Action.EXPORT, exam, f"{len(found.images)} images as PNG")
            for image in found.images:
                save_png(Image.fromarray(image.finding.frame.pixels), images / f"{exam}-{image.number:02}.png")


@exams.command()
@click.option("--replay/--no-replay", default=True, show_default=True, help="Analyse every image again.")
@click.option("--seal", "noted", help="A seal that verify printed before: an older store in the place of this one lacks it.")
@bundle_options
@click.pass_obj
def verify(
    access: Access, replay: bool, noted: str | None, bundle: Path | None, keys: Path | None, board: str, override: Path | None,
    runtime: str | None, precision: str | None, threads: int | None,
) -> None:  # fmt: skip
    """Check that nothing was altered, and that each exam, analysed again, gives the same findings bit for bit.

    Each image is analysed by the runtime that it names, where that is installed; with --runtime, --precision or --threads by
    that alone.
    """
    from edge_app.bundle.loader import DEFAULT_BUNDLE, load_bundle
    from edge_app.bundle.trusted_keys import trusted_keys
    from edge_app.engine.loading import engine_fingerprint, engine_from_fingerprint, load_model
    from edge_app.exams.reanalysis import Analyse, Outcome
    from edge_app.exams.reanalysis import reanalyse as analyse_again
    from edge_app.pipeline import analyse

    with access.unlock() as store:
        faults, trail = store.faults(), store.trail()
        if noted is not None and noted.strip().lower() not in {sealed.seal.hex() for sealed in trail}:
            faults.append("no entry of the audit trail has the noted seal: an older store, or another one, is in its place")
        click.echo(f"audit trail: {len(trail)} entries, the last seal {trail[-1].seal.hex()}")
        for fault in faults:
            click.echo(f"FAIL  {fault}")
        if faults:
            raise StoreError(f"{len(faults)} faults in the store; restore a backup, and find out who did it")
        click.echo("ok    pages, audit trail, patients, images, verdicts")
        if not replay:
            return
        asked = {"engine.runtime": runtime, "engine.precision": precision, "engine.threads": threads}
        settings = config.load(board, override, asked).settings.engine
        model = load_bundle(bundle or DEFAULT_BUNDLE, trusted_keys(keys))
        engine_told: Callable[[str], Engine | None] = cache(partial(engine_from_fingerprint, model))
        if any(value is not None for value in asked.values()):
            _, alone = load_model(bundle, keys, settings)
            engine_told = {engine_fingerprint(alone, settings): alone}.get

        def judge_of(told: str) -> Analyse | None:
            engine = engine_told(told)
            return partial(analyse, bundle=model, engine=engine) if engine else None

        tally = dict.fromkeys(Outcome, 0)
        for one in store.exams():
            for replayed in analyse_again(store.read(one.id), model.id, judge_of):
                tally[replayed.outcome] += 1
                if replayed.outcome is not Outcome.SAME:
                    click.echo(f"{one.id}  image {replayed.image.number}: {replayed.outcome.value}: {replayed.why}")
    click.echo("replay: " + ", ".join(f"{count} {outcome.value}" for outcome, count in tally.items()))
    if tally[Outcome.DIFFERENT]:
        raise StoreError(f"{tally[Outcome.DIFFERENT]} findings differ when analysed again; run edge-app doctor")


@exams.command()
@click.argument("exam", nargs=-1, required=True)
@click.option("--to", "folder", type=click.Path(file_okay=False, path_type=Path), help="Folder, such as that of a USB stick.")
@click.option("--server", help='DICOM server, TITLE@HOST:PORT, or "configured".')
@click.option("--identified", is_flag=True, help="With the patient's own identifier and burned-in text.  [default: pseudonyms]")
@click.option("--language", default="en", show_default=True, help="Of the report.")
@which_bundle
@click.pass_obj
def export(
    access: Access, exam: tuple[str, ...], folder: Path | None, server: str | None, identified: bool, language: str,
    bundle: Path | None, keys: Path | None,
) -> None:  # fmt: skip
    """Write finished exams (ids, or "all") as DICOM, PDF, JSON and CSV into a folder, or send the DICOM to a server."""
    from edge_app.bundle.loader import DEFAULT_BUNDLE, load_bundle
    from edge_app.bundle.trusted_keys import trusted_keys
    from edge_app.exams.export.dicom.node import DicomNode
    from edge_app.exams.export.export import ExportOptions, to_folder, to_server

    if (folder is None) == (server is None):
        raise ConfigError("say where to: --to FOLDER or --server TITLE@HOST:PORT")
    address = access.server if server == "configured" else DicomNode.parse(server) if server is not None else None
    notice = load_bundle(bundle or DEFAULT_BUNDLE, trusted_keys(keys)).manifest.intended_use
    wish = ExportOptions(notice, not identified, language)
    with access.unlock() as store:
        wanted = [one.id for one in store.exams() if one.finished] if exam == ("all",) else list(exam)
        with tqdm(wanted, desc="exporting", unit="exam", disable=None, leave=False) as bar:
            for one in bar:
                if address is not None:
                    to_server(store, one, address, wish)
                elif folder is not None:
                    to_folder(store, one, folder, wish)
    kind = "with the patients' identity" if identified else "under pseudonyms"
    click.echo(f"{len(wanted)} exams exported to {folder or address}, {kind}")


@exams.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.pass_obj
def backup(access: Access, file: Path) -> None:
    """Write everything into FILE, encrypted with a passphrase (asked for, or EDGE_APP_PASSPHRASE)."""
    with access.unlock() as store:
        store.back_up(file, secret(PASSPHRASE, "Passphrase of the backup", twice=True))
        count = len(store.exams())
    click.echo(f"{file}: {count} exams, {file.stat().st_size / 1e6:.1f} MB, encrypted")


@exams.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.pass_obj
def restore(access: Access, file: Path) -> None:
    """Restore the backup FILE into an empty folder, and set a PIN for it."""
    from edge_app.exams.store.audit_chain import Action
    from edge_app.exams.store.backup import restore as read_back
    from edge_app.exams.store.database import STORE
    from edge_app.exams.store.key_vault import check_new
    from edge_app.exams.store.store import ExamStore

    if access.vault.exists:
        raise StoreError(f"{access.folder} holds exams already; restore into an empty folder with --folder")
    passphrase, pin = secret(PASSPHRASE, "Passphrase of the backup"), secret(PIN, f"New PIN of {access.user}", twice=True)
    check_new(access.user, pin)  # before anything is written
    key = read_back(file, passphrase, access.folder / STORE)
    try:
        access.vault.create(access.user, pin, key=key)
    except StoreError:
        (access.folder / STORE).unlink()  # without a key it is worth nothing, and would bar the next restore
        raise
    with ExamStore(access.folder, key, access.user) as store:
        faults = store.faults()
        store.log(Action.RESTORE)
        count = len(store.exams())
    if faults:
        raise StoreError(f"restored, but {faults[0]}")
    click.echo(f"{access.folder}: {count} exams restored; nothing in them was altered")


@exams.command()
@click.argument("exam")
@click.confirmation_option(prompt="Delete this exam and its images for good?")
@click.pass_obj
def delete(access: Access, exam: str) -> None:
    """Delete an exam; the audit trail keeps that it was there."""
    with access.unlock() as store:
        store.delete(exam)
    click.echo(f"exam {exam} is deleted")


@exams.command()
@click.argument("name")
@click.pass_obj
def pin(access: Access, name: str) -> None:
    """Set the PIN of user NAME, known or new (asked for, or EDGE_APP_NEW_PIN)."""
    from edge_app.exams.store.audit_chain import Action
    from edge_app.exams.store.key_vault import check_new

    with access.unlock() as store:
        new = secret("EDGE_APP_NEW_PIN", f"New PIN of {name}", twice=True)
        check_new(name, new)
        store.log(Action.CHANGE, "", f"PIN of {name}")  # before: whoever gets one is in the trail, whatever comes between
        access.vault.set_pin(name, new, store.key)
    click.echo(f"the PIN of {name} is set")


@exams.command()
@click.pass_obj
def trail(access: Access) -> None:
    """Print the audit trail: who did what, when."""
    with access.unlock() as store:
        for sealed in store.trail():
            entry = sealed.entry
            click.echo(f"{entry.number:6}  {entry.at[:23]}  {entry.who:16}  {entry.action:8}  {entry.exam:32}  {entry.detail}")
