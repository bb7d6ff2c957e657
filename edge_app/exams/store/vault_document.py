"""What is in the file of the vault. Schema 2 has roles and a recovery key; schema 1, without either, is still read."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from enum import Enum

from edge_app.exams.store.wrapped_key import Cost, WrappedKey
from edge_app.typed_reader import FormatError, build, parse_json

SCHEMA = 2
RECOVERY_BINDING = b"\0recovery"


class Role(str, Enum):
    """What a user may do."""

    OPERATOR = "operator"  # examines
    SUPERVISOR = "supervisor"  # also says who may, and what the appliance is for


@dataclass(frozen=True)
class User:
    """A user who may unlock the store, and the data key wrapped for that user."""

    name: str
    role: Role
    key: WrappedKey

    @property
    def binding(self) -> bytes:
        """What the wrapped key is bound to."""
        return binding(self.name, self.role)

    @property
    def first_binding(self) -> bytes:
        """What keys of schema 1 are bound to, until their user enters the PIN again after a change to schema 2."""
        return self.name.encode()


def binding(name: str, role: Role) -> bytes:
    """What a user's wrapped key is bound to: no edit of the file makes an operator a supervisor. No name holds a NUL."""
    return f"{role.value}\0{name}".encode()


@dataclass(frozen=True)
class VaultDocument:
    """The file."""

    schema: int
    cost: Cost
    users: tuple[User, ...]
    recovery: WrappedKey | None = None  # None: no recovery key was written down

    def __post_init__(self) -> None:
        if len({user.name for user in self.users}) < len(self.users):
            raise FormatError("has two users of the same name")

    def find(self, name: str) -> User | None:
        """The user of that name."""
        return next((user for user in self.users if user.name == name), None)

    @property
    def supervisors(self) -> tuple[User, ...]:
        """At least one, unless somebody altered the file."""
        return tuple(user for user in self.users if user.role is Role.SUPERVISOR)

    def as_json(self) -> bytes:
        """In schema 2, whichever it was read in."""
        return (json.dumps({**asdict(self), "schema": SCHEMA}, indent=1) + "\n").encode()


@dataclass(frozen=True)
class _FirstUser:
    name: str
    salt: str
    nonce: str
    wrapped: str


@dataclass(frozen=True)
class _FirstDocument:
    schema: int
    cost: Cost
    users: tuple[_FirstUser, ...]


def parse_vault(text: bytes) -> VaultDocument:
    """The file's content. In one of schema 1 the first user is the supervisor. Raises FormatError.

    One of a later schema has what is known of it: only its `schema` is to be trusted.
    """
    document = parse_json(text)
    schema = document.get("schema")
    if isinstance(schema, int) and schema > SCHEMA:
        return VaultDocument(schema, Cost(), ())
    if schema != 1:
        return build(VaultDocument, document)
    first = build(_FirstDocument, document)
    users = (
        User(user.name, Role.OPERATOR if number else Role.SUPERVISOR, WrappedKey(user.salt, user.nonce, user.wrapped))
        for number, user in enumerate(first.users)
    )
    return VaultDocument(1, first.cost, tuple(users))
