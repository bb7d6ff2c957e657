"""A complete exam on the watched appliance: nothing listens, nothing goes out, nothing of the patients lies anywhere in plain."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pynetdicom import AE, StoragePresentationContexts, evt

from edge_app.exams.store.database import STORE
from tests.privacy.canaries import PIN, finds
from tests.privacy.strace import watch
from tests.privacy.watched_run import EXAMS, Run, environment, nothing_is_reported, nothing_leaves, run, unlocked

pytestmark = pytest.mark.slow  # three watched exams: `make test-privacy`


def test_the_exams_were_done_and_kept(exam: Run) -> None:
    assert exam.watched.exit_code == 0, exam.watched.said.decode()
    with unlocked(exam) as store:
        kept = [store.read(line.id) for line in store.exams()]
    reported = [one.patient.identifier for one in kept] + [one.verdict.reason for one in kept if one.verdict]
    assert {text.upper() for text in reported if text} == set(exam.texts)
    assert list(exam.stick.rglob("*.pdf")) and any(path.endswith(STORE) for path in exam.watched.written)


def test_nothing_listens_and_nothing_goes_out(exam: Run) -> None:
    nothing_leaves(exam)


def test_sockets_within_the_machine_are_none_without_a_display(exam: Run) -> None:
    assert exam.watched.local == frozenset()


def test_nothing_of_the_patients_is_reported(exam: Run) -> None:
    nothing_is_reported(exam)


@pytest.fixture
def archive(watching: None) -> Iterator[tuple[int, list[str]]]:
    """A DICOM server on this machine: its port, and who came out of what was sent."""
    patients: list[str] = []

    def keep(event: Any) -> int:
        patients.append(str(event.dataset.PatientID))
        return 0

    entity = AE("ARCHIVE")
    entity.supported_contexts = StoragePresentationContexts
    server = entity.start_server(("127.0.0.1", 0), block=False, evt_handlers=[(evt.EVT_C_STORE, keep)])
    assert server is not None
    yield server.server_address[1], patients
    server.shutdown()


def test_a_server_that_was_configured_is_the_only_one_that_is_called(archive: tuple[int, list[str]], tmp_path: Path) -> None:
    port, patients = archive
    (override := tmp_path / "override.toml").write_text(f'[exams]\nserver = "ARCHIVE@127.0.0.1:{port}"\n')
    sent = run(tmp_path / "run", 1, {"EDGE_APP_OVERRIDE": str(override)}, isolated=False)
    assert sent.watched.exit_code == 0, sent.watched.said.decode()
    assert patients and sent.watched.peers == {("127.0.0.1", port)}
    assert not [call for call in sent.watched.network if call.startswith(("listen", "accept"))]
    nothing_is_reported(sent)
    assert not finds(sent.texts, "\n".join(patients).encode())


def test_an_export_with_identity_lies_only_on_the_medium(exam: Run, tmp_path: Path) -> None:
    (records := tmp_path / "records").mkdir()
    command = [sys.executable, "-m", "edge_app", "exams", "export", "all", "--identified", "--to", str(tmp_path / "medium")]
    for _ in range(2):  # the second time the medium has a DICOMDIR
        seen = watch(command, records, environment(exam.home, EDGE_APP_PIN=PIN))
        assert seen.exit_code == 0, seen.said.decode()
        telling = {path for path, content in seen.written.items() if finds(exam.texts, content)}
        assert telling and all(Path(path).is_relative_to(tmp_path / "medium") for path in telling)
        assert seen.network == () and not finds(exam.texts, seen.said)
        shutil.rmtree(records)
        records.mkdir()
    assert not list((tmp_path / "medium").glob(".*"))


def test_only_the_owner_may_read_the_data_folder(exam: Run) -> None:
    for path in (exam.home / EXAMS).rglob("*"):
        if path.is_file():
            assert path.stat().st_mode & 0o077 == 0, f"{path} has mode {oct(path.stat().st_mode)}"
            assert path.stat().st_uid == os.getuid()
