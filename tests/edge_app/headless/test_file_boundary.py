"""One bad input never ends the batch: faults, little memory, folders that may not be read, closed streams."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image

from edge_app.bundle.loader import ModelBundle
from edge_app.engine.onnx_runtime import OrtEngine
from edge_app.engine.protocol import Inference
from edge_app.errors import CaptureError, EngineError
from edge_app.headless.batch import Options, Tally, analyse_recordings, files_of
from edge_app.headless.frame_reports import JsonLines
from edge_app.profile_lookup import ProfileLookup
from edge_app.records import GreyImage
from tests.support.fakes import textured
from tests.support.interruptible import interruptible


class Ill:
    """An engine that fails at every second image, as only a fault of the program does."""

    name = "ill"

    def __init__(self, engine: OrtEngine, fault: Callable[[], Exception]) -> None:
        self._engine, self._fault, self._runs = engine, fault, 0

    def run(self, image: GreyImage) -> Inference:
        self._runs += 1
        if self._runs == 1:
            raise self._fault()
        return self._engine.run(image)


def stills(folder: Path, *names: str) -> list[Path]:
    files = [folder / name for name in names]
    for seed, file in enumerate(files):
        Image.fromarray(textured(seed=seed)).save(file)
    return files


def analysed(files: list[Path], bundle: ModelBundle, engine: Ill | OrtEngine) -> tuple[Tally, list[str], list[str]]:
    lines: list[str] = []
    said: list[str] = []
    report = JsonLines(lines.append, bundle, ProfileLookup(None))
    tally = analyse_recordings(files, bundle, engine, Options(), [report], said.append)
    return tally, lines, said


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        (lambda: ZeroDivisionError("of Smith"), "because of a fault in this program (ZeroDivisionError at "),
        (lambda: RecursionError(), "report it, with the file if you may"),
        (lambda: MemoryError(), "too little memory to analyse it; close other programs"),
        (lambda: np.linalg.LinAlgError("singular"), "LinAlgError at tests/edge_app/headless/test_file_boundary.py:"),
    ],
)
def test_a_fault_is_a_sentence_and_the_next_file_follows(
    bundle: ModelBundle, engine: OrtEngine, tmp_path: Path, fault: Callable[[], Exception], words: str
) -> None:
    tally, lines, said = analysed(stills(tmp_path, "a.png", "b.png"), bundle, Ill(engine, fault))
    assert (tally.files, tally.failed, tally.frames) == (2, 1, 1)
    (sentence,) = said
    assert words in sentence and str(tmp_path / "a.png") in sentence and "\n" not in sentence
    assert "Smith" not in sentence, "the text of an exception may hold what nobody should read"
    assert json.loads(lines[0])["file"] == str(tmp_path / "b.png")


def test_memory_that_opencv_lacks_is_little_memory_too(bundle: ModelBundle, engine: OrtEngine, tmp_path: Path) -> None:
    def fault() -> Exception:
        error = cv2.error("Failed to allocate 8 bytes")
        error.code = cv2.Error.StsNoMem
        return error

    assert "too little memory" in analysed(stills(tmp_path, "a.png"), bundle, Ill(engine, fault))[2][0]


def test_an_engine_that_fails_ends_the_run(bundle: ModelBundle, engine: OrtEngine, tmp_path: Path) -> None:
    with pytest.raises(EngineError, match="broken"):
        analysed(stills(tmp_path, "a.png", "b.png"), bundle, Ill(engine, lambda: EngineError("broken")))


def test_what_the_caller_does_with_a_line_is_not_the_files_fault(bundle: ModelBundle, engine: OrtEngine, tmp_path: Path) -> None:
    def full(line: str) -> None:
        raise OSError(28, "No space left on device")

    with pytest.raises(OSError, match="No space"):
        analyse_recordings(
            stills(tmp_path, "a.png"), bundle, engine, Options(), [JsonLines(full, bundle, ProfileLookup(None))], print
        )


@pytest.fixture
def nobody() -> object:
    """The tests may run as root, who may read everything."""
    before = os.geteuid()
    if before == 0:
        os.seteuid(65534)
    yield
    os.seteuid(before)


def test_folders_that_may_not_be_read_and_links_into_them_are_named(tmp_path: Path, request: pytest.FixtureRequest) -> None:
    shut = tmp_path / "shut"
    shut.mkdir()
    stills(shut, "inside.png")
    (tmp_path / "link.png").symlink_to(shut / "inside.png")
    (tmp_path / "loop").symlink_to(tmp_path)
    (tmp_path / "round.png").symlink_to(tmp_path / "round.png")
    (good,) = stills(tmp_path, "good.png")
    for folder in (tmp_path, *tmp_path.parents):
        if folder != Path("/tmp") and folder.is_relative_to("/tmp"):
            folder.chmod(0o755)
    shut.chmod(0)
    request.getfixturevalue("nobody")
    said: list[str] = []
    found = files_of([tmp_path], said.append)
    try:
        assert set(found.recordings) == {good, shut, tmp_path / "link.png", tmp_path / "round.png"}
        assert found.left_out == [tmp_path / "loop"]
        for path in (shut, tmp_path / "link.png"):
            with pytest.raises(CaptureError, match=r"cannot be opened \((Permission denied|Is a directory)\)"):
                from edge_app.capture.readers.files import open_recording

                open_recording(path)
    finally:
        os.seteuid(os.getuid())
        shut.chmod(0o755)


LITTLE = """
import resource, sys
from pathlib import Path
from edge_app.bundle.loader import Precision, load_bundle
from edge_app.engine.onnx_runtime import OrtEngine
from edge_app.headless.batch import Options, analyse_recordings
from edge_app.headless.frame_reports import JsonLines
from edge_app.profile_lookup import ProfileLookup
from tests.support.signing import KEYS
bundle = load_bundle(Path(sys.argv[1]), KEYS)
engine = OrtEngine(bundle.graphs[Precision.INT8], "int8", threads=1)
files = [Path(name) for name in sys.argv[2:]]
warn = lambda sentence: print(sentence, file=sys.stderr)
analyse_recordings(files[:1], bundle, engine, Options(), [], warn)
used = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
resource.setrlimit(resource.RLIMIT_AS, (used + (30 << 20),) * 2)
analyse_recordings(files, bundle, engine, Options(), [JsonLines(lambda line: print("line"), bundle, ProfileLookup(None))], warn)
"""


def test_little_memory_costs_the_large_file_only(bundle_folder: Path, tmp_path: Path) -> None:
    small, last = stills(tmp_path, "a.png", "z.png")
    Image.new("RGB", (3900, 3900)).save(tmp_path / "large.png")
    words = [sys.executable, "-c", LITTLE, *map(str, (bundle_folder, small, tmp_path / "large.png", last))]
    done = subprocess.run(words, capture_output=True, text=True, check=False, timeout=120)
    assert (done.returncode, done.stdout) == (0, "line\nline\n"), done.stderr
    assert "large.png" in done.stderr and done.stderr.count("\n") == 1 and "Traceback" not in done.stderr


@pytest.mark.parametrize(("closed", "code", "lines"), [((2,), 1, 1), ((1, 2), 1, 0)])
def test_streams_that_are_closed_change_neither_the_answer_nor_the_exit_code(
    bundle_folder: Path, keys_folder: Path, tmp_path: Path, closed: tuple[int, ...], code: int, lines: int
) -> None:
    (good,) = stills(tmp_path, "good.png")
    bad = tmp_path / "bad.png"
    bad.write_bytes(b"no image")
    words = ["--bundle", str(bundle_folder), "--keys", str(keys_folder), "--threads", "1", str(bad), str(good)]

    def close() -> None:
        for number in closed:
            os.close(number)

    done = subprocess.run(
        [sys.executable, "-m", "edge_app", "analyse", *words],
        capture_output=True, text=True, check=False, timeout=120,
        preexec_fn=close,
    )  # fmt: skip
    assert done.returncode == code
    assert done.stdout.count("\n") == lines and all(json.loads(line) for line in done.stdout.splitlines())
    assert done.stderr.count("\n") == (0 if 2 in closed else 2), done.stderr
    assert bad.read_bytes() == b"no image", "nothing was written into a file that took the place of a stream"


STARTED = """
import sys
from edge_app.cli.interrupt import stop_at_once
stop_at_once()  # what edge_app/__main__.py begins with
print("started", flush=True)
from edge_app.__main__ import main
main(sys.argv[1:], "edge-app")
"""


@pytest.mark.parametrize("delay", [0.0, 0.4])
def test_an_interrupt_while_it_starts_is_130_and_one_word(
    bundle_folder: Path, keys_folder: Path, tmp_path: Path, delay: float
) -> None:
    _interrupt(bundle_folder, keys_folder, tmp_path, delay)


@pytest.mark.slow
def test_an_interrupt_at_any_moment_is_130_and_one_word(
    bundle_folder: Path, keys_folder: Path, tmp_path: Path, short: bool
) -> None:
    chance = random.Random(13)
    for _ in range(10 if short else 100):
        _interrupt(bundle_folder, keys_folder, tmp_path, chance.uniform(0, 1.5))


def _many(folder: Path) -> Path:
    """A folder with more images than a fast machine analyses before it is interrupted."""
    many = folder / "many"
    if not many.exists():
        (one,) = stills(folder, "one.png")
        many.mkdir()
        for number in range(1000):
            (many / f"{number}.png").hardlink_to(one)
    return many


def _interrupt(bundle_folder: Path, keys_folder: Path, tmp_path: Path, delay: float) -> None:
    words = ["analyse", "--bundle", str(bundle_folder), "--keys", str(keys_folder), "--threads", "1", str(_many(tmp_path))]
    command = [sys.executable, "-c", STARTED, *words]
    crash_says_where = {**os.environ, "PYTHONFAULTHANDLER": "1"}
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=crash_says_where, preexec_fn=interruptible
    ) as running:
        assert running.stdout is not None
        assert running.stdout.readline() == "started\n"
        time.sleep(delay)
        running.send_signal(signal.SIGINT)
        _, errors = running.communicate(timeout=60)
    # Python ends itself by the signal where the interrupt fell into an `exec`: a shell says 130 of both.
    assert running.returncode in (130, -signal.SIGINT), f"after {delay:.3f} s: {errors}"
    assert errors.strip() == "Stopped."  # click ends the line of "^C" first, once it runs
