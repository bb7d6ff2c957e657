"""`edge-app exams`: the exams that are kept, from a terminal."""

from __future__ import annotations

import json
from pathlib import Path

import click
from tqdm import tqdm

from edge_app.cli import exam_people, exam_wiring, wiring
from edge_app.cli.group import Group
from edge_app.cli.options import (
    ConfigOptions,
    EngineOptions,
    ModelOptions,
    config_options,
    engine_options,
    model_options,
)
from edge_app.cli.output import one_line, print_note
from edge_app.cli.store_access import PASSPHRASE, PIN, Access, access_to, exam_id, secret, store_options
from edge_app.errors import ConfigError, ExportError, StoreError
from edge_app.exams.protocols.library import FaultyFile
from edge_app.exams.protocols.protocol import Protocol

ERASE = "ERASE"  # the word that confirms a decommission


@click.group(
    "exams",
    cls=Group,
    examples=(
        "edge-app exams list",
        "edge-app exams verify",
        "edge-app exams export all --to usb-stick",
        "edge-app exams backup exams-2026-11.backup",
    ),
)
@store_options
@config_options
@click.pass_context
def command(ctx: click.Context, folder: Path | None, user: str | None, config: ConfigOptions) -> None:
    """List, verify, export, back up, restore and destroy the exams that are kept.

    The PIN is asked for, or read from the environment variable EDGE_APP_PIN.
    """
    ctx.obj = access_to(config, folder, user)


@command.command("list", examples=("edge-app exams list",))
@click.pass_obj
def list_exams(access: Access) -> None:
    """List the exams, the newest first."""
    with access.unlock() as store:
        lines = store.exams()
        click.echo(
            f"{'exam':32}  {'started':24}  {'state':10}  {'images':>8}  {'clips':>5}  {'abnormal':>8}  {'assessment':12}  patient"
        )
        for one in lines:
            state, verdict = "finished" if one.finished else "unfinished", one.verdict.value if one.verdict else "-"
            abnormal = "-" if one.abnormal is None else str(one.abnormal)  # without a label there is nothing to count
            row = f"{one.id:32}  {one.started[:23]:24}  {state:10}  {one.images:8}  {one.clips:5}  {abnormal:>8}  {verdict:12}"
            click.echo(f"{row}  {one_line(one.identifier or 'anonymous')}")
        room = store.space()
    of_clips = f" ({room.clip_bytes / 1e6:.1f} MB of {room.clips} clips)" if room.clips else ""
    click.echo(f"{len(lines)} exams, {room.used / 1e6:.1f} MB{of_clips}; room for about {room.images_left} more images")
    if room.warning:
        click.echo(room.warning, err=True)


@command.command("worklist", examples=("edge-app exams worklist",))
@click.option("--format", "form", type=click.Choice(["table", "json"]), default="table", show_default=True, help="As what.")
@click.pass_obj
def worklist(access: Access, form: str) -> None:
    """Ask the configured worklist who is to be examined, as the screen does: yesterday, today and tomorrow.

    Needs no PIN: nothing of the exams that are kept is read. It prints patients' names.
    """
    from edge_app.exams.worklist.find_scu import find_scheduled
    from edge_app.exams.worklist.listing import as_json, as_table, left_out

    node = exam_wiring.worklist_node(access.settings)
    found = find_scheduled(node, access.settings.station)
    for line in as_json(found) if form == "json" else as_table(found, str(node)):
        click.echo(line if form == "json" else one_line(line))
    for sentence in left_out(found):
        click.echo(f"Note: {sentence}", err=True)


@command.command(
    "protocols",
    examples=(
        "edge-app exams protocols",
        "edge-app exams protocols thigh.toml    # checks a file before it is put into the folder",
    ),
)
@click.argument("files", nargs=-1, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.pass_obj
def protocols(access: Access, files: tuple[Path, ...]) -> None:
    """List the protocols to choose from, or check the FILES of new ones; no PIN is asked for.

    A faulty file of the clinic is left out of the choice, and named here.
    """
    from edge_app.exams.protocols.library import read_file

    library = exam_wiring.protocol_library(access.settings)
    listed = [read_file(file) for file in files] if files else [*library.protocols, *library.faulty]
    faulty = [one.fault for one in listed if isinstance(one, FaultyFile)]
    click.echo(f"{'protocol':31}  {'sites':>5}  {'images':>6}  title")
    for one in listed:
        if isinstance(one, Protocol):
            click.echo(f"{one.name:31}  {len(one.planned):5}  {one.images:6}  {one.title.en}")
    if not files:
        click.echo(f"The clinic's own are read from {access.settings.protocols_path}")
    for fault in faulty:
        click.echo(f"FAIL  {one_line(fault)}")
    if faulty:
        raise ConfigError(f"{len(faulty)} of these files cannot be used; correct what is named above")


@command.command("show", examples=("edge-app exams show 9f86d081884c7d659a2feaa0c55ad015 --images images",))
@click.argument("exam")
@click.option("--images", type=click.Path(path_type=Path), help="Folder to write the stored images into, unaltered, as PNG.")
@click.pass_obj
def show(access: Access, exam: str, images: Path | None) -> None:
    """Show an exam as JSON; the beginning of its id is enough. The audit trail records that it was viewed."""
    from PIL import Image

    from edge_app.exams.store.audit_chain import Action
    from edge_app.exams.summary import as_document
    from edge_app.headless.contact_sheet import save_png
    from edge_app.system.atomic_write import make_folder

    with access.unlock() as store:
        found = store.view(exam_id(store, exam))
        click.echo(json.dumps(as_document(found), indent=1, ensure_ascii=False))
        if images is not None:
            make_folder(images)
            store.log(Action.EXPORT, found.id, f"{len(found.images)} images as PNG")
            for image in found.images:
                save_png(Image.fromarray(image.finding.frame.pixels), images / f"{found.id}-{image.number:02}.png")


@command.command(
    "verify",
    examples=(
        "edge-app exams verify",
        "edge-app exams verify --no-replay    # only that nothing was altered",
    ),
    former={"--board": "edge-app exams --board BOARD verify", "--override": "edge-app exams --override FILE verify"},
)
@click.option("--replay/--no-replay", default=True, show_default=True, help="Analyse every image again.")
@click.option("--seal", "noted", help="Seal that an earlier verify printed: an older store put in place of this one lacks it.")
@model_options
@engine_options
@click.pass_obj
def verify(access: Access, replay: bool, noted: str | None, model: ModelOptions, engine: EngineOptions) -> None:
    """Check that nothing was altered, and that each exam, analysed again, gives the same findings bit for bit.

    Each image is analysed by the runtime that it names, if that is installed; with --runtime, --precision, --threads or
    --heatmap only by that one.
    """
    from edge_app.exams.reanalysis import Outcome, reanalyse
    from edge_app.exams.store.remedies import restore_instead

    with access.unlock() as store:
        faults, trail = store.faults(), store.trail()
        if noted is not None and noted.strip().lower() not in {sealed.seal.hex() for sealed in trail}:
            faults.append("no entry of the audit trail has the noted seal: an older store, or another one, is in its place")
        click.echo(f"audit trail: {len(trail)} entries, the last seal {trail[-1].seal.hex()}")
        for fault in faults:
            click.echo(f"FAIL  {fault}")
        if faults:
            remedy = f"find out who did it, then {restore_instead(access.folder)}"
            raise StoreError(f"{len(faults)} faults in the store; {remedy}")
        click.echo("ok    pages, audit trail, patients, images, verdicts")
        if not replay:
            return
        settings = wiring.configuration(access.config, engine).settings.engine
        bundle, analyse_with = exam_wiring.analysers(model, engine, settings)
        tally = dict.fromkeys(Outcome, 0)
        for one in store.exams():
            for replayed in reanalyse(store.read(one.id), bundle, analyse_with):
                tally[replayed.outcome] += 1
                if replayed.outcome is not Outcome.SAME:
                    click.echo(f"{one.id}  image {replayed.image.number}: {replayed.outcome.value}: {replayed.why}")
    click.echo("replay: " + ", ".join(f"{count} {outcome.value}" for outcome, count in tally.items()))
    if tally[Outcome.DIFFERENT]:
        raise StoreError(f"{tally[Outcome.DIFFERENT]} findings differ when analysed again; run edge-app doctor")


@command.command(
    "export",
    examples=(
        "edge-app exams export all --to usb-stick",
        "edge-app exams export 9f86d081884c7d659a2feaa0c55ad015 --server configured    # to the DICOM server of the settings",
        "edge-app exams export 9f86 --server configured --text-checked    # also images that may show text: you looked at them",
    ),
)
@click.argument("exam", nargs=-1, required=True)
@click.option("--to", "folder", type=click.Path(file_okay=False, path_type=Path), help="Folder, such as that of a USB stick.")
@click.option("--server", help='DICOM server, TITLE@HOST:PORT, or "configured".')
@click.option("--identified", is_flag=True, help="Keep the patient's identifier and the text in images.  [default: pseudonyms]")
@click.option("--text-checked", is_flag=True, help="You looked at the images that may show text: the server may have them.")
@click.option("--language", default="en", show_default=True, help="Language of the report.")
@model_options
@click.pass_obj
def export(
    access: Access, exam: tuple[str, ...], folder: Path | None, server: str | None, identified: bool, text_checked: bool,
    language: str, model: ModelOptions,
) -> None:  # fmt: skip
    """Write finished exams as DICOM, PDF, JSON, CSV and a PNG of each clip into a folder, or send the DICOM to a server.

    EXAM: ids, or enough of their beginnings, or "all".

    Under pseudonyms images are black outside the ultrasound and unchanged within. Images that may show text inside it are named
    on standard error: look at them before they leave. A server gets an exam with such images only with --text-checked. An image
    in which no ultrasound is found does not leave; a black one is in its place.
    """
    from edge_app.exams.export.export import to_folder, to_server
    from edge_app.exams.export.text_review import TextReview

    if (folder is None) == (server is None):
        raise ConfigError("say where to: --to FOLDER or --server TITLE@HOST:PORT")
    address = None if server is None else exam_wiring.dicom_node(server, access.settings)
    wish, sources = exam_wiring.export_options(model, not identified, language, text_checked), access.report_sources
    held_back = 0
    with access.unlock() as store:
        wanted = [one.id for one in store.exams() if one.finished] if exam == ("all",) else [exam_id(store, one) for one in exam]
        with tqdm(wanted, desc="exporting", unit="exam", disable=None, leave=False) as bar:
            for one in bar:
                review = TextReview()
                if address is not None:
                    review = to_server(store, one, address, wish, sources)
                elif folder is not None:
                    review = to_folder(store, one, folder, wish, sources)
                held_back += not review.sent
                for sentence in review.sentences(one):
                    print_note(sentence)
    kind = "with the patients' identity" if identified else "under pseudonyms"
    click.echo(f"{len(wanted) - held_back} exams exported to {folder or address}, {kind}")
    if held_back:
        raise ExportError(
            f"{held_back} exams were not sent: look at the images and clips named above, then send with --text-checked"
        )


@command.command("echo", examples=("edge-app exams echo",))
@click.option("--server", default="configured", show_default=True, help="DICOM server, TITLE@HOST:PORT.")
@click.pass_obj
def echo(access: Access, server: str) -> None:
    """Test whether the DICOM server answers (C-ECHO); nothing of an exam is sent, and no PIN is asked for."""
    from edge_app.exams.export.dicom.verification import verify

    node = exam_wiring.dicom_node(server, access.settings)
    verify(node)
    click.echo(f"{node} answers{', encrypted' if node.tls else ''}")


@command.command("backup", examples=("edge-app exams backup exams-2026-11.backup",))
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.pass_obj
def backup(access: Access, file: Path) -> None:
    """Write everything into FILE, encrypted with a passphrase (asked for, or EDGE_APP_PASSPHRASE)."""
    with access.unlock() as store:
        store.back_up(file, secret(PASSPHRASE, "Passphrase of the backup", twice=True))
        count = len(store.exams())
    click.echo(f"{file}: {count} exams, {file.stat().st_size / 1e6:.1f} MB, encrypted")


@command.command("restore", examples=("edge-app exams --folder new-exams restore exams.backup",))
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.pass_obj
def restore(access: Access, file: Path) -> None:
    """Restore the backup FILE into an empty folder, and set a PIN for it."""
    from edge_app.exams.store.audit_chain import Action
    from edge_app.exams.store.backup import restore as read_back
    from edge_app.exams.store.database import STORE
    from edge_app.exams.store.key_vault import check_new
    from edge_app.exams.store.last_entry import LastEntryNotes

    if access.vault.is_set_up:
        raise StoreError(f"{access.folder} holds exams already; move it away, or restore into an empty folder with --folder")
    user = access.user  # now: once the store is there, its vault is missed
    passphrase, pin = secret(PASSPHRASE, "Passphrase of the backup"), secret(PIN, f"New PIN of {user}", twice=True)
    check_new(user, pin)  # before anything is written
    key = read_back(file, passphrase, access.folder / STORE)
    try:
        access.vault.create(user, pin, key=key)
    except StoreError:
        (access.folder / STORE).unlink()  # without a key it is worth nothing, and would bar the next restore
        raise
    LastEntryNotes(access.folder, key, access.settings.device_key_path).forget()
    with exam_wiring.exam_store(access.settings, key, user) as store:
        faults = store.faults()
        store.log(Action.RESTORE)
        count = len(store.exams())
    if faults:
        raise StoreError(f"restored, but {faults[0]}")
    click.echo(f"{access.folder}: {count} exams restored; nothing in them was altered")


@command.command("delete", examples=("edge-app exams delete 9f86d081884c7d659a2feaa0c55ad015 --yes",))
@click.argument("exam")
@click.confirmation_option(prompt="Delete this exam and its images for good?")
@click.pass_obj
def delete(access: Access, exam: str) -> None:
    """Delete an exam, named by its whole id; the audit trail still shows that it existed."""
    with access.unlock() as store:
        store.delete(exam)
    click.echo(f"exam {exam} is deleted")


@command.command(
    "decommission",
    examples=(
        "edge-app exams decommission --confirm ERASE --proof decommissioned.json",
        "edge-app exams --user head decommission --confirm ERASE",
        "edge-app exams decommission --confirm ERASE --recovery-key    # all PINs are forgotten",
    ),
)
@click.option("--confirm", prompt=f"All exams of this device become unreadable for good. Type {ERASE} to go on", help=f"{ERASE}.")
@click.option("--recovery-key", is_flag=True, help="Ask for the recovery key (or EDGE_APP_RECOVERY_KEY) in place of a PIN.")
@click.option("--proof", type=click.Path(dir_okay=False, path_type=Path), help="File to write what was done and checked into.")
@click.pass_obj
def decommission(access: Access, confirm: str, recovery_key: bool, proof: Path | None) -> None:
    """Destroy the keys of the exams, then the exams, and check that nothing can be read. Back up first; stop the kiosk.

    A supervisor's PIN is asked for, or the recovery key. Where a key file is gone or damaged, as after an interrupted run, nobody
    is asked: there is nothing left that a PIN could open.
    """
    from edge_app.exams.decommission import decommission as destroy
    from edge_app.exams.single_instance import single_instance_lock
    from edge_app.system.atomic_write import write_output

    if confirm != ERASE:
        raise ConfigError(f"nothing was destroyed: type {ERASE} to confirm")
    with single_instance_lock(access.folder):
        if access.vault.can_be_opened:
            access.authorise(recovery_key)
        found = destroy(access.folder, access.settings.device_key_path)
    if proof is not None:
        write_output(proof, found.as_json().encode())
    click.echo("\n".join(found.lines()))
    click.echo(found.limits)
    if not found.holds:
        raise StoreError("not everything is proven to be unreadable; have the medium destroyed")


@command.command("trail", examples=("edge-app exams trail",))
@click.pass_obj
def trail(access: Access) -> None:
    """Print the audit trail: who did what, when."""
    with access.unlock() as store:
        for sealed in store.trail():
            entry = sealed.entry
            click.echo(f"{entry.number:6}  {entry.at[:23]}  {entry.who:16}  {entry.action:8}  {entry.exam:32}  {entry.detail}")


for part in (exam_people.people, exam_people.pin, exam_people.recover):
    command.add_command(part)
