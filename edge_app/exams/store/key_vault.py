"""The key of the exam store: generated at random, and released by a PIN, or by the recovery key where all PINs are forgotten.

    PIN + device key -- Argon2id --> wrapping key -- AES-256-GCM --> data key --> the store

On a copied disk, all PINs of a few digits could be tried very quickly. So Argon2id (RFC 9106) takes the device key as its
secret: if that is kept outside the store (another partition, a security chip), a copy of only the store is useless. Wrong PINs
cost time but never data: an attempt is counted before the PIN is checked.
"""

from __future__ import annotations

import math
import secrets
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from edge_app.errors import ErrorCode, StoreError, disk_error_code
from edge_app.exams.store.database import STORE
from edge_app.exams.store.pin_attempts import ATTEMPTS, AttemptCount, Attempts
from edge_app.exams.store.recovery_key import read_recovery_key
from edge_app.exams.store.remedies import restore_instead
from edge_app.exams.store.vault_document import RECOVERY_BINDING, SCHEMA, Role, User, VaultDocument, binding, parse_vault
from edge_app.exams.store.wrapped_key import Cost, Wrapping
from edge_app.system.atomic_write import atomic_write
from edge_app.system.release_trial import is_on_trial
from edge_app.typed_reader import FormatError

VAULT = "vault.json"
DEVICE_KEY = "device.key"
NEW_STORE = "new-store"  # a file that is there from the first PIN until the database is: only then may it be missing
MIN_PIN = 4  # characters
MAX_NAME = 24  # characters


class WrongPinError(StoreError):
    """The PIN or the recovery key is wrong, or it is too early for another attempt."""


@dataclass(frozen=True)
class SignedIn:
    """Who entered the right PIN, with the role that is bound to it."""

    user: str
    role: Role
    key: bytearray  # to be wiped after use


class KeyVault:
    """The wrapped data key in a store's folder, and the count of wrong PINs since the last correct one."""

    def __init__(self, folder: Path, device_key: Path | None = None) -> None:
        """device_key: file of the device key; None keeps it in `folder`."""
        self.folder = folder  # of the exams
        self._file, self._attempts = folder / VAULT, AttemptCount(folder / ATTEMPTS)
        self._device_key = device_key or folder / DEVICE_KEY

    @property
    def device_key(self) -> Path:
        """File of the device key."""
        return self._device_key

    @property
    def is_set_up(self) -> bool:
        """Whether exams are kept here, so that a PIN is asked for and no new one set: also where the vault's file is missing.

        Raises StoreError if the folder cannot be read.
        """
        return self._is_there(self._file) or self._is_there(self._file.with_name(STORE))

    @property
    def can_be_opened(self) -> bool:
        """Whether a PIN or the recovery key could still open the exams: not once a key file is gone or damaged.

        Raises StoreError if a file cannot be read, or is of a newer program.
        """
        if not (self._is_there(self._file) and self._is_there(self._device_key)):
            return False
        try:
            self._read()
        except StoreError as exc:
            if exc.code is not ErrorCode.DAMAGED:
                raise
            return False
        return True

    def _is_there(self, file: Path) -> bool:
        try:
            return file.exists()
        except OSError as exc:
            message = f"{file} cannot be read ({exc.strerror}); run this as the user who owns the exams"
            raise StoreError(message, ErrorCode.DISK_CLOSED) from exc

    @property
    def people(self) -> tuple[User, ...]:
        """The users who may unlock the store, as the file lists them: a role holds only once its PIN was entered."""
        return self._read().users

    @property
    def users(self) -> list[str]:
        """Their names."""
        return [user.name for user in self.people]

    @property
    def has_recovery_key(self) -> bool:
        """Whether a recovery key was written down."""
        return self._read().recovery is not None

    @property
    def refused(self) -> int:
        """Number of wrong PINs since the last correct one."""
        return self._attempts.read(time.time()).failed

    def create(self, user: str, pin: str, cost: Cost | None = None, key: bytes | None = None) -> bytearray:
        """Generate a data key (32 bytes), or take that of a backup, and wrap it for a first user, who is a supervisor.

        Raises StoreError if there already is a vault, or a store that a new key could not open.
        """
        if self._is_there(self._file):
            raise StoreError(f"{self._file} already exists; unlock it or choose another folder", ErrorCode.IN_USE)
        has_store = self._is_there(self._file.with_name(STORE))
        if key is None and has_store:
            raise self._missing()
        check_new(user, pin)
        if not has_store:
            _write_secret(self._file.with_name(NEW_STORE), b"")
        data_key = bytearray(key or secrets.token_bytes(32))
        self._make_device_key()
        vault = VaultDocument(SCHEMA, cost or Cost(), ())
        self._write(replace(vault, users=(self._wrap(user, pin, Role.SUPERVISOR, data_key, vault),)))
        self._attempts.write(Attempts(0, time.time()))
        return data_key

    def unlock(self, user: str, pin: str, now: float | None = None) -> bytearray:
        """The data key, to be wiped after use. Raises WrongPinError, which says how long to wait, and StoreError."""
        return self.sign_in(user, pin, now).key

    def sign_in(self, user: str, pin: str, now: float | None = None) -> SignedIn:
        """The data key, and what its user may do. Raises WrongPinError, which says how long to wait, and StoreError."""
        # Missing files are reported first: they must not look like a wrong PIN.
        vault, device_key = self._read(), self._read_secret(self._device_key)
        known = vault.find(user)

        def open_key() -> tuple[bytearray, bytes] | None:
            if known is None:
                return None
            return Wrapping(device_key, vault.cost).unwrap(known.key, pin, (known.binding, known.first_binding))

        with self._attempts.locked():
            key, bound = self._try(open_key, f"this is not the PIN of {user!r}", ErrorCode.WRONG_PIN, now)
            assert known is not None
            if vault.schema == SCHEMA and bound != known.binding:
                with suppress(StoreError):  # the next time, then
                    self._write(_with(vault, self._wrap(user, pin, known.role, key, vault)))
        return SignedIn(user, known.role, key)

    def recover(self, recovery_key: str, now: float | None = None) -> bytearray:
        """The data key, by the recovery key as it was typed. Raises WrongPinError as for a PIN, and StoreError."""
        typed, vault, device_key = read_recovery_key(recovery_key), self._read(), self._read_secret(self._device_key)

        def open_key() -> tuple[bytearray, bytes] | None:
            if vault.recovery is None:
                return None
            return Wrapping(device_key, vault.cost).unwrap(vault.recovery, typed, (RECOVERY_BINDING,))

        with self._attempts.locked():
            return self._try(open_key, "this is not the recovery key", ErrorCode.WRONG_KEY, now)[0]

    def _try(
        self, open_key: Callable[[], tuple[bytearray, bytes] | None], wrong: str, code: ErrorCode, now: float | None
    ) -> tuple[bytearray, bytes]:
        """One attempt, under the lock of the count."""
        now = time.time() if now is None else now
        attempts = self._attempts.read(now)
        if wait := attempts.wait(now):
            raise WrongPinError(f"too many wrong PINs; try again in {math.ceil(wait)} s", ErrorCode.PIN_WAIT, math.ceil(wait))
        # Counted first: cutting the power during the check must not give a free attempt.
        counted = Attempts(attempts.failed + 1, now)
        self._attempts.write(counted)
        if (opened := open_key()) is None:
            wait = counted.wait(now)
            retry = f"; try again in {math.ceil(wait)} s" if wait else ""
            raise WrongPinError(f"{wrong}{retry}", code, math.ceil(wait))
        self._attempts.write(Attempts(0, now))
        return opened

    def refuse_taken(self, user: str) -> None:
        """Raise StoreError where a user has that name, however it is written."""
        if any(other.name.casefold() == user.casefold() for other in self.people):
            raise StoreError(f"there already is a user {user!r}; choose another name", ErrorCode.NAME_TAKEN)

    def add(self, user: str, pin: str, role: Role, key: bytes | bytearray) -> None:
        """Let a new user unlock the store, whose data key is `key`. Raises StoreError, also where the name is taken."""
        check_new(user, pin)
        with self._attempts.locked():
            vault = self._read()
            self.refuse_taken(user)
            self._write(_with(vault, self._wrap(user, pin, role, key, vault)))

    def set_pin(self, user: str, pin: str, key: bytes | bytearray, role: Role | None = None) -> None:
        """Set the PIN of `user`, known or new, for the data key `key`. role None: as before, and an operator who is new.

        Raises StoreError, also where no supervisor would be left.
        """
        check_new(user, pin)
        with self._attempts.locked():
            vault = self._read()
            known = vault.find(user)
            role = role or (known.role if known else Role.OPERATOR)
            if role is not Role.SUPERVISOR:
                _keep_a_supervisor(vault, user)
            self._write(_with(vault, self._wrap(user, pin, role, key, vault)))

    def withdraw(self, user: str) -> None:
        """Take away the PIN of `user`. Raises StoreError where there is no such user, or no supervisor would be left."""
        with self._attempts.locked():
            vault = self._read()
            if vault.find(user) is None:
                raise StoreError(
                    f"there is no user {user!r}; the users are {', '.join(map(repr, self.users))}", ErrorCode.NO_USER
                )
            _keep_a_supervisor(vault, user)
            self._write(replace(vault, users=tuple(one for one in vault.users if one.name != user)))

    def start_over(self, user: str, pin: str, key: bytes | bytearray) -> None:
        """Wrap the data key of another store for `user` as its only one, who is a supervisor. Raises StoreError."""
        check_new(user, pin)
        with self._attempts.locked():
            vault = replace(self._read(), users=(), recovery=None)
            self._write(_with(vault, self._wrap(user, pin, Role.SUPERVISOR, key, vault)))

    def set_recovery_key(self, recovery_key: str, key: bytes | bytearray) -> None:
        """Let `recovery_key` give the data key `key`; an earlier one no longer does. Raises StoreError."""
        typed = read_recovery_key(recovery_key)
        with self._attempts.locked():
            vault = self._read()
            self._write(replace(vault, recovery=self._wrapping(vault).wrap(key, typed, RECOVERY_BINDING)))

    def _wrap(self, user: str, pin: str, role: Role, key: bytes | bytearray, vault: VaultDocument) -> User:
        return User(user, role, self._wrapping(vault).wrap(key, pin, binding(user, role)))

    def _wrapping(self, vault: VaultDocument) -> Wrapping:
        return Wrapping(self._read_secret(self._device_key), vault.cost)

    def _make_device_key(self) -> None:
        """Create the device key, unless it exists: a second store on the device shares it."""
        if not self._device_key.exists():
            _write_secret(self._device_key, secrets.token_bytes(32))

    def _missing(self) -> StoreError:
        store = self._file.with_name(STORE)
        remedy = f"put it back, or {restore_instead(self.folder)}"
        message = f"{store} exists, but {self._file}, which holds its key, is missing; {remedy}"
        return StoreError(message, ErrorCode.DAMAGED)

    def _read(self) -> VaultDocument:
        if self.is_set_up and not self._is_there(self._file):
            raise self._missing()
        try:
            vault = parse_vault(self._read_secret(self._file))
        except FormatError as exc:
            message = f"{self._file} {exc}; put an intact copy of it back, or {restore_instead(self.folder)}"
            raise StoreError(message, ErrorCode.DAMAGED) from exc
        if vault.schema > SCHEMA:
            raise StoreError(
                f"{self._file} has schema {vault.schema}, but this program reads {SCHEMA}; update the program", ErrorCode.NEWER
            )
        return vault

    def _read_secret(self, file: Path) -> bytes:
        try:
            return file.read_bytes()
        except OSError as exc:
            match exc:
                case FileNotFoundError():
                    remedy = f"put it back, mount the disk that it lies on, or {restore_instead(self.folder)}"
                case IsADirectoryError():
                    remedy = f"move that folder away; then put the file back, or {restore_instead(self.folder)}"
                case PermissionError():
                    remedy = "run this as the user who owns the exams"
                case _:
                    remedy = f"check the disk, or {restore_instead(self.folder)}"
            raise StoreError(f"{file} cannot be read ({exc.strerror}); {remedy}", disk_error_code(exc)) from exc

    def _write(self, vault: VaultDocument) -> None:
        """In schema 2, but by no release on trial: the one before it must be able to read what is kept."""
        if vault.schema < SCHEMA and is_on_trial():
            raise StoreError(
                f"{self._file} is not changed (schema {vault.schema}) before this release has passed its self-test, so that the "
                "one before it could still read it; wait a minute, then try again",
                ErrorCode.ON_TRIAL,
            )
        _write_secret(self._file, vault.as_json())


def check_new(user: str, pin: str) -> None:
    """Raise StoreError if a user name or a new PIN is not allowed."""
    if not user.strip() or not user.isprintable():
        raise StoreError("a user needs a name of printable characters")
    if len(user) > MAX_NAME:
        raise StoreError(f"the name of a user has at most {MAX_NAME} characters")
    if len(pin) < MIN_PIN:
        raise StoreError(f"a PIN needs at least {MIN_PIN} characters")


def _keep_a_supervisor(vault: VaultDocument, without: str) -> None:
    if all(user.name == without for user in vault.supervisors):
        message = f"{without!r} is the last supervisor; name another one first"
        raise StoreError(message, ErrorCode.LAST_SUPERVISOR)


def _with(vault: VaultDocument, user: User) -> VaultDocument:
    """With `user` in the place of the one of that name, or at the end."""
    if vault.find(user.name) is None:
        return replace(vault, users=(*vault.users, user))
    return replace(vault, users=tuple(user if one.name == user.name else one for one in vault.users))


def _write_secret(path: Path, data: bytes) -> None:
    """Write a file that only its owner can read."""
    try:
        atomic_write(path, data, mode=0o600)
    except OSError as exc:
        raise StoreError(f"{path} cannot be written ({exc.strerror}); check space and permissions", disk_error_code(exc)) from exc
