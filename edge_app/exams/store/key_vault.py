"""The key of the exam store: drawn at random, and given out against a PIN.

    PIN + device key -- Argon2id --> wrapping key -- AES-256-GCM --> data key --> the store

A PIN of a few digits would be tried out in no time on a copied disk. So Argon2id (RFC 9106) takes the device key as its
secret: where that lies elsewhere than the store (another partition, a security chip), the copied store alone is
worth nothing. Wrong PINs cost time, and never data: the wait is counted before the PIN is tried.
"""

from __future__ import annotations

import json
import math
import os
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
from edge_app.system.atomic_write import atomic_write
from edge_app.typed_reader import FormatError, build, parse_json

VAULT = "vault.json"
ATTEMPTS = "attempts.json"
DEVICE_KEY = "device.key"
SCHEMA = 1
MIN_PIN = 4  # characters
FREE_ATTEMPTS = 3  # wrong PINs that cost no wait
FIRST_WAIT_S = 5.0  # s after the next one; doubles with each ...
LONGEST_WAIT_S = 900.0  # s, ... up to this
ATTEMPTS_BYTES = 128
SEAL_BYTES = 16  # of AES-GCM


class WrongPinError(StoreError):
    """The PIN does not open the store, or has to wait."""


@dataclass(frozen=True)
class Cost:
    """Of Argon2id; the second choice of RFC 9106, section 4."""

    iterations: int = 3
    lanes: int = 4
    memory_kib: int = 64 * 1024

    def __post_init__(self) -> None:
        if not (1 <= self.iterations <= 100 and 1 <= self.lanes <= 16 and 8 * self.lanes <= self.memory_kib <= 2**20):
            raise FormatError("has a cost of Argon2id that was never chosen")


@dataclass(frozen=True)
class User:
    """One who may unlock, and the data key wrapped for them."""

    name: str
    salt: str  # hexadecimal, 16 bytes
    nonce: str  # hexadecimal, 12 bytes
    wrapped: str  # hexadecimal, 32 bytes and a tag of 16

    def __post_init__(self) -> None:
        if any(not re.fullmatch(f"[0-9a-f]{{{2 * size}}}", text) for text, size in zip(
            (self.salt, self.nonce, self.wrapped), (16, 12, 48), strict=True
        )):  # fmt: skip
            raise FormatError("has no key for one of its users")


@dataclass(frozen=True)
class _Vault:
    schema: int
    cost: Cost
    users: tuple[User, ...]


@dataclass(frozen=True)
class _Attempts:
    failed: int  # since the last right PIN
    at: float  # s, Unix time of the last one


class KeyVault:
    """The data key of a store, in its folder, and the wrong PINs since the last right one."""

    def __init__(self, folder: Path, device_key: Path | None = None) -> None:
        """device_key: file of the device key; None keeps it in `folder`."""
        self._file, self._attempts = folder / VAULT, folder / ATTEMPTS
        self._device_key = device_key or folder / DEVICE_KEY

    @property
    def exists(self) -> bool:
        """Whether there is one. Raises StoreError where nobody may look."""
        try:
            return self._file.exists()
        except OSError as exc:
            sentence = f"{self._file} cannot be read ({exc.strerror}); run this as the user whose exams they are"
            raise StoreError(sentence, ErrorCode.DISK_CLOSED) from exc

    @property
    def users(self) -> list[str]:
        """Names of those who may unlock."""
        return [user.name for user in self._read().users]

    @property
    def refused(self) -> int:
        """Wrong PINs since the last right one."""
        return self._read_attempts(time.time()).failed

    def create(self, user: str, pin: str, cost: Cost | None = None, key: bytes | None = None) -> bytearray:
        """Draw a data key (32 bytes), or take that of a backup, and wrap it for a first user.

        Raises StoreError when there is a vault already, or a store whose key a new one would not be.
        """
        if self.exists:
            raise StoreError(f"{self._file} exists already; unlock it, or choose another folder", ErrorCode.IN_USE)
        if key is None and (store := self._file.with_name(STORE)).exists():
            sentence = f"{store} is there, and {self._file}, which holds its key, is not; put it back, or restore a backup"
            raise StoreError(sentence, ErrorCode.DAMAGED)
        drawn = bytearray(key or secrets.token_bytes(32))
        self._make_device_key()
        vault = _Vault(SCHEMA, cost or Cost(), ())
        self._write(replace(vault, users=(self._wrap(user, pin, drawn, vault.cost),)))
        self._write_attempts(_Attempts(0, time.time()))
        return drawn

    def unlock(self, user: str, pin: str, now: float | None = None) -> bytearray:
        """The data key, to be wiped after use. Raises WrongPinError, which says how long to wait, and StoreError."""
        now = time.time() if now is None else now
        # What is not there is told before it can be taken for a wrong PIN.
        vault, device_key, attempts = self._read(), _read_secret(self._device_key), self._read_attempts(now)
        if wait := _wait(attempts, now):
            raise WrongPinError(f"too many wrong PINs; try again in {math.ceil(wait)} s", ErrorCode.PIN_WAIT, math.ceil(wait))
        # Counted first: pulling the plug while it is tried must not make a try free.
        tried = _Attempts(attempts.failed + 1, now)
        self._write_attempts(tried)
        known = next((one for one in vault.users if one.name == user), None)
        try:
            key = _unwrap(known, pin, device_key, vault.cost) if known else None
        except InvalidTag:
            key = None
        if key is None:
            wait = _wait(tried, now)
            after = f"; the next try is possible in {math.ceil(wait)} s" if wait else ""
            raise WrongPinError(f"this PIN is not that of {user!r}{after}", ErrorCode.WRONG_PIN, math.ceil(wait))
        self._write_attempts(_Attempts(0, now))
        return key

    def set_pin(self, user: str, pin: str, key: bytes | bytearray) -> None:
        """Give `user`, known or new, a PIN for the data key `key`."""
        vault = self._read()
        others = tuple(one for one in vault.users if one.name != user)
        self._write(replace(vault, users=(*others, self._wrap(user, pin, key, vault.cost))))

    def _wrap(self, user: str, pin: str, key: bytes | bytearray, cost: Cost) -> User:
        check_new(user, pin)
        salt, nonce = secrets.token_bytes(16), secrets.token_bytes(12)
        wrapped = AESGCM(_derive(pin, _read_secret(self._device_key), salt, cost)).encrypt(nonce, key, user.encode())
        return User(user, salt.hex(), nonce.hex(), wrapped.hex())

    def _make_device_key(self) -> None:
        """A device has one key; a second store on it shares it."""
        if not self._device_key.exists():
            _write_secret(self._device_key, secrets.token_bytes(32))

    def _read(self) -> _Vault:
        try:
            document = parse_json(_read_secret(self._file))
            vault = build(_Vault, document)
        except FormatError as exc:
            raise StoreError(f"{self._file} {exc}; restore a backup", ErrorCode.DAMAGED) from exc
        if vault.schema != SCHEMA:
            raise StoreError(
                f"{self._file} has schema {vault.schema}, this program reads {SCHEMA}; update the program", ErrorCode.NEWER
            )
        return vault

    def _write(self, vault: _Vault) -> None:
        _write_secret(self._file, (json.dumps(asdict(vault), indent=1) + "\n").encode())

    def _read_attempts(self, now: float) -> _Attempts:
        """A file that is missing or damaged counts as wrong PINs just now: removing it must not win tries.

        So does one of a time to come. The clock was put back, as a board without a battery does after a power cut: the wait
        begins anew, or it would last until that time comes again.
        """
        try:
            attempts = build(_Attempts, parse_json(_read_secret(self._attempts)))
        except (StoreError, FormatError):
            attempts = _Attempts(FREE_ATTEMPTS, math.inf)
        if attempts.at > now:
            attempts = replace(attempts, at=now)
            self._write_attempts(attempts)
        return attempts

    def _write_attempts(self, attempts: _Attempts) -> None:
        """Over the same bytes, which needs no space: a full disk must not lock everybody out."""
        text = json.dumps(asdict(attempts)).ljust(ATTEMPTS_BYTES).encode()
        try:
            descriptor = os.open(self._attempts, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
            try:
                os.pwrite(descriptor, text, 0)
                os.fsync(descriptor)
            finally:
                os.close(descriptor)
        except OSError as exc:
            raise StoreError(
                f"{self._attempts} cannot be written ({exc.strerror}); check the disk and its permissions", disk_error_code(exc)
            ) from exc


def check_new(user: str, pin: str) -> None:
    """Raise StoreError where a name or a new PIN cannot be taken."""
    if not user.strip() or not user.isprintable():
        raise StoreError("a user needs a name of printable characters")
    if len(pin) < MIN_PIN:
        raise StoreError(f"a PIN has at least {MIN_PIN} characters")


def wipe(key: bytearray) -> None:
    """Overwrite a key that is not needed any more: a memory that is read later does not have it."""
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


def _wait(attempts: _Attempts, now: float) -> float:
    """Seconds until the next PIN may be tried."""
    if attempts.failed < FREE_ATTEMPTS:
        return 0.0
    wait = min(FIRST_WAIT_S * 2.0 ** min(attempts.failed - FREE_ATTEMPTS, 32), LONGEST_WAIT_S)
    return max(0.0, wait - (now - attempts.at))


def _read_secret(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as exc:
        raise StoreError(
            f"{path} cannot be read ({exc.strerror}); check that the data folder is there", disk_error_code(exc)
        ) from exc


def _write_secret(path: Path, data: bytes) -> None:
    """For its owner's eyes alone."""
    try:
        atomic_write(path, data, mode=0o600)
    except OSError as exc:
        raise StoreError(f"{path} cannot be written ({exc.strerror}); check space and permissions", disk_error_code(exc)) from exc
