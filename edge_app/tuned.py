"""The choice that `edge-app tune` made, where `edge-app run` reads it, and the table beside it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import tomlkit
import tomlkit.exceptions
from tomlkit.items import Table

from edge_app.errors import ConfigError
from edge_app.tune import Speed


def table_file(override: Path) -> Path:
    """Where the table of an override's choice lies."""
    return override.with_name(f"{override.stem}.tune.txt")


def read_table(override: Path) -> str:
    """The table that was written last; empty when there is none that can be read."""
    try:
        return table_file(override).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return ""


def write_choice(override: Path, chosen: Speed, table: str) -> None:
    """Put the choice into an override file; whatever else it says stays. Raises ConfigError when that is not possible."""
    choice = chosen.trial.choice
    try:
        document = tomlkit.parse(override.read_text(encoding="utf-8")) if override.exists() else tomlkit.document()
        section = document.setdefault("engine", tomlkit.table())
        if not isinstance(section, Table):
            raise ConfigError(f"{override}: 'engine' must be a section, written [engine]")
        section["runtime"], section["precision"], section["threads"] = choice.runtime, choice.precision, choice.threads
        section["runtime"].comment(f"edge-app tune, {date.today().isoformat()}: {chosen.p50_ms:.2f} ms")
        override.parent.mkdir(parents=True, exist_ok=True)
        _replace(table_file(override), table)
        _replace(override, tomlkit.dumps(document))
    except OSError as exc:
        raise ConfigError(f"{override} cannot be written ({exc.strerror}); run it with sudo, or name another --override") from exc
    except (tomlkit.exceptions.TOMLKitError, UnicodeDecodeError) as exc:
        raise ConfigError(f"{override} is not valid TOML; correct or remove it") from exc


def _replace(file: Path, text: str) -> None:
    """All of it or nothing, whenever the power goes."""
    part = file.with_name(f".{file.name}.part")
    part.write_text(text, encoding="utf-8")
    part.replace(file)
