"""The measuring process: starts the workers in turns, the sampler beside them; keeps what is finished, decides what is void."""

from __future__ import annotations

import os
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timezone
from pathlib import Path
from typing import Protocol

from benchmarks.machine.disturbance import highest_clock, mean_power, why_void
from benchmarks.machine.sampler import Sampler
from benchmarks.peers.catalogue import NETWORKS
from benchmarks.peers.folders import folder_of
from benchmarks.peers.network_size import NetworkSize, read_size
from benchmarks.result.files import RESULT, SAMPLES, Series, require_parquet, write_result, write_samples
from benchmarks.result.gpu import GpuResult
from benchmarks.result.records import Peaks, Result, Sample
from benchmarks.roofline.network import network_of
from benchmarks.run.assemble import Circumstances, assemble, best_of_each, fastest, raw_series
from benchmarks.run.assemble_peers import assemble_peers
from benchmarks.run.child import START_S, Child, ChildError, Timed, build_peers, time_task
from benchmarks.run.journal import Header, Journal, Outcome
from benchmarks.run.plan import Plan, Turn, engine_turns, pipeline_turns, screen_turns
from benchmarks.run.task import BuildTask, EngineSetting, Task
from benchmarks.stages.frames import FrameSet, save

BUILT = "peers"  # folder beside the journal, for as long
NO_PEAKS = Peaks(None, None, None, "not measured: the run was interrupted before")


@dataclass(frozen=True)
class Subject:
    """What is measured."""

    bundle: Path
    keys: Path | None
    frames: FrameSet
    research: bool

    @property
    def keys_text(self) -> str:
        """As a `Task` has it."""
        return str(self.keys) if self.keys else ""


@dataclass(frozen=True)
class Progress:
    """Who is told how far a run is."""

    turn: Callable[[Turn], None]  # one begins
    tick: Callable[[], None]  # a little time has passed
    gpu_turn: Callable[[str], None] = lambda name: None  # one on the GPU begins


class Gpu(Protocol):
    """The GPU's part of a run: `benchmarks.gpu.measure.GpuPart`."""

    @property
    def result(self) -> GpuResult:
        """Of what is finished."""

    @property
    def series(self) -> Sequence[Series]:
        """Every single time of what is finished."""

    def measure(
        self, folder: Path, sampler: Sampler, own: set[int], turn: Callable[[str], None], tick: Callable[[], None]
    ) -> None:
        """What is not finished yet."""

    def forget(self, folder: Path) -> None:
        """The run is finished, and its result written."""


TimeTask = Callable[[Task, set[int], Callable[[], None], Callable[[], None]], Timed]
BuildPeers = Callable[[BuildTask, set[int], Callable[[], None]], dict[str, str]]


def run(
    header: Header,
    subject: Subject,
    out: Path,
    command: str,
    notes: Sequence[str],
    progress: Progress,
    timed_by: TimeTask = time_task,
    peaks_by: Callable[[], Peaks] = lambda: NO_PEAKS,
    built_by: BuildPeers = build_peers,
    gpu: Gpu | None = None,
) -> Result:
    """Measure all that the plan says, and write `result.json` and `samples.parquet` into `out`.

    command: as it was typed, for the result; notes: what is left out, and why; timed_by: runs a task, in a process of its own
    if it is `benchmarks.run.child.time_task`; peaks_by: measures the machine's peaks, when all else is done; built_by: builds
    the peers of the plan, if it has some; gpu: the part on a GPU. KeyboardInterrupt leaves what is finished in `out`, marked as
    not complete; the same call goes on. Raises ConfigError where another run lies there, ExportError where it cannot be written.
    """
    require_parquet()
    with Journal(out, header) as journal, tempfile.TemporaryDirectory(prefix="benchmarks-") as folder:
        save(subject.frames, Path(folder))
        own = {os.getpid()}
        before = journal.samples
        with Sampler(own.copy, began_s=before[-1].t_s if before else 0.0) as sampler:
            session = _Session(header.plan, subject, Path(folder), out / BUILT, journal, sampler, own, progress, timed_by)

            def finish(complete: bool) -> Result:
                about = Circumstances(
                    made=datetime.now(timezone.utc).isoformat(timespec="seconds"),
                    command=command,
                    complete=complete,
                    sensors=sampler.sensors,
                    sampler_cost_percent=sampler.cost_percent,
                    peaks=peaks_by() if complete else NO_PEAKS,
                    network_mmac=network.mmac if (network := network_of(header.software.bundle_id)) else None,
                    notes=(*notes, *session.notes),
                    peers=assemble_peers(header, journal.outcomes, session.absent, session.sizes()),
                    gpu=gpu.result if gpu else None,
                )
                result = assemble(header, journal.outcomes, about)
                write_samples(out / SAMPLES, [*raw_series(journal.outcomes), *(gpu.series if gpu else ())])
                write_result(out / RESULT, result)
                return result

            try:
                session.build_peers(built_by)
                session.engines()
                session.pipelines()
                session.screens()
                if gpu:
                    gpu.measure(out, sampler, own, progress.gpu_turn, progress.tick)
            except KeyboardInterrupt:
                finish(complete=False)
                raise
            result = finish(complete=True)
        if gpu:
            gpu.forget(out)
        journal.remove()
        shutil.rmtree(out / BUILT, ignore_errors=True)
        return result


class _Session:
    """The turns of one run."""

    def __init__(
        self,
        plan: Plan,
        subject: Subject,
        folder: Path,
        built: Path,
        journal: Journal,
        sampler: Sampler,
        own: set[int],
        progress: Progress,
        timed_by: TimeTask,
    ) -> None:
        self._plan, self._subject, self._folder, self._built, self._timed_by = plan, subject, folder, built, timed_by
        self._journal, self._sampler, self._own, self._progress = journal, sampler, own, progress
        self._kept = len(sampler.samples)  # samples that are in the journal
        self._beside: Child | None = None  # the kiosk, while it runs
        self.notes: list[str] = []
        self.absent: dict[str, str] = {}  # name of a peer or network -> why it cannot be measured

    def build_peers(self, built_by: BuildPeers) -> None:
        """Make what the peers load, or find out why not; what an interrupted run has made is there."""
        others = (*self._plan.peers, *self._plan.networks)
        if others:
            names, threads = tuple(dict.fromkeys(one.runtime for one in others)), max(one.threads for one in others)
            subject = self._subject
            task = BuildTask(names, str(subject.bundle), subject.keys_text, str(self._built), threads, os.getpid())
            self.absent = built_by(task, self._own, self._progress.tick)

    def sizes(self) -> dict[str, NetworkSize]:
        """Of the networks that are built."""
        folders = {network.name: folder_of(self._built, network.name) for network in NETWORKS}
        return {name: read_size(folder) for name, folder in folders.items() if folder.exists()}

    def engines(self) -> None:
        """Every setting, the peers' among them, and the networks; then the best of each runtime at length."""
        peers, networks = (
            [one for one in those if one.runtime not in self.absent] for those in (self._plan.peers, self._plan.networks)
        )
        for turn in engine_turns("screening", (*self._plan.settings, *peers), self._plan.screening):
            self._do(turn)
        for turn in engine_turns("screening", networks, self._plan.network):
            self._do(turn)
        if self._plan.final:
            for turn in engine_turns("final", best_of_each(self._journal.outcomes), self._plan.final):
                self._do(turn)

    def pipelines(self) -> None:
        """The pipeline by the fastest setting of all."""
        chosen = fastest(self._journal.outcomes)
        if chosen is None:
            if self._plan.settings:
                self.notes.append("the pipeline is not measured: no engine could be")
            return
        turns = pipeline_turns(chosen, self._plan)
        for turn in turns:
            if not turn.kiosk:
                self._do(turn)
        beside = [turn for turn in turns if turn.kiosk and not self._journal.done(turn)]
        if not self._plan.kiosk:
            self.notes.append("the pipeline is not measured beside the kiosk: --no-kiosk")
        if beside:
            try:
                with self._kiosk(chosen):
                    for turn in beside:
                        self._do(turn)
            except ChildError as exc:
                self.notes.append(f"the pipeline is not measured beside the kiosk: {exc}")

    def screens(self) -> None:
        """The kiosk on each display server, with the fastest setting of all."""
        if (chosen := fastest(self._journal.outcomes)) is not None:
            for turn in screen_turns(chosen, self._plan):
                self._do(turn)

    @contextmanager
    def _kiosk(self, setting: EngineSetting) -> Iterator[None]:
        """The kiosk, running. Raises ChildError when it does not start."""
        with Child("benchmarks.kiosk_beside", self._own) as kiosk:
            kiosk.tell(self._task(Turn("pipeline", setting, 0, 0.0)))
            kiosk.line(START_S, self._progress.tick)
            self._beside = kiosk
            try:
                yield
            finally:
                self._beside = None

    def _do(self, turn: Turn) -> None:
        """Measure it, unless it is in the journal; again while it is void, as often as the plan allows."""
        if self._journal.done(turn):
            return
        self._progress.turn(turn)
        for tries in range(1, self._plan.tries + 1):
            outcome = self._measure(turn, tries)
            if not outcome.void or outcome.error:
                break
        self._journal.add(replace(outcome, samples=self._new_samples()))

    def _measure(self, turn: Turn, tries: int) -> Outcome:
        began_s: list[float] = []

        def began() -> None:
            began_s.append(self._sampler.take())

        try:
            timed = self._timed_by(self._task(turn), self._own, began, self._progress.tick)
        except ChildError as exc:
            return _outcome(turn, tries, None, str(exc), (), None)
        if self._beside:
            self._beside.check()
        during = self._sampler.between(began_s[0], self._sampler.take())
        clocks = [outcome.clock_mhz for outcome in self._journal.outcomes if outcome.clock_mhz is not None]
        return _outcome(turn, tries, timed, "", during, max(clocks, default=None))

    def _new_samples(self) -> tuple[Sample, ...]:
        samples = self._sampler.samples
        before, self._kept = self._kept, len(samples)
        return samples[before:]

    def _task(self, turn: Turn) -> Task:
        subject = self._subject
        return Task(
            kind=turn.kind,
            setting=turn.setting,
            with_guard=turn.with_guard,
            bundle=str(subject.bundle),
            keys=subject.keys_text,
            frames=str(self._folder),
            research=subject.research,
            warm_ups=self._plan.warm_ups,
            seconds=turn.seconds,
            spawned_ns=time.monotonic_ns(),
            parent=os.getpid(),
            built=str(self._built),
            display=turn.display,
        )


def _outcome(
    turn: Turn,
    tries: int,
    timed: Timed | None,
    error: str,
    during: Sequence[Sample],
    reference_mhz: float | None,
) -> Outcome:
    """during: the samples while it was measured; those of the whole turn are not among them yet."""
    ready, done = (timed.ready, timed.done) if timed else (None, None)
    return Outcome(
        turn=turn,
        tries=tries,
        error=error,
        void=why_void(during, reference_mhz),
        version=done.version if done else "",
        graph_sha256=done.graph_sha256 if done else "",
        cold_start_ms=ready.cold_start_ms if ready else 0.0,
        first_inference_ms=ready.first_inference_ms if ready else 0.0,
        times=done.times if done else (),
        peak_rss_mb=done.peak_rss_mb if done else None,
        accuracy=done.accuracy if done else None,
        power_mw=mean_power(during),
        clock_mhz=highest_clock(during),
        samples=(),
        screen=done.screen if done else None,
    )
