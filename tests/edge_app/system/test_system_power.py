"""Off and on again, asked of a logind of the test's own, over a D-Bus of its own."""

from __future__ import annotations

import pytest

from edge_app.errors import ErrorCode, SystemBusError
from edge_app.system.system_bus import Busctl, BusObject
from edge_app.system.system_power import LOGIN, PowerAction, request_power
from tests.support.system_bus_services import system_services


def test_logind_is_asked_without_a_question_for_a_password() -> None:
    with system_services() as services:
        bus = Busctl(services.address)
        for action in PowerAction:
            request_power(bus, action)
        assert services.asked == ["PowerOff False", "Reboot False"]
        with pytest.raises(SystemBusError, match="the system did not do Halt") as caught:
            bus.call(LOGIN, "Halt", "b", "false")
        assert caught.value.code is ErrorCode.SYSTEM_REFUSED and "\n" not in str(caught.value)
        with pytest.raises(SystemBusError, match="did not do Locale"):
            bus.get(BusObject("org.freedesktop.locale1", "/org/freedesktop/locale1", "org.freedesktop.locale1"), "Locale")


def test_a_machine_without_a_bus_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    assert not Busctl().is_there
    with pytest.raises(SystemBusError, match="no system bus") as caught:
        request_power(Busctl(), PowerAction.OFF)
    assert caught.value.code is ErrorCode.NO_SYSTEM_BUS


def test_a_bus_that_does_not_answer_is_one_sentence() -> None:
    with pytest.raises(SystemBusError, match="the system did not do PowerOff"):
        request_power(Busctl("unix:path=/nowhere"), PowerAction.OFF)
