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
import secrets
import time
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from edge_app.errors import Kind, StoreError, disk_kind
from edge_app.typed_json import FormatError, build, parse
from edge_app.whole import write_whole

VAULT = "vault.json"
ATTEMPTS = "attempts.json"
DEVICE_KEY = "device.key"
SCHEMA = 1
LEAST_PIN = 4  # characters
FREE_ATTEMPTS = 3  # wrong PINs that cost no wait
FIRST_WAIT_S = 5.0  # s after the next one; doubles with each ...
LONGEST_WAIT_S = 900.0  # s, ... up to this
ATTEMPTS_BYTES = 128


class WrongPinError(StoreError):
    """The PIN does not open the store, or has to wait."""


@dataclass(frozen=True)
class Cost:
    """Of Argon2id; the second choice of RFC 9106, section 4."""

    iterations: int = 3
    lanes: int = 4
    memory_kib: int = 64 * 1024


@dataclass(frozen=True)
class User:
    """One who may unlock, and the data key wrapped for them."""

    name: str
    salt: str  # hexadecimal, 16 bytes
    nonce: str  # hexadecimal, 12 bytes
    wrapped: str  # hexadecimal


@dataclass(frozen=True)
class _Vault:
    schema: int
    cost: Cost
    users: tuple[User, ...]


@dataclass(frozen=True)
class _Attempts:
    failed: int  # since the last right PIN
    at: float  # s, Unix time of the last one


class Vault:
    """The data key of a store, in its folder, and the wrong PINs since the last right one."""

    def __init__(self, folder: Path, device_key: Path | None = None) -> None:
        """device_key: file of the device key; None keeps it in `folder`."""
        self._file, self._attempts = folder / VAULT, folder / ATTEMPTS
        self._device_key = device_key or folder / DEVICE_KEY

    @property
    def exists(self) -> bool:
        return self._file.exists()

    @property
    def users(self) -> list[str]:
        """Names of those who may unlock."""
        return [user.name for user in self._read().users]

    def create(self, user: str, pin: str, cost: Cost | None = None, key: bytes | None = None) -> bytes:
        """Draw a data key (32 bytes), or take that of a backup, and wrap it for a first user.

        Raises StoreError when there is a vault already.
        """
        if self.exists:
            raise StoreError(f"{self._file} exists already; unlock it, or choose another folder", Kind.IN_USE)
        key = key or secrets.token_bytes(32)
        self._make_device_key()
        vault = _Vault(SCHEMA, cost or Cost(), ())
        self._write(replace(vault, users=(self._wrap(user, pin, key, vault.cost),)))
        self._write_attempts(_Attempts(0, time.time()))
        return key

    def unlock(self, user: str, pin: str, now: float | None = None) -> bytes:
        """The data key. Raises WrongPinError, which says how long to wait, and StoreError when the vault is unreadable."""
        now = time.time() if now is None else now
        vault, attempts = self._read(), self._read_attempts(now)
        if wait := _wait(attempts, now):
            raise WrongPinError(f"too many wrong PINs; try again in {wait:.0f} s", Kind.PIN_WAIT, math.ceil(wait))
        # Counted first: pulling the plug while it is tried must not make a try free.
        tried = _Attempts(attempts.failed + 1, now)
        self._write_attempts(tried)
        known = next((one for one in vault.users if one.name == user), None)
        try:
            key = self._unwrap(known, pin, vault.cost) if known else None
        except InvalidTag:
            key = None
        if key is None:
            wait = _wait(tried, now)
            after = f"; the next try is possible in {wait:.0f} s" if wait else ""
            raise WrongPinError(f"this PIN is not that of {user!r}{after}", Kind.WRONG_PIN, math.ceil(wait))
        self._write_attempts(_Attempts(0, now))
        return key

    def set_pin(self, user: str, pin: str, key: bytes) -> None:
        """Give `user`, known or new, a PIN for the data key `key`."""
        vault = self._read()
        others = tuple(one for one in vault.users if one.name != user)
        self._write(replace(vault, users=(*others, self._wrap(user, pin, key, vault.cost))))

    def _wrap(self, user: str, pin: str, key: bytes, cost: Cost) -> User:
        if not user.strip() or not user.isprintable():
            raise StoreError("a user needs a name of printable characters")
        if len(pin) < LEAST_PIN:
            raise StoreError(f"a PIN has at least {LEAST_PIN} characters")
        salt, nonce = secrets.token_bytes(16), secrets.token_bytes(12)
        wrapped = AESGCM(self._derive(pin, salt, cost)).encrypt(nonce, key, user.encode())
        return User(user, salt.hex(), nonce.hex(), wrapped.hex())

    def _unwrap(self, user: User, pin: str, cost: Cost) -> bytes:
        wrapping = AESGCM(self._derive(pin, bytes.fromhex(user.salt), cost))
        return wrapping.decrypt(bytes.fromhex(user.nonce), bytes.fromhex(user.wrapped), user.name.encode())

    def _derive(self, pin: str, salt: bytes, cost: Cost) -> bytes:
        argon2 = Argon2id(
            salt=salt, length=32, iterations=cost.iterations, lanes=cost.lanes, memory_cost=cost.memory_kib,
            secret=_read_secret(self._device_key),
        )  # fmt: skip
        return argon2.derive(pin.encode())

    def _make_device_key(self) -> None:
        """A device has one key; a second store on it shares it."""
        if not self._device_key.exists():
            _write_secret(self._device_key, secrets.token_bytes(32))

    def _read(self) -> _Vault:
        try:
            document = parse(_read_secret(self._file))
            vault = build(_Vault, document)
        except FormatError as exc:
            raise StoreError(f"{self._file} {exc}; restore a backup", Kind.DAMAGED) from exc
        if vault.schema != SCHEMA:
            raise StoreError(
                f"{self._file} has schema {vault.schema}, this program reads {SCHEMA}; update the program", Kind.NEWER
            )
        return vault

    def _write(self, vault: _Vault) -> None:
        _write_secret(self._file, (json.dumps(asdict(vault), indent=1) + "\n").encode())

    def _read_attempts(self, now: float) -> _Attempts:
        """A file that is missing or damaged counts as wrong PINs just now: removing it must not win tries."""
        try:
            return build(_Attempts, parse(_read_secret(self._attempts)))
        except (StoreError, FormatError):
            self._write_attempts(missing := _Attempts(FREE_ATTEMPTS, now))
            return missing

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
                f"{self._attempts} cannot be written ({exc.strerror}); check the disk and its permissions", disk_kind(exc)
            ) from exc


def _wait(attempts: _Attempts, now: float) -> float:
    """Seconds until the next PIN may be tried. A clock that was put back counts as one that stood still."""
    if attempts.failed < FREE_ATTEMPTS:
        return 0.0
    wait = min(FIRST_WAIT_S * 2.0 ** min(attempts.failed - FREE_ATTEMPTS, 32), LONGEST_WAIT_S)
    return max(0.0, wait - max(0.0, now - attempts.at))


def _read_secret(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as exc:
        raise StoreError(f"{path} cannot be read ({exc.strerror}); check that the data folder is there", disk_kind(exc)) from exc


def _write_secret(path: Path, data: bytes) -> None:
    """For its owner's eyes alone."""
    try:
        write_whole(path, data, mode=0o600)
    except OSError as exc:
        raise StoreError(f"{path} cannot be written ({exc.strerror}); check space and permissions", disk_kind(exc)) from exc
