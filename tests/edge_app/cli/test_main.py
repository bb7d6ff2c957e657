"""The command line: help everywhere, errors in one sentence, exit codes; and once as a real process."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import cv2
import numpy as np
import pytest
from click.testing import CliRunner, Result

from edge_app.__main__ import main
from edge_app.capture.readers.files import recordings_in
from edge_app.errors import CaptureError, StoreError
from edge_app.exams.store.key_vault import KeyVault
from edge_app.system.display import display_fault
from tests.support.commands import buffered, every_command
from tests.support.interruptible import interruptible
from tests.support.signing import KEY

NO_SCREEN = {"DISPLAY": None, "WAYLAND_DISPLAY": None, "QT_QPA_PLATFORM": None}


def invoke(*words: object) -> Result:
    return CliRunner(env=NO_SCREEN).invoke(main, [str(word) for word in words], catch_exceptions=False)


@pytest.fixture(scope="module")
def sweep(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of six images."""
    folder = tmp_path_factory.mktemp("sweep")
    for seed in range(6):
        grey = cv2.GaussianBlur(np.random.default_rng(seed).rayleigh(70, (120, 160)), (5, 5), 0)
        cv2.imwrite(str(folder / f"{seed}.png"), np.clip(grey, 0, 255).astype(np.uint8))
    return folder


@pytest.mark.parametrize(("name", "command"), list(every_command(main)))
def test_every_command_and_option_has_help(name: str, command: click.Command) -> None:
    assert command.help
    for parameter in command.params:
        assert not isinstance(parameter, click.Option) or parameter.help, f"{name} {parameter.name}"


def test_the_help_lists_every_command_by_role_with_the_first_sentence_of_its_own_help() -> None:
    shown = " ".join(invoke("--help").stdout.split())
    order = [shown.index(title) for title in ("Clinic:", "Field test:", "Administration:", "Examples:")]
    assert order == sorted(order)
    context = click.Context(main)
    for section in main.sections:
        for name, summary in section.commands.items():
            command = main.get_command(context, name)
            assert command is not None and command.name == name and command.help
            assert command.help.split("\n\n")[0] == summary
            assert f"{name} {summary}" in shown


@pytest.mark.parametrize("words", [["--help"], ["config"]])
def test_help_and_config_load_nothing_heavy(words: list[str]) -> None:
    """On a board's SD card these take seconds."""
    script = (
        "import sys\n"
        "from edge_app.__main__ import main\n"
        "try:\n"
        "    main(sys.argv[1:])\n"
        "finally:\n"
        "    print({'numpy', 'cv2', 'onnxruntime', 'PySide6'} & set(sys.modules), file=sys.stderr)\n"
    )
    done = subprocess.run([sys.executable, "-c", script, *words], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "set()\n") and done.stdout


@pytest.mark.parametrize(
    ("words", "now"),
    [
        (["run", "--headless", "--frames", "3"], "`edge-app examine`"),
        (["doctor", "--live", "--source", "simulated", "--seconds", "1"], "`edge-app watch`"),
        (["doctor", "--seconds=1"], "`edge-app watch --seconds`"),
        (["passport", "list"], "`edge-app profiles`"),
        (["run", "--loop", "swing"], "`--loop ping-pong`"),
        (["examine", "--loop=swing"], "`--loop ping-pong`"),
        (["tune", "--most-threads", "1"], "`edge-app tune --max-threads`"),
        (["exams", "verify", "--board", "generic"], "`edge-app exams --board BOARD verify`"),
        (["exams", "verify", "--override=o.toml"], "`edge-app exams --override FILE verify`"),
    ],
)
def test_a_former_spelling_is_answered_with_the_present_one(words: list[str], now: str) -> None:
    result = invoke(*words)
    assert (result.exit_code, result.stdout) == (2, "")
    assert f"use {now}" in result.stderr and result.stderr.count("\n") == 1


def test_a_slip_in_a_command_is_answered_with_the_nearest() -> None:
    result = invoke("examin")
    assert result.exit_code == 2 and "Did you mean 'examine'?" in result.stderr


def test_the_version_is_reported() -> None:
    assert invoke("--version").stdout.startswith("edge-app, version 0.")


def test_the_group_says_what_it_is_not() -> None:
    assert "never diagnoses" in invoke("--help").stdout


def test_config_shows_values_and_where_they_come_from(tmp_path: Path) -> None:
    override = tmp_path / "override.toml"
    override.write_text("[engine]\nthreads = 7\n")
    result = invoke("config", "--board", "raspberry-pi-5", "--override", override, "--precision", "fp32")
    rows = {line.split("#")[0].strip(): line.split("#")[1].strip() for line in result.stdout.splitlines()}
    assert rows["engine.threads = 7"] == str(override)
    assert rows['engine.precision = "fp32"'] == "command line"
    assert rows["screen.fullscreen = true"].endswith("raspberry-pi-5/board.toml")


def test_the_override_may_come_from_the_environment(tmp_path: Path) -> None:
    (tmp_path / "o.toml").write_text("[engine]\nthread = 7\n")
    runner = CliRunner(env={"EDGE_APP_OVERRIDE": str(tmp_path / "o.toml")})
    result = runner.invoke(main, ["config"])
    assert result.exit_code == 2
    assert "did you mean 'threads'?" in result.stderr


@pytest.mark.parametrize(
    ("words", "code", "sentence"),
    [
        (["config", "--board", "genric"], 2, "did you mean 'generic'?"),
        (["config", "--threads", "0"], 2, '0 as "engine.threads", which must be a whole number between 1 and 64'),
        (["watch", "--source", "v4l2:1:2:3@800:600"], 2, "'800:600' is not WxH"),
        (["run", "--runtime", "tflite"], 2, "must be one of auto, onnxruntime, litert, openvino, cuda, tensorrt"),
        (["analyse", "x.png", "--precision", "int4"], 2, "'int4' as \"engine.precision\", which must be one of int8, fp32"),
        (["run", "--size", "800:480"], 2, "'800:480' is not WxH"),
        (["run", "--size", "100x100"], 2, '100 as "screen.width", which must be a whole number between'),
        (["analyse", "x.png", "--roi", "1,2,3"], 2, "'1,2,3' is not x,y,w,h"),
        (["analyse", "x.png", "--roi", "1,2,0,3"], 2, "is empty"),
        (["analyse", "x.png", "--bundle", "no-such-folder"], 3, "no-such-folder"),
        (["doctor", "--bundle", "no-such-folder"], 3, "no-such-folder"),
    ],
)
def test_an_error_is_one_sentence_and_a_code(words: list[str], code: int, sentence: str) -> None:
    result = invoke(*words)
    assert result.exit_code == code
    assert result.stdout == ""
    assert sentence in result.stderr
    assert len(result.stderr.splitlines()) == 1


def test_doctor_passes_a_sound_bundle(bundle_folder: Path, keys_folder: Path) -> None:
    result = invoke("doctor", "--bundle", bundle_folder, "--keys", keys_folder, "--threads", 1)
    assert result.exit_code == 0, result.output
    assert f"key {KEY.trusted.id}, trusted by {keys_folder / 'tests.pub'}" in result.stdout
    assert "FAIL" not in result.stdout
    assert "Not for clinical use" in result.stdout
    assert "the bundle has no guard" in result.stdout
    assert "the board's supply, temperature and battery" in result.stdout


def test_doctor_shows_what_the_guard_did(guarded_folder: Path, keys_folder: Path) -> None:
    result = invoke("doctor", "--bundle", guarded_folder, "--keys", keys_folder, "--threads", 1)
    assert "ok    guard " in result.stdout and "judges transverse views, 5-60 mm wide" in result.stdout
    assert "\n  Simulated muscle wrongly rejected\n    grade 1                 1 of 40    2.5 %  0.1-13.2 %\n" in result.stdout
    assert max(map(len, result.stdout.partition("that it did not know:")[2].partition("what runs")[0].splitlines())) <= 80


def test_doctor_refuses_an_altered_bundle(bundle_folder: Path, keys_folder: Path, tmp_path: Path) -> None:
    copy = tmp_path / "bundle"
    shutil.copytree(bundle_folder, copy)
    graph = bytearray((copy / "int8.onnx").read_bytes())
    graph[len(graph) // 2] ^= 1
    (copy / "int8.onnx").write_bytes(graph)
    result = invoke("doctor", "--bundle", copy, "--keys", keys_folder)
    assert result.exit_code == 3
    assert "int8.onnx" in result.stderr


@pytest.mark.parametrize("command", [("doctor",), ("examine",), ("analyse", "x.png")])
def test_a_bundle_of_an_unknown_key_is_refused_by_every_command(bundle_folder: Path, command: tuple[str, ...]) -> None:
    result = invoke(*command, "--bundle", bundle_folder)
    assert (result.exit_code, result.stdout) == (3, "")
    assert f"key {KEY.trusted.id}, which is not trusted here" in result.stderr


def test_a_folder_of_keys_that_is_not_there_is_reported(bundle_folder: Path, tmp_path: Path) -> None:
    result = invoke("doctor", "--bundle", bundle_folder, "--keys", tmp_path / "none")
    assert result.exit_code == 2 and str(tmp_path / "none") in result.stderr


def test_run_without_a_screen_examines_the_recording(bundle_folder: Path, keys_folder: Path, sweep: Path, tmp_path: Path) -> None:
    out = tmp_path / "exam"
    result = invoke("run", "--source", sweep, "--bundle", bundle_folder, "--keys", keys_folder, "--threads", 1, "--out", out)
    assert result.exit_code == 0, result.output
    assert result.stdout.startswith("No screen here")
    assert str(out) in result.stdout
    assert "Not for clinical use" in result.stdout
    assert len((out / "findings.jsonl").read_text().splitlines()) == 4
    assert (out / "exam.png").is_file()


def test_examine_takes_both_sides_under_the_simulated_probe(bundle_folder: Path, keys_folder: Path, tmp_path: Path) -> None:
    result = invoke(
        "examine", "--muscle", "Tibialis", "--frames", 4, "--bundle", bundle_folder, "--keys", keys_folder,
        "--threads", 1, "--out", tmp_path,
    )  # fmt: skip
    assert result.exit_code == 0, result.output
    assert "No screen" not in result.stdout
    positions = [json.loads(line)["position"] for line in (tmp_path / "findings.jsonl").read_text().splitlines()]
    assert sorted(set(positions)) == ["tibialis anterior, left", "tibialis anterior, right"]


@pytest.mark.parametrize("source", ["no/such/place", "."])
def test_run_refuses_a_source_without_recordings(
    bundle_folder: Path, keys_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, source: str
) -> None:
    (tmp_path / "empty").mkdir()
    monkeypatch.chdir(tmp_path / "empty")
    result = invoke("run", "--source", source, "--bundle", bundle_folder, "--keys", keys_folder, "--out", tmp_path / "exam")
    assert result.exit_code == 1
    assert len(result.stderr.splitlines()) == 1


@pytest.mark.parametrize(
    ("environment", "words"),
    [
        ({}, "neither DISPLAY nor WAYLAND_DISPLAY"),
        ({"QT_QPA_PLATFORM": "offscreen"}, "neither DISPLAY nor WAYLAND_DISPLAY"),
        ({"DISPLAY": ":987"}, "Qt cannot open :987"),
        ({"QT_QPA_PLATFORM": "linuxfb:fb=/no/such/device"}, "Qt cannot open linuxfb"),
    ],
)
def test_an_absent_screen_is_found_out(environment: dict[str, str], words: str) -> None:
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LD_LIBRARY_PATH") if name in os.environ}
    fault = display_fault({**kept, **environment})
    assert fault is not None
    assert words in fault


def test_an_appliance_waits_longer_for_its_screen_than_a_workstation(monkeypatch: pytest.MonkeyPatch) -> None:
    waited: list[float] = []

    def never(*_: object, timeout: float, **__: object) -> None:
        waited.append(timeout)
        raise subprocess.TimeoutExpired("python3", timeout)

    monkeypatch.setattr("edge_app.system.display.subprocess.run", never)
    faults = [display_fault({"DISPLAY": ":0"} | more) for more in ({}, {"EDGE_APP_RELEASE": "/var/lib/edge-app/releases/0.2.0"})]
    assert faults == ["Qt did not open :0 within 20 s", "Qt did not open :0 within 100 s"] and waited == [20, 100]


def test_an_appliance_without_a_screen_says_so_instead_of_examining_the_simulated_probe(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("EDGE_APP_RELEASE", "/var/lib/edge-app/releases/0.2.0")
    result = invoke("run")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "the appliance has no screen (neither DISPLAY nor WAYLAND_DISPLAY is set)" in result.stderr


@pytest.mark.parametrize(
    ("words", "code", "sentence"),
    [
        (["--source", "igtl:"], 2, "is not igtl:HOST:PORT/DEVICE"),
        (["--source", "picamera:x"], 2, "is not picamera:NUMBER"),
        (["--source", "picamera"], 1, "sudo apt install python3-picamera2"),
        (["--source", "igtl:127.0.0.1:1/Image"], 1, "no server answers"),
        (["--source", "clip.mp4", "--loop", "ping-pong"], 2, "--frames"),
    ],
)
def test_examine_refuses_a_source_that_is_none_in_one_sentence(
    bundle_folder: Path, keys_folder: Path, tmp_path: Path, words: list[str], code: int, sentence: str
) -> None:
    result = invoke("examine", *words, "--bundle", bundle_folder, "--keys", keys_folder, "--out", tmp_path / "exam")
    assert result.exit_code == code
    assert sentence in result.stderr
    assert len(result.stderr.splitlines()) == 1


# --- as a real process ------------------------------------------------------------------------------------------------


def process(*words: object) -> subprocess.Popen[str]:
    environment = {name: value for name, value in os.environ.items() if name not in NO_SCREEN}
    return subprocess.Popen(
        [sys.executable, "-m", "edge_app", *map(str, words)],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment, preexec_fn=interruptible,
    )  # fmt: skip


def test_a_reader_that_leaves_early_gets_no_traceback(
    bundle_folder: Path, keys_folder: Path, sweep: Path, tmp_path: Path
) -> None:
    many = tmp_path / "many"
    for n in range(20):
        shutil.copytree(sweep, many / str(n))
    with process("analyse", many, "--bundle", bundle_folder, "--keys", keys_folder, "--threads", 1) as running:
        assert running.stdout is not None
        assert running.stderr is not None
        first = running.stdout.readline()
        running.stdout.close()
        errors = running.stderr.read()
        running.wait(60)
    assert json.loads(first)["file"].endswith("0.png")
    assert errors == ""


def test_ctrl_c_ends_with_130_and_no_traceback(bundle_folder: Path, keys_folder: Path, tmp_path: Path) -> None:
    words = ["examine", "--frames", 100_000, "--bundle", bundle_folder, "--keys", keys_folder, "--threads", 1]
    with process(*words, "--out", tmp_path) as running:
        assert running.stdout is not None
        assert running.stderr is not None
        running.stdout.readline()  # the table's header: the exam is under way
        running.send_signal(signal.SIGINT)
        errors = running.stderr.read()
        assert running.wait(60) == 130
    assert errors.strip() == "Stopped."


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["watch", "--seconds", "0.2", "--source", "v4l2:/dev/video77"], "no video device /dev/video77"),
        (["examine", "--source", "v4l2:dead:beef:1"], "dead:beef:1 is not plugged in"),
    ],
)
def test_a_device_that_is_not_there_is_one_sentence(tmp_path: Path, words: list[str], sentence: str) -> None:
    result = invoke(*words, *(["--out", tmp_path] if words[0] == "examine" else []))
    assert result.exit_code == 1
    assert sentence in result.stderr and result.stderr.count("\n") == 1


def test_watch_sums_up_what_the_source_delivered(sweep: Path) -> None:
    result = invoke("watch", "--seconds", "1.5", "--source", sweep)
    assert result.exit_code == 0
    for part in ("connecting", "live", "frames", "missing     0 in 0 gaps", "duplicates  0", "queue age   p50"):
        assert part in result.stdout


def test_devices_are_listed_or_said_to_be_absent() -> None:
    result = invoke("devices")
    assert result.exit_code == 0 and result.stdout
    assert all(line.startswith("{") for line in invoke("devices", "--json").stdout.splitlines())


@pytest.mark.parametrize("words", [["--help"], ["config"], ["devices"]])
def test_an_output_on_a_full_disk_is_one_sentence(words: list[str]) -> None:
    command = [sys.executable, "-m", "edge_app", *words]
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(command, env=buffered(), stdout=full, stderr=subprocess.PIPE, text=True, check=False)
    assert done.returncode == 1
    assert done.stderr == "Error: the output cannot be written (No space left on device)\n"


@pytest.mark.parametrize(
    "words", [["exams", "--folder", "~nobody-here/x", "list"], ["profiles", "list", "--profiles", "~nobody-here/x"]]
)
def test_a_user_without_a_home_gets_one_sentence(words: list[str]) -> None:
    result = invoke(*words)
    assert result.exit_code == 2 and "home folder; set HOME" in result.stderr and result.stderr.count("\n") == 1


@pytest.fixture
def somebody_else() -> Iterator[None]:
    """Another user than the one whose files they are, for this test."""
    if os.geteuid() != 0:
        pytest.skip("only root can act as another user")
    os.seteuid(12345)
    yield
    os.seteuid(0)


def test_exams_and_images_of_another_user_are_one_sentence(tmp_path: Path, somebody_else: None) -> None:
    with pytest.raises(StoreError, match="cannot be read"):
        _ = KeyVault(tmp_path / "exams").is_set_up
    with pytest.raises(CaptureError, match="cannot be opened"):
        recordings_in(tmp_path / "image.png")
