"""The configured address of a DICOM server."""

from __future__ import annotations

from dataclasses import dataclass

from edge_app.errors import ConfigError

NONE = "none"  # in the settings


@dataclass(frozen=True)
class DicomNode:
    """A DICOM server to send to."""

    title: str  # application entity
    host: str
    port: int

    @classmethod
    def parse(cls, text: str) -> DicomNode:
        """Read "TITLE@HOST:PORT". Raises ConfigError."""
        title, at, address = text.partition("@")
        host, colon, port = address.rpartition(":")
        valid_title = 0 < len(title.strip()) <= len(title) <= 16 and title.isascii() and title.isprintable() and "\\" not in title
        if not (at and colon and valid_title and host and port.isdecimal() and 0 < int(port) < 65536):
            raise ConfigError(f"{text!r} is not a DICOM server; write TITLE@HOST:PORT, for example ARCHIVE@192.168.1.20:104")
        return cls(title, host, int(port))

    def __str__(self) -> str:
        return f"{self.title}@{self.host}:{self.port}"


def configured(setting: str) -> DicomNode | None:
    """The server in the setting `exams.server`, if any. Raises ConfigError."""
    try:
        return None if setting == NONE else DicomNode.parse(setting)
    except ConfigError as exc:
        raise ConfigError(f"exams.server: {exc}; or {NONE!r}") from exc
