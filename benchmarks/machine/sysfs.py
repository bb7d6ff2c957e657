"""Small files of /sys and /proc, which may be missing."""

from __future__ import annotations

from pathlib import Path


def text(file: Path) -> str:
    """Without blanks and NULs at its ends; empty where it cannot be read."""
    try:
        return file.read_text(encoding="utf-8", errors="replace").strip("\0 \n")
    except OSError:
        return ""


def number(file: Path) -> int | None:
    """A whole number, or None."""
    try:
        return int(text(file))
    except ValueError:
        return None
