"""`edge-app exams people`, `pin` and `recover`: who may unlock the exams, from a terminal."""

from __future__ import annotations

import click

from edge_app.cli.group import Command, Group
from edge_app.cli.output import one_line
from edge_app.cli.store_access import NEW_PIN, RECOVERY_KEY, Access, secret, supervisor_only

ROLES = ("operator", "supervisor")


@click.group(
    "people",
    cls=Group,
    examples=(
        "edge-app exams people list",
        "edge-app exams people add weekend --role operator",
        "edge-app exams people withdraw night-shift --yes",
        "edge-app exams people recovery-key",
    ),
)
def people() -> None:
    """List, add and withdraw those who may unlock the exams.

    A supervisor's PIN is asked for, or read from the environment variable EDGE_APP_PIN.
    """


@people.command("list", examples=("edge-app exams people list",))
@click.pass_obj
def list_people(access: Access) -> None:
    """List the users and their roles, as the vault names them; needs no PIN."""
    vault = access.existing_vault
    for person in vault.people:
        click.echo(f"{person.role.value:10}  {one_line(person.name)}")
    click.echo("there is a recovery key" if vault.has_recovery_key else "there is no recovery key")


@people.command("add", examples=("edge-app exams people add weekend --role operator",))
@click.argument("name")
@click.option("--role", type=click.Choice(ROLES), default=ROLES[0], show_default=True, help="What NAME may do.")
@click.pass_obj
def add(access: Access, name: str, role: str) -> None:
    """Add the user NAME, whose PIN is asked for, or read from EDGE_APP_NEW_PIN."""
    _add(access, name, role)


@people.command("withdraw", examples=("edge-app exams people withdraw night-shift --yes",))
@click.argument("name")
@click.confirmation_option(prompt="Withdraw this user?")
@click.pass_obj
def withdraw(access: Access, name: str) -> None:
    """Take the PIN of the user NAME away; exams and audit trail keep the name."""
    from edge_app.exams.store.audit_chain import Action

    with access.unlock_as_supervisor() as store:
        access.vault.withdraw(name)
        store.log(Action.PEOPLE, detail=f"{name} withdrawn")
    click.echo(f"{one_line(name)} is withdrawn")


@people.command("recovery-key", examples=("edge-app exams people recovery-key",))
@click.pass_obj
def recovery_key(access: Access) -> None:
    """Make a new recovery key and print it, once, to be written down: it sets a new PIN when all are forgotten.

    An earlier one stops working. Keep it locked away from the device: it opens everything.
    """
    from edge_app.exams.store.audit_chain import Action
    from edge_app.exams.store.recovery_key import new_recovery_key

    made = new_recovery_key()
    with access.unlock_as_supervisor() as store:
        store.log(Action.PEOPLE, detail="new recovery key")
        access.vault.set_recovery_key(made, store.key)
    click.echo(made)


@click.command("pin", cls=Command, examples=("edge-app exams pin night-shift", "edge-app exams pin weekend --role supervisor"))
@click.argument("name")
@click.option("--role", type=click.Choice(ROLES), help="What NAME may do.  [default: as before; an operator who is new]")
@click.pass_obj
def pin(access: Access, name: str, role: str | None) -> None:
    """Set the PIN of the user NAME, known or new (asked for, or EDGE_APP_NEW_PIN): one's own, or a supervisor that of others."""
    from edge_app.exams.store.audit_chain import Action
    from edge_app.exams.store.key_vault import check_new
    from edge_app.exams.store.vault_document import Role

    if name not in access.existing_vault.users:
        _add(access, name, role or ROLES[0])
        return
    store, own = access.sign_in()
    with store:
        if own is not Role.SUPERVISOR and (name != access.user or role is not None):
            raise supervisor_only(access.user)
        # One's own role as it was bound to the PIN: the file may have been edited.
        becomes = Role(role) if role else own if name == access.user else None
        new = secret(NEW_PIN, f"New PIN of {name}", twice=True)
        check_new(name, new)
        # Before: whoever gets one is in the trail, whatever comes between.
        store.log(Action.PEOPLE, detail=f"new PIN of {name}" + (f", {role}" if role else ""))
        access.vault.set_pin(name, new, store.key, becomes)
    click.echo(f"the PIN of {one_line(name)} is set")


def _add(access: Access, name: str, role: str) -> None:
    from edge_app.exams.store.audit_chain import Action
    from edge_app.exams.store.key_vault import check_new
    from edge_app.exams.store.vault_document import Role

    with access.unlock_as_supervisor() as store:
        new = secret(NEW_PIN, f"New PIN of {name}", twice=True)
        check_new(name, new)
        access.vault.refuse_taken(name)
        store.log(Action.PEOPLE, detail=f"{name} added as {role}")
        access.vault.add(name, new, Role(role), store.key)
    click.echo(f"the PIN of {one_line(name)} is set")


@click.command("recover", cls=Command, examples=("edge-app exams recover",))
@click.pass_obj
def recover(access: Access) -> None:
    """Set a new PIN by the recovery key, which is asked for, or read from EDGE_APP_RECOVERY_KEY, when all PINs are forgotten.

    The PIN is that of the supervisor whom --user names, or of the first one.
    """
    from edge_app.exams.store.audit_chain import Action
    from edge_app.exams.store.key_vault import check_new
    from edge_app.exams.store.vault_document import Role

    vault = access.existing_vault
    supervisors = [person.name for person in vault.people if person.role is Role.SUPERVISOR]
    name = access.named or next(iter(supervisors), access.user)
    if name not in supervisors:
        raise supervisor_only(name)
    typed, refused = secret(RECOVERY_KEY, "Recovery key"), vault.refused
    key = vault.recover(typed)
    new = secret(NEW_PIN, f"New PIN of {name}", twice=True)
    check_new(name, new)
    with access.open(key, name, refused) as store:
        store.log(Action.PEOPLE, detail=f"new PIN of {name}, by the recovery key")
        vault.set_pin(name, new, key, Role.SUPERVISOR)
    click.echo(f"the PIN of {one_line(name)} is set")
