"""What a data set declares of itself in dataset.toml: above all whether its images are simulated, which nothing else may say.

It stands beside the manifest and not in it: the hash of a data set, which names what a network was trained on, is of rows and
pixels, and those of `phantoms` are the same whatever its version.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import tomlkit

from edge_app.errors import ConfigError
from edge_app.system.atomic_write import write_output
from edge_app.typed_reader import FormatError, build, parse_toml

DECLARATION = "dataset.toml"
_PHANTOM = re.compile(r"sim\d{4}")  # how `phantoms` has always named its subjects, and nobody else


@dataclass(frozen=True)
class Declaration:
    """What holds for all images of a data set."""

    simulated: bool
    source: str | None = None  # where the images are from
    licence: str | None = None


def declaration_of(folder: Path, subjects: Sequence[str]) -> Declaration:
    """What `folder`/dataset.toml says; without one, the mark that `phantoms` leaves on all its subjects' names counts.

    Sets of earlier versions of `phantoms` have no other. Raises ConfigError for any other set that declares nothing.
    """
    path = folder / DECLARATION
    try:
        return build(Declaration, parse_toml(path.read_bytes()))
    except FileNotFoundError:
        if subjects and all(_PHANTOM.fullmatch(subject) for subject in subjects):
            return Declaration(simulated=True)
        raise ConfigError(
            f"{folder} does not declare whether its images are simulated; "
            f"write the line `simulated = false`, or `true`, into {path}"
        ) from None
    except OSError as exc:
        raise ConfigError(f"{path} cannot be read ({exc.strerror}); check the permissions") from exc
    except FormatError as exc:
        raise ConfigError(f"{path} {exc}; it must hold the line `simulated = false` or `simulated = true`") from exc


def write_declaration(folder: Path, declaration: Declaration) -> None:
    """Write `folder`/dataset.toml. Raises ExportError when the disk refuses."""
    document = tomlkit.document()
    document.add(tomlkit.comment("What holds for all images of this data set; the program never guesses it."))
    document["simulated"] = declaration.simulated
    for key in ("source", "licence"):
        if (value := getattr(declaration, key)) is not None:
            document[key] = value
    write_output(folder / DECLARATION, tomlkit.dumps(document).encode())
