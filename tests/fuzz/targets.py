"""What is fuzzed: for each target how its input is made and what is done with it. Anything but an EdgeError is a failure."""

from __future__ import annotations

import atexit
import io
import shutil
import socket
import tempfile
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache, partial
from itertools import islice
from pathlib import Path

import numpy as np

from edge_app.errors import EdgeError
from tests.fuzz.drawn_images import drawn_image
from tests.fuzz.json_values import altered
from tests.fuzz.mutation import mutated

CORPUS = Path(__file__).parent / "corpus"
MEGAPIXELS = 1.0  # limit of a frame, so that 64 MB are many times what a sound one needs
FRAMES = 5  # read of each file


@dataclass(frozen=True)
class Target:
    """Something that reads what others wrote."""

    name: str
    run: Callable[[bytes], None]  # raises EdgeError for what is refused
    make: Callable[[int], bytes]  # the input of an execution
    long_run: int  # executions of a complete run
    warm: tuple[int, ...] = field(default=(0, 100, 200, 300, 400, 500))  # executions after which everything is loaded


def warm_up(target: Target) -> None:
    """Execute sound inputs, unwatched: whatever is loaded on first use is not what an input costs."""
    for number in target.warm:
        with suppress(EdgeError):
            target.run(target.make(number))


def targets() -> dict[str, Target]:
    """All of them, by name."""
    folder = Path(tempfile.mkdtemp(prefix="edge-app-fuzz-", dir=_fastest_folder()))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)  # it lies in memory where it can
    parsers: dict[str, tuple[Callable[[bytes], None], str, int]] = {
        "dicom": (partial(_recording, folder / "input.dcm"), "*.dcm", 200_000),
        "image": (partial(_recording, folder / "input.png"), "image-*", 200_000),
        "live JPEG": (_live_jpeg, "image-*.jpg", 100_000),
        "video": (partial(_recording, folder / "input.mp4"), "video-*", 100_000),
        "sequence": (partial(_recording, folder / "input.mha"), "*sequence*", 100_000),
        "archive": (partial(_archive, folder / "input.zip"), "*.zip", 50_000),
        "settings": (partial(_settings, folder / "override.toml"), "*.toml", 150_000),
        "profile": (partial(_profile, folder / "profiles"), "profile*.json", 100_000),
        "manifest": (_manifest, "manifest*.json", 100_000),
        "release": (partial(_release, folder / "input.release"), "release*", 50_000),
        "vault": (partial(_vault, folder / "vault"), "vault*.json", 30_000),
        "store": (partial(_store, folder / "store"), "*.db", 20_000),
        "worklist": (_worklist, "worklist*", 100_000),
        "openigtlink": (_Server().run, "*.igtl", 50_000),
        "needle EMG": (partial(_emg, folder / "input.emg"), "emg-*", 100_000),
    }
    found = {name: Target(name, run, partial(_from_corpus, pattern), count) for name, (run, pattern, count) in parsers.items()}
    found["result"] = Target("result", partial(_result, folder / "result.json"), _altered_result, 30_000)
    return found | {"analysis": Target("analysis", _analysis, _drawn, 20_000, tuple(range(4)))}


def _fastest_folder() -> str | None:
    memory = Path("/dev/shm")  # every execution writes a file
    return str(memory) if memory.is_dir() else None


@cache
def _seeds(pattern: str) -> tuple[bytes, ...]:
    seeds = tuple(file.read_bytes() for file in sorted(CORPUS.glob(pattern)))
    assert seeds, f"no {pattern} in {CORPUS}"
    return seeds


def _from_corpus(pattern: str, number: int) -> bytes:
    return mutated(_seeds(pattern), number)


def _altered_result(number: int) -> bytes:
    return altered(_seeds("result*.json"), number)


def _recording(file: Path, data: bytes) -> None:
    from edge_app.capture.readers.files import open_recording
    from edge_app.capture.readers.limits import Limits

    file.write_bytes(data)
    for frame in islice(open_recording(file, Limits(megapixels=MEGAPIXELS)).frames(), FRAMES):
        assert frame.pixels.dtype == np.uint8 and frame.pixels.ndim == 2, "not a grey image"
        assert frame.mm_per_pixel is None or frame.mm_per_pixel > 0, "not a scale"


def _emg(file: Path, data: bytes) -> None:
    """As far as a recording's trace; pages are read by the readers of images."""
    from edge_app.emg.readers.files import read_recording
    from edge_app.emg.readers.read_as import ReadAs

    file.write_bytes(data)
    trace = read_recording(file, ReadAs(), lambda path: None)
    assert np.isfinite(trace.samples).all(), "not a number"
    assert trace.rate_hz > 0, "not a rate"


def _archive(file: Path, data: bytes) -> None:
    from edge_app.capture.readers.files import open_recording, recordings_in

    file.write_bytes(data)
    for member in recordings_in(file)[:FRAMES]:
        with suppress(EdgeError):  # one damaged member is no reason to pass the others over
            list(islice(open_recording(member).frames(), FRAMES))


def _live_jpeg(data: bytes) -> None:
    """As a grabber sends it, frame by frame."""
    from edge_app.capture.formats import MAX_SIZE
    from edge_app.capture.jpeg import DamagedJpeg, decoded_grey, decoded_small

    with suppress(DamagedJpeg):
        assert decoded_grey(data, MAX_SIZE).ndim == 2, "not a grey image"
        decoded_small(data)


def _settings(file: Path, data: bytes) -> None:
    from edge_app import config
    from edge_app.device_setup.settings import load_system

    file.write_bytes(data)
    load_system("generic", file)
    config.load("generic", file)


def _profile(folder: Path, data: bytes) -> None:
    from edge_app.device_profiles import DeviceProfiles

    folder.mkdir(exist_ok=True)
    (folder / "v4l2-test.json").write_bytes(data)
    list(DeviceProfiles(folder).all())


def _manifest(data: bytes) -> None:
    from edge_app.bundle.manifest import parse_manifest

    parse_manifest(data)


def _worklist(data: bytes) -> None:
    """An answer to a query; one that cannot be read is left out of the list."""
    from datetime import date

    from edge_app.exams.worklist.query import UnreadableEntry, read_entry

    with suppress(UnreadableEntry):
        assert read_entry(data, date(2026, 11, 30)).patient.identifier, "nobody"


def _release(file: Path, data: bytes) -> None:
    """As far as a device reads a release's file before its signature is verified, and a manifest as if its signature held."""
    from edge_app.release.archive import open_archive
    from edge_app.release.manifest import parse

    if data.startswith(b"{"):
        parse(data)
    else:
        file.write_bytes(data)
        open_archive(file, ())


def _result(file: Path, data: bytes) -> None:
    """Of a benchmark, as somebody else sends it: read, and both pages of it written."""
    from benchmarks.report.comparison import comparison
    from benchmarks.report.entry import as_entries
    from benchmarks.report.html_page import html_page
    from benchmarks.report.markdown import markdown
    from benchmarks.result.files import read_result
    from benchmarks.result.table import table

    file.write_bytes(data)
    result = read_result(file)
    report = comparison(as_entries([result], [{}]))
    html_page(report), markdown(report), table(result)


def _vault(folder: Path, data: bytes) -> None:
    from edge_app.exams.store.key_vault import KeyVault

    folder.mkdir(exist_ok=True)
    vault = KeyVault(folder)
    for file in ("vault.json", "attempts.json"):
        (folder / file).write_bytes(data)
    _ = vault.users, vault.refused


def _store(folder: Path, data: bytes) -> None:
    from edge_app.exams.store.database import STORE
    from edge_app.exams.store.store import ExamStore
    from tests.support.exam_factories import KEY

    folder.mkdir(exist_ok=True)
    for old in folder.iterdir():
        old.unlink()
    (folder / STORE).write_bytes(data)
    with ExamStore(folder, KEY, "nurse") as store:
        store.faults()
        for line in store.exams():
            store.view(line.id)


class _Server:
    """An OpenIGTLink server in the same thread: what is sent fits into the socket's buffer."""

    @cache  # noqa: B019  there is one
    def _listening(self) -> socket.socket:
        return socket.create_server(("127.0.0.1", 0))

    def run(self, data: bytes) -> None:
        from edge_app.capture.openigtlink.source import Address, OpenIGTLinkSource
        from edge_app.errors import CaptureError

        listening = self._listening()
        with OpenIGTLinkSource(Address("127.0.0.1", listening.getsockname()[1], "")) as source:
            connection, _ = listening.accept()
            connection.sendall(data[:60_000])
            connection.close()
            for _ in range(FRAMES):
                try:
                    source.read()
                except CaptureError as exc:
                    if "closed" in str(exc) or "lost" in str(exc):
                        return


def _drawn(number: int) -> bytes:
    file = io.BytesIO()
    np.save(file, drawn_image(number))
    return file.getvalue()


@cache
def _model() -> tuple[object, object]:
    from edge_app.bundle.loader import Precision, load_bundle
    from edge_app.engine.onnx_runtime import OrtEngine
    from tests.support.bundle_fixture import BUNDLES
    from tests.support.signing import KEYS

    bundle = load_bundle(BUNDLES / "plain", KEYS)
    return bundle, OrtEngine(bundle.graphs[Precision.INT8], Precision.INT8.value, threads=1)


def _analysis(data: bytes) -> None:
    """The whole of what `edge-app analyse` does with a frame."""
    from edge_app.bundle.loader import ModelBundle
    from edge_app.engine.onnx_runtime import OrtEngine
    from edge_app.muscle_roi.proposal import propose_muscle
    from edge_app.pipeline import analyse
    from edge_app.records import Frame, Guard, Permission
    from edge_app.scanner_screen import central_region
    from edge_app.scanner_screen.layout import find_layout

    bundle, engine = _model()
    assert isinstance(bundle, ModelBundle) and isinstance(engine, OrtEngine)
    pixels = np.load(io.BytesIO(data))
    height, width = pixels.shape
    layout = find_layout(pixels)
    box = layout.fields[0].box.clipped(width, height)
    frame = Frame(pixels, 0, 0, layout.mm_per_pixel, "fuzz", recorded=True)
    finding = analyse(frame, central_region(box), bundle, engine, Permission.SCORE)
    if finding.guard is not Guard.FIT:  # the network is run all the same
        finding = analyse(frame, central_region(box), bundle, engine, Permission.SCORE, Guard.FIT)
    assert finding.probability is not None and 0 <= finding.probability <= 1, "no probability"
    propose_muscle(pixels, box, layout.mm_per_pixel)
