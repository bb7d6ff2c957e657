"""`edge-app exams` as a terminal calls it."""

from __future__ import annotations

from pathlib import Path

from click.testing import CliRunner, Result

from edge_app.__main__ import main

ENVIRONMENT = {"EDGE_APP_PIN": "4711", "EDGE_APP_PASSPHRASE": "six words drawn at random", "EDGE_APP_NEW_PIN": "0815"}


def call(folder: Path, *arguments: str, **environment: str) -> Result:
    """On the store of a folder, with the PIN and the passphrase of ENVIRONMENT, unless others are given."""
    return CliRunner().invoke(main, ["exams", "--folder", str(folder), *arguments], env={**ENVIRONMENT, **environment})
