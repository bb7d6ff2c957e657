"""Commands as both programs have them: loaded when called, help by role, examples, and one place for errors."""

from __future__ import annotations

import difflib
import importlib
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import click

from edge_app.cli.interrupt import INTERRUPTED, comes_of_interrupt, raise_again
from edge_app.cli.output import discard, is_output_fault, open_missing_streams, print_error
from edge_app.errors import ConfigError, EdgeError
from edge_app.system.little_memory import is_little_memory
from edge_app.system.redaction import forbid_dumps


@dataclass(frozen=True)
class Section:
    """The commands of one role, under one heading of the help."""

    title: str
    commands: Mapping[str, str]  # name -> what it does, in one line


class Command(click.Command):
    """A command whose help ends in examples, and that knows how its options were called.

    examples: command lines as they are typed, each with a comment after "#" where it needs one.
    former: an option of earlier versions -> the command line that replaces it.
    """

    def __init__(self, *args: Any, examples: Sequence[str] = (), former: Mapping[str, str] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.examples, self.former = tuple(examples), dict(former or {})

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Raises ConfigError for an option of earlier versions, naming what replaces it."""
        for word in args:
            if word == "--":
                break
            if now := self.former.get(word.partition("=")[0]):
                raise ConfigError(f"`{ctx.info_name} {word}` has been replaced: use `{now}`")
        return super().parse_args(ctx, args)

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        _write_examples(self.examples, formatter)
        super().format_epilog(ctx, formatter)


class Group(click.Group):
    """A group of commands in one file, with examples in its help."""

    command_class = Command

    def __init__(self, *args: Any, examples: Sequence[str] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.examples = tuple(examples)

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        _write_examples(self.examples, formatter)
        super().format_epilog(ctx, formatter)


class LazyGroup(Group):
    """A program. Each command is `command` in the module of its name ("-" is "_" there), imported when the command is called.

    package: where the modules are. sections: every command, by role.
    former: a command of earlier versions -> its name now.
    install: what to type where a Python package is missing; None where every package is always there.
    """

    def __init__(
        self,
        *args: Any,
        package: str,
        sections: Sequence[Section],
        former: Mapping[str, str] | None = None,
        install: str | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.package, self.sections, self.former, self.install = package, tuple(sections), dict(former or {}), install

    def list_commands(self, ctx: click.Context) -> list[str]:
        return [name for section in self.sections for name in section.commands]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Raises ConfigError for a command of earlier versions, or when a Python package that it needs is missing."""
        known = self.list_commands(ctx)
        if cmd_name in self.former:
            raise ConfigError(f"`{cmd_name}` has been replaced: use `{self.name} {self.former[cmd_name]}`")
        if cmd_name not in known:
            if near := difflib.get_close_matches(cmd_name, known, n=1):
                raise click.UsageError(f"No such command {cmd_name!r}. Did you mean {near[0]!r}?", ctx)
            return None
        try:
            command = importlib.import_module(f"{self.package}.{cmd_name.replace('-', '_')}").command
        except ModuleNotFoundError as exc:
            if self.install is None or (exc.name or "").startswith(f"{self.package}."):
                raise
            sentence = f"the Python package {exc.name!r}, which `{cmd_name}` needs, is missing; {self.install} brings it"
            raise ConfigError(sentence) from exc
        assert isinstance(command, click.Command)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """By role, and without importing a command."""
        for section in self.sections:
            with formatter.section(section.title):
                formatter.write_dl(list(section.commands.items()))

    def resolve_command(self, ctx: click.Context, args: list[str]) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command and import it; from then on Ctrl-C is for the command to put things in order."""
        found = super().resolve_command(ctx, args)
        raise_again()
        return found

    def main(self, args: Sequence[str] | None = None, prog_name: str | None = None, *rest: Any, **extra: Any) -> Any:
        """As a program, which ends with an exit code; see `exit_code` for a program within another."""
        if extra.get("standalone_mode", True) and not rest:
            extra.pop("standalone_mode", None)
            sys.exit(exit_code(self, args, prog_name, **extra))
        return super().main(args, prog_name, *rest, **extra)


def exit_code(program: LazyGroup, args: Sequence[str] | None = None, prog_name: str | None = None, **extra: Any) -> int:
    """Run a program to its end: the one place where an error becomes a sentence on standard error and an exit code.

    args: None takes those of the process. A command that returns a whole number sets the exit code, otherwise it is 0.
    An EdgeError gives its own code, a usage error 2, Ctrl-C 130, an output that cannot be written or too little memory 1. From
    here on the process leaves no core dump: most commands hold images or names of patients at some time.
    """
    open_missing_streams()
    forbid_dumps()
    try:
        code = _run(program, args, prog_name, **extra)
        if sys.stdout is not None:
            sys.stdout.flush()
    except OSError as exc:
        if not is_output_fault(exc):
            raise
        discard(sys.stdout)
        if not isinstance(exc, BrokenPipeError):  # a reader that left has seen enough
            print_error(f"the output cannot be written ({exc.strerror})")
        return EdgeError.exit_code
    return code


def _run(program: LazyGroup, args: Sequence[str] | None, prog_name: str | None, **extra: Any) -> int:
    try:
        result = program.main(args, prog_name, standalone_mode=False, **extra)
    except (Exception, KeyboardInterrupt) as exc:
        # A question that is answered with "no" ends in an Abort too; one that is interrupted knows of it as its context.
        if comes_of_interrupt(exc):
            click.echo("Stopped.", err=True)
            return INTERRUPTED
        if isinstance(exc, EdgeError):
            print_error(str(exc))
            return exc.exit_code
        if isinstance(exc, click.ClickException):
            exc.show()
            return exc.exit_code
        if isinstance(exc, click.Abort):
            click.echo("Aborted!", err=True)
            return EdgeError.exit_code
        if is_little_memory(exc):
            print_error("there is too little memory for this command; close other programs, or use a machine with more")
            return EdgeError.exit_code
        raise
    return result if isinstance(result, int) else 0


def _write_examples(examples: Sequence[str], formatter: click.HelpFormatter) -> None:
    if examples:
        with formatter.section("Examples"):
            for line in examples:
                formatter.write(f"{'':{formatter.current_indent}}{line}\n")
