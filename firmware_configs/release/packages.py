"""The packages that are installed in a folder, by their metadata."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import Message
from email.parser import BytesHeaderParser
from pathlib import Path

_TEXT = re.compile(r"(^|\.)(licen[cs]e|copying|notice|thirdpartynotices)", re.IGNORECASE)  # what texts of licences are called
_CODE = (".py", ".pyc", ".pyi", ".so")


@dataclass(frozen=True)
class Package:
    """A distribution package of Python."""

    name: str  # as its metadata spells it: "PySide6_Essentials"
    version: str
    licence: str  # what "License-Expression" or else "License" says; may be empty, or the text of one
    classifiers: tuple[str, ...]
    texts: tuple[Path, ...]  # its files of licences and notices
    files: frozenset[str] = frozenset()  # all that it installed, below site-packages; pruning removes some later

    @property
    def key(self) -> str:
        """The name as PyPI compares it: "pyside6-essentials"."""
        return self.name.lower().replace("_", "-").replace(".", "-")


def installed_packages(site_packages: Path) -> tuple[Package, ...]:
    """By name. Must be asked before `wheels.forget_notes`, which say whose a file is, and before pruning: texts may lie where
    code is left out.
    """
    infos = sorted(site_packages.glob("*.dist-info"), key=lambda info: info.name.lower())
    return tuple(_package(site_packages, info) for info in infos)


def _package(site_packages: Path, info: Path) -> Package:
    metadata = BytesHeaderParser().parsebytes((info / "METADATA").read_bytes())
    texts = [*info.rglob("*")]
    for top in _top_folders(site_packages, info):
        texts += top.rglob("*")
    return Package(
        str(metadata["Name"]),
        str(metadata["Version"]),
        " ".join(_first(metadata, "License-Expression", "License").split()),
        tuple(str(value) for value in metadata.get_all("Classifier", [])),
        tuple(sorted(path for path in texts if path.is_file() and _is_text_of_licence(path))),
        _files(info),
    )


def _files(info: Path) -> frozenset[str]:
    """What the package's RECORD lists (https://packaging.python.org/en/latest/specifications/recording-installed-packages/)."""
    record = info / "RECORD"
    lines = record.read_text(encoding="utf-8").splitlines() if record.is_file() else []
    return frozenset(line[0] for line in csv.reader(lines) if line)


def _first(metadata: Message, *names: str) -> str:
    return next((str(metadata[name]) for name in names if metadata[name]), "")


def _top_folders(site_packages: Path, info: Path) -> Iterator[Path]:
    """The folders of a package's own modules, where its top_level.txt names them, or where they have its name."""
    listed = info / "top_level.txt"
    names = listed.read_text().split() if listed.is_file() else [info.name.split("-")[0]]
    return (folder for name in names if (folder := site_packages / name).is_dir())


def _is_text_of_licence(path: Path) -> bool:
    return path.suffix not in _CODE and _TEXT.search(path.name) is not None
