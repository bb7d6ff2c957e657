"""Commands of a program, for the tests that hold for all of them."""

from __future__ import annotations

import os
from collections.abc import Iterator

import click

from edge_app.cli.group import Command, Group, LazyGroup


def every_command(program: LazyGroup) -> Iterator[tuple[str, Command | Group]]:
    """The program, its commands and theirs, each with the words that call it."""
    assert program.name
    yield program.name, program
    context = click.Context(program)
    for name in program.list_commands(context):
        command = program.get_command(context, name)
        assert command is not None
        yield from _with_its_own(f"{program.name} {name}", command)


def _with_its_own(words: str, command: click.Command) -> Iterator[tuple[str, Command | Group]]:
    assert isinstance(command, (Command, Group)), f"{words} has no examples"
    yield words, command
    if isinstance(command, Group):
        for under, inner in command.commands.items():
            yield from _with_its_own(f"{words} {under}", inner)


def buffered() -> dict[str, str]:
    """The environment without PYTHONUNBUFFERED, under which no output would wait for the last flush."""
    return {name: value for name, value in os.environ.items() if name != "PYTHONUNBUFFERED"}
