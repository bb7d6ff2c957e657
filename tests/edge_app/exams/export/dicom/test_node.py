"""The address of a DICOM server, as a user types it, and how the settings encrypt the connection."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization

from edge_app import config
from edge_app.errors import ConfigError, ExportError
from edge_app.exams.export.dicom.node import DicomNode, Tls, configured, configured_worklist, secured
from tests.support.certificates import Authority

NODE = DicomNode("ARCHIVE", "10.0.0.1", 104)


@pytest.fixture
def exams() -> config.Exams:
    """As every board is delivered."""
    return config.load("generic").settings.exams


@pytest.mark.parametrize(
    "text",
    [
        "",
        "HOST:104",
        "A@host",
        "A@host:0",
        "A@host:x",
        "A@:104",
        "SEVENTEEN-LETTERS@host:104",
        "Ä@host:104",
        "A\\B@host:104",
        "A\nB@host:104",
        " @host:104",
    ],
)
def test_a_wrong_server_is_one_sentence(text: str) -> None:
    with pytest.raises(ConfigError, match="TITLE@HOST:PORT"):
        DicomNode.parse(text)
    assert str(DicomNode.parse("ARCHIVE@10.0.0.1:104")) == "ARCHIVE@10.0.0.1:104"


def test_delivered_there_is_no_server_and_no_encryption(exams: config.Exams) -> None:
    assert configured(exams) is None
    assert secured(NODE, exams) == NODE


def test_the_settings_encrypt_the_connection(exams: config.Exams, tmp_path: Path) -> None:
    authority = Authority(tmp_path)
    ours = authority.identity("device")
    settings = replace(
        exams,
        server=str(NODE),
        server_tls=True,
        server_ca=str(authority.file),
        server_certificate=str(ours.certificate),
        server_key=str(ours.key),
    )
    assert configured(settings) == replace(NODE, tls=Tls(authority.file, ours.certificate, ours.key))
    assert configured(replace(exams, server=str(NODE), server_tls=True)) == replace(NODE, tls=Tls())


@pytest.mark.parametrize(
    ("changes", "match"),
    [
        ({"server_tls": True, "server_certificate": "ours.pem"}, "belong together"),
        ({"server_ca": "ca.pem"}, "no effect without server_tls = true"),
        ({"server_tls": True, "server_ca": "no-such.pem"}, "server_ca: no-such.pem cannot be used"),
        (
            {"server_tls": True, "server_certificate": "a.pem", "server_key": "a.key"},
            "exams.server_key: a.pem",
        ),
    ],
)
def test_settings_that_cannot_be_are_one_sentence(exams: config.Exams, changes: dict[str, object], match: str) -> None:
    with pytest.raises(ConfigError, match=match):
        configured(replace(exams, server=str(NODE), **changes))  # type: ignore[arg-type]


def test_a_key_with_a_password_is_refused_and_nobody_is_asked(exams: config.Exams, tmp_path: Path) -> None:
    ours = Authority(tmp_path).identity("device")
    (tmp_path / "locked.key").write_bytes(protected(ours.key.read_bytes()))
    settings = replace(exams, server_tls=True, server_certificate=str(ours.certificate), server_key=str(tmp_path / "locked.key"))
    with pytest.raises(ConfigError, match="without a password"):
        secured(NODE, settings)


def protected(key: bytes) -> bytes:
    plain = serialization.load_pem_private_key(key, None)
    scheme = serialization.BestAvailableEncryption(b"secret")
    return plain.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, scheme)


def test_an_identity_travels_unencrypted_only_where_somebody_said_so(exams: config.Exams) -> None:
    with pytest.raises(ExportError, match="not encrypted"):
        NODE.check_may_take(pseudonymous=False)
    NODE.check_may_take(pseudonymous=True)
    replace(NODE, tls=Tls()).check_may_take(pseudonymous=False)
    secured(NODE, replace(exams, server_identified_without_tls=True)).check_may_take(pseudonymous=False)


def test_delivered_there_is_no_worklist_and_a_wrong_one_is_one_sentence(exams: config.Exams) -> None:
    assert configured_worklist(exams) is None and exams.station == ""
    with pytest.raises(ConfigError, match=r"exams\.worklist.*TITLE@HOST:PORT"):
        configured_worklist(replace(exams, worklist="RIS"))


def test_a_worklist_names_patients_so_it_is_encrypted_or_refused(exams: config.Exams, tmp_path: Path) -> None:
    named = replace(exams, worklist="RIS@10.0.0.2:104", worklist_station="ROOM_3")
    with pytest.raises(ConfigError, match=r"not encrypted.*server_identified_without_tls"):
        configured_worklist(named)
    allowed = configured_worklist(replace(named, server_identified_without_tls=True))
    assert str(allowed) == "RIS@10.0.0.2:104" and named.station == "ROOM_3"
    authority = Authority(tmp_path)
    encrypted = configured_worklist(replace(named, server_tls=True, server_ca=str(authority.file)))
    assert encrypted is not None and encrypted.tls == Tls(authority.file)
