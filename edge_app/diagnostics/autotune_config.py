"""Stores the choice of `edge-app tune` where `edge-app run` reads it, with the table of measurements beside it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import tomlkit
import tomlkit.exceptions
from tomlkit.items import Table

from edge_app.diagnostics.autotune import Speed
from edge_app.errors import ConfigError
from edge_app.system.atomic_write import atomic_write


def table_file(override: Path) -> Path:
    """The file with the measurements behind the choice in an override file."""
    return override.with_name(f"{override.stem}.tune.txt")


def read_table(override: Path) -> str:
    """The table that was written last; empty if there is none that can be read."""
    try:
        return table_file(override).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return ""


def write_choice(override: Path, chosen: Speed, table: str) -> None:
    """Write the choice into an override file and keep its other settings. Raises ConfigError if that is not possible."""
    choice = chosen.trial.choice
    try:
        document = tomlkit.parse(override.read_text(encoding="utf-8")) if override.exists() else tomlkit.document()
        section = document.setdefault("engine", tomlkit.table())
        if not isinstance(section, Table):
            raise ConfigError(f"{override}: 'engine' must be a section, written [engine]")
        section["runtime"], section["precision"], section["threads"] = choice.runtime, choice.precision, choice.threads
        section["runtime"].comment(f"edge-app tune, {date.today().isoformat()}: {chosen.p50_ms:.2f} ms")
        atomic_write(table_file(override), table.encode())
        atomic_write(override, tomlkit.dumps(document).encode())
    except OSError as exc:
        raise ConfigError(f"{override} cannot be written ({exc.strerror}); run it with sudo, or name another --override") from exc
    except (tomlkit.exceptions.TOMLKitError, UnicodeDecodeError) as exc:
        raise ConfigError(f"{override} is not valid TOML; correct or remove it") from exc
