"""Whether everything in a release may be in it: no GPL or AGPL, in the metadata, in texts of licences, or built into a library.

The metadata gives an expression (SPDX 2.3, annex D); of alternatives one has to be accepted. Many packages have older forms,
which are listed here. A text that speaks of the GPL was read by somebody, who says in reviewed_licences.toml why the package may
be in a release; the SHA-256 of the text stands there, so another text is read again. FFmpeg says in each of its libraries how it
was built.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import tomlkit

from firmware_configs.release.elf import MAGIC
from firmware_configs.release.errors import BuildError
from firmware_configs.release.packages import Package

REVIEWED = Path(__file__).parent / "reviewed_licences.toml"

ACCEPTED = frozenset({
    "0BSD", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "BSL-1.0", "CC0-1.0", "FTL", "HPND", "IJG", "ISC", "LGPL-2.1-only",
    "LGPL-2.1-or-later", "LGPL-3.0-only", "LGPL-3.0-or-later", "MIT", "MIT-0", "MIT-CMU", "MPL-2.0", "PSF-2.0", "Python-2.0",
    "Unlicense", "Zlib", "libpng-2.0",
})  # fmt: skip
ACCEPTED_EXCEPTIONS = frozenset({"GCC-exception-3.1", "LLVM-exception"})  # they let a program of any licence use the library
# What packages say who have no expression.
_OLDER_FORMS: Mapping[str, str] = {
    "3-Clause BSD License": "BSD-3-Clause",
    "Apache 2.0": "Apache-2.0",
    "Apache License 2.0": "Apache-2.0",
    "BSD": "BSD-3-Clause",
    "LGPL": "LGPL-3.0-only",  # PySide6 until 6.8, whose files say LGPL 3, GPL 2 or GPL 3
    "MIT License": "MIT",
    "PSFL": "PSF-2.0",
    "zlib/libpng": "Zlib",
    "License :: OSI Approved :: Apache Software License": "Apache-2.0",
    "License :: OSI Approved :: BSD License": "BSD-3-Clause",
    "License :: OSI Approved :: MIT License": "MIT",
    "License :: OSI Approved :: Python Software Foundation License": "PSF-2.0",
}
_WORDS = re.compile(r"[()]|[A-Za-z0-9.+-]+")
_OF_GPL = re.compile(rb"GNU\s+(?:AFFERO\s+)?GENERAL\s+PUBLIC\s+LICENSE|\bA?GPL-?v?[23]", re.IGNORECASE)
# What FFmpeg says of itself when it was built with parts under the GPL, and functions of the encoders that such parts call.
_OF_GPL_CODE = (b"--enable-gpl", b"x264_encoder_encode", b"x265_api_get", b"x265_encoder_open")


@dataclass(frozen=True)
class Review:
    """Why a package may be in a release though one of its texts speaks of the GPL."""

    package: str
    reason: str
    sha256: frozenset[str]  # of the texts that were read


def expression(package: Package) -> str:
    """The package's licence as an SPDX expression. Raises BuildError when it says none that is known here."""
    said = package.licence
    if said in _OLDER_FORMS:
        return _OLDER_FORMS[said]
    if said and re.fullmatch(r"[A-Za-z0-9.+() -]{1,120}", said) and _is_expression(said):
        return said
    for classifier in package.classifiers:
        if classifier in _OLDER_FORMS:
            return _OLDER_FORMS[classifier]
    raise BuildError(
        f"{package.name} {package.version} states the licence {said[:60]!r}, which is not known; read it, and add it to "
        "firmware_configs/release/licences.py"
    )


def is_accepted(spdx: str) -> bool:
    """Whether what an expression grants is accepted: all of what AND joins, one of what OR joins."""
    return _accepted_or(words := _Words(spdx)) and words.ended


def read_reviews(file: Path = REVIEWED) -> tuple[Review, ...]:
    """Who was read already, and why it may be in a release."""
    found = tomlkit.parse(file.read_text()).unwrap()
    return tuple(Review(name, str(entry["reason"]), frozenset(entry["sha256"])) for name, entry in found.items())


def check_packages(packages: Iterable[Package], reviews: Sequence[Review]) -> None:
    """Raises BuildError, which names all packages that may not be in a release, or whose text has to be read first."""
    faults: list[str] = []
    for package in packages:
        try:
            _check(package, reviews)
        except BuildError as exc:
            faults.append(str(exc))
    if faults:
        raise BuildError("; ".join(faults))


def _check(package: Package, reviews: Iterable[Review]) -> None:
    said = expression(package)
    if not is_accepted(said):
        raise BuildError(
            f"{package.name} {package.version} is under {said}, which may not be in a release; take it out of the device's lock"
        )
    known = frozenset[str]().union(*(review.sha256 for review in reviews if review.package == package.key))
    for text in package.texts:
        content = text.read_bytes()
        digest = hashlib.sha256(content).hexdigest()
        if _OF_GPL.search(content) and digest not in known:
            raise BuildError(
                f"{text.name} of {package.name} {package.version} speaks of the GPL; read it, and if nothing under the GPL is in "
                f'the package, say why in {REVIEWED.name} under ["{package.key}"] with its SHA-256, {digest}'
            )


def check_code(folder: Path) -> None:
    """Raises BuildError for a library that holds an encoder under the GPL, or was built with one."""
    for path in sorted(folder.rglob("*")):
        if path.is_file() and ".so" in path.name and (content := path.read_bytes()).startswith(MAGIC):
            for word in _OF_GPL_CODE:
                if word in content:
                    raise BuildError(
                        f"{path.relative_to(folder)} was built with code under the GPL, for it has {word.decode()}; "
                        "take its package out of the device's lock"
                    )


class _Words:
    """An expression, word by word."""

    def __init__(self, spdx: str) -> None:
        self._words = _WORDS.findall(spdx)

    @property
    def next(self) -> str:
        return self._words[0] if self._words else ""

    @property
    def ended(self) -> bool:
        return not self._words

    def take(self) -> str:
        return self._words.pop(0) if self._words else ""


def _accepted_or(words: _Words) -> bool:
    accepted = _accepted_and(words)
    while words.next == "OR":
        words.take()
        accepted = _accepted_and(words) or accepted
    return accepted


def _accepted_and(words: _Words) -> bool:
    accepted = _accepted_one(words)
    while words.next == "AND":
        words.take()
        accepted = _accepted_one(words) and accepted
    return accepted


def _accepted_one(words: _Words) -> bool:
    if words.next == "(":
        words.take()
        accepted = _accepted_or(words)
        return words.take() == ")" and accepted
    licence = words.take()
    if words.next == "WITH":
        words.take()
        return words.take() in ACCEPTED_EXCEPTIONS
    return licence in ACCEPTED


def _is_expression(text: str) -> bool:
    """Whether it is names of licences, joined by AND, OR or WITH."""
    words = [word for word in _WORDS.findall(text) if word not in ("(", ")")]
    return len(words) % 2 == 1 and all(word in ("AND", "OR", "WITH") for word in words[1::2])
