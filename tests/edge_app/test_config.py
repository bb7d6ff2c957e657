"""Layers of configuration: factory, override, command line; and what is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from edge_app import config
from edge_app.errors import ConfigError

FACTORY = """
[engine]
runtime = "onnxruntime"
precision = "int8"
threads = 2
heatmap = "coarse"
[capture]
source = "simulated"
frames_per_second = 30
apply_controls = false
device_profiles = "/var/lib/edge-app/device-profiles"
max_megapixels = 16
[screen]
width = 800
height = 480
fullscreen = true
language = "de"
pedal = "B"
[exams]
folder = "exams"
device_key = "device.key"
quota_gb = 1
lock_after_s = 60
server = "none"
server_tls = false
server_ca = "none"
server_certificate = "none"
server_key = "none"
server_identified_without_tls = false
worklist = "none"
worklist_station = "any"
protocols = "protocols"
[clinic]
name = ""
address = []
phone = ""
"""


@pytest.fixture
def factory(tmp_path: Path) -> Path:
    folder = tmp_path / "firmware_configs"
    (folder / "test-board").mkdir(parents=True)
    (folder / "test-board" / "board.toml").write_text(FACTORY)
    return folder


def override(tmp_path: Path, text: str) -> Path:
    file = tmp_path / "override.toml"
    file.write_text(text)
    return file


def origin_of(merged: config.Configuration, key: str) -> str:
    return next(origin.source for origin in merged.origins if origin.key == key)


def test_each_layer_overrides_the_one_below(factory: Path, tmp_path: Path) -> None:
    over = override(tmp_path, "[engine]\nthreads = 3\nprecision = 'fp32'\n")
    merged = config.load("test-board", over, {"engine.threads": 4, "screen.width": None}, factory)
    assert merged.settings.engine == config.Engine("onnxruntime", "fp32", 4, "coarse")
    assert merged.settings.screen == config.Screen(800, 480, True, "de", "B")
    assert origin_of(merged, "engine.threads") == config.COMMAND_LINE
    assert origin_of(merged, "engine.precision") == str(over)
    assert origin_of(merged, "screen.width") == str(factory / "test-board" / "board.toml")


def test_a_whole_number_is_a_number(factory: Path, tmp_path: Path) -> None:
    rate = config.load("test-board", override(tmp_path, ""), factory=factory).settings.capture.frames_per_second
    assert rate == 30.0
    assert isinstance(rate, float)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[engine]\nthread = 2", ['"engine.thread"', "did you mean 'threads'?"]),
        ("[engin]\nthreads = 2", ["'engin'", "did you mean 'engine'?"]),
        ("engine = 3", ["must be a section", "[engine]"]),
        ("[engine]\nthreads = '2'", ["engine.threads", "a whole number", "'2'"]),
        ("[engine]\nthreads = true", ["engine.threads", "a whole number", "True"]),
        ("[engine]\nthreads = 2.0", ["engine.threads", "a whole number"]),
        ("[engine]\nthreads = 0", ["engine.threads", "whole number between 1 and 64"]),
        ("[engine]\nprecision = 'int4'", ["engine.precision", "int8, fp32", "'int4'"]),
        ("[screen]\nfullscreen = 1", ["screen.fullscreen", "true or false"]),
        ("[capture]\nframes_per_second = nan", ["capture.frames_per_second", "between"]),
        ("[capture]\nsource = ''", ["capture.source", "empty"]),
        ("[engine", ["not valid TOML"]),
        ("[engine]\nthreads = 2\nthreads = 3", ["not valid TOML", "Cannot overwrite a value"]),
        ("[capture]\npassports = 3", ["old name capture.passports", "text"]),
        ("[capture]\npassports = 'a'\ndevice_profiles = 'b'", ["also under its old name", "capture.passports"]),
    ],
)
def test_a_wrong_override_is_named_in_one_sentence(factory: Path, tmp_path: Path, text: str, words: list[str]) -> None:
    over = override(tmp_path, text)
    with pytest.raises(ConfigError) as caught:
        config.load("test-board", over, factory=factory)
    sentence = str(caught.value)
    assert "\n" not in sentence
    assert all(word in sentence for word in [str(over), *words])


def test_an_override_that_is_no_text_is_refused(factory: Path, tmp_path: Path) -> None:
    over = tmp_path / "override.toml"
    over.write_bytes(b"\xff\xfe")
    with pytest.raises(ConfigError, match="not UTF-8"):
        config.load("test-board", over, factory=factory)


def test_an_override_that_is_given_must_exist(factory: Path, tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="cannot be read"):
        config.load("test-board", tmp_path / "none.toml", factory=factory)


def test_a_factory_file_must_be_complete(factory: Path, tmp_path: Path) -> None:
    file = factory / "test-board" / "board.toml"
    file.write_text(FACTORY.replace("threads = 2\n", ""))
    with pytest.raises(ConfigError, match=r"board\.toml lacks \"engine\.threads\""):
        config.load("test-board", override(tmp_path, ""), factory=factory)


def test_an_unknown_board_is_named_with_the_nearest() -> None:
    with pytest.raises(ConfigError, match="did you mean 'raspberry-pi-5'"):
        config.load("rasberry-pi5")


def test_the_head_of_reports_is_the_clinics(factory: Path, tmp_path: Path) -> None:
    assert config.load("test-board", override(tmp_path, ""), factory=factory).settings.clinic == config.Clinic("", (), "")
    own = override(tmp_path, '[clinic]\nname = "Neurology"\naddress = ["12 Example Street", "Springfield"]\nphone = "555 0100"\n')
    head = config.load("test-board", own, factory=factory).settings.clinic
    assert head == config.Clinic("Neurology", ("12 Example Street", "Springfield"), "555 0100")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("address = ['a', 'b', 'c', 'd', 'e']", "clinic.address"),
        (f"name = '{'x' * 81}'", "clinic.name"),
        ("address = [3]", "clinic.address"),
        ("telephone = '1'", "did you mean 'phone'"),
    ],
)
def test_a_head_that_fits_no_page_is_refused(factory: Path, tmp_path: Path, text: str, words: str) -> None:
    with pytest.raises(ConfigError, match=words):
        config.load("test-board", override(tmp_path, f"[clinic]\n{text}\n"), factory=factory)


@pytest.mark.parametrize("board", config.boards())
def test_every_board_of_the_project_is_complete(board: str, tmp_path: Path) -> None:
    merged = config.load(board, override(tmp_path, ""))
    assert merged.settings.engine.precision == "int8"


def test_the_generic_board_is_among_them() -> None:
    assert {"generic", "raspberry-pi-5", "jetson-orin-nano"} <= set(config.boards())
