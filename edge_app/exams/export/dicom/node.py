"""The address of a DICOM server, as it is configured."""

from __future__ import annotations

from dataclasses import dataclass

from edge_app.errors import ConfigError

NONE = "none"  # in the settings


@dataclass(frozen=True)
class DicomNode:
    """Where to send to."""

    title: str  # application entity
    host: str
    port: int

    @classmethod
    def parse(cls, text: str) -> DicomNode:
        """Read "TITLE@HOST:PORT". Raises ConfigError."""
        title, at, address = text.partition("@")
        host, colon, port = address.rpartition(":")
        named = 0 < len(title.strip()) <= len(title) <= 16 and title.isascii() and title.isprintable() and "\\" not in title
        if not (at and colon and named and host and port.isdecimal() and 0 < int(port) < 65536):
            raise ConfigError(f"{text!r} is no DICOM server; write TITLE@HOST:PORT, for example ARCHIVE@192.168.1.20:104")
        return cls(title, host, int(port))

    def __str__(self) -> str:
        return f"{self.title}@{self.host}:{self.port}"


def configured(setting: str) -> DicomNode | None:
    """The server that `exams.server` of the settings names, if any. Raises ConfigError."""
    try:
        return None if setting == NONE else DicomNode.parse(setting)
    except ConfigError as exc:
        raise ConfigError(f"exams.server: {exc}; or {NONE!r}") from exc
