"""The key of the exam store: generated at random, and released by a PIN.

    PIN + device key -- Argon2id --> wrapping key -- AES-256-GCM --> data key --> the store

On a copied disk, all PINs of a few digits could be tried very quickly. So Argon2id (RFC 9106) takes the device key as its
secret: if that is kept outside the store (another partition, a security chip), a copy of only the store is useless. Wrong PINs
cost time but never data: an attempt is counted before the PIN is checked.
"""

from __future__ import annotations

import json
import math
import re
import secrets
import time
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from edge_app.errors import ErrorCode, StoreError, disk_error_code
from edge_app.exams.store.database import STORE
from edge_app.exams.store.pin_attempts import ATTEMPTS, AttemptCount, Attempts
from edge_app.exams.store.remedies import restore_instead
from edge_app.system.atomic_write import atomic_write
from edge_app.typed_reader import FormatError, build, parse_json

VAULT = "vault.json"
DEVICE_KEY = "device.key"
NEW_STORE = "new-store"  # a file that is there from the first PIN until the database is: only then may it be missing
SCHEMA = 1
MIN_PIN = 4  # characters
SEAL_BYTES = 16  # of AES-GCM


class WrongPinError(StoreError):
    """The PIN is wrong, or it is too early for another attempt."""


@dataclass(frozen=True)
class Cost:
    """Parameters of Argon2id; the second recommended option of RFC 9106, section 4."""

    iterations: int = 3
    lanes: int = 4
    memory_kib: int = 64 * 1024

    def __post_init__(self) -> None:
        if not (1 <= self.iterations <= 100 and 1 <= self.lanes <= 16 and 8 * self.lanes <= self.memory_kib <= 2**20):
            raise FormatError("has parameters of Argon2id out of range")


@dataclass(frozen=True)
class User:
    """A user who may unlock the store, and the data key wrapped for that user."""

    name: str
    salt: str  # hexadecimal, 16 bytes
    nonce: str  # hexadecimal, 12 bytes
    wrapped: str  # hexadecimal, 32 bytes and a 16-byte tag

    def __post_init__(self) -> None:
        if any(not re.fullmatch(f"[0-9a-f]{{{2 * size}}}", text) for text, size in zip(
            (self.salt, self.nonce, self.wrapped), (16, 12, 48), strict=True
        )):  # fmt: skip
            raise FormatError("has no valid key for one of its users")


@dataclass(frozen=True)
class _Vault:
    schema: int
    cost: Cost
    users: tuple[User, ...]


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

    def _is_there(self, file: Path) -> bool:
        try:
            return file.exists()
        except OSError as exc:
            message = f"{file} cannot be read ({exc.strerror}); run this as the user who owns the exams"
            raise StoreError(message, ErrorCode.DISK_CLOSED) from exc

    @property
    def users(self) -> list[str]:
        """Names of the users who may unlock the store."""
        return [user.name for user in self._read().users]

    @property
    def refused(self) -> int:
        """Number of wrong PINs since the last correct one."""
        return self._attempts.read(time.time()).failed

    def create(self, user: str, pin: str, cost: Cost | None = None, key: bytes | None = None) -> bytearray:
        """Generate a data key (32 bytes), or take that of a backup, and wrap it for a first user.

        Raises StoreError if there already is a vault, or a store that a new key could not open.
        """
        if self._is_there(self._file):
            raise StoreError(f"{self._file} already exists; unlock it or choose another folder", ErrorCode.IN_USE)
        has_store = self._is_there(self._file.with_name(STORE))
        if key is None and has_store:
            raise self._missing()
        if not has_store:
            _write_secret(self._file.with_name(NEW_STORE), b"")
        data_key = bytearray(key or secrets.token_bytes(32))
        self._make_device_key()
        vault = _Vault(SCHEMA, cost or Cost(), ())
        self._write(replace(vault, users=(self._wrap(user, pin, data_key, vault.cost),)))
        self._attempts.write(Attempts(0, time.time()))
        return data_key

    def unlock(self, user: str, pin: str, now: float | None = None) -> bytearray:
        """The data key, to be wiped after use. Raises WrongPinError, which says how long to wait, and StoreError."""
        # Missing files are reported first: they must not look like a wrong PIN.
        vault, device_key = self._read(), self._read_secret(self._device_key)
        with self._attempts.locked():
            return self._check(user, pin, time.time() if now is None else now, vault, device_key)

    def _check(self, user: str, pin: str, now: float, vault: _Vault, device_key: bytes) -> bytearray:
        attempts = self._attempts.read(now)
        if wait := attempts.wait(now):
            raise WrongPinError(f"too many wrong PINs; try again in {math.ceil(wait)} s", ErrorCode.PIN_WAIT, math.ceil(wait))
        # Counted first: cutting the power during the check must not give a free attempt.
        counted = Attempts(attempts.failed + 1, now)
        self._attempts.write(counted)
        known = next((entry for entry in vault.users if entry.name == user), None)
        try:
            key = _unwrap(known, pin, device_key, vault.cost) if known else None
        except InvalidTag:
            key = None
        if key is None:
            wait = counted.wait(now)
            retry = f"; try again in {math.ceil(wait)} s" if wait else ""
            raise WrongPinError(f"this is not the PIN of {user!r}{retry}", ErrorCode.WRONG_PIN, math.ceil(wait))
        self._attempts.write(Attempts(0, now))
        return key

    def set_pin(self, user: str, pin: str, key: bytes | bytearray) -> None:
        """Set the PIN of `user`, known or new, for the data key `key`."""
        vault = self._read()
        others = tuple(entry for entry in vault.users if entry.name != user)
        self._write(replace(vault, users=(*others, self._wrap(user, pin, key, vault.cost))))

    def _wrap(self, user: str, pin: str, key: bytes | bytearray, cost: Cost) -> User:
        check_new(user, pin)
        salt, nonce = secrets.token_bytes(16), secrets.token_bytes(12)
        wrapped = AESGCM(_derive(pin, self._read_secret(self._device_key), salt, cost)).encrypt(nonce, key, user.encode())
        return User(user, salt.hex(), nonce.hex(), wrapped.hex())

    def _make_device_key(self) -> None:
        """Create the device key, unless it exists: a second store on the device shares it."""
        if not self._device_key.exists():
            _write_secret(self._device_key, secrets.token_bytes(32))

    def _missing(self) -> StoreError:
        store = self._file.with_name(STORE)
        remedy = f"put it back, or {restore_instead(self.folder)}"
        message = f"{store} exists, but {self._file}, which holds its key, is missing; {remedy}"
        return StoreError(message, ErrorCode.DAMAGED)

    def _read(self) -> _Vault:
        if self.is_set_up and not self._is_there(self._file):
            raise self._missing()
        try:
            document = parse_json(self._read_secret(self._file))
            vault = build(_Vault, document)
        except FormatError as exc:
            message = f"{self._file} {exc}; put an intact copy of it back, or {restore_instead(self.folder)}"
            raise StoreError(message, ErrorCode.DAMAGED) from exc
        if vault.schema != SCHEMA:
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

    def _write(self, vault: _Vault) -> None:
        _write_secret(self._file, (json.dumps(asdict(vault), indent=1) + "\n").encode())


def check_new(user: str, pin: str) -> None:
    """Raise StoreError if a user name or a new PIN is not allowed."""
    if not user.strip() or not user.isprintable():
        raise StoreError("a user needs a name of printable characters")
    if len(pin) < MIN_PIN:
        raise StoreError(f"a PIN needs at least {MIN_PIN} characters")


def wipe(key: bytearray) -> None:
    """Overwrite a key that is no longer needed, so that it cannot be read from memory later."""
    key[:] = bytes(len(key))


def _unwrap(user: User, pin: str, device_key: bytes, cost: Cost) -> bytearray:
    wrapping, wrapped = AESGCM(_derive(pin, device_key, bytes.fromhex(user.salt), cost)), bytes.fromhex(user.wrapped)
    key = bytearray(len(wrapped) - SEAL_BYTES)
    wrapping.decrypt_into(bytes.fromhex(user.nonce), wrapped, user.name.encode(), key)
    return key


def _derive(pin: str, device_key: bytes, salt: bytes, cost: Cost) -> bytes:
    argon2 = Argon2id(
        salt=salt, length=32, iterations=cost.iterations, lanes=cost.lanes, memory_cost=cost.memory_kib, secret=device_key
    )
    return argon2.derive(pin.encode())


def _write_secret(path: Path, data: bytes) -> None:
    """Write a file that only its owner can read."""
    try:
        atomic_write(path, data, mode=0o600)
    except OSError as exc:
        raise StoreError(f"{path} cannot be written ({exc.strerror}); check space and permissions", disk_error_code(exc)) from exc
