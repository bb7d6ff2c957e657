"""What the kiosk may set of the system: polkit's own rule, run by a JavaScript engine."""

from __future__ import annotations

import configparser
from pathlib import Path

import pytest
from PySide6.QtQml import QJSEngine

from edge_app.device_setup.access import ACTIONS, USER
from edge_app.device_setup.system_file import TEMPLATES
from edge_app.device_setup.system_files import files_for
from tests.support.device_settings import settings, text, write
from tests.support.system_tools import complaints, tool

POLKIT = """
var rules = [];
var polkit = {Result: {NO: "no", YES: "yes", NOT_HANDLED: "not handled"}, addRule: function (rule) { rules.push(rule); }};
function ask(action, user) {
    for (var i = 0; i < rules.length; i++) {
        var answer = rules[i]({id: action}, {user: user, local: false, active: false});
        if (answer !== polkit.Result.NOT_HANDLED) return answer;
    }
    return polkit.Result.NOT_HANDLED;
}
"""


@pytest.fixture(scope="module")
def engine(qapp: object) -> QJSEngine:
    engine = QJSEngine()
    engine.evaluate(POLKIT)
    engine.evaluate((TEMPLATES / "polkit.rules").read_text())  # a fault in it leaves no rule, and nothing is allowed
    return engine


def ask(engine: QJSEngine, action: str, user: str) -> str:
    answer = engine.globalObject().property("ask").call([engine.toScriptValue(action), engine.toScriptValue(user)])
    assert not answer.isError(), answer.toString()
    return answer.toString()


@pytest.mark.parametrize("action", ACTIONS)
def test_the_kiosk_sets_time_network_and_language_and_switches_off(engine: QJSEngine, action: str) -> None:
    assert ask(engine, action, USER) == "yes"
    assert ask(engine, action, "nobody") == "not handled"


@pytest.mark.parametrize(
    "action",
    [
        "org.freedesktop.login1.reboot-ignore-inhibit", "org.freedesktop.login1.power-off-ignore-inhibit",
        "org.freedesktop.login1.halt", "org.freedesktop.login1.set-reboot-to-firmware-setup",
        "org.freedesktop.systemd1.manage-units", "org.freedesktop.timedate1",
        "org.freedesktop.timedate1.set-local-rtc", "org.freedesktop.hostname1.set-hostname",
        "org.freedesktop.udisks2.filesystem-mount",
        "org.freedesktop.NetworkManager.reload", "constructor", "__proto__",
    ],
)  # fmt: skip
def test_and_nothing_else(engine: QJSEngine, action: str) -> None:
    assert ask(engine, action, USER) == "not handled"


def test_an_older_polkit_is_told_the_same(tmp_path: Path) -> None:
    content = text(files_for(settings(tmp_path)), "etc/polkit-1/localauthority/50-local.d/50-edge-app.pkla")
    parser = configparser.ConfigParser()
    parser.read_string(content)
    (section,) = parser.sections()
    assert parser[section]["Action"].split(";") == list(ACTIONS)
    assert parser[section]["Identity"] == f"unix-user:{USER}"


def test_systemd_makes_the_user_and_the_folders(tmp_path: Path) -> None:
    root = tmp_path / "root"
    write(files_for(settings(tmp_path)), root)
    (root / "etc").mkdir(exist_ok=True)
    assert "edge-app" in complaints([tool("systemd-sysusers", "systemd"), f"--root={root}", "edge-app.conf"])
    entry = next(line for line in (root / "etc/passwd").read_text().splitlines() if line.startswith("edge-app:"))
    assert entry.split(":")[-2] == "/var/lib/edge-app" and entry.endswith("nologin")
