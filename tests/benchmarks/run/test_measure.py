"""A whole run: its result, its interruption, and what goes on from there. The workers' times are made up."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from benchmarks.gpu.measure import GpuPart, GpuSubject
from benchmarks.peers.folders import folder_of
from benchmarks.peers.network_size import NetworkSize, write_size
from benchmarks.result.files import SAMPLES, read_result
from benchmarks.result.records import Result
from benchmarks.run import measure
from benchmarks.run.child import ChildError, Timed, build_peers
from benchmarks.run.journal import FILE, Header
from benchmarks.run.plan import Lengths, Plan
from benchmarks.run.task import BuildTask, EngineSetting, Task
from benchmarks.stages.frames import FrameSet
from edge_app.errors import ConfigError
from tests.support.benchmark_results import MACHINE, SOFTWARE
from tests.support.made_up_gpu import FOUND, MadeUpGpu
from tests.support.made_up_gpu import PLAN as GPU_PLAN
from tests.support.made_up_worker import STAGES, MadeUpWorker

SETTINGS = (EngineSetting("onnxruntime", "fp32", 1, None), EngineSetting("onnxruntime", "int8", 1, None))
PEERS = (
    EngineSetting("plain stack", "fp32", 1, None, "peer"),
    EngineSetting("ncnn", "fp32", 1, None, "peer"),
)
NETWORKS = (EngineSetting("GhostNet", "fp32", 1, None, "network"),)
ONCE = Lengths(1, 0.0)  # one process, one pass
PLAN = Plan("standard", SETTINGS, Lengths(2, 0.0), ONCE, ONCE, ONCE, ONCE, warm_ups=1, tries=1, kiosk=False)
STARTS = 2 * 2 + 1 + 2 + 1  # screening, final, pipelines, stages
QUIET = measure.Progress(lambda turn: None, lambda: None)

pytest.importorskip("pyarrow")

Run = Callable[..., Result]


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """run(timed_by, plan, built_by): into one folder."""

    def run(timed_by: measure.TimeTask, plan: Plan = PLAN, built_by: measure.BuildPeers = build_peers) -> Result:
        header = Header(plan, MACHINE, SOFTWARE, "speckle", False)
        frames = FrameSet(np.zeros((1, 48, 64), np.uint8), "black", None, False)
        subject = measure.Subject(Path("bundle"), None, frames, False)
        return measure.run(header, subject, tmp_path, "python -m benchmarks run", ["a note"], QUIET, timed_by, built_by=built_by)

    return run


@pytest.fixture(autouse=True)
def alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """On a machine where nothing else runs, which the one that runs the tests is not."""
    monkeypatch.setattr("benchmarks.run.measure.why_void", lambda samples, reference_mhz: "")


def test_a_whole_run(run: Run, tmp_path: Path) -> None:
    result = run(MadeUpWorker())
    assert result == read_result(tmp_path) and result.complete and not result.screening
    assert {engine.configuration.precision for engine in result.engines} == {"fp32", "int8"}
    (final,) = [engine for engine in result.engines if not engine.screening]
    assert final.inference.starts == 1, "the best of a runtime is measured anew"
    assert [(one.guard, one.kiosk, len(one.stages)) for one in result.pipelines] == [
        (False, False, 0),
        (True, False, len(STAGES)),
    ]
    assert result.pipelines[0].configuration == final.configuration
    assert final.configuration.precision == "int8" and final.inference.mean_ms == pytest.approx(2.1)
    assert all(engine.accuracy for engine in result.engines)
    assert result.samples and not (tmp_path / FILE).exists() and (tmp_path / SAMPLES).exists()
    assert "a note" in result.notes
    with pytest.raises(ConfigError, match="finished result"):
        run(MadeUpWorker())


def test_the_gpu_is_measured_after_the_processor(tmp_path: Path) -> None:
    part = GpuPart(replace(GPU_PLAN, starts=1), GpuSubject(Path("bundle"), None), FOUND, MadeUpGpu())
    subject = measure.Subject(Path("bundle"), None, FrameSet(np.zeros((1, 48, 64), np.uint8), "black", None, False), False)
    header = Header(replace(PLAN, settings=()), MACHINE, SOFTWARE, "speckle", False)
    result = measure.run(header, subject, tmp_path, "python -m benchmarks run --gpu only", [], QUIET, MadeUpWorker(), gpu=part)
    assert result == read_result(tmp_path) and result.engines == () and result.notes == ()
    assert result.gpu is not None and result.gpu.variants[0].points[0].device is not None
    assert [file.name for file in sorted(tmp_path.iterdir())] == ["result.json", SAMPLES]


def test_the_screen_is_measured_on_each_display_with_the_fastest_setting(run: Run, tmp_path: Path) -> None:
    worker = MadeUpWorker()
    result = run(worker, replace(PLAN, screen=Lengths(2, 0.0), displays=("xvfb", "cage")))
    assert [task.display for task in worker.tasks if task.kind == "screen"] == ["xvfb", "cage", "xvfb", "cage"]
    assert result == read_result(tmp_path) and [one.starts[0].display for one in result.screens] == ["xvfb", "cage"]
    for one in result.screens:
        assert one.configuration.precision == "int8" and len(one.starts) == one.flash.starts == 2
        assert one.overlay is not None and one.overlay.mean_ms == pytest.approx(2.1)


def test_a_kiosk_that_fails_on_a_display_leaves_the_rest(run: Run) -> None:
    class NoKiosk(MadeUpWorker):
        def __call__(self, task: Task, own: set[int], on_ready: Callable[[], None], tick: Callable[[], None]) -> Timed:
            if task.display == "cage":
                raise ChildError("cage does not start")
            return super().__call__(task, own, on_ready, tick)

    result = run(NoKiosk(), replace(PLAN, displays=("cage", "xvfb")))
    assert [one.starts[0].display for one in result.screens] == ["xvfb"] and result.engines and result.complete
    assert any("cage does not start" in note for note in result.notes)


def test_an_interrupted_run_goes_on(run: Run, tmp_path: Path) -> None:
    before, after = MadeUpWorker(interrupt_at=3), MadeUpWorker()
    with pytest.raises(KeyboardInterrupt):
        run(before)
    half = read_result(tmp_path)
    assert not half.complete and len(half.engines) == 2 and half.pipelines == ()
    (tmp_path / FILE).write_bytes((tmp_path / FILE).read_bytes() + b'{"turn":')  # cut off while it was written
    result = run(after)
    assert result.complete and len(before.tasks) + len(after.tasks) == STARTS
    times = [sample.t_s for sample in result.samples]
    assert times == sorted(times), "the second part's seconds follow the first's"


def test_another_run_is_not_gone_on_with(run: Run, tmp_path: Path) -> None:
    with pytest.raises(KeyboardInterrupt):
        run(MadeUpWorker(interrupt_at=1))
    with pytest.raises(ConfigError, match="another run, machine or version"):
        run(MadeUpWorker(), replace(PLAN, tries=2))
    (tmp_path / FILE).write_text("nonsense\n")
    with pytest.raises(ConfigError, match="cannot be read"):
        run(MadeUpWorker())


def test_a_setting_that_fails_is_named_and_the_others_are_measured(run: Run) -> None:
    works = MadeUpWorker()

    def without_fp32(task: Task, own: set[int], on_ready: Callable[[], None], tick: Callable[[], None]) -> Timed:
        if task.setting.precision == "fp32":
            raise ChildError("it does not run here")
        return works(task, own, on_ready, tick)

    result = run(without_fp32)
    assert [engine.configuration.precision for engine in result.engines] == ["int8"]
    assert "onnxruntime fp32, 1 thread: it does not run here" in result.notes


def test_peers_take_their_turns_and_what_is_missing_is_named(run: Run, tmp_path: Path) -> None:
    asked: list[BuildTask] = []

    def build(task: BuildTask, own: set[int], tick: Callable[[], None]) -> dict[str, str]:
        asked.append(task)
        folder = folder_of(Path(task.built), "GhostNet")
        folder.mkdir(parents=True)
        write_size(folder, NetworkSize(3_900_000, 141_000_000))
        return {"ncnn": "not installed (ncnn); run make peers"}

    fake = MadeUpWorker()
    result = run(fake, replace(PLAN, peers=PEERS, networks=NETWORKS, network=ONCE), build)
    assert asked[0].names == ("plain stack", "ncnn", "GhostNet") and result == read_result(tmp_path)
    assert result.peers is not None and [absent.name for absent in result.peers.absent[:1]] == ["ncnn"]
    (plain,), (ghost,) = result.peers.peers, result.peers.networks
    assert plain.engine.configuration.name == "plain stack fp32, 1 thread" and plain.engine.inference.starts == 1
    assert plain.pipeline is not None and plain.pipeline.starts == 1 and not plain.engine.screening
    assert (ghost.parameters, ghost.mmac, ghost.paper_parameters) == (3_900_000, 141.0, 3.9e6) and ghost.engine.screening
    assert result.pipelines[0].configuration.engine == "onnxruntime", "a peer is no engine of ours"
    assert {engine.configuration.engine for engine in result.engines} == {"onnxruntime"}
    peers = [task.setting.role for task in fake.tasks].count("peer")
    assert peers == 2 + 1, "as many starts as one of ours: screening, then at length"
    assert not (tmp_path / measure.BUILT).exists()


def test_a_peer_that_fails_is_absent_and_no_note(run: Run) -> None:
    works = MadeUpWorker()

    def without_peer(task: Task, own: set[int], on_ready: Callable[[], None], tick: Callable[[], None]) -> Timed:
        if task.kind == "peer":
            raise ChildError("it answers otherwise than it should")
        return works(task, own, on_ready, tick)

    result = run(without_peer, replace(PLAN, peers=PEERS[:1]), lambda task, own, tick: {})
    assert result.peers is not None and result.peers.peers == ()
    assert result.peers.absent[0].why == "it answers otherwise than it should"
    assert not any("otherwise" in note for note in result.notes)


def test_where_nothing_runs(run: Run) -> None:
    def fails(task: Task, own: set[int], on_ready: Callable[[], None], tick: Callable[[], None]) -> Timed:
        raise ChildError("it does not run here")

    result = run(fails)
    assert result.engines == () and result.pipelines == () and result.complete
    assert any("no engine could be" in note for note in result.notes)


def test_a_void_start_is_measured_again_and_what_stays_void_says_so(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    verdicts = iter(["too hot", ""] + ["too hot"] * 100)

    def judged(samples: Collection[object], reference_mhz: float | None) -> str:
        assert samples, "a start is judged by what the machine did meanwhile"
        return next(verdicts)

    monkeypatch.setattr("benchmarks.run.measure.why_void", judged)
    fake = MadeUpWorker()
    result = run(fake, replace(PLAN, settings=SETTINGS[1:], screening=Lengths(1, 0.0), final=None, tries=2))
    assert len(fake.tasks) == 2 * (1 + 2 + 1), "every start but the first was void twice"
    assert result.engines[0].void == "" and {one.void for one in result.pipelines} == {"too hot"}
    assert any("measured again" in note for note in result.notes) and any("are void: too hot" in note for note in result.notes)
