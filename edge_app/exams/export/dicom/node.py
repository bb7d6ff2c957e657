"""The configured DICOM servers: their addresses, and how the connections are encrypted."""

from __future__ import annotations

import ssl
from dataclasses import dataclass, replace
from pathlib import Path

from edge_app import config
from edge_app.errors import ConfigError, ErrorCode, ExportError

NONE = "none"  # in the settings


@dataclass(frozen=True)
class Tls:
    """How the connection is encrypted: TLS 1.2 or newer, the server's certificate and its host name checked."""

    authority: Path | None = None  # PEM: who vouches for the server; None: whom the system trusts
    certificate: Path | None = None  # PEM: ours, with its chain; None: the server asks for none
    key: Path | None = None  # PEM, not encrypted: that of `certificate`

    def context(self) -> ssl.SSLContext:
        """Raises ConfigError where a file cannot be used."""
        file, setting = self.authority, "exams.server_ca"
        try:
            context = ssl.create_default_context(cafile=self.authority)
            context.minimum_version = ssl.TLSVersion.TLSv1_2
            if self.certificate is not None:
                file, setting = self.certificate, "exams.server_certificate and exams.server_key"
                context.load_cert_chain(self.certificate, self.key, password=lambda: "")  # never asks on the terminal
        except (OSError, ValueError) as exc:  # SSLError is an OSError
            reason = getattr(exc, "reason", None) or getattr(exc, "strerror", None) or exc
            raise ConfigError(f"{setting}: {file} cannot be used ({reason}); give PEM files, the key without a password") from exc
        return context


@dataclass(frozen=True)
class DicomNode:
    """A DICOM server to send to, or to ask."""

    title: str  # application entity
    host: str
    port: int
    tls: Tls | None = None  # None: not encrypted
    identified_without_tls: bool = False  # whether patients' identity may be sent without encryption

    @classmethod
    def parse(cls, text: str) -> DicomNode:
        """Read "TITLE@HOST:PORT". Raises ConfigError."""
        title, at, address = text.partition("@")
        host, colon, port = address.rpartition(":")
        valid_title = 0 < len(title.strip()) <= len(title) <= 16 and title.isascii() and title.isprintable() and "\\" not in title
        if not (at and colon and valid_title and host and port.isdecimal() and 0 < int(port) < 65536):
            raise ConfigError(f"{text!r} is not a DICOM server; write TITLE@HOST:PORT, for example ARCHIVE@192.168.1.20:104")
        return cls(title, host, int(port))

    @property
    def may_take_identity(self) -> bool:
        """Whether a patient's identity would travel encrypted, or somebody has said that it need not."""
        return self.tls is not None or self.identified_without_tls

    def check_may_take(self, pseudonymous: bool) -> None:
        """Raises ExportError where a patient's identity would travel unencrypted and nobody has said that it may."""
        if not (pseudonymous or self.may_take_identity):
            raise ExportError(
                f"the connection to {self} is not encrypted, and the export names patients; set server_tls = true under [exams] "
                "(or, on a network of your own, server_identified_without_tls = true), or export under pseudonyms",
                ErrorCode.SERVER_NOT_SECURE, self.title,
            )  # fmt: skip

    def __str__(self) -> str:
        return f"{self.title}@{self.host}:{self.port}"


def secured(node: DicomNode, exams: config.Exams) -> DicomNode:
    """The server, with the encryption of the settings. Raises ConfigError."""
    if (exams.server_certificate == NONE) != (exams.server_key == NONE):
        raise ConfigError("exams.server_certificate and exams.server_key belong together: give both, or none")
    tls = Tls(*map(_file, (exams.server_ca, exams.server_certificate, exams.server_key)))
    if not exams.server_tls and tls != Tls():
        raise ConfigError("exams.server_ca, server_certificate and server_key have no effect without server_tls = true")
    if exams.server_tls:
        tls.context()  # a file that cannot be used is reported now, not when the first exam is to be sent
    return replace(node, tls=tls if exams.server_tls else None, identified_without_tls=exams.server_identified_without_tls)


def configured(exams: config.Exams) -> DicomNode | None:
    """The server in the settings, if any. Raises ConfigError."""
    try:
        return None if exams.server == NONE else secured(DicomNode.parse(exams.server), exams)
    except ConfigError as exc:
        raise ConfigError(f"exams.server: {exc}; or {NONE!r}") from exc


def configured_worklist(exams: config.Exams) -> DicomNode | None:
    """The worklist in the settings, if any. Raises ConfigError, also where it would name patients on an open line."""
    if exams.worklist == NONE:
        return None
    try:
        node = secured(DicomNode.parse(exams.worklist), exams)
    except ConfigError as exc:
        raise ConfigError(f"exams.worklist: {exc}; or {NONE!r}") from exc
    if node.tls is None and not node.identified_without_tls:
        raise ConfigError(
            f"exams.worklist: the connection to {node} is not encrypted, and a worklist names patients; set server_tls = true "
            "under [exams] (or, on a network of your own, server_identified_without_tls = true)"
        )
    return node


def _file(setting: str) -> Path | None:
    return None if setting == NONE else config.in_home(setting)
