"""Print the oldest version in any lock of what boards differ in most, Qt for Python and ONNX Runtime, for `make test-oldest`."""

from __future__ import annotations

import re
from pathlib import Path

LOCKS = Path(__file__).resolve().parent
NAMES = ("pyside6-essentials", "shiboken6", "onnxruntime")


def oldest(locks: Path = LOCKS) -> list[str]:
    """As pip takes them: "onnxruntime==1.23.2"."""
    texts = [lock.read_text() for lock in locks.glob("*/*.txt")]
    found = {name: {one for text in texts for one in re.findall(rf"^{name}==([0-9.]+)", text, re.MULTILINE)} for name in NAMES}
    return [f"{name}=={min(versions, key=_numbers)}" for name, versions in found.items()]


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(map(int, version.split(".")))


if __name__ == "__main__":
    print(*oldest())
