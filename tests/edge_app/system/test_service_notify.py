"""What systemd hears of the program, and that nothing happens without it."""

from __future__ import annotations

import logging
import os
from pathlib import Path

import pytest

from edge_app.system.service_notify import ALIVE, READY, NoService, SystemdService, service_of, status
from tests.support.systemd import NotifySocket


@pytest.mark.parametrize("is_abstract", [False, True])
def test_systemd_hears_what_is_said(tmp_path: Path, is_abstract: bool) -> None:
    address = f"@edge-app-test-{os.getpid()}" if is_abstract else tmp_path / "notify"
    with NotifySocket(address) as systemd:
        service = service_of({"NOTIFY_SOCKET": systemd.address})
        service.notify(READY, status("probe live"))
        service.notify(ALIVE)
        assert systemd.listen() == ["READY=1", "STATUS=probe live", "WATCHDOG=1"]


@pytest.mark.parametrize("environment", [{}, {"NOTIFY_SOCKET": ""}, {"NOTIFY_SOCKET": "vsock:2:1234"}, {"WATCHDOG_USEC": "9"}])
def test_without_systemd_nobody_is_told(environment: dict[str, str]) -> None:
    service = service_of(environment)
    assert isinstance(service, NoService) and service.watchdog_s is None
    service.notify(READY)


@pytest.mark.parametrize(
    ("microseconds", "seconds"),
    [("8000000", 8.0), ("1500000", 1.5), ("0", None), ("", None), ("soon", None), ("-1", None), ("²", None)],
)
def test_the_watchdog_is_that_of_the_unit_whoever_its_main_process_is(microseconds: str, seconds: float | None) -> None:
    service = service_of({"NOTIFY_SOCKET": "/run/notify", "WATCHDOG_USEC": microseconds, "WATCHDOG_PID": "1"})
    assert service.watchdog_s == seconds


def test_a_status_is_one_line() -> None:
    assert status("probe lost:\ncheck\tthe cable\n") == "STATUS=probe lost: check the cable"


def test_a_systemd_that_does_not_listen_is_logged_once_and_heard_again(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    service = SystemdService(str(tmp_path / "notify"))
    with caplog.at_level(logging.WARNING):
        service.notify(ALIVE)
        service.notify(ALIVE)
    assert len(caplog.messages) == 1 and "not told" in caplog.messages[0]
    with NotifySocket(tmp_path / "notify") as systemd:
        service.notify(ALIVE)
        assert systemd.listen() == [ALIVE]
