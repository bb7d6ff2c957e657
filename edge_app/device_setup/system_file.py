"""A file of the system as it is to be, and how its lines are written: each below the reason for which it is there."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from edge_app.config import FACTORY

TEMPLATES = FACTORY / "system"  # files that are the same on every board that has them
PROGRAMS = "usr/lib/edge-app"  # folder of our own programs on a device
UNITS = "etc/systemd/system"

Line = tuple[str, str]  # a line, and why it is there


@dataclass(frozen=True)
class SystemFile:
    """A file that belongs on the device."""

    path: str  # below the root of the file system, without the first "/"
    content: bytes
    why: str
    mode: int = 0o644


def explained(path: str, why: str, lines: Iterable[Line], comment: str = "#", mode: int = 0o644) -> SystemFile:
    """The file with its lines; above each its reason, as a comment, where it is not that of the line above."""
    text = [f"{comment} {why}"]
    earlier = ""
    for line, reason in lines:
        if reason != earlier:
            indent = " " * (len(line) - len(line.lstrip()))
            text.append(f"{indent}{comment} {reason}" if reason else "")
        text.append(line)
        earlier = reason
    return SystemFile(path, ("\n".join(text) + "\n").encode(), why, mode)


def template(name: str) -> bytes:
    """The content of a file that is the same on every board that has it."""
    return (TEMPLATES / name).read_bytes()


def program(name: str, why: str) -> SystemFile:
    """One of our own programs on the device."""
    return SystemFile(f"{PROGRAMS}/{name}", template(name), why, 0o755)


def unit(name: str, why: str) -> SystemFile:
    """A unit of systemd that is the same on every board that has it."""
    return SystemFile(f"{UNITS}/{name}", template(f"units/{name}"), why)
