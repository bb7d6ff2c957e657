"""`python -m quantize`: data, training, evaluation, export and INT8, on a workstation."""

from __future__ import annotations

import importlib
import sys

import click

from edge_app.errors import ConfigError, EdgeError

COMMANDS = {  # command -> the module that defines it under that name
    "phantoms": "quantize.dataset.simulate",
    "train": "quantize.cli.train",
    "evaluate": "quantize.cli.evaluate",
    "export": "quantize.graphs.onnx_export",
    "int8": "quantize.cli.int8",
    "litert": "quantize.cli.litert",
    "include": "quantize.cli.include",
    "keygen": "quantize.cli.sign",
    "sign": "quantize.cli.sign",
    "compare": "quantize.cli.compare",
    "sensitivity": "quantize.cli.sensitivity",
    "check": "quantize.cli.check",
    "report": "quantize.reporting.html",
    "remainder": "quantize.cli.remainder",
    "restore": "quantize.cli.restore",
}
INTERRUPTED = 130  # exit code of a program stopped by Ctrl-C


class LazyGroup(click.Group):
    """A group that imports a command's module when the command is called: torch takes seconds."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        try:
            command = getattr(importlib.import_module(COMMANDS[cmd_name]), cmd_name)
        except ModuleNotFoundError as exc:
            message = (
                f"the Python package {exc.name!r}, which `{cmd_name}` needs, is missing; pip install '.[quantize]' brings it"
            )
            raise ConfigError(message) from exc
        assert isinstance(command, click.Command)
        return command


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
def quantize() -> None:
    """Train NMD-AssistNet, measure it, and bring it to the appliance."""


def main(arguments: list[str] | None = None) -> int:
    """Run a command and return the exit code. An EdgeError is one sentence on standard error."""
    try:
        result = quantize.main(arguments, prog_name="python -m quantize", standalone_mode=False)
    except EdgeError as exc:
        click.echo(f"Error: {exc}", err=True)
        return exc.exit_code
    except click.ClickException as exc:
        exc.show()
        return exc.exit_code
    except (KeyboardInterrupt, click.Abort):
        click.echo("Stopped.", err=True)
        return INTERRUPTED
    return result if isinstance(result, int) else 0


if __name__ == "__main__":
    sys.exit(main())
