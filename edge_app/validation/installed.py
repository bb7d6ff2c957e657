"""The site validations that are installed on this device: one signed file each, in a folder beside the device profiles."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from edge_app.bundle.signature import TrustedKey
from edge_app.errors import SiteValidationError, StoreError
from edge_app.system.atomic_write import atomic_write, fsync_folder
from edge_app.system.bounded_read import read_bounded
from edge_app.validation.record import SiteValidation
from edge_app.validation.signed_record import MAX_BYTES, NO_KEYS, SUFFIX, SignedRecord, open_record

FOLDER = "validations"  # within that of the device profiles
LONGEST_NAME = 100  # bytes
CLOCK_STEP_NS = 50_000_000  # ns; file systems count in steps that are far smaller

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class InstalledRecord:
    """A record that is accepted, under the name it is removed by."""

    name: str
    record: SignedRecord


@dataclass(frozen=True)
class InstalledRecords:
    """What a folder holds."""

    accepted: tuple[InstalledRecord, ...]  # by name
    refused: tuple[str, ...]  # one sentence for each file that is not accepted; one in all where no key is trusted

    @property
    def validations(self) -> tuple[SiteValidation, ...]:
        """For `edge_app.validation.matching.find`."""
        return tuple(one.record.validation for one in self.accepted)


def installed_records(folder: Path, keys: Iterable[TrustedKey]) -> InstalledRecords:
    """Every record in the folder, verified again. A file that is refused hides none of the others.

    keys: the trusted validation keys. Raises StoreError when the folder is there and cannot be listed.
    """
    keys = tuple(keys)
    try:
        files = sorted(path for path in folder.iterdir() if path.suffix == SUFFIX and not path.name.startswith("."))
    except FileNotFoundError:
        files = []
    except OSError as exc:
        raise StoreError(f"the site validations in {folder} cannot be listed ({exc.strerror}); check the folder") from exc
    if files and not keys:
        return InstalledRecords((), (NO_KEYS,))
    accepted, refused = [], []
    for file in files:
        try:
            accepted.append(InstalledRecord(file.stem, open_record(_read(file), keys, str(file))))
        except SiteValidationError as exc:
            refused.append(str(exc))
    return InstalledRecords(tuple(accepted), tuple(refused))


class InstalledValidations:
    """The records that are accepted, read again when a file of the folder was added or removed, by whatever program."""

    def __init__(self, folder: Path, keys: Iterable[TrustedKey]) -> None:
        """keys: the trusted validation keys. Raises StoreError when the folder is there and cannot be listed."""
        self._folder, self._keys = folder, tuple(keys)
        self._read = (self._changed_ns(), self._accepted())

    def __iter__(self) -> Iterator[SiteValidation]:
        changed_ns = self._changed_ns()
        if changed_ns != self._read[0] or changed_ns == -1:
            try:
                self._read = (changed_ns, self._accepted())
            except StoreError as exc:  # what nobody can read validates nothing
                _log.warning("%s", exc)
                self._read = (changed_ns, ())
        return iter(self._read[1])

    def _changed_ns(self) -> int:
        """When the folder was changed last; -1, which is never the same again, while that could still happen unnoticed."""
        try:
            changed_ns = self._folder.stat().st_mtime_ns
        except OSError:  # none was ever installed
            return 0
        return changed_ns if abs(time.time_ns() - changed_ns) > CLOCK_STEP_NS else -1

    def _accepted(self) -> tuple[SiteValidation, ...]:
        found = installed_records(self._folder, self._keys)
        for sentence in found.refused:
            _log.warning("%s", sentence)
        return found.validations


def install(file: Path, folder: Path, keys: Iterable[TrustedKey]) -> InstalledRecord:
    """Verify a signed record and put a copy of it, byte for byte, into the folder, under the file's name without its ending.

    To install the same record again changes nothing. Raises SiteValidationError when the record is not accepted, StoreError when
    another of that name is installed or the folder cannot be written.
    """
    content = _read(file)
    record = open_record(content, keys, str(file))
    place = _place(folder, file.stem)
    try:
        if place.exists() and place.read_bytes() != content:
            raise StoreError(
                f"another site validation named {file.stem!r} is installed in {folder}; "
                "remove it with `edge-app validation remove`, or rename the new file"
            )
        atomic_write(place, content)
    except OSError as exc:
        raise StoreError(f"{place} cannot be written ({exc.strerror}); run this with sudo, or name another --profiles") from exc
    return InstalledRecord(file.stem, record)


def remove(name: str, folder: Path) -> None:
    """Remove a record, sound or not, by its name. Raises StoreError, also when there is none."""
    place = _place(folder, name)
    try:
        place.unlink()
        fsync_folder(folder)
    except FileNotFoundError as exc:
        raise StoreError(f"{folder}: there is no site validation {name!r}; see `edge-app validation list`") from exc
    except OSError as exc:
        raise StoreError(f"{place} cannot be removed ({exc.strerror}); run this with sudo") from exc


def _place(folder: Path, name: str) -> Path:
    """Where a record of that name lies. Raises StoreError for a name that would lead elsewhere."""
    fits = name.isprintable() and name == Path(name).name and not name.startswith(".") and len(name.encode()) <= LONGEST_NAME
    if not (name and fits):
        raise StoreError(f"{name!r} is no name for a site validation; use up to {LONGEST_NAME} letters, digits, - and _")
    return folder / f"{name}{SUFFIX}"


def _read(file: Path) -> bytes:
    """The bytes of a file that may be anything. Raises SiteValidationError."""
    return read_bounded(file, MAX_BYTES, "a site validation", SiteValidationError, f"name a signed site validation, NAME{SUFFIX}")
