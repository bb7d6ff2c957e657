"""The system's sections of board.toml, and how a wrong value of a clinic's own is refused."""

from __future__ import annotations

import re
from pathlib import Path
from typing import get_type_hints

import pytest

from edge_app import config
from edge_app.device_setup.settings import SystemSettings, load_system
from edge_app.errors import ConfigError


def refused(tmp_path: Path, text: str, board: str = "raspberry-pi-5") -> str:
    site = tmp_path / "site.toml"
    site.write_text(text)
    with pytest.raises(ConfigError) as caught:
        load_system(board, site)
    sentence = str(caught.value)
    assert "\n" not in sentence and str(site) in sentence
    return sentence


@pytest.mark.parametrize("board", config.boards())
def test_every_board_of_the_project_says_what_its_system_is_to_be(board: str) -> None:
    merged = load_system(board)
    assert merged.settings.display.rotation in (0, 90, 180, 270)
    assert merged.settings.network.management == ()  # closed as delivered
    assert {origin.source for origin in merged.origins} == {str(config.factory_file(board))}


def test_the_configuration_passes_over_exactly_these_sections() -> None:
    assert set(config.SYSTEM_SECTIONS) == set(get_type_hints(SystemSettings))


def test_one_file_of_the_clinic_holds_both_kinds(tmp_path: Path) -> None:
    site = tmp_path / "site.toml"
    site.write_text('[display]\nrotation = 270\n[network]\nmanagement = ["10.1.0.0/16"]\n[engine]\nthreads = 1\n')
    system = load_system("raspberry-pi-5", site)
    assert system.settings.display.rotation == 270
    assert next(one.source for one in system.origins if one.key == "display.rotation") == str(site)
    assert config.load("raspberry-pi-5", site).settings.engine.threads == 1


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[displai]\nrotation = 90", ["'displai'", "did you mean 'display'?"]),
        ("[display]\nrotatoin = 90", ['"display.rotatoin"', "did you mean 'rotation'?"]),
        ("[display]\nrotation = 45", ["display.rotation", "one of 0, 90, 180, 270", "45"]),
        ("[display]\nrotation = true", ["display.rotation", "one of 0, 90, 180, 270"]),
        ('[display]\nrotation = 90\ncompositor = "eglfs"', ["display.rotation", "eglfs", 'set display.compositor to "cage"']),
        ("[display]\nrotation = 180\ncompositor = 'linuxfb'", ["display.rotation", "linuxfb", "cage"]),
        ("""[display]\ntouch = 'a", RUN+="x'""", ["display.touch", "without quotation marks"]),
        ('[probe]\nusb = ["534D:2109"]', ["534D:2109", "as lsusb shows it"]),
        ('[probe]\nusb = "534d:2109"', ["probe.usb", "a list"]),
        ('[network]\nmanagement = ["192.168.7.0/240"]', ["192.168.7.0/240", "must be a network"]),
        ('[network]\nmanagement = ["192.168.7.9/24"]', ["192.168.7.9/24", "must be a network"]),
        ("[network]\nmanagement = [3]", ["network.management[0]", "text"]),
        ('[network]\ntime_servers = ["a b"]', ["a b", "name or address"]),
        ("[power]\nwatchdog_s = 301", ["power.watchdog_s", "between 0 and 300"]),
        ("[power]\nfan = [[60, 100], [50, 200]]", ["power.fan", "out of order"]),
        ("[power]\nfan = [[60, 300]]", ["power.fan", "between 0 and 255"]),
        ('[power]\nmode = "15W; reboot"', ["power.mode", "such as"]),
        ('[storage]\ndata_partition = "../etc"', ["storage.data_partition", "label"]),
        ("[storage]\njournal_mb = 1", ["storage.journal_mb", "between 8 and 4,096"]),
        ('[boot]\nconfig = [["dtparam=i2c=on"]]', ["boot.config[0]"]),
        ('[boot]\nconfig = [["dtparam=i2c=on", ""]]', ["boot.config[0][1]", "not empty"]),
        ('[boot]\nconfig = [["%s", "too long for the firmware"]]' % ("x" * 99), ["boot.config", "98"]),
        ('[boot]\narguments = [["a b", "two"]]', ["boot.arguments", "without spaces"]),
    ],
)
def test_a_wrong_value_is_named_in_one_sentence(tmp_path: Path, text: str, words: list[str]) -> None:
    sentence = refused(tmp_path, text)
    assert [word for word in words if word not in sentence] == [], sentence


def test_a_key_that_the_factory_file_lacks_is_missed_there(tmp_path: Path) -> None:
    folder = tmp_path / "boards/own"
    folder.mkdir(parents=True)
    text = config.factory_file("generic").read_text()
    (folder / "board.toml").write_text(re.sub(r"^rotation = .*\n", "", text, flags=re.MULTILINE))
    with pytest.raises(ConfigError, match=r'own/board\.toml lacks "display\.rotation"'):
        load_system("own", None, tmp_path / "boards")
